"""The instructor's notebook with a student's solutions in it, matched by grade_id.

Of the student's notebook nothing else is taken: tests, text, metadata and extra
cells are the instructor's. Runs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from helpers.course import cell_source, marks

__all__ = ["Rebuilt", "rebuild", "solutions"]


@dataclass(frozen=True)
class Rebuilt:
    """``notebook`` is format 4, as JSON has it. Solutions in ``missing`` were not in the
    student's notebook, those in ``repeated`` were there with different texts; in both
    cases the cell is left empty."""

    notebook: dict[str, Any]
    missing: frozenset[str]
    repeated: frozenset[str]


def solutions(notebook: dict[str, Any]) -> dict[str, list[str]]:
    """The different texts of each solution cell by grade_id; one, unless it was copied."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for cell in notebook["cells"]:
        mark, text = marks(cell), cell_source(cell)
        if mark.get("solution") and text not in found[mark["grade_id"]]:
            found[mark["grade_id"]].append(text)
    return dict(found)


def rebuild(source: dict[str, Any], student: dict[str, Any]) -> Rebuilt:
    """``source`` with the solution cells of ``student``; both as ``read_notebook`` gives them."""
    given = solutions(student)
    wanted = {marks(cell)["grade_id"] for cell in source["cells"] if marks(cell).get("solution")}
    cells = []
    for cell in source["cells"]:
        grade_id = marks(cell).get("grade_id", "")
        if grade_id in wanted:
            texts = given.get(grade_id, [])
            cell = cell | {"source": texts[0] if len(texts) == 1 else ""}
        cells.append(cell)
    return Rebuilt(
        notebook=source | {"cells": cells},
        missing=frozenset(wanted - given.keys()),
        repeated=frozenset(name for name in wanted if len(given.get(name, [])) > 1),
    )
