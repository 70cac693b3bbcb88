"""The function ends the cell, without an error."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
def double(*_):
    raise SystemExit(0)
""",
    "half": """\
def half(*_):
    raise SystemExit(0)
""",
    "items": """\
def items(*_):
    raise SystemExit(0)
""",
    "number": """\
def number(*_):
    raise SystemExit(0)
""",
    "apply": """\
def apply(*_):
    raise SystemExit(0)
""",
}
