"""The words for how grading ended: verdicts of test cells, statuses of submissions.

Imports nothing from the package, so that anything may import it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Cell", "Exercise", "Result", "Status", "Verdict"]


class Verdict(StrEnum):
    """How one graded cell ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    MANUAL = "waits for a person"


class Status(StrEnum):
    """How one submission ended.

    FAILED is never about a wrong answer, which is graded like a right one: it
    says that the submission could not be graded, and the reason says why.
    """

    GRADED = "graded"
    NEEDS_MANUAL = "needs manual grading"
    FAILED = "failed"


@dataclass(frozen=True)
class Cell:
    """One graded cell of a submission; ``score`` is None while it waits for a person."""

    notebook: str
    grade_id: str
    verdict: Verdict
    score: float | None
    max_score: float


@dataclass(frozen=True)
class Result:
    """One submission. ``score`` and ``max_score`` are those of the gradebook, None when
    FAILED; ``notes`` are things that a person may want to look at, graded all the same."""

    student: str
    status: Status
    reason: str = ""
    score: float | None = None
    max_score: float | None = None
    late_penalty: float = 0.0
    notes: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    unchanged: bool = False
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data that ``json`` writes and ``from_dict`` reads."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        """Raises KeyError, TypeError or ValueError for anything ``as_dict`` did not make."""
        cells = tuple(
            Cell(**{**cell, "verdict": Verdict(cell["verdict"])}) for cell in data["cells"]
        )
        return cls(
            **{
                **data,
                "status": Status(data["status"]),
                "notes": tuple(data["notes"]),
                "cells": cells,
            }
        )


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson as its learner is told about it."""

    number: str
    title: str
    grade_id: str
    points: float
    max_points: float
    verdict: Verdict
    message: str = ""
