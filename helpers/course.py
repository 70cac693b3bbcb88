"""Lessons, their order, exercises and points, read from the notebooks.

Knows how a lesson is laid out on disk and in cells. Knows nothing of running,
releasing or grading one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from helpers.errors import CourseError

__all__ = [
    "CONFIG",
    "RELEASE",
    "SOURCE",
    "Exercise",
    "Lesson",
    "cell_source",
    "exercises",
    "find_lesson",
    "lesson_names",
    "lessons",
    "marks",
    "parse_notebook",
    "pick",
    "read_lesson",
    "read_notebook",
    "root",
]

CONFIG = "nbgrader_config.py"
SOURCE, RELEASE = "solutions", "lessons"

_NAME = re.compile(r"\d\d_\w+")
_HEADING = re.compile(r"^#{2,4} Exercise (\d+\.\d+) · (.+)$", re.MULTILINE)
_EFFORT = re.compile(r"^([●○]{5}) · (\d+) min · (\d+(?:\.\d+)?) points?\b", re.MULTILINE)
_MINUTES = re.compile(r"\*\*(\d+) minutes\*\*")
_POINTS = re.compile(r"\*\*(\d+(?:\.\d+)?) points\*\*")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """A solution cell with its test cells, or one manually graded cell.

    ``test_ids`` maps the grade_id of each test cell to its points, in notebook
    order; for a manually graded cell it holds that cell alone.
    ``stated_points`` is what the heading promises, None without a heading.
    """

    number: str
    title: str
    grade_id: str
    test_ids: dict[str, float]
    difficulty: int
    minutes: int
    manual: bool = False
    stated_points: float | None = None

    @property
    def points(self) -> float:
        return sum(self.test_ids.values())

    @property
    def name(self) -> str:
        """``Exercise 6.3 · Causal mask``, or the grade_id where there is no heading."""
        return f"Exercise {self.number} · {self.title}" if self.number else self.grade_id


@dataclass(frozen=True)
class Lesson:
    """One lesson: a folder, a notebook and an nbgrader assignment of one name.

    ``stated_points`` is what the opening cell promises, None when it says nothing.
    """

    name: str
    title: str
    minutes: int
    exercises: tuple[Exercise, ...]
    root: Path
    stated_points: float | None = None

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

    @property
    def auto_points(self) -> float:
        """The points that tests award; the others wait for a person."""
        return sum(exercise.points for exercise in self.exercises if not exercise.manual)


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
        CourseError: the file is missing, cannot be read, is not JSON, or is not
            a notebook of format 4.
    """
    try:
        return parse_notebook(path.read_bytes())
    except FileNotFoundError:
        raise CourseError(f"{path}: no such notebook; `git restore` brings it back") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}; mend that first") from None
    except ValueError as error:
        raise CourseError(
            f"{path} is not a notebook: {error}; open it in JupyterLab and save it again, "
            "or restore the last good copy"
        ) from None


def parse_notebook(content: bytes) -> dict[str, Any]:
    """The notebook that ``content`` holds.

    Raises:
        ValueError: it is not JSON, or not a notebook of format 4; the message says which.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({str(error) or type(error).__name__})") from None
    if not _is_notebook(notebook):
        raise ValueError("not of notebook format 4")
    return notebook  # type: ignore[no-any-return]


def _is_notebook(notebook: Any) -> bool:
    return (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and isinstance(notebook.get("metadata", {}), dict)
        and isinstance(notebook.get("cells"), list)
        and all(
            isinstance(cell, dict)
            and cell.get("cell_type") in ("code", "markdown", "raw")
            and isinstance(cell.get("metadata"), dict)
            and _is_text(cell.get("source"))
            for cell in notebook["cells"]
        )
    )


def _is_text(source: Any) -> bool:
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )


def cell_source(cell: dict[str, Any]) -> str:
    """A cell's text; on disk it may be a list of lines. Halves of characters, which JSON
    can hold and no file can, become question marks."""
    return "".join(cell["source"]).encode("utf-8", "replace").decode("utf-8")


def marks(cell: dict[str, Any]) -> dict[str, Any]:
    """nbgrader's metadata of a cell that it marks, ``{}`` for any other cell."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) and isinstance(found.get("grade_id"), str) else {}


