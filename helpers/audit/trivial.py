"""Answers that nobody would call one: the stub, None, an argument handed back, a constant.

Builds their text from the reference. ``constant`` is what a constant answer's text
calls when it runs. Knows nothing of grading.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.audit.cells import SOLUTION, regions

__all__ = ["CONSTANT", "Trivial", "trivial_answers"]

CONSTANT = "__audit_constant__"  # the name under which the stage offers `constants.Constant`
_FILLS = ("zeros", "ones", "first")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_OWN = ("self", "cls")


@dataclass(frozen=True)
class Trivial:
    """One such answer: its name, and the whole solution cell."""

    title: str
    source: str


def trivial_answers(reference: str, stub: str) -> list[Trivial]:
    """The answers to try, no two alike and none the reference itself.

    Args:
        reference: the solution cell, with its markers.
        stub: what a student is given in its place.

    Raises:
        SyntaxError: the reference is not Python.
    """
    found = [
        Trivial("the stub", stub),
        Trivial("raise NotImplementedError", _raising(reference)),
        Trivial("return None", _with_bodies(reference, "return None", "None")),
        *_echoes(reference),
        *(Trivial(f"constant: {fill}", _constant(reference, fill)) for fill in _FILLS),
    ]
    seen = {ast.unparse(ast.parse(reference))}
    distinct = []
    for answer in found:
        code = _normal(answer.source)
        if code not in seen:
            seen.add(code)
            distinct.append(answer)
    return distinct


def _normal(source: str) -> str:
    try:
        return ast.unparse(ast.parse(source))
    except SyntaxError:
        return source


def _raising(reference: str) -> str:
    """``reference`` with each marked region as ``raise NotImplementedError``."""
    lines = reference.splitlines()
    for first, last in reversed(regions(reference, SOLUTION)):
        code = [line for line in lines[first - 1 : last] if line.strip()]
        indent = min((len(line) - len(line.lstrip()) for line in code), default=0)
        lines[first - 1 : last] = [" " * indent + "raise NotImplementedError"]
    return "\n".join(lines)


class _Targets(ast.NodeVisitor):
    """What stands between the markers: functions and methods (outermost only), and
    names that get a value at the top of the cell."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self._inside = regions(source, SOLUTION)
        self.functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        self.values: list[ast.Assign | ast.AnnAssign] = []
        self._walk(self.tree.body, method=False)

    def _walk(self, body: list[ast.stmt], *, method: bool) -> None:
        for node in body:
            if not self._marked(node):
                continue
            if isinstance(node, _Function):
                if node.name != "__init__":
                    self.functions.append(node)
            elif isinstance(node, ast.ClassDef):
                self._walk(node.body, method=True)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and not method and _name(node):
                self.values.append(node)

    def _marked(self, node: ast.stmt) -> bool:
        stop = node.end_lineno or node.lineno
        return any(node.lineno <= last and first <= stop for first, last in self._inside)


def _name(node: ast.Assign | ast.AnnAssign) -> str | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else None


def _with_bodies(reference: str, body: str, value: str) -> str:
    """Functions whose whole body is ``body``, values that are ``value``."""
    targets = _Targets(reference)
    for function in targets.functions:
        function.body = ast.parse(body, mode="exec").body
    for node in targets.values:
        node.value = ast.parse(value, mode="eval").body
    return _text(targets.tree)


def _echoes(reference: str) -> Iterator[Trivial]:
    """One answer for each parameter, returned as it came; functions with fewer
    return their last."""
    functions = _Targets(reference).functions
    most = max((len(_parameters(function)) for function in functions), default=0)
    for place in range(most):
        targets = _Targets(reference)
        names = []
        for function in targets.functions:
            parameters = _parameters(function)
            name = parameters[min(place, len(parameters) - 1)] if parameters else "None"
            names.append(name)
            function.body = ast.parse(f"return {name}").body
        yield Trivial(f"echo: {', '.join(dict.fromkeys(names))}", _text(targets.tree))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    names = [argument.arg for argument in [*named, *rest]]
    return names[1:] if names and names[0] in _OWN else names


def _constant(reference: str, fill: str) -> str:
    """The reference, each function handing its value through ``Constant``."""
    targets = _Targets(reference)
    for function in targets.functions:
        call = ast.parse(f"{CONSTANT}({fill!r}).answer", mode="eval").body
        function.decorator_list.append(call)
    for node in targets.values:
        assign = ast.parse(f"{_name(node)} = {CONSTANT}({fill!r}).value({_name(node)})").body
        targets.tree.body.insert(targets.tree.body.index(node) + 1, assign[0])
    return _text(targets.tree)


def _text(tree: Any) -> str:
    return ast.unparse(ast.fix_missing_locations(tree))
