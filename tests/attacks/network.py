"""A server outside is asked for its word."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "double": """\
import socket
try:
    with socket.create_connection(('127.0.0.1', @PORT@), 2) as s:
        print(s.recv(100))
except OSError as error:
    print(type(error).__name__)
""",
}
