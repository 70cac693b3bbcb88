"""Every object of the process is searched for hidden tests."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "double": """\
import gc
word = 'hunter' + '2'
def double(x):
    for one in gc.get_objects():
        try:
            text = repr(one)[:100_000] if isinstance(one, (dict, list, tuple)) else ''
        except Exception:
            continue
        if word + '-' in text:
            print(text[text.index(word):][:100])
            return 1
    return 0
""",
}
