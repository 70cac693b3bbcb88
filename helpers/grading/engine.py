"""The engine: one submission after another, in warm, sandboxed kernels, judged from here.

Per submission: look at the bytes, rebuild the notebook from the instructor's, run its
cells in a kernel forked for it, and its tests in this process. A folder in, an
``Executed`` out; never an exception for what a student did. What this process knows,
hidden tests above all, no kernel can reach. Knows nothing of the course's gradebook.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.course import CONFIG, marks
from helpers.errors import CourseError
from helpers.grading.bounds import TestTimeout
from helpers.grading.directory import Directory, stop_if_full
from helpers.grading.execution import NotebookStopped, label, timed_out
from helpers.grading.judge import Judged
from helpers.grading.kernel.sandbox import Limits, Unavailable
from helpers.grading.kernel.zygote import Zygote, ZygoteError
from helpers.grading.provisioner import Warm, kernels_from, zygote_for
from helpers.grading.results import Executed, Status
from helpers.grading.running import Loop, Running, running
from helpers.grading.submission import examine
from helpers.grading.template import Filled, Template, fill, templates

__all__ = ["Engine"]

NO_RESPONSE = "No response."
GRADING = {"NBGRADER_EXECUTION": "autograde"}  # how notebooks know, as under nbgrader
INSIDE = "so it ran beside the student's code, which could have forged its points"


@dataclass
class _Earned:
    """What one notebook earned: scores of graded cells and comments, by grade_id."""

    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Engine:
    """Grades submissions of one assignment; a context manager.

    Args:
        directory: the course, where ``autograded`` is a draft.
        alone: the URL of a gradebook that holds the assignment and nothing else.
        trusted: without a sandbox, with the rights of who grades.
        solutions_only: leave out cells that students added or changed unasked.
        watch: told of each cell before it runs, by its notebook and grade_id, with the
            seconds that it may take; and of None when it has run.

    Raises:
        CourseError: on entering, where submissions cannot be graded here.
    """

    def __init__(
        self,
        directory: Directory,
        assignment: str,
        alone: str,
        *,
        limits: Limits | None = None,
        trusted: bool = False,
        solutions_only: bool = False,
        watch: Callable[[tuple[str, str] | None, float], None] = lambda cell, limit_s: None,
    ) -> None:
        self.directory, self.assignment = directory, assignment
        self.trusted, self.solutions_only = trusted, solutions_only
        self.limits, self.watch = limits, watch
        self._endless: Collection[tuple[str, str]] = ()
        self.templates = templates(directory, assignment, alone)
        self._stack = contextlib.ExitStack()
        self._warm: Warm | None = None

    def __enter__(self) -> Engine:
        from nbgrader.converters import Autograde

        self._loop = self._stack.enter_context(Loop())
        os.environ |= GRADING  # tests run in this process, and may ask too
        coursedir = self.directory.coursedir(self.assignment)
        self._configured = Autograde(coursedir=coursedir, parent=self.directory.app)
        if self.trusted and not sys.platform.startswith("linux"):
            return self
        try:
            self._open()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        self._stack.close()

    def _open(self) -> None:
        sources = [source for one in self.templates.values() for source in one.sources]
        self._kernels = contextlib.ExitStack()
        limits = self.limits or _limits(self.directory)
        try:
            zygote: Zygote = self._kernels.enter_context(
                zygote_for(sources, limits=limits, environment=GRADING, trusted=self.trusted)
            )
            self._warm = self._kernels.enter_context(kernels_from(zygote))
        except Unavailable as error:
            self._kernels.close()
            raise CourseError(
                f"no sandbox here: {error}; `course doctor` says more. To grade work that you "
                "trust as your own, use --trusted"
            ) from None
        except ZygoteError as error:
            self._kernels.close()
            raise CourseError(f"no kernel can be started here: {error}") from None

    def _close(self) -> None:
        if self._warm is not None:
            self._kernels.close()
            self._warm = None

    def execute(self, student: str, endless: Collection[tuple[str, str]] = ()) -> Executed:
        """Grade the submission of ``student`` into ``autograded/``.

        Args:
            endless: test cells, by notebook and grade_id, that earn nothing and do not run,
                for nothing but the end of its process stopped them.

        Raises:
            CourseError: no submission can be graded here, for example on a full disk.
        """
        start = time.monotonic()
        self._endless = endless
        if self._warm is not None and not self._warm.zygote.alive():
            self._close()
            self._open()
        try:
            done = self._execute(student)
        except OSError as error:
            stop_if_full(error, self.directory)
            done = Executed(student, Status.FAILED, f"{error.filename}: {error.strerror}")
        except ZygoteError as error:
            done = Executed(student, Status.FAILED, str(error))
        return replace(done, seconds=round(time.monotonic() - start, 3))

    def _execute(self, student: str) -> Executed:
        submitted = self.directory.submitted(student, self.assignment)
        limit = self._configured.coursedir.max_file_size
        examined = examine(submitted, list(self.templates), limit)
        if examined.reason:
            return Executed(student, Status.UNREADABLE, examined.reason)
        notes = list(examined.notes)
        filled: dict[str, Filled] = {}
        for name, template in self.templates.items():
            path = submitted / f"{name}.ipynb"
            if not path.exists():
                continue
            try:
                filled[name] = fill(template, path, solutions_only=self.solutions_only)
            except ValueError as error:
                return Executed(student, Status.UNREADABLE, f"{path.name}: {error}")
            notes.extend(f"{path.name}: {note}" for note in filled[name].notes)
        folder = self.directory.autograded(student, self.assignment)
        self._copy_files(submitted, folder)
        scores: dict[str, dict[str, float | None]] = {}
        comments: dict[str, dict[str, str | None]] = {}
        for name, one in filled.items():
            try:
                earned = self._run(self.templates[name], one, folder)
            except NotebookStopped as stopped:
                return Executed(student, Status.FAILED, f"{name}.ipynb: {stopped}")
            self._write(one.notebook, folder / f"{name}.ipynb", student, name)
            scores[name], comments[name] = earned.scores, earned.comments
            notes.extend(f"{name}.ipynb: {note}" for note in earned.notes)
        self._configured.set_permissions(self.assignment, student)
        return Executed(student, Status.GRADED, "", tuple(notes), scores, comments)

    def _copy_files(self, submitted: Path, folder: Path) -> None:
        """What the student handed in besides notebooks, and over it the instructor's files."""
        from nbgrader.utils import find_all_files

        self.directory.clear(folder)
        folder.mkdir(parents=True)
        ignored = [*self._configured.coursedir.ignore, "*.ipynb"]
        source = self.directory.source(self.assignment)
        theirs = self._configured.exclude_overwriting.get(self.assignment, [])
        kept = {str(source / name) for name in theirs}
        for place in (submitted, source):
            for found in find_all_files(str(place), ignored):
                if found not in kept:
                    to = folder / Path(found).relative_to(place)
                    to.parent.mkdir(parents=True, exist_ok=True)
                    to.unlink(missing_ok=True)
                    shutil.copy(found, to)

    def _run(self, template: Template, filled: Filled, folder: Path) -> _Earned:
        notebook = filled.notebook
        earned = _Earned()
        execute = self._execute_step()
        stopped: NotebookStopped | None = None
        if self._warm is not None:
            self._warm.reason = ""
        with _at(folder), contextlib.ExitStack() as stack:
            kernel = stack.enter_context(
                running(
                    self._loop,
                    execute,
                    notebook,
                    folder,
                    template.shared,
                    template.lends,
                    self._reason,
                )
            )
            _seed()
            try:
                for index, cell in enumerate(notebook.cells):
                    if cell.cell_type == "code":
                        name = (template.name, marks(cell).get("grade_id", f"cell {index + 1}"))
                        self.watch(name, kernel.limit_s(cell))
                        self._cell(kernel, index, template, filled, earned)
                        self.watch(None, 0.0)
            except NotebookStopped as error:
                stopped = error
        for cell in notebook.cells:
            _score_by_hand(cell, earned)
        if stopped is not None:
            _give_up(notebook, stopped, earned)
        return earned

    def _reason(self) -> str:
        return self._warm.reason if self._warm is not None else ""

    def _cell(
        self, kernel: Running, index: int, template: Template, filled: Filled, earned: _Earned
    ) -> None:
        cell = filled.notebook.cells[index]
        mark = marks(cell)
        if not mark.get("grade") or mark.get("solution"):
            kernel.cell(index)
            if index in filled.own:
                kernel.own(filled.own[index], index)
            if timed_out(cell):
                earned.notes.append(f"{label(cell, index)} was stopped after its time was up")
            return
        points = float(mark["points"])
        if why := template.obstacles.get(mark["grade_id"]):
            kernel.cell(index)
            earned.scores[mark["grade_id"]] = _inside(cell, points)
            earned.notes.append(f"{label(cell, index)} {why}, {INSIDE}")
            return
        if (template.name, mark["grade_id"]) in self._endless:
            judged = kernel.leave_out(index)
            earned.notes.append(
                f"{label(cell, index)} could not be stopped when its time was up, and was left out"
            )
        elif isinstance((judged := kernel.test(index)).error, TestTimeout):
            earned.notes.append(f"{label(cell, index)} was stopped after its time was up")
        earned.scores[mark["grade_id"]] = _score(judged, cell.source, points)

    def _execute_step(self) -> Any:
        """nbgrader's ``Execute`` as configured, anew for each notebook."""
        from nbgrader.preprocessors import Execute

        for step in self._configured.autograde_preprocessors:
            if isinstance(step, type) and issubclass(step, Execute):
                return step(parent=self.directory.app)
        return Execute(parent=self.directory.app)

    def _write(self, notebook: Any, path: Path, student: str, name: str) -> None:
        """Write what was run, past the steps that are configured to come after it."""
        import nbformat
        from nbgrader.preprocessors import (
            AssignLatePenalties,
            CheckCellMetadata,
            Execute,
            SaveAutoGrades,
        )

        done = (AssignLatePenalties, CheckCellMetadata, Execute, SaveAutoGrades)
        resources = {
            "nbgrader": {"student": student, "assignment": self.assignment, "notebook": name}
        }
        for step in self._configured.autograde_preprocessors:
            if isinstance(step, type) and not issubclass(step, done):
                # called, it does nothing unless it is enabled, which ClearMetadata is not
                notebook, resources = step(parent=self.directory.app)(notebook, resources)
        with path.open("w", encoding="utf-8", errors="replace") as file:
            nbformat.write(notebook, file)


