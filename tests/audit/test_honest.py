"""Accepted answers handed in and graded: what they lose is counted."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from helpers import bench, release
from helpers.audit.honest import grade_honest
from helpers.course import find_lesson
from helpers.errors import CourseError
from tests.courses import LESSON, make_course

linux = pytest.mark.skipif(sys.platform != "linux", reason="a sandbox needs Linux")

DOUBLE = """# %% accepted: adds
def double(x):
    return x + x


# %% rejected: squares
def double(x):
    return x * x
"""
LENGTH = """# %% accepted: takes the last
answer = "ab"[-1]


# %% rejected: the other one
answer = "a"
"""


def clone(root: Path, double: str = DOUBLE) -> Path:
    """A course with a released lesson and known answers."""
    make_course(root)
    made = release.build(find_lesson(LESSON, root))
    folder = root / "lessons" / LESSON
    folder.mkdir(parents=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    answers = root / "tests" / "answers" / LESSON
    answers.mkdir(parents=True)
    (answers / "double.py").write_text(double)
    (answers / "length.py").write_text(LENGTH)
    return root


@linux
def test_right_answers_are_no_false_alarm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reference and accepted answers have all points, and nothing is said of them."""
    monkeypatch.chdir(clone(tmp_path / "course"))
    monkeypatch.setattr(bench, "HONEST_SUBMISSIONS", 2)
    submissions, cells, alarms, _ = bench.honest()
    assert (submissions.value, cells.value, alarms.value, alarms.met) == (2, 2 * 3, 0, True)


@linux
def test_a_lost_point_is_a_false_alarm(tmp_path: Path) -> None:
    """Each test cell is named, with the answer that it was too strict with; so is what
    a person is told."""
    wrong = DOUBLE.replace("x + x", "2.0 * x if x != 'ab' else print(end=str(1 / 0))")
    root = clone(tmp_path / "course", wrong)
    path = root / "lessons" / LESSON / f"{LESSON}.ipynb"
    path.write_text(path.read_text().replace('"length-tests"', '"lost"'))
    found = grade_honest(root, tmp_path / "class", 4, jobs=1, seed=3)
    lost = [line for line in found.alarms if "double-text-tests" in line]
    assert 0 < len(lost) < 4
    assert lost[0].endswith(
        "double-text-tests: 0 of 1 points for the accepted answer 'adds': "
        "ZeroDivisionError: division by zero"
    )
    assert sum("'length-tests' was missing" in line for line in found.alarms) == 4
    assert len(found.alarms) == len(lost) + 4


@linux
def test_a_submission_that_is_not_graded_is_a_false_alarm(tmp_path: Path) -> None:
    """It has no test cells to count."""
    root = clone(tmp_path / "course")
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.CourseDirectory.max_file_size = 1\n")
    found = grade_honest(root, tmp_path / "class", 1, jobs=1)
    assert found.cells == 0
    assert len(found.alarms) == 1
    assert "cannot be graded" in found.alarms[0]


def test_without_answers_there_is_nothing_to_hand_in(tmp_path: Path) -> None:
    """Who has the package and no clone of the course is told so."""
    root = clone(tmp_path / "course")
    shutil.rmtree(root / "tests")
    with pytest.raises(CourseError, match=r"double\.py: no accepted answer.*clone of the course"):
        grade_honest(root, tmp_path / "class", 1, jobs=1)
