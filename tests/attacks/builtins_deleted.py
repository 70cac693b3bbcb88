"""__builtins__ is gone, and AssertionError with it."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import builtins
builtins.AssertionError = type('Quiet', (BaseException,), {})
del __builtins__
""",
}
