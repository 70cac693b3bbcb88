"""A list that equals any other and shows other items than it holds."""

CLAIM = "points"
STOCK = "2 of 13 points"

CELLS = {
    "items": """\
class Equal(list):
    def __eq__(self, other): return True
    def __iter__(self): return iter([Item(), Item()])
class Item(int):
    def __eq__(self, other): return True
def items():
    return Equal()
""",
}
