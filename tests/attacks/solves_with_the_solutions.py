"""The instructor's notebook is read and its answers are executed."""

CLAIM = "points"
STOCK = "3 of 13 points"

CELLS = {
    "double": """\
import json
for cell in json.load(open('@ROOT@/solutions/01_warm_up/01_warm_up.ipynb'))['cells']:
    if cell['cell_type'] == 'code' and 'def ' in ''.join(cell['source']):
        exec(''.join(cell['source']), globals())
""",
}
