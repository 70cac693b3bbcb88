"""A student's work, found in a notebook and put into the instructor's.

Solutions are matched by grade_id; other cells by their text, then by their id. Runs
nothing, and knows nothing of gradebooks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.course import cell_source, marks

__all__ = ["Rebuilt", "Work", "find_work", "rebuild", "solutions"]

Cell = dict[str, Any]


@dataclass
class Work:
    """What a student did to an instructor's notebook, by the place of a cell in that.

    ``answers``: the student's cells for one that nbgrader marks; more than one, if it
    was copied. ``changed``: other cells with another text. ``added``: new cells behind
    one; -1 is the notebook's beginning.
    """

    answers: dict[int, list[Cell]] = field(default_factory=dict)
    changed: dict[int, Cell] = field(default_factory=dict)
    added: dict[int, list[Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rebuilt:
    """``notebook`` is format 4, as JSON has it. Solutions in ``missing`` were not in the
    student's notebook, those in ``repeated`` were there with different texts; in both
    cases the cell is left empty."""

    notebook: dict[str, Any]
    missing: frozenset[str]
    repeated: frozenset[str]


def find_work(instructors: Sequence[Cell], students: Sequence[Cell]) -> Work:
    """What of the cells ``students`` is work on the notebook of the cells ``instructors``."""
    places = {marks(cell)["grade_id"]: at for at, cell in enumerate(instructors) if marks(cell)}
    by_id: dict[str, int] = {}
    by_text: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, cell in enumerate(instructors):
        if not marks(cell):
            by_id[str(cell.get("id"))] = at
            by_text[_text(cell)].append(at)
    work, seen, last = Work(), set[int](), -1
    for cell in students:
        grade_id = marks(cell).get("grade_id", "")
        if grade_id in places:
            last = places[grade_id]
            work.answers.setdefault(last, []).append(cell)
            continue
        place = next((one for one in by_text.get(_text(cell), []) if one not in seen), -1)
        if place < 0:
            place = by_id.get(str(cell.get("id")), -1)
            if place < 0 or place in seen:
                if cell_source(cell).strip():
                    work.added.setdefault(last, []).append(cell)
                continue
            work.changed[place] = cell
        seen.add(place)
        last = place
    return work


def _text(cell: Cell) -> tuple[str, str]:
    return cell["cell_type"], cell_source(cell).strip()


def _unmarked(cell: Cell) -> Cell:
    return cell | {"metadata": {k: v for k, v in cell["metadata"].items() if k != "nbgrader"}}


def solutions(notebook: dict[str, Any]) -> dict[str, list[str]]:
    """The different texts of each solution cell by grade_id; one, unless it was copied."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for cell in notebook["cells"]:
        mark, text = marks(cell), cell_source(cell)
        if mark.get("solution") and text not in found[mark["grade_id"]]:
            found[mark["grade_id"]].append(text)
    return dict(found)


def rebuild(source: dict[str, Any], student: dict[str, Any]) -> Rebuilt:
    """``source`` with the solutions of ``student``, and the cells that were added to it or
    changed without being marked; both as ``read_notebook`` gives them."""
    given = solutions(student)
    wanted = {marks(cell)["grade_id"] for cell in source["cells"] if marks(cell).get("solution")}
    work = find_work(source["cells"], student["cells"])
    cells = [_unmarked(one) for one in work.added.get(-1, [])]
    for at, cell in enumerate(source["cells"]):
        grade_id = marks(cell).get("grade_id", "")
        if grade_id in wanted:
            texts = given.get(grade_id, [])
            cell = cell | {"source": texts[0] if len(texts) == 1 else ""}
        cells.append(_unmarked(work.changed[at]) if at in work.changed else cell)
        cells += [_unmarked(one) for one in work.added.get(at, [])]
    return Rebuilt(
        notebook=source | {"cells": cells},
        missing=frozenset(wanted - given.keys()),
        repeated=frozenset(name for name in wanted if len(given.get(name, [])) > 1),
    )
