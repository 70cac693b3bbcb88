"""What is known after a run: how each answer, mutant and test cell fared. Data only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Cost", "ExerciseRecord", "Failure", "MutantRecord", "TestCell", "Tried"]


@dataclass(frozen=True)
class Failure:
    """Why an answer lost points: the first test cell that failed, and what it said.

    ``origin`` is "test" where the test itself raised, "answer" where the answer's own
    code did, "stderr" where something was written to standard error.
    """

    cell: str
    line: int
    type: str
    message: str
    assertion: bool
    origin: str


@dataclass(frozen=True)
class Tried:
    """One answer, run under some seeds. ``expected`` is the score it should earn;
    ``broken`` is the error of the solution cell itself, ``died`` how its process
    ended if it did not end well. ``impossible``: no such answer can be made."""

    kind: str
    title: str
    expected: float
    scores: tuple[float, ...]
    line: int = 0
    failure: Failure | None = None
    broken: str | None = None
    died: str | None = None
    impossible: bool = False

    @property
    def holds(self) -> bool:
        """It earned what it should, under every seed."""
        return all(score == self.expected for score in self.scores) and bool(self.scores)


@dataclass(frozen=True)
class MutantRecord:
    """One mutant, and whether the tests took points from it."""

    kind: str
    line: int
    old: str
    new: str
    rejected: bool


@dataclass(frozen=True)
class TestCell:
    """A test cell run on the reference: median wall time, executed assertions."""

    __test__ = False  # for pytest, which takes the name for a class of tests

    id: str
    points: float
    seconds: float
    asserts: int


@dataclass(frozen=True)
class ExerciseRecord:
    """Everything that was run for one exercise. ``replayed`` says why no fork was
    possible, None when it was."""

    grade_id: str
    reference: Tried
    tried: tuple[Tried, ...]
    mutants: tuple[MutantRecord, ...]
    tests: tuple[TestCell, ...]
    replayed: str | None = field(default=None)

    def of(self, kind: str) -> list[Tried]:
        return [tried for tried in self.tried if tried.kind == kind]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ExerciseRecord:
        return cls(
            grade_id=data["grade_id"],
            reference=_tried(data["reference"]),
            tried=tuple(map(_tried, data["tried"])),
            mutants=tuple(MutantRecord(**mutant) for mutant in data["mutants"]),
            tests=tuple(TestCell(**test) for test in data["tests"]),
            replayed=data["replayed"],
        )


@dataclass(frozen=True)
class Cost:
    """Points of ``grade_id``'s reference that wrong answers elsewhere cost it."""

    grade_id: str
    answers: str
    culprits: tuple[str, ...]
    message: str


def _tried(data: dict[str, Any]) -> Tried:
    failure = Failure(**data["failure"]) if data["failure"] else None
    return Tried(**data | {"scores": tuple(data["scores"]), "failure": failure})
