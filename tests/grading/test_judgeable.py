"""Test cells that need the process of the student's code are known by their text."""

from __future__ import annotations

import pytest

from helpers.course import Lesson, lessons, read_notebook
from helpers.grading.judgeable import obstacle, obstacles
from helpers.grading.names import IN_KERNEL, own_statements
from tests import courses


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


def test_only_test_cells_are_asked() -> None:
    """And classes of the instructor's own cells are the judge's as well."""
    cells = [
        courses.code("setting", "class Animal:\n    pass\nprint(globals())"),
        courses.code("dog", "class Dog(Animal):\n    pass\nglobals()", solution=True),
        courses.tests("animal-tests", "assert isinstance(make(), Animal)", 1),
        courses.tests("dog-tests", "assert isinstance(make(), Dog)", 1),
    ]
    found = obstacles(cells, own_statements(cells))
    assert found == {"dog-tests": "needs a class of the notebook's (isinstance … Dog)"}


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_every_test_of_this_course_is_judged_from_outside(lesson: Lesson) -> None:
    """Hidden tests included: no student can forge a point."""
    cells = read_notebook(lesson.source)["cells"]
    assert obstacles(cells, own_statements(cells)) == {}


def test_a_cell_tagged_in_kernel_is_not_the_judges() -> None:
    """What it defines stays beside the answers, and no test may ask for its classes."""
    cells = [
        courses.code("helper", "class Animal:\n    pass\ndef feed(animal):\n    return 1"),
        courses.code("make", "def make():\n    return Animal()", solution=True),
        courses.tests("tests", "assert feed(make()) and isinstance(make(), Animal)", 1),
    ]
    assert list(own_statements(cells)) == [0]
    cells[0]["metadata"]["tags"] = [IN_KERNEL]
    assert own_statements(cells) == {}
    assert obstacles(cells, {}) == {
        "tests": "needs a class of the notebook's (isinstance … Animal)"
    }
