"""The frame that answers the judge is searched when a test calls."""

CLAIM = "secret"
STOCK = "leak"

CELLS = {
    "double": """\
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        print(frame.f_code.co_filename, sorted(frame.f_locals))
        print(str(frame.f_locals)[:20_000])
        frame = frame.f_back
    return 1
""",
}
