"""Reading answers files."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.audit import answers
from helpers.audit.answers import Answer, AnswersFile, Equivalent


def _read(folder: Path, text: str) -> AnswersFile:
    path = folder / "softmax.py"
    path.write_text(text, encoding="utf-8")
    return answers.read(path, "def f(x): return x\n")


def test_cells_are_read_with_kind_title_points_and_code(tmp_path: Path) -> None:
    """A title in percent form, then code up to the next."""
    text = '"""A preface."""\n\n# %% accepted: loop\nx = 1\n\n# %% rejected: wrong [2.5]\nx = 2\n'
    assert _read(tmp_path, text).answers == (
        Answer("accepted", "loop", "x = 1", None, 3),
        Answer("rejected", "wrong", "x = 2", 2.5, 6),
    )


def test_a_rejected_answer_earns_nothing_unless_said(tmp_path: Path) -> None:
    """Without brackets a rejected answer should earn 0."""
    assert _read(tmp_path, "# %% rejected: wrong\nx = 2\n").answers[0].points == 0


def test_an_equivalent_mutant_is_two_lines_and_a_reason(tmp_path: Path) -> None:
    """Blanks inside the quoted lines do not matter."""
    text = "# %% equivalent: `x[:n]`  -> `x[: n+1]`: clipped: always\n"
    assert _read(tmp_path, text).equivalents == (
        Equivalent("x[:n]", "x[: n+1]", "clipped: always", 1),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# %% correct: loop\nx = 1\n", "line 1: title 'correct: loop' should be"),
        ("# %% accepted:\nx = 1\n", "line 1: title 'accepted:' should be"),
        ("# %% accepted: loop [2]\nx = 1\n", "drop the brackets"),
        ("# %% accepted: loop\n\n", "has no code below it"),
        ("# %% equivalent: x -> y\n", "should read `equivalent:"),
        ("# %% equivalent: `x` -> `y`: so\nx = 1\n", "has code below it"),
        ("# %% accepted: a\nx = 1\n# %% rejected: a\nx = 2\n", "title 'a' is used twice"),
        ("# %% accepted: a\nx = 1\n# %% rejected: b\nx = 1  # so\n", "the same code as 'a'"),
        ("# %% accepted: a\ndef f(x):\n    return x\n", "the same code as the reference itself"),
    ],
)
def test_what_cannot_be_meant_is_a_problem(tmp_path: Path, text: str, problem: str) -> None:
    """A cell that cannot be read, or repeats another, is named with its line."""
    (found,) = _read(tmp_path, text).problems
    assert problem in found


def test_a_missing_file_reads_as_empty(tmp_path: Path) -> None:
    """No file means no answers; that it must exist is for the audit to say."""
    assert answers.read(tmp_path / "none.py", "").answers == ()
