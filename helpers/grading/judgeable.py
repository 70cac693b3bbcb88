"""Which test cells cannot be run from outside, and why.

Reads code, runs none of it. Such a cell runs in the kernel, where a student's code can
forge what comes of it, and is named in what is said of the submission.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from helpers.course import cell_source, marks
from helpers.grading.names import bound

__all__ = ["obstacle", "obstacles"]

# what only the process of the student's code has
_THERE = {
    "get_ipython": "IPython's own", "In": "the notebook's history", "Out": "the notebook's history",
    "globals": "the notebook's names as a whole", "locals": "the notebook's names as a whole",
    "vars": "an object's own dictionary", "eval": "code made from text",
    "exec": "code made from text", "redirect_stdout": "what code prints",
    "redirect_stderr": "what code prints", "capture_output": "what code prints",
}  # fmt: skip
_MODULES = {"inspect": "source code", "unittest.mock": "a patch of the student's code"}


def obstacle(source: str, known: Set[str] = frozenset()) -> str:
    """Why the test cell ``source`` needs the process of the student's code; "" if it does not.

    Args:
        known: classes and other names that the judge has of its own.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "is not plain Python"
    return next(_obstacles(tree, known | bound(source) | set(dir(builtins))), "")


def obstacles(cells: Sequence[dict[str, Any]], own: Mapping[int, list[ast.stmt]]) -> dict[str, str]:
    """Why test cells cannot be run from outside, by grade_id; those that can are left out.

    Args:
        cells: an instructor's notebook, hidden tests included.
        own: what of it the judge runs for itself, see ``names.own_statements``.
    """
    known = {name for body in own.values() for one in body for name in bound(ast.unparse(one))}
    found = {}
    for cell in cells:
        mark = marks(cell)
        if mark.get("grade") and not mark.get("solution") and cell["cell_type"] == "code":
            found[mark["grade_id"]] = obstacle(cell_source(cell), known)
    return {name: why for name, why in found.items() if why}


def _obstacles(tree: ast.Module, known: Set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in _THERE:
                yield f"needs {_THERE[name]} ({name})"
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr" as name):
                yield f"needs what code prints (sys.{name})"
            case ast.Import(names=names):
                for alias in names:
                    if alias.name in _MODULES:
                        yield f"needs {_MODULES[alias.name]} ({alias.name})"
            case ast.ImportFrom(module=str(name)) if name in _MODULES:
                yield f"needs {_MODULES[name]} ({name})"
            case ast.ImportFrom(names=names):
                for alias in names:
                    if alias.name in _THERE:
                        yield f"needs {_THERE[alias.name]} ({alias.name})"
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass" as name), args=[_, kinds]):
                for kind in ast.walk(kinds):
                    if isinstance(kind, ast.Name) and kind.id not in known:
                        yield f"needs a class of the notebook's ({name} … {kind.id})"
