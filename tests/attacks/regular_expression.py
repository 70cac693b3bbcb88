"""A word on which a test's regular expression tries every way to split it."""

CLAIM = "damage"
STOCK = "resisted"

CELLS = {
    "word": """\
def word():
    return "a" * 60 + "c"
""",
}
