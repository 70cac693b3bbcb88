"""helpers.release: what students get, and what is never lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import course, release
from helpers.errors import CourseError
from tests.courses import LESSON, answer, cells_by_id, edit, lesson_cells, make_course, notebook

ROOT = Path(__file__).parents[1]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = make_course(tmp_path / "course")
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def lesson(home: Path) -> course.Lesson:
    return course.read_lesson(LESSON, home)


@pytest.fixture
def released(lesson: course.Lesson) -> Path:
    assert release.report([]) == 0
    return lesson.release


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_the_repository_s_releases_are_fresh(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`course release --check` holds for every lesson that is committed."""
    monkeypatch.chdir(ROOT)
    assert release.report([], check=True) == 0, said(capsys)


def test_a_solution_becomes_a_stub(released: Path) -> None:
    """The signature and the docstring stay."""
    assert "".join(cells_by_id(released)["double"]["source"]) == (
        'def double(x):\n    """Twice x: double(3) == 6."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()"
    )


def test_hidden_tests_are_left_out(released: Path) -> None:
    """The visible ones stay."""
    assert "".join(cells_by_id(released)["double-tests"]["source"]) == (
        'assert double(3) == 6, f"double(3) is 6, not {double(3)!r}"'
    )


def test_an_answer_in_words_is_asked_for(released: Path) -> None:
    """A manually graded cell says where to write."""
    text = "".join(cells_by_id(released)["why"]["source"])
    assert "Because" not in text
    assert "ANSWER" in text


def test_no_solution_is_anywhere_in_the_release(released: Path) -> None:
    """Nor what only an instructor reads."""
    text = released.read_text()
    assert not any(word in text for word in ("return 2 * x", "HIDDEN", "BEGIN", "double(-1)"))


def test_points_and_ids_stay(lesson: course.Lesson, released: Path) -> None:
    """The gradebook of the source is the gradebook of the release."""
    cells = course.read_notebook(released)["cells"]
    assert course.exercises(cells) == list(lesson.exercises)


def test_what_a_machine_left_is_taken_out(lesson: course.Lesson) -> None:
    """Kernel, editor and cell settings of one machine are not released."""
    source = notebook(lesson_cells())
    source["metadata"] |= {"vscode": {"x": 1}, "widgets": {}}
    source["metadata"]["language_info"]["version"] = "3.11.2"
    source["cells"][1]["metadata"] |= {"collapsed": True, "tags": ["keep"], "scrolled": "auto"}
    lesson.source.write_text(json.dumps(source))
    made = json.loads(release.build(lesson).files[lesson.release.name])
    assert made["metadata"].keys() == {"kernelspec", "language_info", release.OURS}
    assert made["metadata"]["language_info"] == {"name": "python"}
    assert made["cells"][1]["metadata"] == {"tags": ["keep"]}


