"""Small courses for tests: a lesson of two exercises that needs no model, and its course."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = [
    "LESSON",
    "answer",
    "cells_by_id",
    "code",
    "edit",
    "lesson_cells",
    "make_course",
    "markdown",
    "notebook",
    "write_notebook",
]

LESSON = "01_warm_up"

OPENING = """# Warm up

**10 minutes** · builds on nothing · **6 points**
"""

DOUBLE = """def double(x):
    \"\"\"Twice x: double(3) == 6.\"\"\"
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
"""

DOUBLE_TESTS = """assert double(3) == 6, f"double(3) is 6, not {double(3)!r}"
### BEGIN HIDDEN TESTS
assert double(-1) == -2, f"double(-1) is -2, not {double(-1)!r}"
### END HIDDEN TESTS
"""

DOUBLE_TEXT_TESTS = """assert double("ab") == "abab", "double('ab') is 'abab'"
"""

LENGTH = """### BEGIN SOLUTION
answer = "b"
### END SOLUTION
"""

LENGTH_TESTS = """assert answer in ("a", "b"), f"choose 'a' or 'b', not {answer!r}"
### BEGIN HIDDEN TESTS
assert answer == "b", f"{answer!r} is the length in bytes"
### END HIDDEN TESTS
"""


def _cell(kind: str, name: str, source: str, nbgrader: dict[str, Any] | None) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {},
        "source": source.strip("\n").splitlines(keepends=True),
    }
    if nbgrader is not None:
        cell["metadata"]["nbgrader"] = {
            "grade": False,
            "grade_id": name,
            "locked": False,
            "schema_version": 3,
            "solution": False,
            "task": False,
        } | nbgrader
    return cell


def code(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A code cell; keywords such as ``solution=True`` make nbgrader mark it."""
    cell = _cell("code", name, source, nbgrader or None)
    return cell | {"execution_count": None, "outputs": []}


def markdown(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A Markdown cell; keywords such as ``solution=True`` make nbgrader mark it."""
    return _cell("markdown", name, source, nbgrader or None)


def tests(name: str, source: str, points: float) -> dict[str, Any]:
    return code(name, source, grade=True, locked=True, points=points)


def lesson_cells() -> list[dict[str, Any]]:
    """The source of ``LESSON``: 4 points by tests, 1 by a choice, 1 by a person."""
    return [
        markdown("title", OPENING),
        code("imports", "from math import sqrt"),
        markdown("double-text", "### Exercise 1.1 · Double\n●○○○○ · 2 min · 3 points\n\nWrite it."),
        code("double", DOUBLE, solution=True),
        tests("double-tests", DOUBLE_TESTS, 2),
        tests("double-text-tests", DOUBLE_TEXT_TESTS, 1),
        markdown("length-text", "### Exercise 1.2 · Length\n●●○○○ · 1 min · 2 points\n\nChoose."),
        code("length", LENGTH, solution=True),
        tests("length-tests", LENGTH_TESTS, 2),
        markdown("why-text", "### Exercise 1.3 · Why\n●●○○○ · 5 min · 1 point\n\nExplain."),
        markdown("why", "Because it is so.", solution=True, grade=True, points=1),
    ]


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_notebook(path: Path, cells: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells), indent=1) + "\n", encoding="utf-8")
    return path


def make_course(root: Path, **lessons: list[dict[str, Any]]) -> Path:
    """A course in ``root`` with these lessons' sources; by default, ``LESSON`` alone."""
    root.mkdir(parents=True, exist_ok=True)
    here = Path(__file__).parent.parent
    (root / "nbgrader_config.py").write_text((here / "nbgrader_config.py").read_text())
    for name, cells in (lessons or {LESSON: lesson_cells()}).items():
        key = name.removeprefix("_")
        write_notebook(root / "solutions" / key / f"{key}.ipynb", cells)
    return root


def cells_by_id(path: Path) -> dict[str, dict[str, Any]]:
    return {cell["id"]: cell for cell in json.loads(path.read_text())["cells"]}


def edit(path: Path, **sources: str | None) -> Path:
    """Replace the text of cells by id (``_`` for ``-``); None takes the cell out."""
    found = json.loads(path.read_text())
    changes = {name.replace("_", "-"): source for name, source in sources.items()}
    assert changes.keys() <= {cell["id"] for cell in found["cells"]}
    found["cells"] = [
        cell | {"source": changes.get(cell["id"], cell["source"])}
        for cell in found["cells"]
        if changes.get(cell["id"], "") is not None
    ]
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return path


def answer(path: Path) -> Path:
    """Answer every exercise of ``LESSON`` at ``path`` rightly."""
    return edit(
        path,
        double="def double(x):\n    return x + x",
        length="answer = 'b'",
        why="It is half of its double.",
    )
