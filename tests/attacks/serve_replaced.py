"""The kernel's agent is replaced by one that does nothing."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, struct, time, threading
from helpers.grading.kernel import wire
from helpers.grading.kernel.peer import Peer
agent.serve = lambda *_: None
""",
}
