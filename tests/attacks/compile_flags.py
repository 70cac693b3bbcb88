"""Python's optimization, which leaves out asserts, switched on for what is compiled next."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "13 of 13 points"

CELLS = {
    "double": """\
import builtins, functools
old = builtins.compile
builtins.compile = lambda *a, **k: old(*a, **{**k, 'optimize': 2}) if len(a) < 6 else old(*a[:5], 2)
import IPython.core.compilerop as c
c.compile = builtins.compile
get_ipython().compile.__class__.ast_parse = lambda self, source, *a, **k: __import__('ast').parse('pass')
""",
}
