"""Submissions that are malformed, in every way that was thought of, in one batch.

Each folder of ``tests/submissions`` is one: files as they were handed in, and
``expected.json``, which says what it is about and what must come of it. Those that no
repository can hold (links, pipes, enormous files, odd names) are made here.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.courses import LESSON, make_course
from tests.grading.handed_in import grades, hand_in, right, run

CASES = Path(__file__).parents[1] / "submissions"
EXPECTED = "expected.json"
NOTEBOOK = f"{LESSON}.ipynb"
HONEST = {"ada": 5, "ben": 3, "cleo": 0}
WAITS, UNREADABLE = "needs manual grading", "cannot be graded"


def _linked_notebook(folder: Path) -> None:
    (folder / NOTEBOOK).unlink()
    (folder / NOTEBOOK).symlink_to(folder.parents[1] / "ada" / LESSON / NOTEBOOK)


def _linked_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder.parents[1] / "ada" / LESSON)


def _linked_student(folder: Path) -> None:
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to(folder.parents[1] / "ada")


def _linked_loop(folder: Path) -> None:
    (folder / "again").symlink_to(folder)


def _linked_system(folder: Path) -> None:
    """Whoever walks through it never ends: the files of /proc/<pid> are new each time."""
    shutil.rmtree(folder)
    folder.symlink_to("/proc")


def _linked_file(folder: Path) -> None:
    (folder / "notes.txt").symlink_to("/etc/hostname")


def _pipe(folder: Path) -> None:
    (folder / NOTEBOOK).unlink()
    os.mkfifo(folder / NOTEBOOK)


def _pipe_beside(folder: Path) -> None:
    os.mkfifo(folder / "data")


def _oversize(folder: Path) -> None:
    """A terabyte that takes no room on disk."""
    with (folder / "data.bin").open("wb") as file:
        file.truncate(2**40)


def _oversize_notebook(folder: Path) -> None:
    with (folder / NOTEBOOK).open("ab") as file:
        file.truncate(2**40)


def _oversize_timestamp(folder: Path) -> None:
    with (folder / "timestamp.txt").open("wb") as file:
        file.truncate(2**40)


def _many_cells(folder: Path) -> None:
    notebook = json.loads((folder / NOTEBOOK).read_text())
    cell = {"cell_type": "markdown", "metadata": {}, "source": "again"}
    notebook["cells"] += [cell] * 10_001
    (folder / NOTEBOOK).write_text(json.dumps(notebook))


def _deep_folders(folder: Path) -> None:
    """Deeper than a path may be long."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=at)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)


def _long_line(folder: Path) -> None:
    notebook = json.loads((folder / NOTEBOOK).read_text())
    (why,) = (cell for cell in notebook["cells"] if cell["id"] == "why")
    why["source"] = "x" * 2_000_000
    (folder / NOTEBOOK).write_text(json.dumps(notebook))


