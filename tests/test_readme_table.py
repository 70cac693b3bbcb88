"""The README's table of lessons is the one that the lessons and their audit give."""

from __future__ import annotations

from pathlib import Path

from helpers import audit


def test_the_table_of_lessons_is_fresh() -> None:
    """Neither a lesson nor its answers changed since its figures were kept and the table
    was made; `course audit --write-readme` mends that."""
    assert audit.stale(Path(__file__).parent.parent) == []
