"""The kernel's messages are changed on their way: no error is sent."""

CLAIM = "points"
STOCK = "13 of 13 points"

CELLS = {
    "double": """\
session = get_ipython().kernel.session
old = session.send
def send(stream, kind, content=None, *a, **k):
    if kind == 'error':
        return None
    if kind == 'execute_reply':
        content = {**content, 'status': 'ok'}
    return old(stream, kind, content, *a, **k)
session.send = send
""",
}
