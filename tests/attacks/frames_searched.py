"""The function looks for the right answer in its callers' frames."""

CLAIM = "points"
STOCK = "1 of 13 points"

CELLS = {
    "number": """\
import sys
def number():
    frame = sys._getframe()
    while frame:
        for scope in (frame.f_locals, frame.f_globals):
            if 'expected' in scope:
                return scope['expected']
        frame = frame.f_back
""",
}
