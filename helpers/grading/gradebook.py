"""The gradebook: nbgrader's own schema, through nbgrader's own classes.

Registers an assignment from its source, and reads what a submission earned. One
process writes at a time, held to that by a lock, since SQLite gives none.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import CourseError
from helpers.grading.conversion import ConversionFailed, convert, database_error
from helpers.grading.directory import Directory
from helpers.grading.results import Cell, Status, Verdict

__all__ = [
    "Grades",
    "Registered",
    "grades",
    "lock",
    "masked",
    "notebooks",
    "register",
    "registered",
]


@dataclass(frozen=True)
class Registered:
    """A cell as it was registered from the source; ``marks`` is nbgrader's metadata for
    it, ``source`` its text with hidden tests and without solutions."""

    grade_id: str
    cell_type: str
    source: str
    marks: dict[str, Any]


@dataclass(frozen=True)
class Grades:
    """What the gradebook says of one submission."""

    score: float
    max_score: float
    late_penalty: float
    status: Status
    cells: tuple[Cell, ...]


def lock(directory: Directory) -> Any:
    """The lock to hold while writing to the gradebook; a new object at each call."""
    from filelock import FileLock

    return FileLock(directory.root / ".gradebook.lock")


def masked(db_url: str) -> str:
    """``db_url`` without its password."""
    from sqlalchemy.engine import make_url

    return str(make_url(db_url).render_as_string(hide_password=True))


@contextlib.contextmanager
def _opened(directory: Directory) -> Iterator[Any]:
    """The gradebook.

    Raises:
        CourseError: it cannot be opened or read.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    try:
        with Gradebook(directory.db_url, directory.coursedir().course_id) as book:
            yield book
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise CourseError(
            f"the gradebook's URL cannot be used ({error}); it looks like "
            "sqlite:////folder/gradebook.db or postgresql://user:password@host/name"
        ) from None
    except SQLAlchemyError as error:
        raise CourseError(
            f"the gradebook {masked(directory.db_url)} cannot be used: {database_error(error)}"
        ) from error


def register(directory: Directory, assignment: str) -> None:
    """Put ``assignment`` and its cells into the gradebook, as nbgrader's
    generate_assignment does, without writing a release. Without a source, the
    gradebook must know the assignment already.

    Raises:
        CourseError: it does not, or the source cannot be registered.
    """
    from nbgrader.converters import GenerateAssignment

    if not any(directory.source(assignment).glob("*.ipynb")):
        if not notebooks(directory, assignment):
            raise CourseError(
                f"no notebook in {directory.source(assignment)}, and the gradebook does not "
                f"know {assignment!r}: put its source there"
            )
        return
    with tempfile.TemporaryDirectory(prefix="course-") as scratch:

        class Register(GenerateAssignment):
            def _format_dest(self, *_: Any, **__: Any) -> str:
                return str(Path(scratch) / "release")

        try:
            with lock(directory), _opened(directory):
                convert(directory, Register, assignment, ".")
        except ConversionFailed as error:
            raise CourseError(_refused(directory, assignment, error)) from error


def _refused(directory: Directory, assignment: str, error: ConversionFailed) -> str:
    if "submissions associated" in str(error.cause):
        return (
            f"{assignment}: cells or notebooks were added to its source, or taken out, since "
            "submissions were graded; bring the old source back, or throw all of its scores away "
            f"with `nbgrader db assignment remove {assignment} --force`"
        )
    return f"{directory.source(assignment)} cannot be registered: {error}"


def notebooks(directory: Directory, assignment: str) -> list[str]:
    """The registered notebooks of ``assignment``, by name; none if it is unknown."""
    from nbgrader.api import MissingEntry

    with _opened(directory) as book:
        try:
            return sorted(one.name for one in book.find_assignment(assignment).notebooks)
        except MissingEntry:
            return []


def registered(db_url: str, assignment: str, notebook: str) -> list[Registered]:
    """The cells of ``notebook`` as registered, in the gradebook's order."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url) as book:
        found = book.find_notebook(notebook, assignment)
        points = {cell.name: cell.max_score for cell in [*found.grade_cells, *found.task_cells]}
        grade = {cell.name for cell in found.grade_cells}
        solution = {cell.name for cell in found.solution_cells}
        task = {cell.name for cell in found.task_cells}
        return [
            Registered(
                cell.name,
                cell.cell_type,
                cell.source,
                {
                    "grade_id": cell.name,
                    "cell_type": cell.cell_type,
                    "checksum": cell.checksum,
                    "locked": cell.locked,
                    "grade": cell.name in grade,
                    "solution": cell.name in solution,
                    "task": cell.name in task,
                    "schema_version": 3,
                }
                | ({"points": points[cell.name]} if cell.name in points else {}),
            )
            for cell in found.source_cells
        ]


def grades(directory: Directory, assignment: str, student: str) -> Grades | None:
    """What ``student`` has for ``assignment``, or None while nothing was graded."""
    from nbgrader.api import MissingEntry

    with _opened(directory) as book:
        try:
            found = book.find_submission(assignment, student)
        except MissingEntry:
            return None
        cells = tuple(
            _cell(notebook.name, grade)
            for notebook in sorted(found.notebooks, key=lambda one: str(one.name))
            for grade in sorted(notebook.grades, key=lambda one: str(one.name))
        )
        return Grades(
            score=found.score,
            max_score=found.max_score,
            late_penalty=found.late_submission_penalty or 0.0,
            status=Status.NEEDS_MANUAL if found.needs_manual_grade else Status.GRADED,
            cells=cells,
        )


def _cell(notebook: str, grade: Any) -> Cell:
    waits = bool(grade.needs_manual_grade)
    score = (
        None if waits and grade.auto_score is None and grade.manual_score is None else grade.score
    )
    if waits:
        verdict = Verdict.MANUAL
    elif score is not None and score >= grade.max_score:
        verdict = Verdict.PASSED
    else:
        verdict = Verdict.PARTIAL if score else Verdict.FAILED
    return Cell(notebook, grade.name, verdict, score, grade.max_score)
