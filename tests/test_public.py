"""What a module offers is what its `__all__` says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "helpers"
# what lessons and the command line import; typer finds the functions of cli.py by itself
MODULES = sorted(set(PACKAGE.glob("[!_]*.py")) - {PACKAGE / "cli.py"})


def offered(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def defined(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Functions and classes; and every other name that is assigned."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    callables = {node.name for node in tree.body if isinstance(node, kinds)}
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    names = {name.id for t in targets for name in ast.walk(t) if isinstance(name, ast.Name)}
    return callables, names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_all_lists_the_public_names(path: Path) -> None:
    """Each function and class without an underscore, and what else it names exists."""
    tree = ast.parse(path.read_text())
    callables, others = defined(tree)
    listed = offered(tree)
    public = {name for name in callables if not name.startswith("_")}
    assert set(listed) - others == public
    assert len(listed) == len(set(listed))
