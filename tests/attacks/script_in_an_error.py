"""Markup in the message of an error, in a stream and in a traceback."""

CLAIM = "browser"
STOCK = "resisted"

CELLS = {
    "double": """\
class E(Exception):
    def _render_traceback_(self):
        return ['<script>alert(1)</script>']
def double(x):
    print('<script>alert(1)</script>')
    raise ValueError('<img src=x onerror=alert(1)>')
raise E
""",
}
