"""The texts of all tests are gone."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double-tests": """\
pass""",
    "double-text-tests": """\
pass""",
    "half-tests": """\
pass""",
    "items-tests": """\
pass""",
    "number-tests": """\
pass""",
    "number-more-tests": """\
pass""",
    "apply-tests": """\
pass""",
    "length-tests": """\
pass""",
}
