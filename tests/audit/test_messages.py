"""Whether what a student is told makes sense."""

from __future__ import annotations

import pytest

from helpers.audit.messages import nonsense, told
from helpers.audit.records import Failure, Tried


def _tried(message: str, type_: str = "AssertionError", origin: str = "test") -> Tried:
    failure = Failure("f-tests", 3, type_, message, type_ == "AssertionError", origin)
    return Tried("rejected", "wrong", 0.0, (0.0,), failure=failure)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("", "says nothing"),
        ("wrong", "names neither"),
        ("wrong answer 3", "names neither"),
        ("so " * 250, "characters"),
        ("expected this: " + ", ".join(map(str, range(50))), "numbers"),
        ('Traceback (most recent call last):\n  File "x.py", line 3', "traceback"),
    ],
)
def test_a_message_that_teaches_nothing_is_found(message: str, why: str) -> None:
    """Empty, bare, endless and internal messages are named as such."""
    assert why in (nonsense(_tried(message)) or "")


@pytest.mark.parametrize(
    "message",
    [
        "softmax(x): expected [0.1, 0.9], got [0.5, 0.5]",
        "the rows should add to one; did you normalize over the queries instead",
    ],
)
def test_a_message_that_shows_or_explains_is_sound(message: str) -> None:
    """Expected against got, or the slip in words, is enough."""
    assert nonsense(_tried(message)) is None


def test_a_test_that_stumbles_is_found() -> None:
    """An error that the test cell itself raised is no verdict."""
    why = nonsense(_tried("'NoneType' object has no attribute 'shape'", "AttributeError"))
    assert "stumbles" in (why or "")


def test_an_error_of_the_answer_itself_is_its_own_message() -> None:
    """What Python says of the student's own line is left as it is."""
    assert nonsense(_tried("division by zero", "ZeroDivisionError", "answer")) is None


def test_a_slip_of_the_pen_is_no_misconception() -> None:
    """A rejected answer that fails by a misspelled name proves nothing of the tests."""
    why = nonsense(_tried("name 'torhc' is not defined", "NameError", "answer"))
    assert "slip of the pen" in (why or "")


def test_standard_error_is_told_as_such() -> None:
    """Points lost by writing to standard error are no verdict on the answer."""
    assert "standard error" in (nonsense(_tried("UserWarning: old", "", "stderr")) or "")


def test_the_message_is_shown_on_one_line() -> None:
    """Lines are joined, and an error that is no assertion keeps its type."""
    assert told(_tried("expected 1,\n  got 2")) == "expected 1, got 2"
    assert told(_tried("no such key", "KeyError", "answer")) == "KeyError: no such key"
