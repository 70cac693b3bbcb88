"""A thread publishes a result for each cell that runs."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "not graded"

CELLS = {
    "double": """\
import threading, time
kernel = get_ipython().kernel
def work():
    for _ in range(100):
        kernel.session.send(kernel.iopub_socket, 'execute_result', {'data': {'text/plain': '2.0'}, 'metadata': {}, 'execution_count': 1}, parent=kernel.get_parent('shell'), ident=b'x')
        time.sleep(0.02)
threading.Thread(target=work, daemon=True).start()
""",
}