def lesson_names(course: Path) -> list[str]:
    """The lessons' names in teaching order, without reading one."""
    folder = _home(course)
    return sorted(
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if _NAME.fullmatch(path.name) and (path / f"{path.name}.ipynb").is_file()
    )


def lessons(course: Path | None = None) -> list[Lesson]:
    """Every lesson of the course, in teaching order.

    Raises:
        CourseError: outside a course, or a lesson's notebook cannot be read.
    """
    course = course or root()
    return [read_lesson(name, course) for name in lesson_names(course)]


def find_lesson(name: str, course: Path | None = None) -> Lesson:
    """The lesson meant by ``6``, ``06``, ``06_self_attention`` or ``self_attention``.

    Raises:
        CourseError: no lesson, or more than one, answers to ``name``.
    """
    course = course or root()
    return read_lesson(pick(name, lesson_names(course), "lesson"), course)


def pick(wanted: str, names: list[str], thing: str) -> str:
    """The one of ``names`` that ``wanted`` means, by name, number or the rest.

    Raises:
        CourseError: none or several do; the message lists ``names``.
    """
    wanted = wanted.strip().rstrip("/")
    if wanted in names:
        return wanted
    numbered = [name for name in names if _NAME.fullmatch(name)]
    found = [
        name
        for name in numbered
        if wanted == name[3:] or (wanted.isdecimal() and int(wanted) == int(name[:2]))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise CourseError(f"{thing} {wanted!r} may be {' or '.join(found)}; give the whole name")
    near = get_close_matches(wanted, [*names, *(name[3:] for name in numbered)], n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise CourseError(f"no {thing} {wanted!r}{hint}; there is: {', '.join(names) or 'none'}")


def read_lesson(name: str, course: Path) -> Lesson:
    """The lesson ``name``, from its source, or from its release where that is all there is.

    Raises:
        CourseError: its notebook cannot be read.
    """
    cells = read_notebook(_home(course) / name / f"{name}.ipynb")["cells"]
    opening = cell_source(cells[0]) if cells else ""
    title, minutes, points = (pattern.search(opening) for pattern in (_TITLE, _MINUTES, _POINTS))
    return Lesson(
        name=name,
        title=title[1].strip() if title else name,
        minutes=int(minutes[1]) if minutes else 0,
        exercises=tuple(exercises(cells)),
        root=course,
        stated_points=float(points[1]) if points else None,
    )


def _home(course: Path) -> Path:
    return course / SOURCE if (course / SOURCE).is_dir() else course / RELEASE


def exercises(cells: list[dict[str, Any]]) -> list[Exercise]:
    """The exercises in a notebook's ``cells``, in order."""
    found: list[dict[str, Any]] = []
    heading: dict[str, Any] = {}
    for cell in cells:
        text, mark = cell_source(cell), marks(cell)
        if cell["cell_type"] == "markdown" and (match := _HEADING.search(text)):
            heading = _heading(match, text)
        if mark.get("solution"):
            fallback = {"number": "", "title": mark["grade_id"], "difficulty": 0, "minutes": 0}
            found.append(
                (heading or fallback)
                | {
                    "grade_id": mark["grade_id"],
                    "test_ids": {},
                    "manual": bool(mark.get("grade")),
                }
            )
            heading = {}
        if mark.get("grade") and found:
            found[-1]["test_ids"][mark["grade_id"]] = _points(mark)
    return [Exercise(**fields) for fields in found]


def _points(mark: dict[str, Any]) -> float:
    points = mark.get("points")
    return float(points) if isinstance(points, int | float) else 0.0


def _heading(match: re.Match[str], text: str) -> dict[str, Any]:
    effort = _EFFORT.search(text)
    return {
        "number": match[1],
        "title": match[2].strip(),
        "difficulty": effort[1].count("●") if effort else 0,
        "minutes": int(effort[2]) if effort else 0,
        "stated_points": float(effort[3]) if effort else None,
    }