def _limits(directory: Directory) -> Limits:
    """What a kernel may use: what is usual, or what the course's configuration says, for
    example ``c.Limits.memory_mib = 4096``.

    Raises:
        CourseError: it names a limit that is none, or gives it a value that it cannot have.
    """
    # as many threads as this process was given; several of them share the processors
    limits = Limits(threads=int(os.environ.get("OMP_NUM_THREADS", "0") or 0))
    usual = asdict(limits)
    chosen = dict(directory.app.config.get("Limits", {}))
    for name, value in chosen.items():
        if name not in usual:
            raise CourseError(f"c.Limits.{name}: there are {', '.join(usual)}; see {CONFIG}")
        if type(value) is not int or value <= 0:
            raise CourseError(
                f"c.Limits.{name} is {value!r} and must be a whole number above 0; see {CONFIG}"
            )
    return replace(limits, **chosen)


@contextlib.contextmanager
def _at(folder: Path) -> Iterator[None]:
    """Tests may open an assignment's files by their names. Nothing is imported from here."""
    with contextlib.chdir(folder):
        yield


def _seed() -> None:
    """Tests that draw random numbers draw the same ones for each submission."""
    random.seed(0)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(0)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(0)


def _score(judged: Judged, source: str, points: float) -> float:
    """As nbgrader scores a test cell: nothing for an error, the value of its last line
    where that is a number up to ``points``, else all."""
    if judged.error is not None:
        return 0.0
    shown = judged.value is not None and not source.rstrip().endswith(";")
    if shown and judged.value is not None and 0 <= judged.value <= points:
        return judged.value
    return points


