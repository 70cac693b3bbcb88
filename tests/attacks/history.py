"""The cells that ran before, the tests among them, are read from IPython's history."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "length": """\
print(In, Out, _ih)
print(list(get_ipython().history_manager.get_range(raw=True)))
get_ipython().run_line_magic('history', '-g')
""",
}
