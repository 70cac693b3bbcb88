"""The answer says that the arguments have changed, to what suits."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "apply": """\
import helpers.grading.kernel.agent as agent
agent.Agent._changes = lambda self, request: [(0, [10, 20]), (1, []), (-1, {}), (10**9, 1)]
def apply(function, values):
    return values
""",
}
