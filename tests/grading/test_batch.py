"""Grading a small course, from the command line to the gradebook."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.courses import LESSON, make_course
from tests.grading.handed_in import course, grades, hand_in, right, run

AUTOMATIC = 5.0  # points of LESSON that tests award, of 6


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A course with submissions of every kind, graded by two workers: where, the exit
    code, the document, and the results by student."""
    root = make_course(tmp_path_factory.mktemp("graded") / "course")
    right(root, "ada")
    hand_in(
        root,
        "ben",
        double="def double(x):\n    return 2 * x if x > 0 else 0",
        length="answer = 'b'",
    )
    hand_in(root, "cleo")
    hand_in(root, "dan").write_text('{"cells": [')
    hand_in(root, "eve", double="def double(x):\n    return x + x", length="import os; os._exit(3)")
    hand_in(root, "finn", double="import os, signal; os.kill(os.getppid(), signal.SIGKILL)")
    code, document = run("grade", "1", "--jobs", "2", cwd=root)
    results = {one["student"]: one for one in document["results"]}
    return {"root": root, "code": code, "document": document, "results": results}


def test_answers_earn_their_points(graded: dict[str, Any]) -> None:
    """Right ones all, wrong ones those of the other exercises, untouched ones none."""
    results = graded["results"]
    assert [results[name]["score"] for name in ("ada", "ben", "cleo")] == [AUTOMATIC, 2, 0]
    assert results["ada"]["max_score"] == 6


def test_an_answer_that_a_person_grades_waits(graded: dict[str, Any]) -> None:
    """Given, it needs manual grading; not given, it is 0."""
    assert graded["results"]["ada"]["status"] == "needs manual grading"
    assert graded["results"]["cleo"]["status"] == "graded"


def test_a_broken_notebook_costs_only_itself(graded: dict[str, Any]) -> None:
    """It is named with its reason, on one line, and is not in the gradebook."""
    (line,) = (one for one in graded["document"]["attention"] if one.startswith("dan: "))
    assert f"{LESSON}.ipynb is not a notebook: not JSON" in line
    assert "dan" not in grades(graded["root"])
    assert not (graded["root"] / "autograded" / "dan").exists()


def test_a_kernel_that_dies_keeps_what_was_earned(graded: dict[str, Any]) -> None:
    """The cells before it count, those after it do not, and the reason is told, to the
    student too."""
    assert graded["results"]["eve"]["score"] == 3
    assert any("eve" in line and "'length'" in line for line in graded["document"]["attention"])
    (comment,) = grades(graded["root"])["eve"][f"{LESSON}/length comment"]
    assert "the kernel died" in comment


def test_a_worker_that_dies_costs_only_its_submission(graded: dict[str, Any]) -> None:
    """That one is not graded, as our failure; the others are. In a sandbox no code can
    do it."""
    assert graded["results"]["finn"]["status"] == "graded"
    assert graded["results"]["finn"]["score"] == 0
    _, document = run("grade", "1", "--stock", "--force", "--student", "finn", cwd=graded["root"])
    (finn,) = document["results"]
    assert finn["status"] == "not graded"
    assert "SIGKILL" in finn["reason"]
    assert grades(graded["root"])["finn"][f"{LESSON}/double-tests"][0] == 0


def test_something_to_look_at_gives_exit_code_1(graded: dict[str, Any]) -> None:
    """And one line for each; what is in order gives none."""
    assert graded["code"] == 1
    told = [line.split(":")[0] for line in graded["document"]["attention"]]
    assert told == ["dan", "eve", "finn"]


def test_nothing_is_left_but_results(graded: dict[str, Any]) -> None:
    """No draft, no scratch gradebook."""
    left = {path.name for path in graded["root"].iterdir()}
    assert left == {
        "nbgrader_config.py", "solutions", "submitted", "autograded", "gradebook.db", ".grade.lock",
    }  # fmt: skip


def test_scores_are_those_of_stock_nbgrader(graded: dict[str, Any], tmp_path: Path) -> None:
    """For honest work the gradebook is the same, comments and flags included."""
    root = tmp_path / "stock"
    shutil.copytree(graded["root"], root)
    for path in (root / "gradebook.db", root / "autograded"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for student in ("dan", "eve", "finn"):
        shutil.rmtree(root / "submitted" / student)
    for verb in ("generate_assignment", "autograde"):
        line = [sys.executable, "-m", "nbgrader", verb, LESSON]
        path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
        done = subprocess.run(line, cwd=root, capture_output=True, text=True, env=_env(path))
        assert done.returncode == 0, done.stderr
    ours = grades(graded["root"])
    assert {name: ours[name] for name in ("ada", "ben", "cleo")} == grades(root)


def _env(more: dict[str, str]) -> dict[str, str]:
    import os

    return os.environ | more


@pytest.fixture
def again(graded: dict[str, Any], tmp_path: Path) -> Path:
    """The same course, where two right submissions were graded."""
    root = tmp_path / "course"
    shutil.copytree(graded["root"], root)
    for student in ("cleo", "dan", "eve", "finn"):
        shutil.rmtree(root / "submitted" / student)
    return root


def test_only_what_changed_is_graded_again(again: Path) -> None:
    """By content: neither the time nor the place of a file counts."""
    hand_in(again, "ben", double="def double(x):\n    return x + x")
    (again / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb").touch()
    code, document = run("grade", LESSON, cwd=again)
    results = {one["student"]: (one["unchanged"], one["score"]) for one in document["results"]}
    assert results == {"ada": (True, AUTOMATIC), "ben": (False, 3)}
    assert code == 0


def test_a_changed_test_grades_everyone_again(again: Path) -> None:
    """What a result depends on is more than the submission."""
    source = again / "solutions" / LESSON / f"{LESSON}.ipynb"
    source.write_text(source.read_text().replace("double(-1) == -2", "double(-3) == -6"))
    _, document = run("grade", LESSON, cwd=again)
    assert not any(one["unchanged"] for one in document["results"])


def test_what_a_person_gave_survives(again: Path) -> None:
    """A manual score, a comment and extra credit stay when everything is graded again."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{again / 'gradebook.db'}", "llm-course") as book:
        grade = book.find_grade("why", LESSON, LESSON, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 0.5, 0.25, False
        book.find_comment("double", LESSON, LESSON, "ada").manual_comment = "Neat."
        book.db.commit()
    _, document = run("grade", LESSON, "--student", "ada", "--force", cwd=again)
    assert document["results"][0]["score"] == AUTOMATIC + 0.75
    with Gradebook(f"sqlite:///{again / 'gradebook.db'}", "llm-course") as book:
        assert book.find_comment("double", LESSON, LESSON, "ada").comment == "Neat."


def test_for_a_person_there_is_a_line_each_and_a_summary(again: Path) -> None:
    """Not on a terminal, plain lines, and nothing on standard error."""
    done = course("grade", "1", cwd=again)
    assert done.stdout.splitlines()[:2] == [
        "ada: 5 of 6 points, needs manual grading, unchanged",
        "ben: 2 of 6 points, unchanged",
    ]
    assert done.stdout.splitlines()[2].startswith(
        f"{LESSON}: 2 graded (2 of them unchanged, 1 with answers for a person to grade)"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_json_is_one_document(graded: dict[str, Any]) -> None:
    """With counts that add up."""
    document = graded["document"]
    parts = ("graded", "cannot_be_graded", "not_graded")
    assert sum(document[part] for part in parts) == document["submissions"] == 6
    assert json.dumps(document)
