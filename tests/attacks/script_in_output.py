"""A script in a cell's HTML output."""

# ruff: noqa: E501

CLAIM = "browser"
STOCK = "runs in the page"

CELLS = {
    "double": """\
from IPython.display import HTML, Javascript, display
display(HTML('<script>document.title = 1</script><img src=x onerror=alert(1)><svg onload=alert(1)>'), Javascript('alert(1)'))
""",
}