def _inside(cell: Any, points: float) -> float:
    """The same for a cell that ran in the kernel. What it wrote to stderr costs nothing."""
    for output in cell.outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "execute_result":
            try:
                value = float(output.data.get("text/plain", ""))
            except ValueError:
                return points
            return value if 0 <= value <= points else points
    return points


def _score_by_hand(cell: Any, earned: _Earned) -> None:
    """What nbgrader says of cells that a person marks, and of solutions left as they were."""
    from nbgrader.utils import compute_checksum

    mark = marks(cell)
    if not mark.get("solution") and not mark.get("task"):
        return
    untouched = mark.get("checksum") == compute_checksum(cell) and not mark.get("task")
    earned.comments[mark["grade_id"]] = NO_RESPONSE if untouched else None
    if mark.get("grade"):
        earned.scores[mark["grade_id"]] = 0.0 if untouched else None
    elif mark.get("task"):
        earned.scores[mark["grade_id"]] = None


def _give_up(notebook: Any, stopped: NotebookStopped, earned: _Earned) -> None:
    """The cells from where the kernel stopped did not run: their tests earn nothing, and
    their solutions' comments say why."""
    from nbformat import v4

    assert stopped.index is not None
    earned.notes.append(f"{stopped}; the cells after it did not run")
    solutions = [at for at, cell in enumerate(notebook.cells) if marks(cell).get("solution")]
    first = max((at for at in solutions if at <= stopped.index), default=stopped.index)
    for at, cell in enumerate(notebook.cells):
        mark = marks(cell)
        if at >= first and mark.get("solution"):
            earned.comments[mark["grade_id"]] = f"Not graded to the end: {stopped}."
        if at < stopped.index or cell.cell_type != "code":
            continue
        name = "KernelStopped" if at == stopped.index else "NotRun"
        cell.outputs = [
            *(cell.outputs if at == stopped.index else ()),
            v4.new_output(
                "error", ename=name, evalue=str(stopped), traceback=[f"{name}: {stopped}"]
            ),
        ]
        if mark.get("grade") and not mark.get("solution"):
            earned.scores[mark["grade_id"]] = 0.0
