"""Answers that are none, made from a reference, and the constants among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from helpers.audit.constants import Constant, Unfillable, filled
from helpers.audit.trivial import CONSTANT, trivial_answers

TWICE = """def twice(x, n=2, *rest):
    '''x, n times.'''
    ### BEGIN SOLUTION
    if x == 13:
        raise ValueError
    return [x] * n
    ### END SOLUTION

def given():
    return 7
"""


@pytest.fixture(autouse=True)
def possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Constant, "impossible", False)
    monkeypatch.setattr(Constant, "kinds", set())


def _defined(reference: str, title: str) -> dict[str, Any]:
    """The names that a trivial answer to ``reference`` defines."""
    (source,) = [a.source for a in trivial_answers(reference, "stub = 1") if a.title == title]
    names: dict[str, Any] = {CONSTANT: Constant}
    exec(source, names)
    return names


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("return None", None),
        ("echo: x", 5),
        ("echo: n", 2),
        ("echo: rest", ()),
        ("constant: zeros", [0, 0]),
        ("constant: ones", [1, 1]),
        ("constant: first", [5, 5]),
    ],
)
def test_a_trivial_answer_returns_just_that(title: str, value: object) -> None:
    """Each is a function with the reference's signature, and leaves given code alone."""
    names = _defined(TWICE, title)
    assert (names["twice"](5), names["given"]()) == (value, 7)


def test_zeros_have_the_shape_of_each_call() -> None:
    """The constant's shape follows the arguments, as the reference's does."""
    twice = _defined(TWICE, "constant: zeros")["twice"]
    assert (twice(5), twice(5, 3)) == ([0, 0], [0, 0, 0])


def test_a_constant_never_raises() -> None:
    """Where the reference raises, the constant returns what it did before."""
    twice = _defined(TWICE, "constant: zeros")["twice"]
    assert (twice(5), twice(13)) == ([0, 0], [0, 0])


def test_the_first_answer_is_kept_for_ever() -> None:
    """The constant ``first`` ignores its arguments from the second call on."""
    twice = _defined(TWICE, "constant: first")["twice"]
    assert (twice(5), twice(6)) == ([5, 5], [5, 5])


def test_methods_are_answered_and_init_is_left() -> None:
    """In a class, every marked method but __init__ is made trivial."""
    source = (
        "class Box:\n    ### BEGIN SOLUTION\n    def __init__(self, n):\n        self.n = n\n"
        "    def area(self, scale):\n        return self.n * scale\n    ### END SOLUTION\n"
    )
    box = _defined(source, "echo: scale")["Box"](3)
    assert (box.n, box.area(4)) == (3, 4)


@pytest.mark.parametrize(
    ("title", "value"), [("return None", None), ("constant: zeros", ""), ("constant: ones", "x")]
)
def test_a_value_is_answered_too(title: str, value: object) -> None:
    """A solution that is a name's value gets None, or a constant of its type."""
    assert _defined('### BEGIN SOLUTION\nanswer = "b"\n### END SOLUTION', title)["answer"] == value


def test_a_constant_that_is_right_counts_for_nothing() -> None:
    """The constant that happens to be the reference's value is marked impossible."""
    _defined("### BEGIN SOLUTION\nanswer = False\n### END SOLUTION", "constant: zeros")
    assert Constant.says_nothing()


def test_a_constant_in_the_place_of_none_counts_for_nothing() -> None:
    """A method that only changes its object is the reference still; one that also returns
    something is replaced."""
    source = (
        "class Meter:\n    ### BEGIN SOLUTION\n    def __init__(self):\n        self.n = 0\n"
        "    def add(self):\n        self.n += 1\n    def total(self):\n        return self.n\n"
        "    ### END SOLUTION\n"
    )
    meter = _defined(source, "constant: zeros")["Meter"]()
    meter.add()
    assert meter.n == 1
    assert Constant.says_nothing()
    assert meter.total() == 0
    assert not Constant.says_nothing()


def test_a_coroutine_is_answered_by_a_coroutine() -> None:
    """An async reference gives an async constant."""
    import asyncio

    source = "async def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    assert asyncio.run(_defined(source, "constant: ones")["f"](5)) == 1


class Point(NamedTuple):
    x: float
    name: str


@dataclass
class Reply:
    text: str
    scores: dict[str, float]


@pytest.mark.parametrize(
    ("value", "zeros", "ones"),
    [
        (3, 0, 1),
        (True, False, True),
        ("abc", "", "x"),
        (None, None, None),
        ([2, (3.5, "a")], [0, (0.0, "")], [1, (1.0, "x")]),
        ({"a": 2}, {"a": 0}, {"a": 1}),
        (Point(2.0, "p"), Point(0.0, ""), Point(1.0, "x")),
        (Reply("hi", {"a": 2.0}), Reply("", {"a": 0.0}), Reply("x", {"a": 1.0})),
        (np.float32(2), np.float32(0), np.float32(1)),
    ],
)
def test_constants_have_the_type_of_the_value(value: object, zeros: object, ones: object) -> None:
    """Containers keep their form; numbers and texts become 0 and "", or 1 and "x"."""
    made = filled(value, "zeros"), filled(value, "ones")
    assert made == (zeros, ones)
    assert type(made[0]) is type(value)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_arrays_keep_shape_and_dtype(library: str) -> None:
    """Arrays and tensors become zeros of their own shape and dtype."""
    make: Callable[..., Any] = pytest.importorskip(library).ones
    array = make((2, 3), dtype=pytest.importorskip(library).int16)
    zeros = filled(array, "zeros")
    assert (zeros.shape, zeros.dtype, int(zeros.sum())) == (array.shape, array.dtype, 0)


def test_what_has_no_constant_is_said_so() -> None:
    """An object of another kind raises Unfillable."""
    with pytest.raises(Unfillable):
        filled([object()], "zeros")
