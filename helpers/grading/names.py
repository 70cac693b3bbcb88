"""Which names a cell binds and uses, and which of them are the judge's own.

Reads code, runs none of it.
"""

from __future__ import annotations

import ast
import symtable
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.course import cell_source, marks

__all__ = ["IN_KERNEL", "bound", "definitions", "lent", "own_statements", "shared", "used"]

IN_KERNEL = "in-kernel"  # a tag of an instructor's cell


def bound(source: str) -> set[str]:
    """The notebook's names that running ``source`` may bind; none when it is no Python."""
    tree = _parsed(source)
    return set(_bound(tree.body)) if tree else set()


def used(source: str) -> set[str]:
    """Every name that stands in ``source``, in functions too."""
    tree = _parsed(source)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()


def shared(source: str) -> set[str]:
    """The notebook's names that ``source`` uses or binds; not those that are local to a
    function or a class. None when it is no Python."""
    try:
        return set(_global_names(symtable.symtable(source, "<cell>", "exec")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if table.get_type() == "module" or symbol.is_global():
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _bound(statements: list[Any]) -> Iterator[str]:
    for statement in statements:
        yield from _bound_by(statement)


def _bound_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                yield from inner.names
        return
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _bound_by(child)


# their objects are compared, and look like arrays, in honest work
_LENDING = frozenset({
    "dataclasses", "datetime", "decimal", "fractions", "functools", "pandas", "pathlib",
    "polars", "sympy", "xarray",
})  # fmt: skip
_ORDER = frozenset({"__lt__", "__le__", "__gt__", "__ge__"})


def lent(sources: Iterable[str]) -> frozenset[str]:
    """What an object of a student's may do besides being called, read and iterated over,
    by the instructor's own code: the methods of classes in it, and, where it uses a
    library whose objects are compared or look like arrays, what those have."""
    found: set[str] = set()
    for source in sources:
        tree = _parsed(source)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.ClassDef):
                found |= set(_bound(node.body))
                found |= {
                    inner.attr
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
                }
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                roots = {str(name).split(".")[0] for name in (*names, getattr(node, "module", ""))}
                if roots & _LENDING:
                    found |= _ORDER | {"__add__", "__sub__", "__mul__", "__truediv__"}
                if roots & {"pandas", "polars", "xarray", "sympy"}:
                    found |= _FRAMES
    return frozenset(found)


_FRAMES = frozenset({
    "abs", "all", "any", "astype", "columns", "corr", "count", "cumsum", "diff", "dot", "dtype",
    "dtypes", "equals", "fillna", "groupby", "head", "iloc", "item", "loc", "max", "mean",
    "median", "min", "ndim", "nunique", "prod", "round", "shape", "size", "std", "sum", "tail",
    "to_numpy", "tolist", "T", "transpose", "unique", "values", "var",
})  # fmt: skip


def own_statements(cells: list[dict[str, Any]]) -> dict[int, list[ast.stmt]]:
    """By the index of an instructor's cell, what of it the judge runs for itself: imports,
    and functions, classes and constants that test cells use and that nothing binds again.

    So a student's code, which shares a process with the instructor's, cannot change what
    a test compares with. A cell tagged ``IN_KERNEL`` is left to the kernel: there a helper
    hands an answer to a library, which looks at its class and its attributes.
    """
    code = {i: cell_source(cell) for i, cell in enumerate(cells) if cell["cell_type"] == "code"}
    times = Counter(name for source in code.values() for name in bound(source))
    wanted: set[str] = set()
    for index, source in code.items():
        if _is_test(cells[index]):
            wanted |= used(source)
    chosen: dict[int, list[ast.stmt]] = {}
    # a function further down may use one above it, so the last cell comes first
    for index in sorted(code, reverse=True):
        if marks(cells[index]).get("solution") or _is_test(cells[index]):
            continue
        if IN_KERNEL in cells[index].get("metadata", {}).get("tags", ()):
            continue
        tree = _parsed(code[index])
        kept = []
        for statement in reversed(tree.body if tree else []):
            if _is_own(statement, wanted, times):
                kept.append(statement)
                wanted |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
        if kept:
            chosen[index] = kept[::-1]
    return chosen


def definitions(source: str) -> list[ast.stmt]:
    """The imports, functions, classes and constants at the top level of ``source``."""
    tree = _parsed(source)
    return [one for one in (tree.body if tree else []) if _is_definition(one)]


def _is_test(cell: dict[str, Any]) -> bool:
    mark = marks(cell)
    return bool(mark.get("grade")) and not mark.get("solution")


def _is_own(statement: ast.stmt, wanted: set[str], times: Counter[str]) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    names = set(_bound_by(statement))
    if not names & wanted or any(times[name] > 1 for name in names):
        return False
    return _is_definition(statement)


def _is_definition(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return _is_constant(statement.value)
    return isinstance(
        statement,
        ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    )


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(_is_constant(part) for part in node.elts)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant)
