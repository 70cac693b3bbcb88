"""The function calls the test's function from a hundred threads at once."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "apply": """\
import threading
def apply(function, values):
    threads = [threading.Thread(target=lambda: [function(i) for i in range(100)]) for _ in range(100)]
    for one in threads: one.start()
    for one in threads: one.join(1)
    return [10, 20]
""",
}
