"""socket.socket is replaced before the kernel connects."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import socket
class Quiet(socket.socket):
    def sendall(self, data, *a): return super().sendall(data.replace(b'!', b'='), *a)
socket.socket = Quiet
""",
}
