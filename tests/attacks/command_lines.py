"""The command line and the open files of this process and its parent."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "double": """\
import os, glob
def show(path):
    try:
        print(path, open(path, errors='replace').read()[:2_000_000])
    except Exception as error:
        print(path, type(error).__name__)
for path in glob.glob(f'/proc/{os.getppid()}/cmdline'):
    show(path)
for path in glob.glob(f'/proc/{os.getppid()}/fd/*') + glob.glob('/proc/self/fd/*'):
    try:
        print(os.readlink(path))
        show(path) if os.path.isfile(path) and 'secret' in os.readlink(path) else None
    except OSError:
        pass
""",
}
