"""Scores in files for a spreadsheet, Canvas and Moodle."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.grading import export, gradebook
from helpers.grading.directory import open_directory
from helpers.grading.export import text
from tests.courses import make_course


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose gradebook has two assignments, each of one cell worth 4 points, and
    three students: one with a penalty and a manual cell, one with a hostile name, one who
    handed nothing in."""
    root = make_course(tmp_path_factory.mktemp("export") / "course")
    with gradebook.opened(open_directory(root)) as book:
        for name in ("01_first", "02_second"):
            book.add_assignment(name)
            book.add_notebook("p", name)
            book.add_grade_cell("q", "p", name, max_score=4, cell_type="code")
        book.add_student("ada", first_name="Ada", last_name="Løve, of", email="ada@x.org")
        book.add_student("=1+1", first_name="@SUM(A1)", lms_user_id="77")
        book.add_student("late")
        for student, name, score in (("ada", "01_first", 3.5), ("=1+1", "02_second", 2)):
            with book.db.no_autoflush:
                book.add_submission(name, student)
            grade = book.find_grade("q", "p", name, student)
            grade.auto_score, grade.needs_manual_grade = score, student == "ada"
        book.find_submission_notebook("p", "01_first", "ada").late_submission_penalty = 1
        book.db.commit()
    return root


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that course, as the working directory."""
    root = tmp_path / "course"
    shutil.copytree(made, root)
    monkeypatch.chdir(root)
    return root


def exported(home: Path, form: str, lesson: str | None = None) -> list[list[str]]:
    path = home / "out.csv"
    export.report(lesson, form=form, to=str(path))
    content = path.read_bytes().decode("utf-8")
    assert content.count("\r\n") == content.count("\n")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_canvas(home: Path) -> None:
    """Its columns, its row of points; blank is what was not handed in; the penalty is off."""
    assert exported(home, "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_first", "02_second"],
        ["    Points Possible", "", "", "", "", "4", "4"],
        ["late", "", "", "late", "", "", ""],
        ["'@SUM(A1)", "77", "", "'=1+1", "", "", "2"],
        ["Løve, of, Ada", "", "", "ada", "", "2.5", ""],
    ]


def test_moodle(home: Path) -> None:
    """Names, the two columns to find a student by, and the grades; one lesson alone."""
    assert exported(home, "moodle", "1") == [
        ["First name", "Last name", "ID number", "Email address", "Assignment: 01_first (Real)"],
        ["", "", "late", "", ""],
        ["'@SUM(A1)", "", "77", "", ""],
        ["Ada", "Løve, of", "ada", "ada@x.org", "2.5"],
    ]


def test_csv_has_the_columns_of_nbgrader(home: Path) -> None:
    """And its rows, with what was not handed in as 0."""
    rows = exported(home, "csv")
    line = [sys.executable, "-m", "nbgrader", "export", "--to", "theirs.csv"]
    subprocess.run(line, cwd=home, capture_output=True, check=True)
    theirs = (home / "theirs.csv").read_text().splitlines()
    assert ",".join(rows[0]) == theirs[0]
    assert len(rows) == len(theirs) == 7
    assert [row[3:4] + row[7:] for row in rows if row[3] == "ada"] == [
        ["ada", "3.5", "1", "2.5", "4"],
        ["ada", "0", "0", "0", "4"],
    ]


def test_nbgrader_exports_with_these_plugins(home: Path) -> None:
    """Named on its own command line."""
    name = "helpers.grading.export.CanvasExportPlugin"
    line = [sys.executable, "-m", "nbgrader", "export", "--exporter", name, "--to", "c.csv"]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(line, cwd=home, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    export.report(None, form="canvas", to="ours.csv")
    assert (home / "c.csv").read_bytes() == (home / "ours.csv").read_bytes()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),
        ("+4.5e3", "+4.5e3"),
        (-5, "-5"),
        (2.5, "2.5"),
        (4.0, "4"),
        (0.1 + 0.2, "0.3"),
        (None, ""),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_is_a_formula(value: object, shown: str) -> None:
    """Numbers stay numbers."""
    assert text(value) == shown


def test_a_score_that_is_not_final_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 with the student's name; a lesson where nobody waits gives 0."""
    assert export.report("1", form="canvas", as_json=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["file"] == str(home / "grades.canvas.csv")
    assert [line.split(": ")[1] for line in document["attention"]] == ["ada"]
    assert export.report("2", form="canvas") == 0


def test_what_cannot_be_exported(home: Path) -> None:
    """One line each, with the way out; nothing is written."""
    before = sorted(home.iterdir())
    for call, said in (
        (lambda: export.report(None, form="pdf"), "'pdf': it is csv, canvas, moodle"),
        (lambda: export.report("3"), "no graded lesson '3'; there is: 01_first, 02_second"),
        (lambda: export.report(None, students=["eve"]), "'eve' is not in the gradebook"),
        (lambda: export.report(None, to="/proc/none/x.csv"), "name another file with --to"),
    ):
        with pytest.raises(CourseError, match=None) as caught:
            call()
        assert said in str(caught.value)
    assert {path.name for path in home.iterdir()} - {path.name for path in before} <= {
        "gradebook.db-wal", "gradebook.db-shm",
    }  # fmt: skip


def test_it_may_be_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To be piped on."""
    export.report("2", form="canvas", to="-")
    assert capsys.readouterr().out.startswith("Student,ID,SIS User ID,")
