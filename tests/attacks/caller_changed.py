"""The function changes the code of whoever calls it."""

CLAIM = "points"
STOCK = "1 of 13 points"

CELLS = {
    "double": """\
import sys, ctypes
def double(x):
    frame = sys._getframe(1)
    frame.f_globals['double'] = lambda x: x + x
    frame.f_locals.update(x=6)
    try:
        frame.f_globals['__builtins__']['AssertionError'] = SystemExit
    except Exception:
        pass
    raise SystemExit(0)
""",
}
