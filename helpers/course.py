"""Lessons, their order, exercises and points, read from the notebooks.

Knows how a lesson is laid out on disk and in cells. Knows nothing of running,
releasing or grading one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import CourseError

__all__ = ["Exercise", "Lesson", "find_lesson", "lessons", "read_notebook", "root"]

CONFIG = "nbgrader_config.py"
SOURCE, RELEASE = "solutions", "lessons"

_NAME = re.compile(r"(\d\d)_(\w+)")
_HEADING = re.compile(r"^#{2,4} Exercise (\d+\.\d+) · (.+)$", re.MULTILINE)
_EFFORT = re.compile(r"^([●○]{5}) · (\d+) min · (\d+) points?", re.MULTILINE)
_MINUTES = re.compile(r"\*\*(\d+) minutes\*\*")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """A solution cell with its test cells, or one manually graded cell.

    ``test_ids`` maps the grade_id of each test cell to its points, in notebook
    order; for a manually graded cell it holds that cell alone.
    """

    number: str
    title: str
    grade_id: str
    test_ids: dict[str, float]
    difficulty: int
    minutes: int
    manual: bool = False

    @property
    def points(self) -> float:
        return sum(self.test_ids.values())


@dataclass(frozen=True)
class Lesson:
    """One lesson: a folder, a notebook and an nbgrader assignment of one name."""

    name: str
    title: str
    minutes: int
    exercises: tuple[Exercise, ...]
    root: Path

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def source(self) -> Path:
        return self.root / SOURCE / self.name / f"{self.name}.ipynb"

    @property
    def release(self) -> Path:
        return self.root / RELEASE / self.name / f"{self.name}.ipynb"

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)


def root(start: Path | None = None) -> Path:
    """The course directory: the nearest one at or above ``start`` (default: here)
    that holds ``nbgrader_config.py``.

    Raises:
        CourseError: there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise CourseError(
        f"{here} is not inside a course: no {CONFIG} here or above; "
        "change to the course's folder and try again"
    )


def read_notebook(path: Path) -> dict[str, Any]:
    """The notebook at ``path`` as the dictionary its JSON holds.

    Raises:
        CourseError: the file is missing, is not JSON, or is not a notebook of
            format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path}: no such notebook; `git restore` brings it back") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CourseError(
            f"{path} is not a notebook: {error}; open it in JupyterLab and save it again, "
            "or restore the last good copy"
        ) from None
    if (
        not isinstance(notebook, dict)
        or notebook.get("nbformat") != 4
        or not isinstance(notebook.get("cells"), list)
    ):
        raise CourseError(f"{path} is not a notebook of format 4; open it in JupyterLab and save it")
    return notebook


def lessons(course: Path | None = None) -> list[Lesson]:
    """Every lesson of the course, in teaching order."""
    course = course or root()
    folder = course / SOURCE if (course / SOURCE).is_dir() else course / RELEASE
    names = sorted(
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if _NAME.fullmatch(path.name) and (path / f"{path.name}.ipynb").is_file()
    )
    return [_read(course, folder, name) for name in names]


def find_lesson(name: str, course: Path | None = None) -> Lesson:
    """The lesson meant by ``6``, ``06``, ``06_self_attention`` or ``self_attention``.

    Raises:
        CourseError: no lesson, or more than one, answers to ``name``.
    """
    every = lessons(course)
    wanted = name.strip().rstrip("/")
    found = [
        lesson
        for lesson in every
        if wanted in (lesson.name, lesson.number, lesson.name[3:])
        or (wanted.isdigit() and int(wanted) == int(lesson.number))
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(lesson.name for lesson in every) or "none"
    raise CourseError(f"no lesson {name!r}; the lessons are: {known}")


def _read(course: Path, folder: Path, name: str) -> Lesson:
    path = folder / name / f"{name}.ipynb"
    cells = read_notebook(path)["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    opening = texts[0] if texts else ""
    title, minutes = _TITLE.search(opening), _MINUTES.search(opening)
    return Lesson(
        name=name,
        title=title[1] if title else name,
        minutes=int(minutes[1]) if minutes else 0,
        exercises=tuple(_exercises(cells, texts)),
        root=course,
    )


def _exercises(cells: list[dict[str, Any]], texts: list[str]) -> list[Exercise]:
    found: list[dict[str, Any]] = []
    heading: dict[str, Any] = {}
    for cell, text in zip(cells, texts, strict=True):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if match := _HEADING.search(text):
            effort = _EFFORT.search(text)
            heading = {
                "number": match[1],
                "title": match[2].strip(),
                "difficulty": effort[1].count("●") if effort else 0,
                "minutes": int(effort[2]) if effort else 0,
            }
        if marks.get("solution"):
            fallback = {"number": "", "title": marks["grade_id"], "difficulty": 0, "minutes": 0}
            found.append(
                (heading or fallback)
                | {"grade_id": marks["grade_id"], "test_ids": {}, "manual": bool(marks.get("grade"))}
            )
            heading = {}
        if marks.get("grade") and found:
            found[-1]["test_ids"][marks["grade_id"]] = marks.get("points", 0)
    return [Exercise(**fields) for fields in found]
