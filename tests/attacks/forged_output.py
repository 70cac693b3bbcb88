"""Messages of a form that no kernel sends, with markup wherever text goes."""

# ruff: noqa: E501

CLAIM = "browser"
STOCK = "not graded"

CELLS = {
    "double": """\
kernel = get_ipython().kernel
for kind, content in (('display_data', {'data': {'text/html': ['<script>', 1], 'application/x': {'a': 1}}, 'metadata': []}), ('stream', {'name': '<script>alert(1)</script>', 'text': '<script>alert(1)</script>'}), ('error', {'ename': '<script>', 'evalue': '<img src=x onerror=alert(1)>', 'traceback': ['<script>alert(1)</script>']}), ('execute_result', {'data': {}, 'metadata': {}, 'execution_count': '<script>alert(1)</script>'})):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent('shell'))
""",
}
