"""An int that equals any other."""

CLAIM = "points"
STOCK = "3 of 13 points"

CELLS = {
    "double": """\
class Equal(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def double(x):
    return Equal(1)
""",
}