def test_the_same_source_gives_the_same_bytes(
    lesson: course.Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder, on another day."""
    elsewhere = shutil.copytree(lesson.root, tmp_path / "elsewhere")
    first = release.build(lesson).files
    monkeypatch.chdir(tmp_path)
    assert release.build(course.read_lesson(LESSON, elsewhere)).files == first


def test_files_beside_the_notebook_are_released(lesson: course.Lesson) -> None:
    """Data and pictures, but no cache, no hidden file and no other notebook."""
    for name in ("data/a.csv", "b.png", ".secret", "__pycache__/c.pyc", "x.ipynb.bak1"):
        path = lesson.source.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"1")
    assert release.report([]) == 0
    files = sorted(
        path.relative_to(lesson.release.parent).as_posix()
        for path in lesson.release.parent.rglob("*")
        if path.is_file()
    )
    assert files == [f"{LESSON}.ipynb", "b.png", "data/a.csv"]


def test_a_second_release_changes_nothing(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the time of the file."""
    before = released.stat().st_mtime_ns
    said(capsys)
    assert release.report([]) == 0
    assert said(capsys) == f"{LESSON}: up to date\n"
    assert released.stat().st_mtime_ns == before


def test_a_changed_source_is_stale_until_released(
    lesson: course.Lesson, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--check writes nothing, and says the command that does."""
    edit(lesson.source, double_text_tests="assert double('a') == 'aa'")
    old = released.read_bytes()
    said(capsys)
    assert release.report([LESSON], check=True) == 1
    assert said(capsys) == f"{LESSON}: stale; `course release 01` mends it\n"
    assert released.read_bytes() == old
    assert release.report(["01"]) == 0
    assert release.report([], check=True) == 0


def test_outputs_are_no_work(released: Path) -> None:
    """A learner who only ran the cells loses nothing, so a release may replace them."""
    ran = json.loads(released.read_text())
    ran["cells"][1] |= {"execution_count": 1}
    released.write_text(json.dumps(ran))
    assert release.report([]) == 0
    assert json.loads(released.read_text())["cells"][1]["execution_count"] is None


def test_work_is_not_replaced(
    lesson: course.Lesson, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A learner's answers stay when the lesson changes; the message says how to go on."""
    answer(released)
    edit(lesson.source, double_text_tests="assert double('a') == 'aa'")
    work = released.read_bytes()
    said(capsys)
    assert release.report([]) == 1
    assert f"not released, for there is work in it ({LESSON}.ipynb)" in said(capsys)
    assert released.read_bytes() == work


def test_work_in_a_fresh_release_is_no_problem(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing newer to release."""
    answer(released)
    said(capsys)
    assert release.report([]) == 0
    assert "up to date, with work in it" in said(capsys)


def test_a_check_finds_an_edited_release(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A committed release that was edited by hand is not what its source gives."""
    answer(released)
    said(capsys)
    assert release.report([], check=True) == 1
    assert f"edited ({LESSON}.ipynb); `course release 01 --force` makes it anew" in said(capsys)


def test_a_forced_release_keeps_a_copy(released: Path) -> None:
    """Each time another one."""
    for count in (1, 2):
        answer(released)
        work = released.read_bytes()
        assert release.report([], force=True) == 0
        assert released.with_name(f"{released.name}.bak{count}").read_bytes() == work
    assert "NotImplementedError" in released.read_text()


def test_the_command_that_is_named_does_it(released: Path) -> None:
    """What the message tells a person to type is what the command line takes."""
    answer(released)
    course_command = Path(sys.executable).with_name("course")
    subprocess.run([course_command, "release", "01", "--force"], check=True)
    assert "NotImplementedError" in released.read_text()


def test_a_broken_release_counts_as_work(released: Path) -> None:
    """What cannot be read is not thrown away."""
    released.write_text("{")
    assert release.report([]) == 1
    assert released.read_text() == "{"


def test_a_data_file_with_work_in_it_is_kept(lesson: course.Lesson) -> None:
    """What the learner wrote into a file beside the notebook is work too."""
    (lesson.source.parent / "a.csv").write_text("1")
    assert release.report([]) == 0
    (lesson.release.parent / "a.csv").write_text("mine")
    (lesson.source.parent / "a.csv").write_text("2")
    assert release.report([]) == 1
    assert (lesson.release.parent / "a.csv").read_text() == "mine"


def test_a_source_with_a_problem_is_not_released(
    lesson: course.Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each problem is one line, and nothing is written."""
    edit(lesson.source, length_tests=None, why_text=None)
    assert release.report([]) == 1
    lines = said(capsys).splitlines()
    assert lines[-1] == f"{LESSON}: not released; mend the above in its source"
    assert any("Exercise 1.2 has no tests" in line for line in lines)
    assert not lesson.release.exists()


def test_a_course_without_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says where to write one."""
    (tmp_path / course.CONFIG).touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="has no lesson; write one in solutions/"):
        release.report([])


def test_a_lesson_without_a_source(
    lesson: course.Lesson, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student's copy of the course has nothing to release from."""
    shutil.rmtree(lesson.root / course.SOURCE)
    with pytest.raises(CourseError, match="no such source; only its release is here"):
        release.report([])
