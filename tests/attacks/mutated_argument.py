"""The function changes the list of right answers that was handed to it."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "apply": """\
def apply(function, values):
    values.clear()
    return []
""",
}
