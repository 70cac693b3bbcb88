"""Two threads answer at once, so that frames mix."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
old = agent.Agent._answer
def answer(self, data):
    threading.Thread(target=old, args=(self, data)).start()
    old(self, data)
agent.Agent._answer = answer
""",
}
