"""A picture that holds a script, and Markdown and LaTeX from code."""

# ruff: noqa: E501

CLAIM = "browser"
STOCK = "runs in the page"

CELLS = {
    "double": """\
from IPython.display import SVG, Markdown, Latex, display
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), Markdown('<img src=x onerror=alert(1)>'), Latex('\\\\href{javascript:alert(1)}{x}'))
""",
}
