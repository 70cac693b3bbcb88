"""A file beside the course, and the submissions of others."""

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
show('@ROOT@/../secret.txt')
for path in glob.glob('@ROOT@/submitted/**/*.ipynb', recursive=True):
    show(path)
""",
}
