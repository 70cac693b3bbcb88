"""A number that a test takes as an exponent: the power takes hours."""

CLAIM = "damage"
STOCK = "resisted"

CELLS = {
    "power": """\
def power():
    return 10**9
""",
}
