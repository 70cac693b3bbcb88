"""`course check`: a learner's own notebook, graded here and now.

The code runs with the learner's own rights, which is all they have anyway; the
work of others goes through `course grade`. Knows nothing of a gradebook.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import course, progress
from helpers.course import Lesson, find_lesson, read_notebook
from helpers.errors import CourseError
from helpers.grading.execution import TIMED_OUT, NotebookStopped, bounded, timed_out
from helpers.grading.rebuild import Rebuilt, rebuild, solutions
from helpers.grading.results import Exercise, Verdict

__all__ = ["Outcome", "check", "report"]

CELL_TIMEOUT_S = 120
STUB = "raise NotImplementedError()"
LONGEST = 400

_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How a notebook did. ``hidden_tests`` is False where the source was not at hand."""

    name: str
    notebook: Path
    exercises: tuple[Exercise, ...]
    hidden_tests: bool
    work: str

    @property
    def automatic(self) -> list[Exercise]:
        return [one for one in self.exercises if one.verdict is not Verdict.MANUAL]

    @property
    def points(self) -> float:
        return sum(one.points for one in self.automatic)

    @property
    def max_points(self) -> float:
        return sum(one.max_points for one in self.automatic)


def report(lesson: str, *, as_json: bool = False) -> int:
    """Grade the notebook of ``lesson``, or the notebook at the path ``lesson``; print
    and keep what it earned. Returns 0 when it earned every point that tests award.

    Raises:
        CourseError: no such lesson, or a notebook that cannot be graded.
    """
    path, found = _locate(lesson)
    outcome = check(path, found)
    unsaved = _keep(outcome) if found else ""
    if as_json:
        print(json.dumps(_document(outcome), indent=1))
    else:
        _print(outcome)
    if unsaved:
        print(unsaved, file=sys.stderr)
    return 0 if outcome.points >= outcome.max_points and not unsaved else 1


def _locate(given: str) -> tuple[Path, Lesson | None]:
    if not given.endswith(".ipynb"):
        found = find_lesson(given)
        return found.release, found
    path = Path(given).absolute()
    try:
        home = course.root(path.parent)
        return path, find_lesson(path.stem, home)
    except CourseError:
        # a notebook may lie anywhere; then its own tests are all there is
        return path, None


def check(path: Path, lesson: Lesson | None) -> Outcome:
    """Run the work in the notebook at ``path`` through the tests of ``lesson``'s source,
    or through those it holds itself where there is no source.

    Raises:
        CourseError: the notebook cannot be read, holds no exercise, or its kernel stopped.
    """
    student = read_notebook(path)
    hidden = lesson is not None and lesson.source.is_file()
    if hidden and lesson is not None:
        rebuilt = rebuild(read_notebook(lesson.source), student)
    else:
        repeated = frozenset(name for name, texts in solutions(student).items() if len(texts) > 1)
        rebuilt = Rebuilt(student, frozenset(), repeated)
    exercises = course.exercises(rebuilt.notebook["cells"])
    if not exercises:
        raise CourseError(f"{path} holds no exercise; is it a lesson's notebook?")
    ran = _run(rebuilt.notebook, path, lesson)
    untouched = _untouched(student)
    return Outcome(
        name=lesson.name if lesson else path.stem,
        notebook=path,
        exercises=tuple(_judge(one, ran, rebuilt, untouched) for one in exercises),
        hidden_tests=hidden,
        work=progress.work_hash(student),
    )


