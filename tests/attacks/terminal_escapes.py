"""Escape sequences in outputs, errors and names, for a terminal to obey."""

CLAIM = "damage"
STOCK = "resisted"

CELLS = {
    "double": """\
print('\\x1b]0;owned\\x07\\x1b[2J')
raise ValueError('\\x1b[31m\\x1b]0;owned\\x07')
""",
}
