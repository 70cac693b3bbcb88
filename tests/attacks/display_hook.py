"""The function shows 5.0 as if it were the value of the test cell."""

CLAIM = "points"
STOCK = "not graded"

CELLS = {
    "double": """\
import sys
def double(x):
    sys.displayhook(5.0)
    raise SystemExit
""",
}
