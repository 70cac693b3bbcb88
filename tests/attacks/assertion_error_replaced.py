"""AssertionError is a class that cannot be raised."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import builtins
builtins.AssertionError = None
def double(x):
    return 1
""",
}
