"""The notebook that is graded: the instructor's, with a student's work in it.

Of what was handed in, the text of solution cells and of manually graded cells is taken,
matched by grade_id. Tests, points, metadata, types and order are the instructor's. So
are the cells that nbgrader does not mark, unless a student changed one or added some:
what they import or define there, their solutions may need. None of it can reach a
verdict, for tests run elsewhere. Runs nothing.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.course import cell_source, marks, parse_notebook, read_notebook
from helpers.grading import registration
from helpers.grading.directory import Directory
from helpers.grading.judgeable import obstacles
from helpers.grading.names import lent, own_statements, shared
from helpers.grading.rebuild import Work, find_work
from helpers.grading.registration import Registered

__all__ = ["Filled", "Template", "fill", "templates"]

MAX_CELLS = 10_000


@dataclass(frozen=True)
class Template:
    """An instructor's notebook as it is graded. ``cells`` have tests with what is hidden
    in them, and no solutions; ``own`` are, by a cell's index, the statements that the
    judge runs for itself, ``lends`` what it lets objects of students do, and ``shared``
    the names that code in the kernel and tests have in common;
    ``obstacles`` are, by grade_id, why a test cannot be judged from outside."""

    name: str
    cells: tuple[dict[str, Any], ...]
    metadata: dict[str, Any]
    own: dict[int, list[ast.stmt]]
    lends: frozenset[str]
    shared: frozenset[str]
    obstacles: dict[str, str]

    @property
    def sources(self) -> list[str]:
        """The texts of the code cells."""
        return [cell["source"] for cell in self.cells if cell["cell_type"] == "code"]


@dataclass(frozen=True)
class Filled:
    """``notebook`` is a ``NotebookNode``; ``own`` goes by its cells' indices; ``theirs``
    are the indices of cells whose text is the student's; ``notes`` are for a person."""

    notebook: Any
    own: dict[int, list[ast.stmt]]
    theirs: frozenset[int]
    notes: tuple[str, ...]


def templates(directory: Directory, assignment: str, db_url: str) -> dict[str, Template]:
    """The notebooks of ``assignment`` by name, from its source and the gradebook ``db_url``."""
    from nbgrader.api import Gradebook

    found = {}
    with Gradebook(db_url) as book:
        kernels = {
            one.name: json.loads(one.kernelspec or "{}")
            for one in book.find_assignment(assignment).notebooks
        }
    for name in sorted(kernels):
        cells = registration.registered(db_url, assignment, name)
        path = directory.source(assignment) / f"{name}.ipynb"
        source = read_notebook(path) if path.is_file() else {"metadata": {}, "cells": []}
        metadata = {"kernelspec": kernels[name]} if kernels[name] else {}
        if "language_info" in source.get("metadata", {}):
            metadata["language_info"] = source["metadata"]["language_info"]
        whole = tuple(_template_cells(source["cells"], cells))
        # constants that a solution sets are not the judge's, so it looks at the solutions too
        own = own_statements(source["cells"] or list(whole))
        places = {cell["id"]: at for at, cell in enumerate(whole)}
        moved = {
            places[_id(cell, at)]: own[at] for at, cell in enumerate(source["cells"]) if at in own
        }
        code = [
            cell_source(cell) for cell in source["cells"] or whole if cell["cell_type"] == "code"
        ]
        own = moved if source["cells"] else own
        found[name] = Template(
            name,
            whole,
            metadata,
            own,
            lent(code),
            _shared(source["cells"] or list(whole)),
            obstacles(whole, own),
        )
    return found


def _shared(cells: list[dict[str, Any]]) -> frozenset[str]:
    """Names that the instructor's cells use or bind, solutions included and tests not."""
    found: set[str] = set()
    for cell in cells:
        mark = marks(cell)
        if cell["cell_type"] == "code" and (not mark.get("grade") or mark.get("solution")):
            found |= shared(cell_source(cell))
    return frozenset(found)


def _template_cells(
    source: list[dict[str, Any]], registered: list[Registered]
) -> Iterator[dict[str, Any]]:
    known = {one.grade_id: one for one in registered}
    for at, cell in enumerate(source):
        one = known.pop(marks(cell).get("grade_id", ""), None)
        if one is None:
            metadata = {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
            yield _cell(cell["cell_type"], cell_source(cell), _id(cell, at), metadata)
        else:
            metadata = {"nbgrader": dict(one.marks)}
            yield _cell(one.cell_type, one.source, _id(cell, at), metadata)
    for one in known.values():
        yield _cell(one.cell_type, one.source, one.grade_id, {"nbgrader": dict(one.marks)})


def _id(cell: dict[str, Any], at: int) -> str:
    return str(cell.get("id") or f"cell-{at}")


def _cell(kind: str, source: str, name: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": source}


def fill(template: Template, submitted: Path, *, solutions_only: bool = False) -> Filled:
    """``template`` with the work in the notebook ``submitted``.

    Args:
        solutions_only: leave out cells that a student added or changed without being
            asked to.

    Raises:
        ValueError: ``submitted`` is not a notebook that can be graded; says why.
    """
    cells = parse_notebook(submitted.read_bytes())["cells"]
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has {len(cells)} cells; {MAX_CELLS} can be graded")
    work = find_work(template.cells, cells)
    if solutions_only:
        work = Work(work.answers)
    return _filled(template, work)


def _filled(template: Template, work: Work) -> Filled:
    from nbformat import v4

    notes: list[str] = []
    whole: list[dict[str, Any]] = []
    own: dict[int, list[ast.stmt]] = {}
    theirs: set[int] = set()

    def add(found: list[dict[str, Any]]) -> None:
        for one in found:
            theirs.add(len(whole))
            made = _cell(one["cell_type"], cell_source(one), f"added-{len(whole)}", {})
            whole.append(made | _attachments(one))

    add(work.added.get(-1, []))
    for at, cell in enumerate(template.cells):
        made = {**cell, "metadata": dict(cell["metadata"])}
        mark, found = marks(cell), work.answers.get(at, [])
        if mark and not found:
            notes.append(f"cell {mark['grade_id']!r} was missing and was put back")
        if at in work.changed:
            theirs.add(len(whole))
            made["cell_type"] = work.changed[at]["cell_type"]
            made["source"] = cell_source(work.changed[at])
        elif mark.get("solution"):
            theirs.add(len(whole))
            if len({cell_source(one) for one in found}) > 1:
                grade_id = mark["grade_id"]
                notes.append(f"cell {grade_id!r} was there more than once; the last one counts")
            if found:
                made["source"] = cell_source(found[-1])
                if made["cell_type"] == "markdown":
                    made |= _attachments(found[-1])
        if at in template.own:
            own[len(whole)] = template.own[at]
        whole.append(made)
        add(work.added.get(at, []))
    notebook = v4.new_notebook(metadata=template.metadata)
    notebook.cells = [_node(one) for one in whole]
    return Filled(notebook, own, frozenset(theirs), tuple(notes))


def _attachments(cell: dict[str, Any]) -> dict[str, Any]:
    """The pictures that were pasted into ``cell``, if it is one for text."""
    pasted = cell.get("attachments")
    sound = (
        cell["cell_type"] == "markdown"
        and isinstance(pasted, dict)
        and all(
            isinstance(one, dict) and all(isinstance(data, str) for data in one.values())
            for one in pasted.values()
        )
    )
    return {"attachments": pasted} if sound else {}


def _node(cell: dict[str, Any]) -> Any:
    from nbformat import from_dict

    if cell["cell_type"] == "code":
        cell = {**cell, "outputs": [], "execution_count": None}
    return from_dict(cell)
