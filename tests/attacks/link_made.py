"""Links to files of the instructor's, made while the code runs, are to be copied out."""

# ruff: noqa: E501

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "double": """\
import os
for name, to in (('a.txt', '@ROOT@/../secret.txt'), ('b', '@ROOT@/solutions'), ('01_warm_up.ipynb', '@ROOT@/solutions/01_warm_up/01_warm_up.ipynb')):
    try:
        os.symlink(to, name)
        print(open(name).read())
    except OSError as error:
        print(type(error).__name__)
""",
}
