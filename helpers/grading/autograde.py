"""One submission through nbgrader's own autograde, and what came of it.

The seam between the batch and whatever executes: a folder in, an ``Executed`` out,
never an exception for what a student did. It works on a gradebook of its own, which
holds the assignment and nothing else, and in folders of its own; the course's
gradebook and ``autograded/`` are the batch's. The code runs with the rights of the
person who grades: there is no sandbox here.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.course import marks, read_notebook
from helpers.grading import registration
from helpers.grading.conversion import ConversionFailed, convert
from helpers.grading.directory import Directory, stop_if_full
from helpers.grading.execution import NotebookStopped, bounded, label, timed_out
from helpers.grading.results import Executed, Status
from helpers.grading.submission import examine

__all__ = ["execute"]


@dataclass
class _Seen:
    """What the preprocessors met on their way: ``notes`` for a person, and the cells of
    each notebook that ``stopped`` early left without a run, by grade_id."""

    notes: list[str]
    stopped: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)


def execute(directory: Directory, assignment: str, student: str, alone: Path) -> Executed:
    """Grade the submission of ``student`` into ``autograded/`` of ``directory``, a draft.

    Args:
        alone: an SQLite gradebook that holds ``assignment`` as registered, and no
            students; it is only read.

    Raises:
        CourseError: no submission can be graded here, for example on a full disk.
    """
    start = time.monotonic()
    scratch = directory.state(assignment) / f"{student}.db"
    try:
        scratch.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(alone, scratch)
        done = _execute(
            directory.drafted("autograded", f"sqlite:///{scratch}"), assignment, student
        )
    except OSError as error:
        stop_if_full(error, directory)
        done = Executed(student, Status.FAILED, f"{error.filename}: {error.strerror}")
    finally:
        scratch.unlink(missing_ok=True)
    return replace(done, seconds=round(time.monotonic() - start, 3))


def _execute(directory: Directory, assignment: str, student: str) -> Executed:
    limit = directory.coursedir().max_file_size
    names = registration.notebooks(directory, assignment)
    examined = examine(directory.submitted(student, assignment), names, limit)
    if examined.reason:
        return Executed(student, Status.UNREADABLE, examined.reason)
    seen = _Seen(list(examined.notes))
    directory.clear(directory.autograded(student, assignment))
    try:
        _convert(directory, assignment, student, seen)
    except ConversionFailed as error:
        stop_if_full(error.cause, directory)
        return Executed(student, _whose(error.cause), str(error))
    return _earned(directory, assignment, student, seen)


def _whose(cause: BaseException) -> Status:
    """Whether the submission is to blame for what stopped nbgrader, or grading."""
    from nbformat import ValidationError as BadNotebook
    from nbgrader.nbgraderformat import ValidationError
    from nbgrader.nbgraderformat.common import SchemaMismatchError

    theirs = (ValidationError, SchemaMismatchError, BadNotebook)
    return Status.UNREADABLE if isinstance(cause, theirs) else Status.FAILED


def _convert(directory: Directory, assignment: str, student: str, seen: _Seen) -> None:
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import AssignLatePenalties, Execute

    configured = Autograde(coursedir=directory.coursedir(assignment), parent=directory.app)
    steps = []
    for step in configured.autograde_preprocessors:
        kind = step if isinstance(step, type) else object
        if issubclass(kind, AssignLatePenalties):
            continue  # depends on scores that a person gave, which only the gradebook knows
        steps.append(_executing(step, seen) if issubclass(kind, Execute) else step)
    convert(
        directory,
        Autograde,
        assignment,
        student,
        create_student=True,
        sanitize_preprocessors=[
            _tidy(directory, assignment, seen.notes),
            *configured.sanitize_preprocessors,
        ],
        autograde_preprocessors=steps,
    )


def _executing(step: Any, seen: _Seen) -> Any:
    """``step``, nbgrader's ``Execute`` or one made from it; a notebook that stops early
    keeps what its cells before that earned."""

    class Keeping(bounded(step)):  # type: ignore[misc]
        def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
            try:
                nb, resources = super().preprocess(nb, resources, km)
            except NotebookStopped as stopped:
                if stopped.index is None:
                    raise
                name = resources["nbgrader"]["notebook"]
                seen.stopped[name] = (str(stopped), _not_run(nb, stopped.index, str(stopped)))
                seen.notes.append(f"{name}.ipynb: {stopped}; the cells after it did not run")
            seen.notes.extend(
                f"{label(cell, index)} was stopped after {self.timeout} s"
                for index, cell in enumerate(nb.cells)
                if timed_out(cell)
            )
            return nb, resources

    return Keeping


def _not_run(nb: Any, index: int, why: str) -> frozenset[str]:
    """Mark the code cells from ``index`` on as failed; the grade_ids of the solution cells
    that this concerns, the one that the cell at ``index`` tests among them."""
    from nbformat import v4

    for at, cell in enumerate(nb.cells[index:], index):
        if cell.cell_type == "code":
            name = "KernelStopped" if at == index else "NotRun"
            cell.outputs = [
                *(cell.outputs if at == index else ()),
                v4.new_output("error", ename=name, evalue=why, traceback=[f"{name}: {why}"]),
            ]
    solutions = [at for at, cell in enumerate(nb.cells) if marks(cell).get("solution")]
    first = max((at for at in solutions if at <= index), default=index)
    return frozenset(marks(nb.cells[at])["grade_id"] for at in solutions if at >= first)


def _earned(directory: Directory, assignment: str, student: str, seen: _Seen) -> Executed:
    """What autograding left in the gradebook of ``directory``."""
    from helpers.grading.gradebook import opened

    scores: dict[str, dict[str, float | None]] = {}
    comments: dict[str, dict[str, str | None]] = {}
    folder = directory.autograded(student, assignment)
    with opened(directory) as book:
        for notebook in book.find_submission(assignment, student).notebooks:
            if not (folder / f"{notebook.name}.ipynb").is_file():
                continue  # not handed in
            why, concerned = seen.stopped.get(notebook.name, ("", frozenset()))
            scores[notebook.name] = {one.name: one.auto_score for one in notebook.grades}
            comments[notebook.name] = {
                one.name: f"Not graded to the end: {why}."
                if one.name in concerned
                else one.auto_comment
                for one in notebook.comments
            }
    return Executed(student, Status.GRADED, "", tuple(seen.notes), scores, comments)


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
                registration.registered(resources["nbgrader"]["db_url"], assignment, name),
            )
            notes.extend(f"{name}.ipynb: {note}" for note in tidy(nb, cells))
            return nb, resources

    return Tidy


def _in_order(
    directory: Directory, assignment: str, notebook: str, cells: list[registration.Registered]
) -> list[registration.Registered]:
    """``cells`` in the order of the source, which no database keeps."""
    path = directory.source(assignment) / f"{notebook}.ipynb"
    if not path.is_file():
        return cells
    places = {
        marks(cell).get("grade_id"): at for at, cell in enumerate(read_notebook(path)["cells"])
    }
    return sorted(cells, key=lambda cell: places.get(cell.grade_id, len(places)))


def tidy(nb: Any, registered: list[registration.Registered]) -> list[str]:
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


def _new_cell(nb: Any, one: registration.Registered) -> Any:
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
