"""A cell magic that swallows errors is registered, and the tests' cells start with it."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
from IPython.core.magic import register_cell_magic
@register_cell_magic
def quiet(line, cell):
    pass
""",
    "double-tests": """\
%%quiet
assert False""",
}
