"""A thousand points for the first test, and a solution that is a test."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {}

METADATA = {
    "double-tests": {
        "nbgrader": {
            "grade": True,
            "grade_id": "double-tests",
            "locked": False,
            "points": 1000,
            "schema_version": 3,
            "solution": False,
            "task": False,
            "cell_type": "code",
        }
    }
}
