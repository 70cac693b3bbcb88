"""The gradebook: nbgrader's own schema, through nbgrader's own classes, and one writer.

A submission's scores, comments and late penalties are written in one transaction,
together with the key of what was graded: whatever is killed when, a submission is in
the gradebook as a whole or not at all, and the key says whether to grade it again.
The keys stand in a table of their own, ``course_graded``, which nbgrader never looks
at. Scores, comments and extra credit that a person gave are never touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.errors import CourseError
from helpers.grading.conversion import database_error
from helpers.grading.directory import Directory
from helpers.grading.results import Cell, Executed, Status, Verdict

__all__ = [
    "Grades",
    "alone",
    "graded_key",
    "grades",
    "masked",
    "opened",
    "penalize",
    "record",
    "transaction",
]

# what PostgreSQL's advisory locks are known by; the numbers mean nothing
_LOCKS = {"open": 7_071_001, "register": 7_071_002, "write": 7_071_003}


@dataclass(frozen=True)
class Grades:
    """What the gradebook says of one submission; ``score`` is before the late penalty."""

    score: float
    max_score: float
    late_penalty: float
    status: Status
    cells: tuple[Cell, ...]


def masked(db_url: str) -> str:
    """``db_url`` without its password."""
    from sqlalchemy.engine import make_url

    url = make_url(db_url).difference_update_query(["timeout"])
    return str(url.render_as_string(hide_password=True))


@contextlib.contextmanager
def opened(directory: Directory) -> Iterator[Any]:
    """The gradebook, nbgrader's object; made if there is none.

    Raises:
        CourseError: it cannot be opened, read or written.
    """
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    where = masked(directory.db_url)
    _tools_on_path()
    try:
        with alone(directory, "open"):
            found = Gradebook(directory.db_url, directory.coursedir().course_id)
            _prepare(found)
        with found as book:
            yield book
    except (NoSuchModuleError, ImportError) as error:
        raise CourseError(
            f"the gradebook {where} needs a driver that is not installed: {error}; "
            "the course comes with those of sqlite:/// and postgresql+psycopg://"
        ) from None
    except (SQLAlchemyError, InvalidEntry) as error:
        raise CourseError(
            f"the gradebook {where} cannot be used: {database_error(error)}"
        ) from error


@contextlib.contextmanager
def alone(directory: Directory, what: str) -> Iterator[None]:
    """While open, nobody else on any machine does ``what`` with this gradebook on a
    PostgreSQL server. An SQLite file is one course's, and `course grade` runs there once.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    if make_url(directory.db_url).get_backend_name() != "postgresql":
        yield
        return
    engine = create_engine(directory.db_url, isolation_level="AUTOCOMMIT")
    try:
        # the server lets go of the lock when the connection ends, however it ends
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCKS[what]})")
            yield
    finally:
        engine.dispose()


def _tools_on_path() -> None:
    """Let nbgrader find the programs that were installed with it, alembic above all, also
    when the environment that holds them is not activated.

    Raises:
        CourseError: alembic is missing; nbgrader would leave half a gradebook behind.
    """
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", "")
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, path])
    if shutil.which("alembic") is None:
        raise CourseError(
            "the program alembic is missing, with which nbgrader makes a gradebook; "
            f"`{sys.executable} -m pip install --force-reinstall alembic` brings it back"
        )


def _prepare(book: Any) -> None:
    from sqlalchemy import text

    if book.engine.dialect.name == "sqlite":
        # readers and the writer do not wait for each other; where the file system
        # cannot do it, SQLite keeps its old way, which is as safe
        with book.engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode=WAL"))
    _keys().create(bind=book.engine, checkfirst=True)


def _keys() -> Any:
    from sqlalchemy import Column, MetaData, String, Table, Text

    return Table(
        "course_graded",
        MetaData(),
        Column("submission_id", String(32), primary_key=True),
        Column("key", String(64), nullable=False),
        Column("notes", Text, nullable=False),
    )


