"""Two million sets, each of which takes more room than it has bytes."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel.send(b'=', b'U' + struct.pack('>I', 2) + b'TL' + struct.pack('>I', 1_900_000) + (b'Z' + bytes(4)) * 1_900_000)
    self.channel.send(b'L' + bytes(4))
agent.Agent._answer = answer
""",
}
