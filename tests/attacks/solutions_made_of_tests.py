"""Tests are said to be solutions, and their text is the student's."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double-tests": """\
pass""",
    "half-tests": """\
pass""",
}

METADATA = {
    "double-tests": {
        "nbgrader": {
            "grade": True,
            "grade_id": "double-tests",
            "locked": False,
            "points": 2,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    },
    "half-tests": {
        "nbgrader": {
            "grade": True,
            "grade_id": "half-tests",
            "locked": False,
            "points": 2,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    },
}
