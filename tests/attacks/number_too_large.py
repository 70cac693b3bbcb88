"""An integer of fifty million digits, which a test multiplies and prints."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "half": """\
def half(x):
    return 1 << 150_000_000
""",
    "double": """\
def double(x):
    return 1 << 400_000_000
""",
}
