"""An output whose metadata is ten thousand objects deep."""

# ruff: noqa: E501

CLAIM = "browser"
STOCK = "not graded"

CELLS = {
    "double": """\
kernel = get_ipython().kernel
import json
class Deep:
    pass
kernel.session.pack = lambda o, pack=kernel.session.pack: (b'{"a":' * 20_000 + b'1' + b'}' * 20_000) if o == {'deep': 1} else pack(o)
kernel.session.send(kernel.iopub_socket, 'display_data', {'data': {}, 'metadata': {}}, parent=kernel.get_parent('shell'), metadata={'deep': 1})
""",
}
