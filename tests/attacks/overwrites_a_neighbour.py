"""Another student's submission and result are overwritten."""

# ruff: noqa: E501

CLAIM = "damage"
STOCK = "damage"

CELLS = {
    "double": """\
import glob
for path in ['@ROOT@/submitted/zoe/01_warm_up/01_warm_up.ipynb'] + glob.glob('@ROOT@/*utograded/*/*/*.ipynb') + glob.glob('../../*/*/*.ipynb'):
    try:
        open(path, 'w').write('{}')
    except OSError as error:
        print(type(error).__name__)
""",
}
