"""Grade, the third door: from the download of an LMS to a file that it imports, at a terminal."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import course as courses
from helpers import release
from tests.courses import LESSON, answer, edit, make_course
from tests.grading.handed_in import course

CLASS = """id,lms_user_id,first_name,last_name,email
ada,1001,Ada,Lovelace,ada@example.org
grace,1002,Grace,"Hopper, née Murray",grace@example.org
mallory,1003,=SUM(A1),Mallory,mallory@example.org
alan,1004,Alan,Turing,alan@example.org
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A course whose gradebook knows the class, by nbgrader's own import."""
    home = make_course(tmp_path / "course")
    (home / "class.csv").write_text(CLASS, encoding="utf-8")
    line = [sys.executable, "-m", "nbgrader", "db", "student", "import", "class.csv"]
    # nbgrader looks for its program alembic on the PATH
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = os.environ | {"PATH": path}
    subprocess.run(line, cwd=home, env=env, capture_output=True, check=True)
    return home


def _works(home: Path) -> dict[str, bytes]:
    """What students made of the release: nothing, everything but the text, and all of it."""
    made = release.build(courses.find_lesson(LESSON, home)).files[f"{LESSON}.ipynb"]
    path = home / "work.ipynb"
    path.write_bytes(made)
    some = edit(path, double="def double(x):\n    return x + x", length="answer = 'b'").read_bytes()
    everything = answer(path).read_bytes()
    path.unlink()
    return {"nothing": made, "some": some, "everything": everything}


def _zip(path: Path, files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path.read_bytes()


def _canvas(home: Path) -> Path:
    """*Download submissions*: one zip of files, named by student, user id and upload. Ada
    handed in twice, Grace late, Mallory a zip."""
    work = _works(home)
    inside = _zip(home / "inside.zip", {f"my work/{LESSON}.ipynb": work["some"]})
    files = {
        f"lovelaceada_1001_20001_{LESSON}.ipynb": work["nothing"],
        f"lovelaceada_1001_20009_{LESSON}-1.ipynb": work["everything"],
        f"hoppergrace_LATE_1002_20003_{LESSON}.ipynb": work["some"],
        "mallory_1003_20004_work.zip": inside,
    }
    _zip(home / "submissions.zip", files)
    return home / "submissions.zip"


def _moodle(home: Path) -> Path:
    """*Download all submissions* in folders, unpacked. The numbers are Moodle's own, one of
    a submission; here they are those by which Canvas would mean somebody else."""
    work = _works(home)
    folder = home / "llm-course-Warm up-4711"
    files = {
        f"Ada Lovelace_1002_assignsubmission_file_/{LESSON}.ipynb": work["everything"],
        f"Grace Hopper, née Murray_1003_assignsubmission_file_/{LESSON}.ipynb": work["some"],
        f"=SUM(A1) Mallory_1001_assignsubmission_file_/{LESSON}.ipynb": work["some"],
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("download", "form", "wanted"),
    [
        (
            _canvas,
            "canvas",
            [
                ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON],
                ["    Points Possible", "", "", "", "", "6"],
                ["Hopper, née Murray, Grace", "1002", "", "grace", "", "5"],
                ["Lovelace, Ada", "1001", "", "ada", "", "5"],
                ["Mallory, =SUM(A1)", "1003", "", "mallory", "", "5"],
                ["Turing, Alan", "1004", "", "alan", "", ""],
            ],
        ),
        (
            _moodle,
            "moodle",
            [
                ["First name", "Last name", "ID number", "Email address",
                 f"Assignment: {LESSON} (Real)"],
                ["Grace", "Hopper, née Murray", "1002", "grace@example.org", "5"],
                ["Ada", "Lovelace", "1001", "ada@example.org", "5"],
                ["'=SUM(A1)", "Mallory", "1003", "mallory@example.org", "5"],
                ["Alan", "Turing", "1004", "alan@example.org", ""],
            ],
        ),
    ],
)  # fmt: skip
def test_from_a_download_to_a_file_for_the_lms(
    home: Path, download: Callable[[Path], Path], form: str, wanted: list[list[str]]
) -> None:
    """Collected under the right students, graded, and exported for the same LMS and for a
    spreadsheet; Ada's text waits for a person, which every step says until it is graded."""
    done = course("collect", str(download(home)), "1", cwd=home)
    assert (done.returncode, done.stdout) == (
        0,
        f"{LESSON}: 3 submissions filed; next: `course grade {LESSON}`\n",
    ), done.stderr
    done = course("grade", "1", cwd=home)
    assert done.returncode == 0, done.stdout + done.stderr

    done = course("export", "--format", form, cwd=home)
    assert done.returncode == 1
    assert f"{LESSON}: ada: an answer waits for a person, the score is not final" in done.stdout
    content = (home / f"grades.{form}.csv").read_bytes()
    assert _table(content) == wanted
    # what their importers want of a file: UTF-8 without a mark, lines of CRLF, commas
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == len(wanted)

    assert course("export", "--format", "csv", "--to", "grades.csv", cwd=home).returncode == 1
    header, *rows = _table((home / "grades.csv").read_bytes())
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(one["student_id"], one["score"], one["first_name"]) for one in found] == [
        ("grace", "5", "Grace"),
        ("ada", "5", "Ada"),
        ("mallory", "5", "'=SUM(A1)"),
        ("alan", "0", "Alan"),
    ]


def _table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
