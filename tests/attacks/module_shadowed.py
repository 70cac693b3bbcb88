"""Files named like what tests import."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {}

FILES = {
    "numpy.py": """\
allclose = lambda *_: True
""",
    "math.py": """\
sqrt = abs
""",
    "helpers.py": """\
x = 1
""",
    "sitecustomize.py": """\
import builtins
builtins.abs = lambda x: 0
""",
    "conftest.py": """\
raise SystemExit
""",
}
