"""The kernel's agent answers every question with True."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
agent.Agent._perform = lambda self, request: (True, True)
""",
}
