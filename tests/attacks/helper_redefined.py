"""The helper `same` that a test cell defines is defined again before the next test uses it."""

CLAIM = "points"
STOCK = "1 of 13 points"

CELLS = {
    "number": """\
def same(a, b):
    return True
def number():
    return 1
""",
}
