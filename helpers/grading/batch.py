"""`course grade`: which submissions, on how many workers, and what is said about them.

The one module that knows both what executes and the gradebook. What a submission
earned is placed in ``autograded/`` and then written to the gradebook with the key of
its content, its assignment and its environment; while that key stays the same, it is
not graded again.
"""

from __future__ import annotations

import contextlib
import hashlib
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import helpers
from helpers.errors import CourseError
from helpers.grading import gradebook, registration
from helpers.grading.directory import Directory
from helpers.grading.results import Executed, Result, Status
from helpers.grading.submission import content_key
from helpers.grading.workers import Workers

__all__ = ["How", "grade", "only_one"]

NOT_TEXT = "the name of its folder is not UTF-8, and no gradebook can hold it; rename it"


@dataclass(frozen=True)
class How:
    """How submissions are run. ``trusted``: without a sandbox, with the rights of who
    grades. ``stock``: by nbgrader's own autograde, without sandbox and judge.
    ``solutions_only``: without the cells that students added or changed unasked."""

    trusted: bool = False
    stock: bool = False
    solutions_only: bool = False


def grade(
    directory: Directory,
    assignment: str,
    students: Sequence[str],
    *,
    jobs: int,
    force: bool,
    how: How = How(),
) -> Iterator[Result]:
    """Grade ``students``, at most ``jobs`` at a time, in the order in which they are done.

    ``force`` grades also those that are graded already and have not changed. Closing
    the iterator early ends the workers; what it gave until then is in the gradebook.

    Raises:
        CourseError: the assignment cannot be registered, the gradebook cannot be used,
            or no submission can be graded here.
    """
    draft = directory.drafted("autograded")
    draft.clear(draft.state(assignment))
    alone = draft.state(assignment) / ".alone.db"
    registration.register(directory, assignment)
    registered = registration.copy(directory, assignment, alone)
    keys = _keys(directory, assignment, students, f"{registered} {how}")
    order = {"root": str(directory.root), "assignment": assignment, "alone": str(alone)}
    order |= asdict(how)
    log = draft.state(assignment) / "workers.log"
    try:
        with gradebook.opened(directory) as book, Workers(order, jobs, log) as workers:
            todo = []
            for student in students:
                if not _is_text(student):
                    yield Result(student, Status.UNREADABLE, NOT_TEXT)
                    continue
                known = None if force else _known(book, directory, assignment, student, keys)
                if known is None:
                    todo.append(student)
                else:
                    yield known
            for executed in workers.run(todo):
                yield _settle(book, directory, assignment, executed, keys[executed.student])
    finally:
        for student in students:
            draft.clear(draft.autograded(student, assignment))
        draft.clear(draft.state(assignment))


def _is_text(student: str) -> bool:
    try:
        student.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextlib.contextmanager
def only_one(directory: Directory) -> Iterator[None]:
    """Hold the course for one batch; SIGTERM ends it as Ctrl-C does.

    Raises:
        CourseError: another batch is running in this folder.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(directory.root / ".grade.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CourseError(
            f"another `course grade` or `course feedback` is at work in {directory.root}; "
            "wait for it, or stop it"
        ) from None
    except OSError as error:
        raise CourseError(f"{directory.root} cannot be written: {error.strerror}") from None
    before = None
    if threading.current_thread() is threading.main_thread():
        before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
        lock.release()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _keys(
    directory: Directory, assignment: str, students: Sequence[str], registered: str
) -> dict[str, str]:
    """For each student what a result depends on, as a hash; ``""`` if that is unknown."""
    source = directory.source(assignment)
    fixed = hashlib.sha256()
    for part in (
        registered.encode(),
        (content_key(source) if source.is_dir() else "").encode(),
        *(Path(path).read_bytes() for path in directory.app.loaded_config_files),
        "\n".join(_environment()).encode(),
    ):
        fixed.update(hashlib.sha256(part).digest())
    keys = {}
    largest = directory.coursedir().max_file_size
    for student in students:
        submitted = directory.submitted(student, assignment)
        content = content_key(submitted, max_file_kb=largest)
        whole = hashlib.sha256(fixed.digest() + content.encode()).hexdigest()
        keys[student] = whole if content else ""
    return keys


def _environment() -> list[str]:
    """The Python that runs the cells, this package, and every other that it can import."""
    import sys
    from importlib.metadata import distributions

    found = {f"{one.metadata['Name']}=={one.version}" for one in distributions()}
    # a version does not tell what a checkout holds
    ours = content_key(Path(helpers.__file__).parent, suffix=".py")
    return [sys.version, ours, *sorted(found)]


def _known(
    book: Any, directory: Directory, assignment: str, student: str, keys: dict[str, str]
) -> Result | None:
    """The result of an earlier run, if nothing that it depends on has changed."""
    graded = gradebook.graded_key(book, assignment, student)
    if graded is None or not keys[student] or graded[0] != keys[student]:
        return None
    if not directory.autograded(student, assignment).is_dir():
        return None
    gradebook.penalize(book, directory, assignment, student)
    return _result(book, assignment, Executed(student, Status.GRADED, notes=graded[1]), True)


def _settle(
    book: Any, directory: Directory, assignment: str, executed: Executed, key: str
) -> Result:
    """Keep what ``executed`` earned, if it earned anything."""
    draft = directory.drafted("autograded").autograded(executed.student, assignment)
    if executed.status is not Status.GRADED:
        directory.clear(draft)
        before = gradebook.grades(book, assignment, executed.student)
        stays = "; the score from before stays" if before else ""
        return Result(
            executed.student,
            executed.status,
            executed.reason + stays,
            notes=executed.notes,
            seconds=executed.seconds,
        )
    place = directory.autograded(executed.student, assignment)
    directory.move(draft, place)
    timestamp = directory.coursedir().get_existing_timestamp(str(place))
    gradebook.record(book, directory, assignment, executed, key=key, timestamp=timestamp)
    return _result(book, assignment, executed, False)


def _result(book: Any, assignment: str, executed: Executed, unchanged: bool) -> Result:
    earned = gradebook.grades(book, assignment, executed.student)
    if earned is None:
        raise CourseError(
            f"the gradebook lost the submission of {executed.student!r}; grade it again"
        )
    return Result(
        student=executed.student,
        status=earned.status,
        score=max(0.0, earned.score - earned.late_penalty),
        max_score=earned.max_score,
        late_penalty=earned.late_penalty,
        notes=executed.notes,
        cells=earned.cells,
        unchanged=unchanged,
        seconds=executed.seconds,
    )
