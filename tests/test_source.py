"""helpers.source: what keeps a lesson from being released."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers import course, source
from tests.courses import DOUBLE, LESSON, code, lesson_cells, make_course, markdown

Cells = list[dict[str, Any]]


def problems(home: Path, change: Callable[[Cells], Cells] = lambda cells: cells) -> list[str]:
    """What is wrong with ``LESSON`` after ``change`` to its cells."""
    made = make_course(home, **{f"_{LESSON}": change(lesson_cells())})
    return source.problems(course.read_lesson(LESSON, made))


def without(name: str) -> Callable[[Cells], Cells]:
    return lambda cells: [cell for cell in cells if cell["id"] != name]


def with_cell(name: str, new: dict[str, Any]) -> Callable[[Cells], Cells]:
    return lambda cells: [new if cell["id"] == name else cell for cell in cells]


def marked(name: str, **marks: Any) -> Callable[[Cells], Cells]:
    """Change nbgrader's metadata of a cell."""

    def change(cells: Cells) -> Cells:
        for cell in cells:
            if cell["id"] == name:
                cell["metadata"]["nbgrader"] |= marks
        return cells

    return change


def changed(name: str, **fields: Any) -> Callable[[Cells], Cells]:
    return lambda cells: [cell | fields if cell["id"] == name else cell for cell in cells]


def test_a_sound_lesson_has_no_problem(tmp_path: Path) -> None:
    """The lesson that all cases below spoil."""
    assert problems(tmp_path) == []


CASES: dict[str, tuple[Callable[[Cells], Cells], str]] = {
    "no title": (
        with_cell("title", markdown("title", "**10 minutes** · **6 points**")),
        "the first cell has no title line, `# Title`",
    ),
    "no time": (
        with_cell("title", markdown("title", "# Warm up\n\n**6 points**")),
        "the first cell does not say `**60 minutes**`",
    ),
    "no points": (
        with_cell("title", markdown("title", "# Warm up\n\n**10 minutes**")),
        "the first cell does not say `**6 points**`",
    ),
    "other points": (
        marked("double-tests", points=5),
        "the first cell promises 6 points, the cells award 9",
    ),
    "a heading that promises too little": (
        marked("double-tests", points=5),
        "cell 'double': the heading promises 3 points, the cells award 6",
    ),
    "a heading without effort": (
        with_cell("double-text", markdown("double-text", "### Exercise 1.1 · Double")),
        "cell 'double': its heading has no line like `●●○○○ · 8 min · 3 points`",
    ),
    "no heading": (
        without("double-text"),
        "cell 'double' has no heading like `### Exercise 1.1 · Title`",
    ),
    "another lesson's number": (
        with_cell(
            "double-text",
            markdown("double-text", "### Exercise 2.1 · Double\n●○○○○ · 2 min · 3 points"),
        ),
        "cell 'double': Exercise 2.1 stands in lesson 01",
    ),
    "a number that stands twice": (
        with_cell(
            "length-text",
            markdown("length-text", "### Exercise 1.1 · Length\n●●○○○ · 1 min · 2 points"),
        ),
        "Exercise 1.1 stands there 2 times",
    ),
    "no tests": (
        without("length-tests"),
        "cell 'length': Exercise 1.2 has no tests",
    ),
    "tests of nothing": (
        without("double"),
        "cell 'double-tests' tests nothing: no solution cell stands before it",
    ),
    "a marker that is left open": (
        changed("double", source=DOUBLE.replace("### END SOLUTION", "")),
        "cell 'double': `BEGIN SOLUTION` has no `END SOLUTION`",
    ),
    "a marker that ends nothing": (
        changed("double", source=DOUBLE.replace("### BEGIN SOLUTION", "")),
        "cell 'double': `END SOLUTION` has no `BEGIN SOLUTION`",
    ),
    "a marker in another": (
        changed("double", source="### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS"),
        "cell 'double': `BEGIN HIDDEN TESTS` stands inside `BEGIN SOLUTION`",
    ),
    "a solution in an ordinary cell": (
        with_cell("imports", code("imports", DOUBLE)),
        "cell 'imports' holds a solution, but is not a solution cell",
    ),
    "hidden tests in an ordinary cell": (
        with_cell("imports", code("imports", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS")),
        "cell 'imports' holds hidden tests, but is not a test cell",
    ),
    "a solution cell without a solution": (
        changed("double", source="def double(x):\n    return 2 * x"),
        "cell 'double' is a solution cell without `### BEGIN SOLUTION`",
    ),
    "outputs": (
        changed("imports", execution_count=3),
        "cell 'imports' holds outputs; clear them (Edit, Clear Outputs of All Cells)",
    ),
    "points that are no number": (
        marked("double-tests", points="2"),
        "cell 'double-tests' is graded, but its points are '2'",
    ),
    "points below zero": (
        marked("double-tests", points=-1),
        "cell 'double-tests' is graded, but its points are -1",
    ),
    "a task": (
        marked("why", task=True),
        "cell 'why' is a task; make it a manually graded answer",
    ),
    "an id that is not its grade_id": (
        marked("double", grade_id="twice"),
        "cell 'double' has grade_id 'twice'; they must be the same word",
    ),
}


@pytest.mark.parametrize(("change", "told"), CASES.values(), ids=CASES)
def test_a_problem_is_named(change: Callable[[Cells], Cells], told: str, tmp_path: Path) -> None:
    """With the file, the cell and what to do."""
    found = problems(tmp_path, change)
    assert f"solutions/{LESSON}/{LESSON}.ipynb: {told}" in found


def test_two_cells_of_one_id(tmp_path: Path) -> None:
    """A copied cell that kept its id is named."""
    found = problems(tmp_path, lambda cells: [*cells, markdown("title", "Again")])
    assert len(found) == 1
    assert "'title'" in found[0]


@pytest.mark.parametrize("name", ["7f3b2c1d", "fab21c3d", "My-Cell", "two_words", "-a"])
def test_an_id_that_is_no_word(name: str, tmp_path: Path) -> None:
    """An id that a program made up tells a reader of a diff nothing."""
    found = problems(tmp_path, lambda cells: [*cells, markdown(name, "More")])
    assert found == [
        f"solutions/{LESSON}/{LESSON}.ipynb: cell {name!r}: "
        "an id is words in lower case, like `two-seals`"
    ]


def test_one_machine_s_kernel(tmp_path: Path) -> None:
    """Only python3 is on every machine."""
    made = make_course(tmp_path)
    lesson = course.read_lesson(LESSON, made)
    notebook = json.loads(lesson.source.read_text())
    notebook["metadata"]["kernelspec"]["name"] = "conda-env-mine"
    lesson.source.write_text(json.dumps(notebook))
    assert "kernel 'conda-env-mine' is one machine's own" in source.problems(lesson)[0]


def test_a_second_notebook(tmp_path: Path) -> None:
    """nbgrader would release it too."""
    made = make_course(tmp_path)
    lesson = course.read_lesson(LESSON, made)
    lesson.source.with_name("notes.ipynb").write_text("{}")
    assert "notes.ipynb stands beside it" in source.problems(lesson)[0]
