"""A script and an event handler in a written answer."""

# ruff: noqa: E501

CLAIM = "browser"
STOCK = "runs in the page"

CELLS = {
    "why": """\
<script>alert(1)</script> <img src=x onerror=alert(1)> <a href='javascript:alert(1)'>x</a> [y](javascript:alert(1)) <iframe srcdoc='<script>alert(1)</script>'></iframe>""",
}
