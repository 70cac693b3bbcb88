"""A text that equals any other."""

CLAIM = "points"
STOCK = "5 of 13 points"

CELLS = {
    "double": """\
class Equal(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
def double(x):
    return Equal()
""",
    "length": """\
class Equal(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
answer = Equal()
""",
}
