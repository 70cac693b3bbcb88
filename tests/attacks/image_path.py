"""Markdown asks for a picture at the path of a secret, to be put into the page."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "why": """\
![a](@ROOT@/../secret.txt) ![b](../../../secret.txt) <img src='file:///@ROOT@/../secret.txt'>""",
}
