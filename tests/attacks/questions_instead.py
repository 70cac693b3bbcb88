"""Every question is answered with a question."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
def answer(self, data):
    while True:
        self.channel.send(b'?', self._write(('len', 'x', None)).data)
        self.channel.receive(); self.channel.receive()
agent.Agent._answer = answer
""",
}
