"""An object that hands numpy an array for each comparison."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "half": """\
import numpy
class Close:
    def __array__(self, *_, **__): return numpy.zeros(())
    def __array_function__(self, *_): return True
    def __array_ufunc__(self, *_, **__): return numpy.bool_(True)
def half(x):
    return Close()
""",
}
