"""Lists in lists, a hundred thousand deep."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel.send(b'=', (b'L' + struct.pack('>I', 1)) * 100_000 + b'0')
    self.channel.send(b'L' + bytes(4))
agent.Agent._answer = answer
""",
}
