"""A frame that says it has four gigabytes."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel._socket.sendall(b'\\xff' * 4 + b'x' * 1000)
agent.Agent._answer = answer
""",
}
