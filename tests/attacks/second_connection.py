"""A hundred connections to the judge's socket."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import socket, struct, threading, os, glob
held = []
for _ in range(100):
    s = socket.socket(socket.AF_UNIX); s.setblocking(False)
    try:
        s.connect('/sandbox/run/judge')
    except OSError as error:
        print(type(error).__name__)
    held.append(s)
""",
}
