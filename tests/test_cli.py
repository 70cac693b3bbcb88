"""What goes wrong at the keyboard gives one line, a way out, and nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from helpers.cli import app
from tests import mounts
from tests.courses import LESSON, make_course
from tests.grading.handed_in import right

COURSE = str(Path(sys.executable).with_name("course"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A course whose one lesson is handed in by ada."""
    home = make_course(tmp_path / "course")
    right(home, "ada")
    return home


def course(*line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"LLM_COURSE_STATE": str(cwd.parent / "state")}
    return subprocess.run(
        [COURSE, *line], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def files(home: Path) -> dict[str, bytes]:
    """Everything in the course but the lock of `course grade`."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != ".grade.lock"
    }


def assert_refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("course: ")
    for part in said:
        assert part in line


@pytest.mark.parametrize("verb", ["check", "release", "grade", "feedback", "audit"])
def test_a_lesson_that_does_not_exist(home: Path, verb: str) -> None:
    """Those that do are listed."""
    before = files(home)
    done = course(verb, "99", cwd=home)
    assert_refused(done, "no lesson '99'", LESSON)
    assert files(home) == before


@pytest.mark.parametrize("verb", ["check", "release", "audit"])
def test_a_notebook_that_is_not_json(home: Path, verb: str) -> None:
    """It is named with what brings it back."""
    (home / "solutions" / LESSON / f"{LESSON}.ipynb").write_text("{")
    before = files(home)
    done = course(verb, "1", cwd=home)
    assert_refused(done, f"{LESSON}.ipynb", "not JSON", "restore")
    assert files(home) == before


def test_a_source_that_is_not_json_is_not_graded_by(home: Path) -> None:
    """Nor is anything graded by half of it."""
    (home / "solutions" / LESSON / f"{LESSON}.ipynb").write_text("{")
    done = course("grade", "1", cwd=home)
    assert_refused(done, f"{LESSON}")
    assert not (home / "autograded").exists()


@pytest.mark.parametrize("verb", ["check", "grade", "progress", "release", "feedback", "export"])
def test_outside_a_course(tmp_path: Path, verb: str) -> None:
    """The message says where to go."""
    line = [verb] if verb in ("progress", "release", "export") else [verb, "1"]
    assert_refused(course(*line, cwd=tmp_path), "is not inside a course", "change to")


@pytest.mark.parametrize(
    ("how", "said"),
    [(mounts.READ_ONLY, "Read-only file system"), (mounts.FULL, "No space left on device")],
)
def test_models_in_a_cache_that_cannot_be_written(
    home: Path, tmp_path: Path, how: str, said: str
) -> None:
    """What is wrong, and the variable that names another place."""
    cache = tmp_path / "cache"
    env = {"LLM_COURSE_CACHE": str(cache)}
    done = mounts.run(how, cache, [COURSE, "models", "pull"], cwd=home, env=env)
    assert_refused(done, f"cannot be stored in {cache}: {said}", "LLM_COURSE_CACHE")


@pytest.mark.parametrize("line", [["release", "1"], ["grade", "1"], ["export"]])
def test_a_course_that_cannot_be_written(home: Path, line: list[str]) -> None:
    """One line with the file or folder, and nothing is left behind."""
    before = files(home)
    done = mounts.run(mounts.FROZEN, home, [COURSE, *line], cwd=home.parent / "course")
    assert done.returncode != 0
    said = (done.stdout + done.stderr).splitlines()
    assert len(said) == 1, said
    assert "ead-only" in said[0] or "readonly" in said[0] or "cannot be" in said[0]
    assert files(home) == before


def test_an_option_that_is_none(home: Path) -> None:
    """Used wrongly is exit 2, as everywhere."""
    assert course("grade", "1", "--no-such", cwd=home).returncode == 2


@pytest.mark.parametrize("verb", sorted(typer.main.get_group(app).commands))
def test_every_command_says_what_it_does(home: Path, verb: str) -> None:
    """In its help, for which nothing heavy is loaded."""
    done = course(verb, "--help", cwd=home)
    assert done.returncode == 0
    assert len(done.stdout.split()) > 20
