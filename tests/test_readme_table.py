"""The README's table of lessons is the one that the lessons and their audit give."""

from __future__ import annotations

from pathlib import Path

from helpers import audit


def test_the_table_of_lessons_is_fresh() -> None:
    """Neither a lesson, nor its answers, nor the audit changed since the table was made;
    `course audit --write-readme` makes it anew."""
    assert audit.stale(Path(__file__).parent.parent) == []
