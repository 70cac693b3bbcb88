"""What a student reads when an answer is rejected, and whether it makes sense.

A message should say what was expected and what came, or name the slip, in a few
lines, and come from the test, not from a stumble of its own.
"""

from __future__ import annotations

import re

from helpers.audit.records import Tried

__all__ = ["LONGEST", "MOST_NUMBERS", "nonsense", "told"]

LONGEST = 600  # characters
MOST_NUMBERS = 40
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{2,}")
_SHOWN = re.compile(r"\d|['\"`\[({]|\b(?:True|False|None|nan|inf)\b")
_SLIPS_OF_THE_PEN = {"NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"}


def told(tried: Tried) -> str:
    """The text that the student is shown for the first failing test, on one line."""
    failure = tried.failure
    if failure is None:
        return tried.died or "(no message)"
    text = " ".join(failure.message.split())
    return text if failure.assertion or not failure.type else f"{failure.type}: {text}"


def nonsense(tried: Tried) -> str | None:
    """Why the message of a rejected answer does not teach; None when it may."""
    failure = tried.failure
    if failure is None or failure.type == "CellTimeout":
        return None
    text = failure.message.strip()
    if failure.origin == "stderr":
        return "something was written to standard error, and nbgrader takes all points for that"
    if failure.origin == "answer" and failure.type in _SLIPS_OF_THE_PEN:
        return f"{failure.type}: {text}: the answer fails by a slip of the pen"
    if failure.origin == "test" and failure.type and not failure.assertion:
        return f"{failure.type}: {text}: the test stumbles over the value; assert what it must be"
    return None if failure.origin == "answer" and not failure.assertion else _unclear(text)


def _unclear(text: str) -> str | None:
    if not text:
        return "the failing assertion says nothing; give it a message, or use helpers.checks"
    if "Traceback (most recent call last)" in text or re.search(r'File ".*", line \d', text):
        return "the message holds a traceback"
    if len(text) > LONGEST:
        return f"the message has {len(text)} characters; {LONGEST} are plenty"
    if (numbers := len(_NUMBER.findall(text))) > MOST_NUMBERS:
        return f"the message holds {numbers} numbers; show the first that differs"
    words = len(_WORD.findall(text))
    if words < 3 or (words < 6 and not _SHOWN.search(text)):
        return f"{text!r} names neither the slip nor what was expected and what came"
    return None
