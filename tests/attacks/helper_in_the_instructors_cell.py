"""The instructor's `near` is patched and bound again."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "half": """\
def near(a, b):
    return True
import __main__
__main__.near = near
near.__code__ = (lambda a, b: True).__code__
def half(x):
    return 1
""",
}