# what is done to a right submission: its status, its score, and what is said of it
MADE: dict[Callable[[Path], None], tuple[str, float | None, str]] = {
    _linked_notebook: (UNREADABLE, None, f"{NOTEBOOK} is a link"),
    _linked_folder: (UNREADABLE, None, f"{LESSON} is a link"),
    _linked_student: (UNREADABLE, None, "is a link"),
    _linked_system: (UNREADABLE, None, f"{LESSON} is a link"),
    _linked_loop: (UNREADABLE, None, "again is a link"),
    _linked_file: (UNREADABLE, None, "notes.txt is a link"),
    _pipe: (UNREADABLE, None, f"{NOTEBOOK} is neither a file nor a folder"),
    _pipe_beside: (UNREADABLE, None, "data is neither a file nor a folder"),
    _oversize: (UNREADABLE, None, "data.bin is larger than"),
    _oversize_notebook: (UNREADABLE, None, f"{NOTEBOOK} is larger than"),
    _oversize_timestamp: (UNREADABLE, None, "timestamp.txt is larger than"),
    _many_cells: (UNREADABLE, None, "cells; 10000 can be graded"),
    _deep_folders: (UNREADABLE, None, "File name too long"),
    _long_line: (WAITS, 5, ""),
}
# right submissions, whoever handed them in
NAMES = [
    "two words", " leading", "dots.in.it", "-dash", "--force", "*", "?", "[ab]", "{x}",
    "naïve", "李明", "😀", "quote'\"", "$HOME", "%s", "new\nline", "tab\t",
    "=1+1", "<b>bold", "\x1b[31mred", "'; DROP TABLE student; --", "a" * 250, "workers", "NUL",
]  # fmt: skip
# nbgrader takes neither for a student
UNSEEN = [".hidden", "..both", "back\\slash"]
NOT_TEXT = os.fsdecode(b"latin-\xe9")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them, graded by one command: its document, results by student, and where."""
    root = make_course(tmp_path_factory.mktemp("submissions") / "course")
    right(root, "ada")
    hand_in(root, "ben", double="def double(x):\n    return x + x")
    hand_in(root, "cleo")
    ready = root / "submitted" / "ada" / LESSON
    for case in CASES.iterdir():
        folder = root / "submitted" / case.name / LESSON
        shutil.copytree(case, folder, ignore=shutil.ignore_patterns(EXPECTED))
        for name, text in _expected(case.name).get("files", {}).items():
            (folder / name).write_text(text)
    for make in MADE:
        folder = root / "submitted" / make.__name__ / LESSON
        shutil.copytree(ready, folder)
        make(folder)
    for name in (*NAMES, *UNSEEN, NOT_TEXT):
        shutil.copytree(ready, root / "submitted" / name / LESSON)
    (root / "submitted" / "a file.txt").write_text("not a student")
    (root / "submitted" / "nothing handed in").mkdir()
    before = set(Path("/tmp").iterdir())
    code, document = run("grade", "1", "--jobs", "2", cwd=root)
    results = {one["student"]: one for one in document["results"]}
    left = {path.name for path in set(Path("/tmp").iterdir()) - before}
    return {"root": root, "code": code, "document": document, "results": results, "left": left}


def _expected(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / case / EXPECTED).read_text())
    return found


def _told(result: dict[str, Any]) -> str:
    return "\n".join([result["reason"], *result["notes"]])


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_malformed_submission(graded: dict[str, Any], case: str) -> None:
    """It comes to what its ``expected.json`` says."""
    expected, result = _expected(case), graded["results"][case]
    assert (result["status"], result["score"]) == (expected["status"], expected["score"]), (
        _told(result) or expected["about"]
    )
    assert expected["says"] in _told(result)
    assert bool(expected["says"]) == bool(_told(result)), _told(result)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__.strip("_"))
def test_a_malformed_submission_that_is_made(
    graded: dict[str, Any], make: Callable[[Path], None]
) -> None:
    """The same for those that no repository can hold."""
    status, score, says = MADE[make]
    result = graded["results"][make.__name__]
    assert (result["status"], result["score"]) == (status, score), _told(result)
    assert says in _told(result)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_student_with_an_odd_name(graded: dict[str, Any], name: str) -> None:
    """Graded like everybody, and in the gradebook under that name."""
    assert (graded["results"][name]["status"], graded["results"][name]["score"]) == (WAITS, 5)
    assert (graded["root"] / "autograded" / name / LESSON / NOTEBOOK).is_file()


def test_a_name_that_is_no_text(graded: dict[str, Any]) -> None:
    """No gradebook can hold it, and the reason says so."""
    result = graded["results"][NOT_TEXT]
    assert (result["status"], result["score"]) == (UNREADABLE, None)
    assert "name" in result["reason"]


def test_one_line_each_that_no_terminal_obeys(graded: dict[str, Any]) -> None:
    """Whatever names and reasons hold."""
    lines = graded["document"]["attention"]
    assert len(lines) >= 30
    assert all(line.isprintable() for line in lines)


def test_the_honest_are_untouched(graded: dict[str, Any]) -> None:
    """They have the scores that they would have alone."""
    scores = {name: graded["results"][name]["score"] for name in HONEST}
    assert scores == HONEST


def test_only_what_was_graded_is_in_the_gradebook(graded: dict[str, Any]) -> None:
    """Everybody else has no score, and nothing in ``autograded``."""
    wanted = {name for name, one in graded["results"].items() if one["status"] != UNREADABLE}
    assert set(grades(graded["root"])) == wanted
    there = {path.name for path in (graded["root"] / "autograded").glob("[!.]*")}
    assert there == wanted


def test_everybody_who_handed_in_has_a_result(graded: dict[str, Any]) -> None:
    """None twice, none left out; none was our failure."""
    there = {path.name for path in (graded["root"] / "submitted").iterdir()}
    assert graded["results"].keys() == there - {"a file.txt", "nothing handed in", *UNSEEN}
    assert len(graded["results"]) == graded["document"]["submissions"]
    assert graded["document"]["not_graded"] == 0
    assert graded["code"] == 1


def test_nothing_is_left(graded: dict[str, Any]) -> None:
    """No folder of a kernel, no file that a submission made."""
    assert {
        name for name in graded["left"] if name.startswith(("course-kernels", "judge-"))
    } == set()
