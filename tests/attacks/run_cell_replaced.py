"""The kernel's run_cell runs nothing any more."""

# ruff: noqa: E501

CLAIM = "points"
STOCK = "13 of 13 points"

CELLS = {
    "double": """\
ip = get_ipython()
old = ip.run_cell_async
async def run(source, *a, **k):
    return await old('pass', *a, **{**k, 'transformed_cell': 'pass', 'preprocessing_exc_tuple': None})
ip.run_cell_async = run
ip.should_run_async = lambda *a, **k: True
""",
}
