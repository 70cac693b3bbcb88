"""The processes above the kernel are killed."""

CLAIM = "damage"
STOCK = "not graded"

CELLS = {
    "double": """\
import os, signal
try:
    os.kill(os.getppid(), signal.SIGKILL)
except OSError as error:
    print(type(error).__name__)
""",
}
