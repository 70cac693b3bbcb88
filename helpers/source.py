"""What a lesson's source must be before it can be released.

Reads one notebook and says what is wrong with it, one line each. Changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from helpers.course import Lesson, cell_source, marks, read_notebook

__all__ = ["problems"]

_WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MADE_UP = re.compile(r"(?=.*\d)[0-9a-f]{8}(-[0-9a-f-]{27})?")  # by nbformat or JupyterLab
_MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)")


def problems(lesson: Lesson) -> list[str]:
    """What keeps ``lesson`` from being released, each line naming file and cell.

    Raises:
        CourseError: the source cannot be read.
    """
    notebook = read_notebook(lesson.source)
    where = lesson.source.relative_to(lesson.root).as_posix()
    found = [
        *_of_notebook(notebook, lesson),
        *_of_ids(notebook["cells"]),
        *(line for cell in notebook["cells"] for line in _of_cell(cell)),
        *_of_exercises(notebook["cells"], lesson),
    ]
    return [f"{where}: {line}" for line in found]


def _label(cell: dict[str, Any]) -> str:
    return f"cell {cell.get('id') or marks(cell).get('grade_id') or '(no id)'!r}"


def _of_notebook(notebook: dict[str, Any], lesson: Lesson) -> Iterator[str]:
    kernel = notebook["metadata"].get("kernelspec", {}).get("name", "python3")
    if kernel != "python3":
        yield f"kernel {kernel!r} is one machine's own; choose the kernel python3"
    others = sorted(
        path.name for path in lesson.source.parent.glob("*.ipynb") if path != lesson.source
    )
    if others:
        yield f"{', '.join(others)} stands beside it; a lesson is one notebook"
    if not lesson.title or lesson.title == lesson.name:
        yield "the first cell has no title line, `# Title`"
    if not lesson.minutes:
        yield "the first cell does not say `**60 minutes**`"
    if lesson.stated_points is None:
        yield f"the first cell does not say `**{lesson.points:g} points**`"
    elif lesson.stated_points != lesson.points:
        yield (
            f"the first cell promises {lesson.stated_points:g} points, "
            f"the cells award {lesson.points:g}"
        )


def _of_ids(cells: list[dict[str, Any]]) -> Iterator[str]:
    for kind, ids in (
        ("cell id", Counter(cell.get("id") for cell in cells)),
        ("grade_id", Counter(marks(cell).get("grade_id") for cell in cells)),
    ):
        for name, times in ids.items():
            if name is not None and times > 1:
                yield f"{kind} {name!r} is used {times} times; each must be unique"
    for index, cell in enumerate(cells):
        grade_id = marks(cell).get("grade_id")
        if not cell.get("id"):
            yield f"cell {index + 1} has no id; give it a word for one"
        elif not _WORDS.fullmatch(cell["id"]) or _MADE_UP.fullmatch(cell["id"]):
            yield f"cell {cell['id']!r}: an id is words in lower case, like `two-seals`"
        elif grade_id not in (None, cell["id"]):
            yield f"cell {cell['id']!r} has grade_id {grade_id!r}; they must be the same word"


def _of_cell(cell: dict[str, Any]) -> Iterator[str]:
    if cell.get("outputs") or cell.get("execution_count") is not None:
        yield f"{_label(cell)} holds outputs; clear them (Edit, Clear Outputs of All Cells)"
    mark, text = marks(cell), cell_source(cell)
    if mark.get("task"):
        yield f"{_label(cell)} is a task; make it a manually graded answer"
    regions, unbalanced = _regions(text)
    if unbalanced:
        yield f"{_label(cell)}: {unbalanced}"
    if "SOLUTION" in regions and not mark.get("solution"):
        yield f"{_label(cell)} holds a solution, but is not a solution cell"
    if "HIDDEN TESTS" in regions and (mark.get("solution") or not mark.get("grade")):
        yield f"{_label(cell)} holds hidden tests, but is not a test cell"
    if mark.get("solution") and not mark.get("grade") and "SOLUTION" not in regions:
        yield f"{_label(cell)} is a solution cell without `### BEGIN SOLUTION`"
    points = mark.get("points")
    if mark.get("grade") and (not isinstance(points, int | float) or points < 0):
        yield f"{_label(cell)} is graded, but its points are {points!r}"


def _regions(text: str) -> tuple[set[str], str]:
    """The kinds of region in ``text``, and what is unbalanced about them, or ``""``."""
    regions: set[str] = set()
    inside: str | None = None
    for line in text.splitlines():
        for edge, kind in _MARKER.findall(line):
            if edge == "BEGIN":
                if inside:
                    return regions, f"`BEGIN {kind}` stands inside `BEGIN {inside}`"
                inside = kind
                regions.add(kind)
            elif inside != kind:
                return regions, f"`END {kind}` has no `BEGIN {kind}`"
            else:
                inside = None
    return regions, f"`BEGIN {inside}` has no `END {inside}`" if inside else ""


def _of_exercises(cells: list[dict[str, Any]], lesson: Lesson) -> Iterator[str]:
    first = next((marks(cell) for cell in cells if marks(cell).get("grade")), {})
    if first and not first.get("solution") and not _solution_before(cells, first["grade_id"]):
        yield f"cell {first['grade_id']!r} tests nothing: no solution cell stands before it"
    for number, times in Counter(exercise.number for exercise in lesson.exercises).items():
        if number and times > 1:
            yield f"Exercise {number} stands there {times} times"
    for exercise in lesson.exercises:
        where = f"cell {exercise.grade_id!r}"
        if not exercise.number:
            yield f"{where} has no heading like `### Exercise {int(lesson.number)}.1 · Title`"
            continue
        if int(exercise.number.split(".")[0]) != int(lesson.number):
            yield f"{where}: Exercise {exercise.number} stands in lesson {lesson.number}"
        if not exercise.test_ids:
            yield f"{where}: Exercise {exercise.number} has no tests"
        if exercise.stated_points is None:
            yield f"{where}: its heading has no line like `●●○○○ · 8 min · 3 points`"
        elif exercise.stated_points != exercise.points:
            yield (
                f"{where}: the heading promises {exercise.stated_points:g} points, "
                f"the cells award {exercise.points:g}"
            )


def _solution_before(cells: list[dict[str, Any]], grade_id: str) -> bool:
    for cell in cells:
        if marks(cell).get("grade_id") == grade_id:
            return False
        if marks(cell).get("solution"):
            return True
    return False
