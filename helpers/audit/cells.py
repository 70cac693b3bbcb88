"""A lesson's code cells as the audit needs them: which solve, which test, what lies between.

Reads the source notebook. Runs nothing and judges nothing.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from helpers.course import Exercise, Lesson, cell_source, marks, read_notebook

__all__ = [
    "HIDDEN",
    "SOLUTION",
    "Cell",
    "Script",
    "Span",
    "imported_modules",
    "read_script",
    "regions",
]

SOLUTION, HIDDEN = "SOLUTION", "HIDDEN TESTS"


@dataclass(frozen=True)
class Cell:
    """A code cell. ``role`` is plain, solution or test; a cell that ``may_fail`` carries
    Jupyter's tag raises-exception."""

    id: str
    source: str
    role: str
    points: float = 0.0
    may_fail: bool = False


@dataclass(frozen=True)
class Span:
    """Where an autograded exercise stands among the code cells: from its solution cell
    up to and with its last test cell, ``stop`` being one past that."""

    exercise: Exercise
    start: int
    stop: int


@dataclass(frozen=True)
class Script:
    """The code cells of a lesson in order, and its autograded exercises."""

    lesson: Lesson
    cells: tuple[Cell, ...]
    spans: tuple[Span, ...]

    def span(self, grade_id: str) -> Span:
        return next(span for span in self.spans if span.exercise.grade_id == grade_id)

    def reference(self, span: Span) -> str:
        return self.cells[span.start].source

    def tests(self, span: Span) -> list[Cell]:
        return [cell for cell in self.cells[span.start : span.stop] if cell.role == "test"]


def read_script(lesson: Lesson) -> Script:
    """The code cells of ``lesson``'s source.

    Raises:
        CourseError: the notebook cannot be read.
    """
    auto = {exercise.grade_id for exercise in lesson.exercises if not exercise.manual}
    tests = {
        grade_id
        for exercise in lesson.exercises
        if not exercise.manual
        for grade_id in exercise.test_ids
    }
    cells: list[Cell] = []
    for number, cell in enumerate(read_notebook(lesson.source)["cells"]):
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code" or "skip-execution" in tags:
            continue
        mark = marks(cell)
        grade_id = mark.get("grade_id")
        role = "solution" if grade_id in auto else "test" if grade_id in tests else "plain"
        cells.append(
            Cell(
                id=grade_id or cell.get("id") or f"cell-{number + 1}",
                source=cell_source(cell),
                role=role,
                points=float(mark.get("points") or 0) if role == "test" else 0.0,
                may_fail="raises-exception" in tags,
            )
        )
    return Script(lesson, tuple(cells), tuple(_spans(lesson, cells)))


def _spans(lesson: Lesson, cells: list[Cell]) -> list[Span]:
    places = {cell.id: index for index, cell in enumerate(cells) if cell.role != "plain"}
    return [
        Span(exercise, places[exercise.grade_id], 1 + max(map(places.__getitem__, tests)))
        for exercise in lesson.exercises
        if not exercise.manual
        and exercise.grade_id in places
        and (tests := [test for test in exercise.test_ids if test in places])
    ]


def regions(source: str, kind: str) -> list[tuple[int, int]]:
    """First and last line (from 1) between each pair of nbgrader's markers of ``kind``.

    A solution cell without markers is all solution, as nbgrader has it.
    """
    found: list[tuple[int, int]] = []
    lines = source.splitlines()
    begin = None
    for number, line in enumerate(lines, start=1):
        if f"BEGIN {kind}" in line:
            begin = number + 1
        elif f"END {kind}" in line and begin is not None:
            found.append((begin, number - 1))
            begin = None
    if not found and kind == SOLUTION:
        return [(1, len(lines))]
    return found


def imported_modules(script: Script) -> frozenset[str]:
    """Names that an import statement of the lesson binds, such as ``np``."""
    names: set[str] = set()
    for cell in script.cells:
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:  # a cell with magics; its imports are not needed
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {(item.asname or item.name).partition(".")[0] for item in node.names}
    return frozenset(names)
