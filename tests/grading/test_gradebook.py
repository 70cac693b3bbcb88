"""The gradebook under several writers, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from helpers.errors import CourseError
from helpers.grading import gradebook, registration
from helpers.grading.directory import Directory, open_directory
from helpers.grading.results import Executed, Status
from tests import postgres
from tests.courses import LESSON, make_course
from tests.grading.handed_in import course, right, run

WRITER = """
import sys
from pathlib import Path
from helpers.grading import gradebook, registration
from helpers.grading.directory import open_directory
from helpers.grading.results import Executed, Status

root, url, first = sys.argv[1:]
directory = open_directory(Path(root), url)
if url.startswith("postgresql"):
    registration.register(directory, "01_warm_up")
with gradebook.opened(directory) as book:
    for number in range(int(first), int(first) + 12):
        scores = {"01_warm_up": {"double-tests": float(number)}}
        done = Executed(f"s{number % 16}", Status.GRADED, scores=scores)
        gradebook.record(book, directory, "01_warm_up", done, key=str(number))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL database for this file's tests."""
    if postgres.MISSING:
        pytest.skip(postgres.MISSING)
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one lesson."""
    return make_course(tmp_path_factory.mktemp("gradebook") / "course")


@pytest.fixture(params=["sqlite", "postgresql"])
def directory(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> Directory:
    """The course with a gradebook of each kind that nobody has opened yet."""
    if request.param == "sqlite":
        return open_directory(home, f"sqlite:///{tmp_path / 'gradebook.db'}")
    url: str = request.getfixturevalue("server")
    _wipe(url)
    return open_directory(home, url)


def _wipe(url: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


def test_three_graders_write_at_once(directory: Directory, home: Path) -> None:
    """From processes of their own they make one gradebook, one assignment, and one
    submission for each student; all that they write is in it."""
    if directory.db_url.startswith("sqlite"):
        registration.register(directory, LESSON)  # one command at a time does this there
    line = [sys.executable, "-c", WRITER, str(home), directory.db_url]
    with ThreadPoolExecutor(3) as pool:
        done = list(
            pool.map(
                lambda first: subprocess.run(
                    [*line, first], capture_output=True, text=True, check=False
                ),
                ("0", "10", "20"),
            )
        )
    assert [one.stderr[-600:] for one in done if one.returncode] == []
    with gradebook.opened(directory) as book:
        assert sorted(one.id for one in book.students) == sorted(f"s{n}" for n in range(16))
        for student in (f"s{n}" for n in range(16)):
            found = gradebook.graded_key(book, LESSON, student)
            assert found is not None
            grades = gradebook.grades(book, LESSON, student)
            assert grades is not None
            # the score and the key are of one writing
            assert grades.score == float(found[0])


def test_a_submission_is_written_as_a_whole_or_not_at_all(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails on the way leaves what was there, and the gradebook can be used on."""
    registration.register(directory, LESSON)
    before = Executed("ada", Status.GRADED, scores={LESSON: {"double-tests": 1.0}})
    with gradebook.opened(directory) as book:
        gradebook.record(book, directory, LESSON, before, key="one")
        after = replace(before, scores={LESSON: {"double-tests": 2.0}})
        with monkeypatch.context() as patched:
            patched.setattr(gradebook, "_penalize", _full)
            with pytest.raises(SQLAlchemyError):
                gradebook.record(book, directory, LESSON, after, key="two")
        found = gradebook.grades(book, LESSON, "ada")
        assert found is not None
        assert (found.score, gradebook.graded_key(book, LESSON, "ada")) == (1.0, ("one", ()))
        gradebook.record(book, directory, LESSON, after, key="two")
        assert gradebook.graded_key(book, LESSON, "ada") == ("two", ())


def _full(*_: object) -> None:
    raise SQLAlchemyError("disk full")


def test_sqlite_lets_readers_read(home: Path, tmp_path: Path) -> None:
    """While somebody writes they see what was there before; a second writer waits."""
    directory = open_directory(home, f"sqlite:///{tmp_path / 'gradebook.db'}")
    registration.register(directory, LESSON)
    with gradebook.opened(directory) as writer:
        mode = writer.db.connection().exec_driver_sql("PRAGMA journal_mode").scalar()
        assert mode == "wal"
        patience = writer.db.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()
        assert patience == 30_000  # ms
        with gradebook.transaction(writer) as session:
            from nbgrader.api import Student

            session.add(Student(id="ada"))
            session.flush()
            with gradebook.opened(directory) as reader:
                assert list(reader.students) == []
        with gradebook.opened(directory) as reader:
            assert [one.id for one in reader.students] == ["ada"]


def test_grading_into_postgresql(home: Path, server: str) -> None:
    """From the command line: the same scores, unchanged the second time, feedback and
    exports from there, and no gradebook in the folder."""
    _wipe(server)
    right(home, "ada")
    code, document = run("grade", "1", "--db", server, cwd=home)
    assert (code, document["results"][0]["score"]) == (0, 5.0), document
    code, document = run("grade", "1", "--db", server, cwd=home)
    assert document["results"][0]["unchanged"]
    code, document = run("feedback", "1", "--db", server, cwd=home)
    assert (code, document["made"]) == (0, ["ada"])
    done = course("export", "--format", "canvas", "--to", "-", "--db", server, cwd=home)
    assert done.stdout.splitlines()[-1] == "ada,,,ada,,5"
    assert not (home / "gradebook.db").exists()


def test_a_server_that_is_not_there(home: Path, tmp_path: Path) -> None:
    """One line, without the password."""
    directory = open_directory(home, f"postgresql://grader:sesame@/grades?host={tmp_path}")
    with (
        pytest.raises(CourseError, match="the gradebook postgresql://grader:") as caught,
        gradebook.opened(directory),
    ):
        pass
    assert "sesame" not in str(caught.value)
    assert "\n" not in str(caught.value)
