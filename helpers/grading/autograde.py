"""One submission through nbgrader's own autograde, and what came of it.

The seam between the batch and whatever executes: a folder in, a ``Result`` out,
never an exception for what a student did. The code runs with the rights of the
person who grades; there is no sandbox here.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from helpers.course import marks, read_notebook
from helpers.errors import CourseError
from helpers.grading import gradebook
from helpers.grading.conversion import ConversionFailed, convert
from helpers.grading.directory import Directory
from helpers.grading.execution import bounded, label, timed_out
from helpers.grading.results import Result, Status
from helpers.grading.submission import examine

__all__ = ["autograde_one"]


def autograde_one(directory: Directory, assignment: str, student: str) -> Result:
    """Grade the submission of ``student`` into the gradebook and ``autograded/``.

    The assignment must be registered. Holds the gradebook's lock except while cells run.

    Raises:
        CourseError: the gradebook cannot be used, whoever's submission it is.
    """
    start = time.monotonic()
    failed = Result(student, Status.FAILED)
    limit = directory.coursedir().max_file_size
    names = gradebook.notebooks(directory, assignment)
    examined = examine(directory.submitted(student, assignment), names, limit)
    if examined.reason:
        return replace(failed, reason=examined.reason, seconds=time.monotonic() - start)
    notes = list(examined.notes)
    with gradebook.lock(directory) as held:
        try:
            _convert(directory, assignment, student, held, notes)
        except ConversionFailed as error:
            return replace(failed, reason=str(error), seconds=time.monotonic() - start)
        earned = gradebook.grades(directory, assignment, student)
    if earned is None:
        raise CourseError(f"the gradebook lost the submission of {student!r}; grade it again")
    return Result(
        student=student,
        status=earned.status,
        score=earned.score,
        max_score=earned.max_score,
        late_penalty=earned.late_penalty,
        notes=tuple(notes),
        cells=earned.cells,
        seconds=time.monotonic() - start,
    )


def _convert(
    directory: Directory, assignment: str, student: str, held: Any, notes: list[str]
) -> None:
    from nbgrader.converters import Autograde

    configured = Autograde(coursedir=directory.coursedir(assignment), parent=directory.app)
    convert(
        directory,
        Autograde,
        assignment,
        student,
        sanitize_preprocessors=[
            _tidy(directory, assignment, notes),
            *configured.sanitize_preprocessors,
        ],
        autograde_preprocessors=[
            _unlocked(step, held, notes) for step in configured.autograde_preprocessors
        ],
    )


def _unlocked(step: Any, held: Any, notes: list[str]) -> Any:
    """``step``; if it is the one that runs cells, then with the gradebook let go meanwhile."""
    from nbgrader.preprocessors import Execute

    if not (isinstance(step, type) and issubclass(step, Execute)):
        return step

    class Unlocked(bounded(step)):  # type: ignore[misc]
        def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
            held.release()
            try:
                nb, resources = super().preprocess(nb, resources, km)
            finally:
                held.acquire()
            notes.extend(
                f"{label(cell, index)} was stopped after {self.timeout} s"
                for index, cell in enumerate(nb.cells)
                if timed_out(cell)
            )
            return nb, resources

    return Unlocked


def _tidy(directory: Directory, assignment: str, notes: list[str]) -> Any:
    """A preprocessor that gives the instructor's cells back their metadata and puts back
    those that are gone, so that what a student did to them costs no more than it must."""
    from nbgrader.preprocessors.base import NbGraderPreprocessor

    class Tidy(NbGraderPreprocessor):
        def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
            name = resources["nbgrader"]["notebook"]
            cells = _in_order(
                directory,
                assignment,
                name,
                gradebook.registered(resources["nbgrader"]["db_url"], assignment, name),
            )
            notes.extend(f"{name}.ipynb: {note}" for note in tidy(nb, cells))
            return nb, resources

    return Tidy


def _in_order(
    directory: Directory, assignment: str, notebook: str, cells: list[gradebook.Registered]
) -> list[gradebook.Registered]:
    """``cells`` in the order of the source, which no database keeps."""
    path = directory.source(assignment) / f"{notebook}.ipynb"
    if not path.is_file():
        return cells
    places = {
        marks(cell).get("grade_id"): at for at, cell in enumerate(read_notebook(path)["cells"])
    }
    return sorted(cells, key=lambda cell: places.get(cell.grade_id, len(places)))


def tidy(nb: Any, registered: list[gradebook.Registered]) -> list[str]:
    """Change ``nb``, a ``NotebookNode``, in place; returns what to tell a person.

    Of cells with one grade_id the last is the one that counts, as in nbgrader.
    """
    from nbformat import from_dict

    known = {cell.grade_id for cell in registered}
    counts: dict[str, Any] = {}
    texts: dict[str, set[str]] = {}
    for cell in nb.cells:
        grade_id = marks(cell).get("grade_id", "")
        if "nbgrader" in cell.metadata:
            del cell.metadata["nbgrader"]
        if grade_id in known:
            counts[grade_id] = cell
            texts.setdefault(grade_id, set()).add(cell.source)
    notes = []
    before = None
    for one in registered:
        cell = counts.get(one.grade_id)
        if cell is None:
            cell = _new_cell(nb, one)
            at = next((at for at, other in enumerate(nb.cells) if other is before), -1)
            nb.cells.insert(at + 1, cell)
            notes.append(f"cell {one.grade_id!r} was missing and was put back")
        elif len(texts[one.grade_id]) > 1 and one.marks["solution"]:
            notes.append(f"cell {one.grade_id!r} was there more than once; the last one counts")
        cell.metadata = from_dict({"nbgrader": dict(one.marks)})
        _set_type(cell, one.cell_type)
        before = cell
    return notes


def _new_cell(nb: Any, one: gradebook.Registered) -> Any:
    from nbformat import v4

    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    cell = make[one.cell_type](source=one.source)
    if (nb.nbformat, nb.nbformat_minor) < (4, 5):
        del cell["id"]
    return cell


def _set_type(cell: Any, cell_type: str) -> None:
    if cell.cell_type == cell_type:
        return
    cell.cell_type = cell_type
    for key in ("outputs", "execution_count"):
        cell.pop(key, None)
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
