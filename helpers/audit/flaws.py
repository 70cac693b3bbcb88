"""Flaws of a test cell that can be read off it: what asserts nothing, what hides a failure.

Reads syntax only. Whether an assertion is ever executed is for a run to say;
``assert_lines`` tells that run where to look.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

__all__ = ["assert_lines", "flaws"]

_BROAD = {"Exception", "BaseException", "AssertionError"}
_COMPARING = {
    "allclose", "array_equal", "array_equiv", "equal", "isclose", "isinstance", "issubset",
    "issuperset", "startswith", "endswith",
}  # fmt: skip


def flaws(source: str) -> list[tuple[int, str]]:
    """(line, what is wrong) for each flaw of the test cell ``source``, in order."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [(error.lineno or 1, f"is not plain Python: {error.msg}")]
    return sorted(flaw for node in ast.walk(tree) for flaw in _of_node(node))


def _of_node(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Expr(value=value) if _compares(value):
            yield node.lineno, f"`{_short(node)}` compares and asserts nothing; write `assert`"
        case ast.Assert(test=ast.Tuple(elts=[_, *_])):
            yield node.lineno, f"`{_short(node)}` asserts a tuple, which is always true"
        case ast.Assert(test=ast.Constant(value=value)) if value:
            yield node.lineno, f"`{_short(node)}` asserts a constant"
        case ast.Try():
            for handler in node.handlers:
                if _swallows(handler, node):
                    yield (
                        handler.lineno,
                        f"`{_header(handler)}` swallows a failure; name the one error meant, "
                        "and assert that it came",
                    )
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                if _suppresses(item.context_expr, node):
                    yield node.lineno, f"`{_short(item.context_expr)}` swallows a failure"


def _compares(value: ast.expr) -> bool:
    match value:
        case ast.Compare():
            return True
        case ast.BoolOp(values=values):
            return any(map(_compares, values))
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="checks" | "testing"))):
            return False
        case ast.Call(func=function):
            return getattr(function, "attr", getattr(function, "id", "")) in _COMPARING
        case ast.Await(value=inner):
            return _compares(inner)
    return False


def _swallows(handler: ast.ExceptHandler, node: ast.Try) -> bool:
    """Whether a failure ends in ``handler`` unseen: it catches what an assertion raises
    and does not raise itself, or it does nothing and nothing says that it should be reached."""
    if _fails(handler.body):
        return False
    if handler.type is None or _names(handler.type) & _BROAD:
        return True
    idle = all(
        isinstance(step, ast.Pass | ast.Continue)
        or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in handler.body
    )
    return idle and not _must_raise(node)


def _must_raise(node: ast.Try) -> bool:
    """Whether getting through the body is a failure, so that reaching a handler is the test."""
    return _fails(node.orelse) or bool(node.body and _fails(node.body[-1:]))


def _fails(body: list[ast.stmt]) -> bool:
    return any(
        isinstance(inner, ast.Raise | ast.Assert) or _is_fail_call(inner)
        for step in body
        for inner in ast.walk(step)
    )


def _is_fail_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return getattr(node.func, "attr", "") == "fail" or getattr(owner, "id", "") == "checks"


def _names(node: ast.expr) -> set[str]:
    return {
        getattr(inner, "attr", getattr(inner, "id", ""))
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name | ast.Attribute)
    }


def _suppresses(call: ast.expr, node: ast.With | ast.AsyncWith) -> bool:
    if not isinstance(call, ast.Call):
        return False
    if getattr(call.func, "attr", getattr(call.func, "id", "")) != "suppress":
        return False
    return any(_names(error) & _BROAD for error in call.args) or _fails(node.body)


def assert_lines(source: str) -> tuple[int, ...]:
    """Lines of the cell whose execution is an assertion: ``assert``, an ``if`` that
    raises, and the handler of an error that must come."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ()
    lines: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assert():
                lines |= _lines(node)
            case ast.If() if _raises(node.body) or _raises(node.orelse):
                lines |= _lines(node.test)
            case ast.Try() if _must_raise(node):
                for handler in node.handlers:
                    lines |= {line for step in handler.body for line in _lines(step)}
    return tuple(sorted(lines))


def _raises(body: list[ast.stmt]) -> bool:
    return any(isinstance(step, ast.Raise) for step in body)


def _lines(node: ast.expr | ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _header(handler: ast.ExceptHandler) -> str:
    return f"except {ast.unparse(handler.type)}" if handler.type else "except:"


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else text[:57] + "..."
