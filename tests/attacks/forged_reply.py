"""A thread answers the executor before the cell has run."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
import threading, time
kernel = get_ipython().kernel
def work():
    for _ in range(100):
        for kind, content in (('execute_reply', {'status': 'ok', 'execution_count': 1, 'user_expressions': {}, 'payload': []}), ('status', {'execution_state': 'idle'})):
            kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent('shell'))
        time.sleep(0.02)
threading.Thread(target=work, daemon=True).start()
""",
}
