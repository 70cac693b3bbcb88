"""What the gradebook knows of an assignment before anybody hands it in.

Registers an assignment from its source as nbgrader's generate_assignment does, and
copies a registered one into a gradebook of its own, which is all of a gradebook that
a process beside student code ever sees. Knows nothing of submissions.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import CourseError
from helpers.grading.conversion import ConversionFailed, convert
from helpers.grading.directory import Directory
from helpers.grading.gradebook import alone, opened

__all__ = ["Registered", "copy", "notebooks", "register", "registered"]


@dataclass(frozen=True)
class Registered:
    """A cell as it was registered from the source; ``marks`` is nbgrader's metadata for
    it, ``source`` its text with hidden tests and without solutions."""

    grade_id: str
    cell_type: str
    source: str
    marks: dict[str, Any]


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
            with alone(directory, "register"), opened(directory):
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

    with opened(directory) as book:
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


def copy(directory: Directory, assignment: str, to: Path) -> str:
    """Make an SQLite gradebook at ``to`` that holds ``assignment`` as registered, no
    students, no submissions, and no other assignment.

    Returns:
        A text that is the same as long as what was registered is the same.
    """
    from nbgrader.api import Base, Gradebook
    from sqlalchemy import create_engine

    to.parent.mkdir(parents=True, exist_ok=True)
    to.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{to}")
    Base.metadata.create_all(bind=engine)  # else nbgrader asks alembic, which takes a second
    engine.dispose()
    course = directory.coursedir().course_id
    seen: list[Any] = []
    with opened(directory) as book, Gradebook(f"sqlite:///{to}", course) as alone:
        found = book.find_assignment(assignment)
        alone.add_assignment(assignment, course_id=course)
        for notebook in found.notebooks:
            alone.add_notebook(notebook.name, assignment, kernelspec=notebook.kernelspec)
            seen.append((notebook.name, "", "", notebook.kernelspec))
            for add, cells, fields in (
                (alone.add_source_cell, notebook.source_cells, _SOURCE),
                (alone.add_grade_cell, notebook.grade_cells, _GRADED),
                (alone.add_solution_cell, notebook.solution_cells, ()),
                (alone.add_task_cell, notebook.task_cells, _GRADED),
            ):
                for cell in cells:
                    values = {name: getattr(cell, name) for name in fields}
                    add(cell.name, notebook.name, assignment, **values)
                    seen.append((notebook.name, add.__name__, cell.name, sorted(values.items())))
    return repr(sorted(seen))


_SOURCE = ("cell_type", "source", "locked", "checksum")
_GRADED = ("cell_type", "max_score")
