"""Objectives in a lesson's first cell, held against its exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.audit.objectives import Objectives, read_objectives
from tests.audit import lesson


def _read(folder: Path, opening: str) -> Objectives:
    source = lesson.cells()
    source[0]["source"] = f"# Small\n\n**10 minutes**\n\n{opening}\n\nThe question.\n\n- a list\n"
    return read_objectives(lesson.make(folder, source))


@pytest.mark.parametrize(
    "opening",
    [
        "You will be able to\n- average (1.1)\n- shorten, and center (1.2, 1.3)",
        "**You will be able to**\n\n* average *(1.1)*.\n* shorten, and\n  center *(1.2 and 1.3)*",
    ],
)
def test_objectives_that_name_their_exercises_are_sound(tmp_path: Path, opening: str) -> None:
    """Bullets may end in plain or slanted numbers, and run over lines."""
    assert _read(tmp_path, opening) == Objectives(2, (), ())


@pytest.mark.parametrize(
    ("opening", "problem"),
    [
        ("Nothing is promised.", "states no objectives"),
        (
            "You will be able to\n- average (1.1)\n- dance",
            "no exercise grades the objective 'dance'",
        ),
        ("You will be able to\n- average (1.1, 1.9)", "names Exercise 1.9, which does not exist"),
    ],
)
def test_an_objective_without_exercise_is_a_problem(
    tmp_path: Path, opening: str, problem: str
) -> None:
    """What nothing grades is quoted."""
    assert problem in " ".join(_read(tmp_path, opening).problems)


def test_an_exercise_that_no_objective_names_is_found(tmp_path: Path) -> None:
    """Exercises that serve no stated end are listed in order."""
    assert _read(tmp_path, "You will be able to\n- shorten (1.2)").unnamed == ("1.1", "1.3")
