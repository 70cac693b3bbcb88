"""A set of numbers with one hash: putting it together takes hours."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel.send(b'=', b'U' + struct.pack('>I', 2) + b'TZ' + struct.pack('>I', 200_000) + b''.join(b'i' + struct.pack('>I', 12) + (n * (2**61 - 1)).to_bytes(12, 'big') for n in range(1, 200_001)))
    self.channel.send(b'L' + bytes(4))
agent.Agent._answer = answer
""",
}
