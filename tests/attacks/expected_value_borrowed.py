"""The answer is the variable in which the test keeps the right one."""

CLAIM = "points"
STOCK = "3 of 13 points"

CELLS = {
    "number": """\
def number():
    return expected
""",
    "items": """\
def items():
    return want
""",
}
