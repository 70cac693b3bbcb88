"""Arithmetic with it gives 0.0, so it is close to every number."""

CLAIM = "points"
STOCK = "2 of 13 points"

CELLS = {
    "half": """\
class Zero:
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __gt__(self, other): return True
    def __lt__(self, other): return True
    def __len__(self): raise TypeError
def half(x):
    return Zero()
""",
}
