"""The agent sends the first half of an answer and keeps the second."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "half": """\
import time
from helpers.grading.kernel.channel import Channel
send = Channel.send
def half(x):
    Channel.send = lambda self, *parts: (
        send(self, *parts) if parts[0] == b"=" else time.sleep(1000)
    )
    return 1.5
""",
}
