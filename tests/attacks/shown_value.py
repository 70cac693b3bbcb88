"""The function prints what the value of a full test would look like."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
def double(x):
    print('Out[1]: 2.0')
    return 2.0
""",
}
