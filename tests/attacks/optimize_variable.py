"""PYTHONOPTIMIZE is set, in the environment and in a file."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import os
os.environ['PYTHONOPTIMIZE'] = '2'
open('.env', 'w').write('PYTHONOPTIMIZE=2')
""",
}
