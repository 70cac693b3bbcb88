"""A value without a byte."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    self.channel.send(b'=', b'')
    self.channel.send(b'L' + bytes(4))
agent.Agent._answer = answer
""",
}
