"""The function calls the test's function by other names and reads its insides."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "apply": """\
def apply(function, values):
    for name in ('__globals__', '__code__', '__closure__', 'seen'):
        try:
            print(getattr(function, name))
        except Exception as error:
            print(type(error).__name__)
    try:
        function.__globals__['expected'] = 0
    except Exception:
        pass
    return [function]
""",
}
