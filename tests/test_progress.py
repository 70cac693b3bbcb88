"""`course progress`: what was earned, and what is next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers import course, progress
from helpers.course import find_lesson, read_notebook
from helpers.progress import Checked
from tests.courses import code, edit, lesson_cells, make_course, markdown

NAMES = ("01_one", "02_two", "03_three")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of three lessons as the working directory, and no record of any."""
    home = make_course(tmp_path / "course", **{f"_{name}": lesson_cells() for name in NAMES})
    monkeypatch.chdir(home)
    monkeypatch.setenv("LLM_COURSE_STATE", str(tmp_path / "state"))
    return home


def check(name: str, points: float) -> None:
    """Leave the record of a check of the lesson ``name`` as it now is."""
    lesson = find_lesson(name)
    work = progress.work_hash(read_notebook(lesson.source))
    progress.record(Checked(name, points, 5, progress.now(), work, str(lesson.source)))


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert progress.report(as_json=True) in (0, 1)
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_before_anything_was_checked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says where to start, with the two commands."""
    assert progress.report() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Start with 01_one: `course lab`, then `course check 01`."
    assert [line.split()[0] for line in lines[1:]] == ["01", "02", "03"]
    assert all(line.endswith("0/5  not checked") for line in lines[1:])


def test_points_and_what_is_next(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lesson in progress comes before an untouched one; then the one after the last done."""
    check("01_one", 3)
    document = told(capsys)
    assert (document["points"], document["max_points"], document["next"]) == (3, 15, "01_one")
    check("01_one", 5)
    check("02_two", 5)
    document = told(capsys)
    assert [one["status"] for one in document["lessons"]] == ["done", "done", "not checked"]
    assert document["next"] == "03_three"
    check("03_three", 5)
    assert progress.report() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Every lesson is done."


def test_work_that_changed_since_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was earned stands until the next check, which is what is next."""
    check("01_one", 5)
    edit(home / "solutions/01_one/01_one.ipynb", double="def double(x):\n    return 3 * x")
    assert progress.report() == 0
    out = capsys.readouterr().out
    assert "5/5  changed since the last check" in out
    assert out.splitlines()[-1] == "Next: `course check 01`, for 01_one changed."


def test_a_record_that_is_broken_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its way out; the other lessons are told, and the exit code is 1."""
    check("02_two", 5)
    (progress.state_dir() / "checked" / "01_one.json").write_text("{")
    assert progress.report() == 1
    out = capsys.readouterr().out
    assert "delete it and run `course check 01`" in out
    assert "5/5  done" in out


def test_a_lesson_that_is_not_json_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are told all the same."""
    (home / "solutions/02_two/02_two.ipynb").write_text("{")
    document = told(capsys)
    assert [one["lesson"] for one in document["lessons"]] == ["01_one", "03_three"]
    assert "02_two.ipynb is not a notebook: not JSON" in document["problems"][0]


def test_the_hash_is_of_solutions_alone(home: Path) -> None:
    """Notes beside them, and outputs, change nothing."""
    path = home / "solutions/01_one/01_one.ipynb"
    before = progress.work_hash(read_notebook(path))
    cells = [*lesson_cells(), markdown("note", "mine"), code("more", "1 + 1")]
    path.write_text(json.dumps(read_notebook(path) | {"cells": cells}))
    assert progress.work_hash(read_notebook(path)) == before
    edit(path, length="answer = 'a'")
    assert progress.work_hash(read_notebook(path)) != before


def test_records_are_whole_or_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written leaves the last one."""
    check("01_one", 3)
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(OSError, match="full"):
        check("01_one", 5)
    found = progress.load("01_one")
    assert found is not None
    assert found.points == 3
    assert course.lesson_names(home) == list(NAMES)
    assert [path.name for path in (progress.state_dir() / "checked").iterdir()] == ["01_one.json"]


def _refuse(*_: object) -> None:
    raise OSError("disk full")


def test_a_page_has_the_same_with_links(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder that a notebook in lessons/ runs in; a title is text, never markup."""
    check("01_one", 5)
    path = home / "solutions" / "02_two" / "02_two.ipynb"
    edit(path, title="# <b>Two</b>\n\n**10 minutes** · **6 points**")
    (home / "lessons").mkdir()
    monkeypatch.chdir(home / "lessons")
    said = progress.page().data
    assert 'href="01_one/01_one.ipynb">01 · Warm up</a>' in said
    assert "<p>5 of 15 points. Next: " in said
    assert said.index("Next: ") < said.rindex("02 · &lt;b&gt;Two&lt;/b&gt;")
    assert "<b>" not in said
