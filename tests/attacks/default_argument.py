"""A cell of the instructor's that uses the answer before its test fails with an error of the
grader's.
"""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "half": """\
class Late:
    def __getattr__(self, name):
        raise SyntaxError('let the test run in the kernel')
half = Late()
""",
}
