"""An object that says it is a number when asked for its class."""

CLAIM = "points"
STOCK = "2 of 13 points"

CELLS = {
    "half": """\
class Number:
    @property
    def __class__(self): return float
    def __sub__(self, other): return 0.0
    def __float__(self): return 2.5
    def __lt__(self, other): return True
    __gt__ = __lt__
def half(x):
    return Number()
""",
}
