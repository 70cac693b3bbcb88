"""The tag that makes the executor leave out a cell, on every test."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {}

METADATA = {
    "double-tests": {"tags": ["skip-execution"]},
    "double-text-tests": {"tags": ["skip-execution"]},
    "half-tests": {"tags": ["skip-execution"]},
    "items-tests": {"tags": ["skip-execution"]},
    "number-tests": {"tags": ["skip-execution"]},
    "number-more-tests": {"tags": ["skip-execution"]},
    "apply-tests": {"tags": ["skip-execution"]},
    "length-tests": {"tags": ["skip-execution"]},
}