@contextlib.contextmanager
def transaction(book: Any) -> Iterator[Any]:
    """A session of ``book`` whose changes are written all at once, or not at all."""
    session = book.db()
    session.rollback()
    try:
        # wait for other writers now, when that is still possible
        if book.engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        elif book.engine.dialect.name == "postgresql":
            lock = f"SELECT pg_advisory_xact_lock({_LOCKS['write']})"
            session.connection().exec_driver_sql(lock)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def record(
    book: Any,
    directory: Directory,
    assignment: str,
    executed: Executed,
    *,
    key: str,
    timestamp: Any = None,
) -> None:
    """Write what ``executed`` earned, in one transaction.

    As in nbgrader, a cell whose score a person has changed waits for that person
    again, and a notebook that was not handed in earns 0. ``timestamp`` is the UTC time
    of the submission, None when it has none.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: nothing was written.
    """
    from sqlalchemy import delete, insert

    keys = _keys()
    with transaction(book) as session:
        submission = _submission(session, assignment, executed.student)
        if timestamp is not None:
            submission.timestamp = timestamp
        for notebook in submission.notebooks:
            scores = executed.scores.get(notebook.name)
            for grade in notebook.grades:
                grade.auto_score = 0.0 if scores is None else scores.get(grade.name)
                grade.needs_manual_grade = scores is not None and (
                    grade.auto_score is None or grade.manual_score is not None
                )
            for comment in notebook.comments:
                comments = executed.comments.get(notebook.name, {})
                comment.auto_comment = comments.get(comment.name)
        session.flush()
        _penalize(session, directory, submission)
        session.execute(delete(keys).where(keys.c.submission_id == submission.id))
        notes = "\n".join(executed.notes)
        session.execute(insert(keys).values(submission_id=submission.id, key=key, notes=notes))


def _submission(session: Any, assignment: str, student: str) -> Any:
    """The submission, made with all of its empty grades and comments if there is none."""
    from nbgrader.api import Assignment, Comment, Grade, Student
    from nbgrader.api import SubmittedAssignment as Submission
    from nbgrader.api import SubmittedNotebook as Submitted

    who = session.get(Student, student)
    if who is None:
        who = Student(id=student)
        session.add(who)
        session.flush()
    what = session.query(Assignment).filter_by(name=assignment).one()
    found = (
        session.query(Submission).filter_by(assignment_id=what.id, student_id=who.id).one_or_none()
    )
    if found is not None:
        return found
    with session.no_autoflush:
        found = Submission(assignment=what, student=who)
        session.add(found)
        for notebook in what.notebooks:
            submitted = Submitted(notebook=notebook, assignment=found)
            session.add(submitted)
            graded = [*notebook.grade_cells, *notebook.task_cells]
            session.add_all([Grade(cell=cell, notebook=submitted) for cell in graded])
            commented = [*notebook.solution_cells, *notebook.task_cells]
            session.add_all([Comment(cell=cell, notebook=submitted) for cell in commented])
    session.flush()
    return found


def penalize(book: Any, directory: Directory, assignment: str, student: str) -> None:
    """Write the late penalties of a graded submission anew: a due date may have moved,
    or an extension been granted."""
    with transaction(book) as session:
        _penalize(session, directory, _submission(session, assignment, student))


def _penalize(session: Any, directory: Directory, submission: Any) -> None:
    """What nbgrader's AssignLatePenalties does, when the configuration has it."""
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import AssignLatePenalties

    steps = Autograde(coursedir=directory.coursedir(), parent=directory.app).autograde_preprocessors
    late = [
        step for step in steps if isinstance(step, type) and issubclass(step, AssignLatePenalties)
    ]
    if not late:
        return
    step = late[0](parent=directory.app)
    step.init_plugin()
    seconds = submission.total_seconds_late
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
        session.refresh(notebook, ["score"])
        if seconds > 0:
            penalty = step.plugin_inst.late_submission_penalty(
                submission.student.id, notebook.score, seconds
            )
            if penalty is not None:
                notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)


def graded_key(book: Any, assignment: str, student: str) -> tuple[str, tuple[str, ...]] | None:
    """The key under which ``student`` was graded, and the notes from then; None if never."""
    from nbgrader.api import Assignment
    from nbgrader.api import SubmittedAssignment as Submission
    from sqlalchemy import select

    keys = _keys()
    found = book.db.execute(
        select(keys.c.key, keys.c.notes)
        .join(Submission, Submission.id == keys.c.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.name == assignment, Submission.student_id == student)
    ).one_or_none()
    book.db.rollback()
    return (found.key, tuple(found.notes.splitlines())) if found else None


def grades(book: Any, assignment: str, student: str) -> Grades | None:
    """What ``student`` has for ``assignment``, or None while nothing was graded."""
    from nbgrader.api import MissingEntry

    try:
        found = book.find_submission(assignment, student)
    except MissingEntry:
        return None
    cells = tuple(
        _cell(notebook.name, grade)
        for notebook in sorted(found.notebooks, key=lambda one: str(one.name))
        for grade in sorted(notebook.grades, key=lambda one: str(one.name))
    )
    result = Grades(
        score=found.score,
        max_score=found.max_score,
        late_penalty=found.late_submission_penalty or 0.0,
        status=Status.NEEDS_MANUAL if found.needs_manual_grade else Status.GRADED,
        cells=cells,
    )
    book.db.rollback()
    return result


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
