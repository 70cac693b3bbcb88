"""The tag that allows a cell to fail, on every test."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {}

METADATA = {
    "double-tests": {"tags": ["raises-exception"]},
    "double-text-tests": {"tags": ["raises-exception"]},
    "half-tests": {"tags": ["raises-exception"]},
    "items-tests": {"tags": ["raises-exception"]},
    "number-tests": {"tags": ["raises-exception"]},
    "number-more-tests": {"tags": ["raises-exception"]},
    "apply-tests": {"tags": ["raises-exception"]},
    "length-tests": {"tags": ["raises-exception"]},
}
