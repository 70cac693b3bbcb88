"""The words for how grading ended: verdicts of test cells, statuses of submissions.

Imports nothing from the package, so that anything may import it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Cell", "Executed", "Exercise", "Result", "Status", "Verdict"]


class Verdict(StrEnum):
    """How one graded cell ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    MANUAL = "waits for a person"


class Status(StrEnum):
    """How one submission ended.

    A wrong answer is graded like a right one. UNREADABLE says that there is nothing
    to grade in what was handed in; FAILED, that grading it failed, which is our fault
    and costs no points: the same command tries again.
    """

    GRADED = "graded"
    NEEDS_MANUAL = "needs manual grading"
    UNREADABLE = "cannot be graded"
    FAILED = "not graded"


@dataclass(frozen=True)
class Executed:
    """What running one submission gave, before anything of it is in the gradebook.

    ``scores`` has the test cells' scores by notebook and grade_id, None where a person
    must look; ``comments`` the automatic comments of solution cells in the same way.
    Both are empty unless ``status`` is GRADED; else ``reason`` says why. ``notes`` are
    things that a person may want to look at, graded all the same.
    """

    student: str
    status: Status
    reason: str = ""
    notes: tuple[str, ...] = ()
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data that ``json`` writes and ``from_dict`` reads."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Executed:
        """Raises KeyError, TypeError or ValueError for anything ``as_dict`` did not make."""
        return cls(
            **{**data, "status": Status(data["status"]), "notes": tuple(data["notes"])},
        )


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
    nothing was graded; the late penalty is taken off ``score`` already. ``unchanged``:
    graded by an earlier run, with the same content, assignment and environment."""

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
        """Plain data that ``json`` writes."""
        return asdict(self)


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
