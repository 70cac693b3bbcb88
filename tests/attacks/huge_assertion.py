"""An AssertionError with a message of 300 MB."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
def double(x):
    raise AssertionError('x' * 300_000_000)
""",
}
