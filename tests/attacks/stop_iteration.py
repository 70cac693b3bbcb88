"""The function raises what a loop or a coroutine takes for its end."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
def double(*_):
    raise StopIteration
""",
    "half": """\
def half(*_):
    raise GeneratorExit
""",
    "items": """\
def items(*_):
    raise StopAsyncIteration
""",
    "number": """\
def number(*_):
    raise KeyboardInterrupt
""",
    "apply": """\
def apply(*_):
    raise __import__('unittest').SkipTest('x')
""",
}
