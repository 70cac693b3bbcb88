"""Objectives that a lesson states, and the exercises that grade them.

The first Markdown cell says what the learner will be able to do, one bullet each,
every bullet ending in the exercises that show it:

    You will be able to
    - compute scaled attention scores *(6.1)*
    - mask what a token must not see *(6.3, 6.4)*
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers.course import Lesson, cell_source, read_notebook

__all__ = ["Objectives", "read_objectives"]

_LEAD = re.compile(r"\W*You will be able to\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
_GRADED_BY = re.compile(r"\(\s*(\d+\.\d+(?:\s*(?:,|and)\s*\d+\.\d+)*)\s*\)[*_.\s]*$")


@dataclass(frozen=True)
class Objectives:
    """What is wrong between objectives and exercises: ``problems`` must be mended,
    ``unnamed`` are exercises that no objective names."""

    count: int
    problems: tuple[str, ...]
    unnamed: tuple[str, ...]


def read_objectives(lesson: Lesson) -> Objectives:
    """The objectives of ``lesson``, held against its exercises."""
    first = next(
        (
            cell_source(cell)
            for cell in read_notebook(lesson.source)["cells"]
            if cell["cell_type"] == "markdown"
        ),
        "",
    )
    bullets = _bullets(first)
    known = {exercise.number for exercise in lesson.exercises if exercise.number}
    if bullets is None:
        lead = "the first cell states no objectives: `You will be able to`, then a list"
        return Objectives(0, (lead,), ())
    problems, named = [], set()
    for bullet in bullets:
        match = _GRADED_BY.search(bullet)
        numbers = re.findall(r"\d+\.\d+", match[1]) if match else []
        named |= set(numbers)
        if not numbers:
            problems.append(
                f"no exercise grades the objective {bullet!r}; end it with one, such as (6.1)"
            )
        problems += [
            f"objective {bullet!r} names Exercise {number}, which does not exist"
            for number in numbers
            if number not in known
        ]
    unnamed = sorted(known - named, key=lambda number: [*map(int, number.split("."))])
    return Objectives(len(bullets), tuple(problems), tuple(unnamed))


def _bullets(text: str) -> list[str] | None:
    """The bullets below the lead, each on one line; None when there are none."""
    lines = iter(text.splitlines())
    if not any(_LEAD.match(line) for line in lines):
        return None
    bullets: list[str] = []
    for line in lines:
        if match := _BULLET.fullmatch(line):
            bullets.append(match[1].strip())
        elif bullets and line.startswith(" ") and line.strip():
            bullets[-1] += " " + line.strip()
        elif bullets or line.startswith("#"):
            break
    return bullets or None
