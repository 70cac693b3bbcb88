"""First-order mutants of a reference: its code with one small thing changed.

Works on syntax alone. Knows nothing of running or judging a mutant.

Mutated, between the solution markers: arithmetic (operator swapped, an operand
dropped), comparisons, ``and``/``or``/``not``, numbers (±1, negated), strings,
True/False, conditions (always, never), statements dropped (calls, augmented
assignments, assignments to what has a value already, break, continue), keyword
arguments dropped, slices and indices off by one, and well-known calls skipped or
swapped (``sqrt(d)`` → ``d``, ``max`` → ``min``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from helpers.audit.cells import SOLUTION, regions
from helpers.audit.edits import Edit, Mutant, Text

__all__ = ["mutants"]

_BINARY: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "//"), ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"), ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.BitXor: ("^", "&"),
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">="), ast.LtE: ("<=", "<", ">"), ast.Gt: (">", ">=", "<="),
    ast.GtE: (">=", ">", "<"), ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}  # fmt: skip
# calls that may be skipped: f(x, ...) and x.f(...) become x
_SKIPPED = {
    "transpose", "permute", "swapaxes", "t", "abs", "sqrt", "rsqrt", "square", "exp", "log",
    "log2", "tanh", "sigmoid", "relu", "gelu", "softmax", "log_softmax", "sum", "mean", "max",
    "min", "prod", "norm", "round", "floor", "ceil", "clamp", "clip", "tril", "triu", "flip",
    "roll", "cumsum", "unsqueeze", "squeeze", "masked_fill", "repeat", "repeat_interleave",
    "expand", "sorted", "reversed", "sort", "strip", "lower", "upper", "any", "all",
}  # fmt: skip
_SWAPPED = {
    "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax", "amax": "amin",
    "amin": "amax", "any": "all", "all": "any", "tril": "triu", "triu": "tril",
    "zeros": "ones", "ones": "zeros", "zeros_like": "ones_like", "ones_like": "zeros_like",
    "floor": "ceil", "ceil": "floor", "sum": "mean", "mean": "sum",
}  # fmt: skip
_NOT_CODE = ("annotation", "returns", "decorator_list", "type_params")


def mutants(source: str, modules: frozenset[str] = frozenset()) -> list[Mutant]:
    """Every distinct first-order mutant of the solution cell ``source``.

    Args:
        source: the cell, with its markers.
        modules: names bound to modules, so that ``math.sqrt(d)`` is read as a
            function's call and not a method's.

    Raises:
        SyntaxError: ``source`` is not Python.
    """
    text = Text(source)
    rules = _Rules(text, modules)
    inside = regions(source, SOLUTION)
    made: dict[str, Mutant] = {_meaning(source): Mutant("", 0, "", "", source)}
    for node, again in _nodes(text.tree, set()):
        if not any(first <= node.lineno <= last for first, last in inside):
            continue
        expression = isinstance(node, ast.expr) and not isinstance(node, ast.Slice)
        for edit in rules.edits(node, again):
            mutant = text.mutant(edit, expression=expression)
            if mutant:
                made.setdefault(_meaning(mutant.source), mutant)
    return sorted(list(made.values())[1:], key=lambda mutant: mutant.line)


def _meaning(source: str) -> str:
    """What two mutants share that are the same; ``x = x`` is ``pass``."""
    return ast.dump(_WithoutIdle().visit(ast.parse(source)))


class _WithoutIdle(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        idle = ast.unparse(node.targets[0]) == ast.unparse(node.value)
        return ast.Pass() if idle and len(node.targets) == 1 else node


def _nodes(node: ast.AST, bound: set[str]) -> Iterator[tuple[ast.expr | ast.stmt, bool]]:
    """Each node that may change, parents first, and whether it only assigns names that
    have a value already."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        bound = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if field in _NOT_CODE or not isinstance(child, ast.AST) or _is_left(child, node):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                names = _targets(child)
                yield child, isinstance(child, ast.Assign) and bool(names) and names <= bound
            yield from _nodes(child, bound)
            bound |= _targets(child)


