"""Test cells that need the process of the student's code are known by their text."""

from __future__ import annotations

import pytest

from helpers.grading.judgeable import obstacle


@pytest.mark.parametrize(
    "source",
    [
        "assert squares(2) == [1, 4]",
        "import sys\nassert f(sys.maxsize) == 1",
        "class Fake:\n    pass\nassert isinstance(make(Fake), Fake)",
        "assert isinstance(f(), (int, float)) and isinstance(f(), torch.Tensor)",
        "evaluate = 3\nassert f(evaluate) == 3",
        "kept = squares\ndel squares\nsquares = kept",
    ],
)
def test_most_cells_can_be_judged_from_outside(source: str) -> None:
    """Values, fakes and deleted names need nothing of the other process."""
    assert obstacle(source, frozenset({"torch"})) == ""


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("%timeit f()", "plain Python"),
        ("!ls", "plain Python"),
        ("assert 'f' in globals()", "names as a whole"),
        ("get_ipython().run_cell('1')", "IPython"),
        ("from contextlib import redirect_stdout\nwith redirect_stdout(b):\n    f()", "prints"),
        ("import sys\nsys.stdout = None\nf()", "prints"),
        ("import inspect\nassert 'for' not in inspect.getsource(f)", "source code"),
        ("from unittest.mock import patch", "patch"),
        ("assert isinstance(Dog(), Animal)", "class of the notebook's"),
        ("assert issubclass(Dog, (Animal, int))", "class of the notebook's"),
    ],
)
def test_what_needs_the_other_process_says_why(source: str, why: str) -> None:
    """The reason is part of a sentence that names the cell."""
    assert why in obstacle(source)
