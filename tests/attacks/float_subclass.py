"""A float that says it is close to any other."""

CLAIM = "points"
STOCK = "2 of 13 points"

CELLS = {
    "half": """\
class Close(float):
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __eq__(self, other): return True
def half(x):
    return Close(7)
""",
}