def _is_left(node: ast.AST, parent: ast.AST) -> bool:
    """Docstrings, what an error says, texts with places to fill, and the 1 of -1, which
    is one number."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Constant) and isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.USub)
    return isinstance(node, ast.Raise | ast.JoinedStr)


def _targets(node: ast.AST) -> set[str]:
    """Names that a statement gives a value; empty where it gives one to something else."""
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AugAssign() | ast.AnnAssign() | ast.For():
            targets = [node.target]
        case _:
            return set()
    found: set[str] = set()
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if not isinstance(part, ast.Name):
                return set()
            found.add(part.id)
    return found


class _Rules:
    """The changes that can be made to one node."""

    def __init__(self, text: Text, modules: frozenset[str]) -> None:
        self.text = text
        self.modules = modules
        self.code, self.instead = text.code, text.instead

    def edits(self, node: ast.expr | ast.stmt, again: bool) -> Iterator[Edit]:
        match node:
            case ast.BinOp():
                yield from self._arithmetic(node)
            case ast.Compare():
                yield from self._comparisons(node)
            case ast.BoolOp():
                yield from self._boolean(node)
            case ast.UnaryOp():
                yield from self._unary(node)
            case ast.Constant():
                yield from self._constant(node)
            case ast.IfExp() | ast.If():
                yield from self._condition(node.test)
            case ast.While():
                yield from self._loop(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                for test in [test for part in node.generators for test in part.ifs]:
                    yield from self._condition(test)
            case ast.Call():
                yield from self._call(node)
            case ast.Attribute(attr="T" | "mT"):
                yield self.instead("call", node, self.code(node.value))
            case ast.Subscript():
                yield from self._index(node.slice)
            case ast.AugAssign():
                old, new = _BINARY[type(node.op)]
                sides = (node.target, node.value)
                for swap in (f"{old}= → {new}=", f"{old}= → ="):
                    yield self.text.operator("arithmetic", node, sides, swap)
                yield self.instead("dropped", node, "pass")
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
                yield self.instead("dropped", node, "pass")
            case ast.Expr(value=ast.Call() | ast.Await()) | ast.Break() | ast.Continue():
                yield self.instead("dropped", node, "pass")
            case ast.Assign() if again:
                yield self.instead("dropped", node, "pass")

    def _arithmetic(self, node: ast.BinOp) -> Iterator[Edit]:
        swap = " → ".join(_BINARY[type(node.op)])
        yield self.text.operator("arithmetic", node, (node.left, node.right), swap)
        yield self.instead("operand", node, self.code(node.left))
        yield self.instead("operand", node, self.code(node.right))

    def _comparisons(self, node: ast.Compare) -> Iterator[Edit]:
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            old, *others = _COMPARE[type(op)]
            for new in others:
                yield self.text.operator("comparison", node, (left, right), f"{old} → {new}")

    def _boolean(self, node: ast.BoolOp) -> Iterator[Edit]:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        loose = ast.BoolOp | ast.IfExp | ast.Lambda | ast.NamedExpr
        parts = [
            f"({self.code(value)})" if isinstance(value, loose) else self.code(value)
            for value in node.values
        ]
        yield self.instead("boolean", node, f" {new} ".join(parts))
        for dropped in range(len(parts)):
            rest = parts[:dropped] + parts[dropped + 1 :]
            yield self.instead("boolean", node, f" {old} ".join(rest))

    def _unary(self, node: ast.UnaryOp) -> Iterator[Edit]:
        number = node.operand.value if isinstance(node.operand, ast.Constant) else None
        if isinstance(node.op, ast.USub) and isinstance(number, int | float):
            for other in _numbers(-number):
                yield self.instead("constant", node, repr(other))
        else:
            kind = "boolean" if isinstance(node.op, ast.Not) else "arithmetic"
            yield self.instead(kind, node, self.code(node.operand))

    def _constant(self, node: ast.Constant) -> Iterator[Edit]:
        match node.value:
            case bool():
                yield self.instead("flag", node, repr(not node.value))
            case int() | float():
                for other in _numbers(node.value):
                    yield self.instead("constant", node, repr(other))
            case str():
                yield self.instead("constant", node, repr(_other_text(node.value)))

    def _condition(self, test: ast.expr) -> Iterator[Edit]:
        yield self.instead("condition", test, "True")
        yield self.instead("condition", test, "False")

    def _loop(self, node: ast.While) -> Iterator[Edit]:
        yield self.instead("condition", node.test, "False")
        if any(isinstance(inner, ast.Break | ast.Return) for inner in ast.walk(node)):
            yield self.instead("condition", node.test, "True")

    def _call(self, node: ast.Call) -> Iterator[Edit]:
        for keyword in node.keywords:
            flag = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool)
            if keyword.arg and not flag:
                rest = [other for other in node.keywords if other is not keyword]
                without = ast.unparse(ast.Call(node.func, node.args, rest))
                yield self.instead("argument", node, without)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in _SWAPPED:
            stop = self.text.span(node.func)[1]
            yield Edit("call", stop - len(name), stop, _SWAPPED[name])
        if name == "range":
            for bound in node.args:
                yield from self._off_by_one(bound)
        if name in _SKIPPED:
            operand = self._operand(node)
            if operand is not None:
                yield self.instead("call", node, self.code(operand))

    def _operand(self, node: ast.Call) -> ast.expr | None:
        """What a call works on: the object of a method, else the first argument."""
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if owner and not (isinstance(owner, ast.Name) and owner.id in self.modules):
            return owner
        first = node.args[0] if node.args else None
        return None if isinstance(first, ast.Starred | ast.GeneratorExp) else first

    def _index(self, index: ast.expr) -> Iterator[Edit]:
        for part in index.elts if isinstance(index, ast.Tuple) else [index]:
            if isinstance(part, ast.Slice):
                yield from self._slice(part)
            elif isinstance(part, ast.Name | ast.BinOp):
                yield from self._off_by_one(part)

    def _slice(self, node: ast.Slice) -> Iterator[Edit]:
        lower, upper, step = (
            self.code(bound) if bound else "" for bound in (node.lower, node.upper, node.step)
        )
        last = f":{step}" if step else ""
        for bound in (node.lower, node.upper):
            if bound:
                yield from self._off_by_one(bound)
        if not lower:
            yield self.instead("slice", node, f"1:{upper}{last}")
        elif not upper:
            yield self.instead("slice", node, f"{lower}:-1{last}")
        if step:
            yield self.instead("slice", node, f"{lower}:{upper}")

    def _off_by_one(self, node: ast.expr) -> Iterator[Edit]:
        if not isinstance(node, ast.Constant | ast.UnaryOp | ast.Starred):  # those are numbers
            for change in ("+ 1", "- 1"):
                yield self.instead("slice", node, f"{self.code(node)} {change}")


def _numbers(value: int | float) -> list[int | float]:
    others = [value + 1, value - 1, -value]
    return [other for index, other in enumerate(others) if other not in (value, *others[:index])]


def _other_text(text: str) -> str:
    """Another text: a number's with its sign turned, else the empty one."""
    try:
        float(text)
    except ValueError:
        return "" if text else "x"
    return text[1:] if text.startswith("-") else f"-{text}"
