"""The instructor's notebook is read, by its path and by the working directory."""

# ruff: noqa: E501

CLAIM = "secret"
STOCK = "leak"

CELLS = {
    "double": """\
import os, glob
def show(path):
    try:
        print(path, open(path, errors='replace').read()[:2_000_000])
    except Exception as error:
        print(path, type(error).__name__)
for path in glob.glob('@ROOT@/solutions/**', recursive=True) + glob.glob('../../../**/*.ipynb', recursive=True):
    show(path)
show('@ROOT@/solutions/01_warm_up/01_warm_up.ipynb')
""",
}
