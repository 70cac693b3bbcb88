"""Numbers of one hash, of which a test makes a set: one step of Python's takes hours."""

CLAIM = "damage"
STOCK = "resisted"

CELLS = {
    "numbers": """\
def numbers():
    return [n * (2**61 - 1) for n in range(1, 200_001)]
""",
}
