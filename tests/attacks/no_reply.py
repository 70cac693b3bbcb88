"""The kernel's agent takes the question and never answers."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
agent.Agent._answer = lambda self, data: time.sleep(1000)
""",
}