def _run(notebook: dict[str, Any], path: Path, lesson: Lesson | None) -> dict[str, Any]:
    """Execute ``notebook`` in the folder of ``path``; its executed cells by grade_id."""
    import nbformat
    from nbgrader.preprocessors import Execute

    cells = [
        {"outputs": [], "execution_count": None} | cell if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    cells = [cell | {"source": course.cell_source(cell)} for cell in cells]
    node = nbformat.from_dict(notebook | {"cells": cells})
    if lesson:
        from helpers.grading.directory import open_directory

        execute = bounded(Execute)(parent=open_directory(lesson.root).app)
    else:
        execute = bounded(Execute)(timeout=CELL_TIMEOUT_S)
    execute.kernel_name = "python3"
    with _quietly(execute, len(cells)), _environment(NBGRADER_EXECUTION="autograde"):
        try:
            execute.preprocess(node, {"metadata": {"path": str(path.parent)}})
        except NotebookStopped as stopped:
            raise CourseError(f"{path}: {stopped}; mend it and check again") from None
    return {course.marks(cell)["grade_id"]: cell for cell in node.cells if course.marks(cell)}


@contextlib.contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _quietly(execute: Any, count: int) -> Iterator[None]:
    """On a terminal, say which cell is running; nbclient's own messages stay away."""
    from rich.console import Console

    execute.log, execute.process_output = _silent(), subprocess.DEVNULL
    console = Console(stderr=True)
    with console.status("Starting a kernel …") as status:
        execute.on_cell_start = lambda cell, cell_index: status.update(
            f"Running cell {cell_index + 1} of {count} …"
        )
        yield


def _silent() -> Any:
    log = logging.getLogger("helpers.grading.check")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log


def _untouched(student: dict[str, Any]) -> frozenset[str]:
    """Solution cells that hold what was released, by the checksum nbgrader left in them."""
    import nbformat
    from nbgrader.utils import compute_checksum

    cells = [cell for cell in student["cells"] if course.marks(cell).get("solution")]
    return frozenset(
        course.marks(cell)["grade_id"]
        for cell in cells
        if course.marks(cell).get("checksum")
        == compute_checksum(nbformat.from_dict(cell | {"source": course.cell_source(cell)}))
    )


def _judge(
    one: course.Exercise, ran: dict[str, Any], rebuilt: Rebuilt, untouched: frozenset[str]
) -> Exercise:
    from nbgrader.utils import determine_grade

    def told(points: float, verdict: Verdict, message: str = "") -> Exercise:
        return Exercise(one.number, one.title, one.grade_id, points, one.points, verdict, message)

    if one.grade_id in rebuilt.missing:
        return told(0, Verdict.FAILED, f"its cell {one.grade_id!r} is gone; restore the notebook")
    if one.grade_id in rebuilt.repeated:
        return told(0, Verdict.FAILED, f"its cell {one.grade_id!r} is there twice; keep one")
    if one.manual:
        answered = one.grade_id not in untouched
        return told(0, Verdict.MANUAL, "a person grades this" if answered else "no answer yet")
    scores = {name: determine_grade(ran[name])[0] or 0.0 for name in one.test_ids}
    points = sum(scores.values())
    if points >= one.points:
        return told(points, Verdict.PASSED)
    solution = ran[one.grade_id]
    first = next(ran[name] for name in one.test_ids if scores[name] < one.test_ids[name])
    if not points and (one.grade_id in untouched or _is_stub(solution, first)):
        return told(0, Verdict.NOT_ATTEMPTED, "not attempted yet")
    message = _complaint(first)
    if own := _own_error(solution):
        message = f"its own cell fails: {own}"
    return told(points, Verdict.PARTIAL if points else Verdict.FAILED, message)


def _errors(cell: Any) -> list[Any]:
    return [output for output in cell.outputs if output.output_type == "error"]


def _is_stub(solution: Any, test: Any) -> bool:
    left = any(line.strip() == STUB for line in solution.source.splitlines())
    return left and any(
        error.ename == "NotImplementedError" for error in [*_errors(solution), *_errors(test)]
    )


def _own_error(solution: Any) -> str:
    if solution.cell_type != "code" or not _errors(solution):
        return ""
    if timed_out(solution):
        return "it ran out of time"
    error = _errors(solution)[0]
    return _one_line(f"{error.ename}: {error.evalue}")


def _complaint(test: Any) -> str:
    """Why ``test`` awarded less than all of its points, in one line."""
    for output in test.outputs:
        if output.output_type == "error":
            return _of_error(output, timed_out(test))
        if output.output_type == "stream" and output.name == "stderr":
            return _one_line(f"it wrote to standard error, which fails a test: {output.text}")
    return "some of its points"


def _of_error(error: Any, late: bool) -> str:
    if late or error.ename == TIMED_OUT:
        return "the tests ran out of time"
    said = _one_line(error.evalue)
    if error.ename != "AssertionError":
        return _one_line(f"{error.ename}: {error.evalue}").rstrip(": ")
    return said or _failed_line(error)


def _failed_line(error: Any) -> str:
    lines = _ARROW.findall(_COLORS.sub("", "\n".join(error.traceback)))
    asserts = [line.strip() for line in lines if line.strip().startswith("assert")]
    return f"`{asserts[0]}` does not hold" if asserts else "a test failed"


def _one_line(text: str) -> str:
    flat = " ".join(_COLORS.sub("", text).split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def _keep(outcome: Outcome) -> str:
    """Record ``outcome`` for `course progress`; returns what went wrong, if anything."""
    checked = progress.Checked(
        lesson=outcome.name,
        points=outcome.points,
        max_points=outcome.max_points,
        at=progress.now(),
        work=outcome.work,
        notebook=str(outcome.notebook),
        passed=tuple(one.grade_id for one in outcome.exercises if one.verdict is Verdict.PASSED),
    )
    try:
        progress.record(checked)
    except OSError as error:
        return f"not kept for `course progress`: {progress.state_dir()}: {error.strerror}"
    return ""


def _document(outcome: Outcome) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "lesson": outcome.name,
        "notebook": str(outcome.notebook),
        "hidden_tests": outcome.hidden_tests,
        "points": outcome.points,
        "max_points": outcome.max_points,
        "exercises": [asdict(one) for one in outcome.exercises],
    }


def _print(outcome: Outcome) -> None:
    from helpers.tables import show

    rows = []
    for one in outcome.exercises:
        earned = "–" if one.verdict is Verdict.MANUAL else f"{one.points:g}"
        name = f"Exercise {one.number} · {one.title}" if one.number else one.title
        rows.append((name, f"{earned}/{one.max_points:g}", one.message or str(one.verdict)))
    show(("exercise", "points", "result"), rows, right=("points",))
    if not outcome.hidden_tests:
        print("Visible tests only: the hidden ones are with your instructor.")
    print(f"{outcome.name}: {outcome.points:g} of {outcome.max_points:g} points")
