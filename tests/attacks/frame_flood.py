"""Answers without end that nobody asked for."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    while True:
        self.channel.send(b'=T')
agent.Agent._answer = answer
""",
}
