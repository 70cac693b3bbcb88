"""helpers.course: what a lesson is, read from its notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers import course
from helpers.errors import CourseError
from tests.courses import LESSON, edit, lesson_cells, make_course, markdown, write_notebook


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_course(tmp_path / "course")


@pytest.fixture
def lesson(home: Path) -> course.Lesson:
    return course.read_lesson(LESSON, home)


def test_a_course_is_found_from_below(home: Path) -> None:
    """Any folder inside is the course's."""
    assert course.root(home / "solutions" / LESSON) == home


def test_outside_a_course_the_folder_is_named(tmp_path: Path) -> None:
    """The message says what is missing."""
    with pytest.raises(CourseError, match=f"{tmp_path} is not inside a course: no nbgrader_config"):
        course.root(tmp_path)


def test_a_lesson_says_what_it_is(lesson: course.Lesson) -> None:
    """Title, time and points come from the opening cell."""
    assert (lesson.title, lesson.minutes, lesson.stated_points) == ("Warm up", 10, 6)
    assert lesson.number == "01"


def test_exercises_come_with_their_tests(lesson: course.Lesson) -> None:
    """An exercise has the points of all test cells that follow its solution cell."""
    assert [(one.number, one.grade_id, one.test_ids) for one in lesson.exercises] == [
        ("1.1", "double", {"double-tests": 2, "double-text-tests": 1}),
        ("1.2", "length", {"length-tests": 2}),
        ("1.3", "why", {"why": 1}),
    ]


def test_an_exercise_says_how_hard_it_is(lesson: course.Lesson) -> None:
    """Circles, minutes and points come from the line below its heading."""
    length = lesson.exercises[1]
    assert (length.difficulty, length.minutes, length.stated_points) == (2, 1, 2)
    assert length.name == "Exercise 1.2 · Length"


def test_points_by_tests_and_by_a_person(lesson: course.Lesson) -> None:
    """What a person marks is not among what tests award."""
    assert (lesson.points, lesson.auto_points) == (6, 5)
    assert [one.manual for one in lesson.exercises] == [False, False, True]


def test_a_solution_without_a_heading_is_an_exercise(home: Path, lesson: course.Lesson) -> None:
    """In any nbgrader course its grade_id is its name."""
    edit(lesson.source, double_text=None)
    first = course.read_lesson(LESSON, home).exercises[0]
    assert (first.name, first.number, first.points) == ("double", "", 3)


def test_a_lesson_without_a_source_is_read_from_its_release(home: Path) -> None:
    """A student's copy of the course has no solutions."""
    write_notebook(home / "lessons" / LESSON / f"{LESSON}.ipynb", lesson_cells())
    (home / "solutions" / LESSON / f"{LESSON}.ipynb").unlink()
    (home / "solutions" / LESSON).rmdir()
    (home / "solutions").rmdir()
    assert [lesson.name for lesson in course.lessons(home)] == [LESSON]


def test_lessons_stand_in_teaching_order(tmp_path: Path) -> None:
    """By number; what is not numbered is no lesson."""
    names = ["10_later", "02_second", "ps1"]
    home = make_course(tmp_path, **{f"_{name}": lesson_cells() for name in names[:2]})
    write_notebook(home / "solutions" / "ps1" / "ps1.ipynb", lesson_cells())
    (home / "solutions" / "03_empty").mkdir()
    assert course.lesson_names(home) == ["02_second", "10_later"]


NAMES = ["06_self_attention", "07_positions", "07_places", "ps1"]


@pytest.mark.parametrize("wanted", ["6", "06", "06_self_attention", "self_attention", " 06/ "])
def test_a_lesson_has_many_names(wanted: str) -> None:
    """Number, name, the rest of the name, and what a shell completes."""
    assert course.pick(wanted, NAMES, "lesson") == "06_self_attention"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("7", "lesson '7' may be 07_positions or 07_places; give the whole name"),
        ("99", "no lesson '99'; there is: 06_self_attention, 07_positions, 07_places, ps1"),
        ("self-attention", r"no lesson 'self-attention' \(did you mean self_attention\?\)"),
        ("", "no lesson ''"),
        ("²", "no lesson '²'"),
    ],
)
def test_a_name_that_means_no_lesson(wanted: str, told: str) -> None:
    """The message says which lessons there are, and which may be meant."""
    with pytest.raises(CourseError, match=told):
        course.pick(wanted, NAMES, "lesson")


CELL = {"cell_type": "code", "metadata": {}, "source": ""}
NO_NOTEBOOKS: dict[str, Any] = {
    "a list": [],
    "format 3": {"nbformat": 3, "worksheets": []},
    "no cells": {"nbformat": 4, "metadata": {}},
    "cells that are none": {"nbformat": 4, "metadata": {}, "cells": ["x"]},
    "a cell of no kind": {"nbformat": 4, "metadata": {}, "cells": [CELL | {"cell_type": "x"}]},
    "a source that is a number": {"nbformat": 4, "metadata": {}, "cells": [CELL | {"source": 1}]},
    "metadata that is a list": {"nbformat": 4, "metadata": [], "cells": []},
}


@pytest.mark.parametrize("content", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_json_that_is_no_notebook(content: Any, tmp_path: Path) -> None:
    """The message names the file and what to do."""
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(content))
    with pytest.raises(CourseError, match=r"a\.ipynb is not a notebook: not of notebook format 4;"):
        course.read_notebook(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "cut short", "another encoding", "nested without end"],
)
def test_bytes_that_are_no_json(content: bytes, tmp_path: Path) -> None:
    """Cut short, in another encoding, or made to exhaust the reader: one line."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"a\.ipynb is not a notebook: not JSON") as raised:
        course.read_notebook(path)
    assert "\n" not in str(raised.value)


def test_a_notebook_that_is_missing(tmp_path: Path) -> None:
    """The message names the file and how it comes back."""
    with pytest.raises(CourseError, match=r"a\.ipynb: no such notebook; `git restore` brings"):
        course.read_notebook(tmp_path / "a.ipynb")


def test_a_notebook_that_is_a_folder(tmp_path: Path) -> None:
    """What the system says is passed on."""
    with pytest.raises(CourseError, match="cannot be read: Is a directory"):
        course.read_notebook(tmp_path)


def test_marks_that_are_damaged_count_as_none() -> None:
    """A cell whose metadata holds no grade_id is an ordinary cell."""
    cell = markdown("a", "text")
    assert course.marks(cell | {"metadata": {"nbgrader": {"solution": True}}}) == {}
    assert course.marks(cell | {"metadata": {"nbgrader": None}}) == {}
