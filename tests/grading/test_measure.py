"""The class that `course bench grading` grades, small."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.bench import _differences
from helpers.errors import CourseError
from helpers.grading.measure import PLAIN, TORCH, cells_alone, make_class, ours, stock


def _texts(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.ipynb"))
    }


def test_a_class_is_the_same_each_time(tmp_path: Path) -> None:
    """So that two ways to grade it, and two runs, grade the same answers."""
    make_class(tmp_path / "one", [PLAIN, TORCH], 5)
    make_class(tmp_path / "two", [PLAIN, TORCH], 5)
    make_class(tmp_path / "other", [PLAIN, TORCH], 5, seed=1)
    assert _texts(tmp_path / "one") == _texts(tmp_path / "two") != _texts(tmp_path / "other")


def test_both_ways_give_the_same_scores(tmp_path: Path) -> None:
    """And they are of all kinds, partial credit among them."""
    root = tmp_path / "class"
    make_class(root, [PLAIN], 6)
    theirs, mine = stock(root, PLAIN, 6), ours(root, PLAIN, 2)
    assert len(mine.scores) == 6
    assert _differences(theirs.scores, mine.scores) == 0
    assert {0.5, 0.0, 1.0} <= {
        score for cells in mine.scores.values() for score, _ in cells.values()
    }
    assert 0 < cells_alone(PLAIN, root) < mine.seconds


def test_a_differing_score_is_counted() -> None:
    """One cell that differs, and one student who is missing."""
    one = {"ada": {"a": (1.0, False), "b": (0.0, False)}, "ben": {"a": (1.0, False)}}
    assert _differences(one, {"ada": {"a": (1.0, False), "b": (1.0, False)}}) == 2


def test_a_failure_is_told(tmp_path: Path) -> None:
    """A course without a source is no class."""
    root = tmp_path / "class"
    make_class(root, [PLAIN], 1)
    (root / "source" / "plain" / "plain.ipynb").unlink()
    with pytest.raises(CourseError, match="grade failed"):
        ours(root, PLAIN, 1)
