"""The gradebook's file is opened and printed."""

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
show('@ROOT@/gradebook.db')
for path in glob.glob('@ROOT@/.autograded/**', recursive=True, include_hidden=True):
    show(path)
""",
}
