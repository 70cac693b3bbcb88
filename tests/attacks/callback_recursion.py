"""The function and the test's function call each other without end."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "apply": """\
def apply(function, values):
    class Again:
        def __rmul__(self, other):
            return function(self)
    return function(Again())
""",
}
