"""`course check`: a learner's own work, graded here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers import course, progress
from helpers.errors import CourseError
from helpers.grading import check
from tests.courses import LESSON, answer, code, edit, make_course
from tests.grading.handed_in import hand_in


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lesson's notebook as released, in a course that is the working directory."""
    home = make_course(tmp_path / "course")
    path = home / "lessons" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    hand_in(home, "me").rename(path)
    monkeypatch.chdir(home)
    monkeypatch.setenv("LLM_COURSE_STATE", str(tmp_path / "state"))
    return path


def checked(lesson: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = check.report(lesson, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def test_right_work_earns_every_point(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, also while an answer waits for a person; progress knows of it."""
    answer(work)
    assert check.report("1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Exercise 1.1 · Double  3/3  passed",
        "Exercise 1.2 · Length  2/2  passed",
        "Exercise 1.3 · Why     –/1  a person grades this",
        f"{LESSON}: 5 of 5 points",
    ]
    kept = progress.load(LESSON)
    assert kept is not None
    assert (kept.points, kept.passed) == (5.0, ("double", "length"))


def test_wrong_work_is_told_why(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first message of a failed test; hidden tests count where the source is there."""
    edit(work, double="def double(x):\n    return 2 * x if x > 0 or x == 'ab' else 0")
    code, document = checked("1", capsys)
    double, length, why = document["exercises"]
    assert code == 1
    assert document["hidden_tests"]
    assert (double["points"], double["verdict"]) == (0, "failed")
    assert double["message"].startswith("double(-1) is -2")
    assert (length["verdict"], why["message"]) == ("not attempted", "no answer yet")


def test_cells_of_ones_own_count(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A function in a cell that the learner added may be used by a solution, as in a batch."""
    answer(work)
    edit(work, double="def double(x):\n    return twice(x)")
    notebook = json.loads(work.read_text())
    own = code("own", "def twice(x):\n    return x + x")
    notebook["cells"].insert(1, own)
    work.write_text(json.dumps(notebook))
    assert check.report("1") == 0
    own["source"] = "def twice(x):\n    return x"
    work.write_text(json.dumps(notebook))
    assert check.report("1") == 1
    assert "double(3) is 6, not 3" in capsys.readouterr().out


def test_without_the_source_visible_tests_decide(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it says so."""
    answer(work)
    edit(work, length="answer = 'a'")
    (work.parents[2] / "solutions" / LESSON / f"{LESSON}.ipynb").unlink()
    (work.parents[2] / "solutions" / LESSON).rmdir()
    (work.parents[2] / "solutions").rmdir()
    assert check.report("1") == 0
    assert "Visible tests only: the hidden ones are with your instructor." in (
        capsys.readouterr().out
    )


def test_a_kernel_that_dies_is_one_line(work: Path) -> None:
    """It names the cell and the way on, and keeps no record."""
    edit(work, double="import os\nos._exit(3)")
    with pytest.raises(CourseError, match="the kernel died in cell 'double'") as caught:
        check.report("1")
    assert str(caught.value).endswith("; mend it and check again")
    assert progress.load(LESSON) is None
    assert course.read_notebook(work)
