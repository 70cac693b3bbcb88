"""First-order mutants of small references."""

from __future__ import annotations

import pytest

from helpers.audit.mutants import mutants


def _new(line: str, kind: str = "") -> list[str]:
    """New forms of ``line``, the one line of a reference."""
    source = f"def f(x, n, k):\n    ### BEGIN SOLUTION\n    {line}\n    ### END SOLUTION\n"
    made = mutants(source, frozenset({"math", "np"}))
    assert all(mutant.line == 3 for mutant in made)
    return [mutant.new for mutant in made if kind in ("", mutant.kind)]


@pytest.mark.parametrize(
    ("line", "kind", "new"),
    [
        ("return x + n", "arithmetic", ["return x - n"]),
        ("return x * n", "operand", ["return x", "return n"]),
        ("return -x", "arithmetic", ["return x"]),
        ("x += n", "arithmetic", ["x -= n", "x = n"]),
        ("return x < n", "comparison", ["return x <= n", "return x >= n"]),
        ("return x is not n", "comparison", ["return x is n"]),
        ("return x and n", "boolean", ["return x or n", "return n", "return x"]),
        ("return not x", "boolean", ["return x"]),
        ("return 3", "constant", ["return 4", "return 2", "return -3"]),
        ("return 0", "constant", ["return 1", "return -1"]),
        ("return -1", "constant", ["return 0", "return -2", "return 1"]),
        ("return 'ab'", "constant", ["return ''"]),
        ('return float("-inf")', "constant", ["return float('inf')"]),
        ("return f(keepdim=True)", "flag", ["return f(keepdim=False)"]),
        ("x = 1 if n else k", "condition", ["x = 1 if True else k", "x = 1 if False else k"]),
        ("{a for a in x if a}", "condition", ["{a for a in x if True}", "{a for a in x if False}"]),
        ("while x: return", "condition", ["while False: return", "while True: return"]),
        ("x.append(n)", "dropped", ["pass"]),
        ("x[0] = n", "dropped", ["pass"]),
        ("x = n", "dropped", ["pass"]),
        ("y = n", "dropped", []),
        ("return np.sum(x, axis=n)", "argument", ["return np.sum(x)"]),
        ("return x[n:]", "slice", ["return x[n + 1:]", "return x[n - 1:]", "return x[n:-1]"]),
        ("return x[n]", "slice", ["return x[n + 1]", "return x[n - 1]"]),
        ("return range(n)", "slice", ["return range(n + 1)", "return range(n - 1)"]),
        ("return math.sqrt(n)", "call", ["return n"]),
        ("return x.max()", "call", ["return x.min()", "return x"]),
        ("return x.T", "call", ["return x"]),
    ],
)  # fmt: skip
def test_each_operator_makes_its_mutants(line: str, kind: str, new: list[str]) -> None:
    """A line and the mutants of one kind made of it, in order."""
    assert _new(line, kind) == new


@pytest.mark.parametrize(
    ("line", "new"),
    [("return -x ** n", "return -(x * n)"), ("return x and n or k", "return (x or n) or k")],
)
def test_a_mutant_keeps_the_tree_around_it(line: str, new: str) -> None:
    """Where the new operator binds less than its surroundings, parentheses keep it whole."""
    assert new in _new(line)


def test_text_outside_the_markers_is_left() -> None:
    """Signature, docstring and what the student is given are not mutated."""
    source = (
        'def f(x=1):\n    """Doc 1."""\n    y = x + 1\n    ### BEGIN SOLUTION\n    return y\n'
        "    ### END SOLUTION\n    z = 2\n"
    )
    assert mutants(source) == []


def test_what_an_error_says_is_left() -> None:
    """Messages, annotations and formatted texts are no part of the contract."""
    lines = ("raise ValueError('no ' + n)", "y: list[1] = n", "return f'{n + 1}'")
    assert [_new(line) for line in lines] == [[], [], []]


def test_no_two_mutants_are_the_same() -> None:
    """Two changes with one result make one mutant, and none is the reference."""
    source = "x = 1 + 1\n"
    made = [mutant.source for mutant in mutants(source)]
    assert len(made) == len(set(made))
    assert source not in made


def test_comments_do_not_enter_the_line() -> None:
    """The line that an answers file quotes stays the same when a comment changes."""
    assert {m.old for m in mutants("x = 1  # (batch, 1)\n")} == {"x = 1"}


def test_a_change_over_several_lines_is_told_on_one() -> None:
    """A mutated expression that spans lines is shown joined."""
    (mutant, *_) = mutants("x = f(a,\n      not b)\n")
    assert (mutant.line, mutant.old, mutant.new) == (2, "not b)", "b)")
