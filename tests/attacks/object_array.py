"""An array of Python objects, whose bytes are addresses."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel.send(b'=', b'U' + struct.pack('>I', 2) + b'Tn' + struct.pack('>I', 2) + b'|O' + b'\\1' + struct.pack('>Q', 1) + struct.pack('>I', 8) + bytes(8))
    self.channel.send(b'L' + bytes(4))
agent.Agent._answer = answer
""",
}
