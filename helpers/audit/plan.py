"""What a stage is asked to run, as data that can be written down and read again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

__all__ = ["Attempt", "Exercise", "Pass", "Plan", "PlanCell", "Replay"]


@dataclass(frozen=True)
class PlanCell:
    """A code cell; ``asserts_at`` are the lines on which a test cell asserts."""

    id: str
    source: str
    role: str
    asserts_at: tuple[int, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One text for a solution cell, to be run with the exercise's tests.

    It runs once for each of ``seeds``. ``brief``: on a mutant's short time, and no
    further than the first test cell that fails. ``count``: count executed assertions.
    """

    key: str
    source: str
    seeds: tuple[int, ...] = (0,)
    brief: bool = False
    count: bool = False


@dataclass(frozen=True)
class Exercise:
    """The cells [start, stop) of an exercise, and what to try; the reference comes first."""

    grade_id: str
    start: int
    stop: int
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True)
class Pass:
    """One run of the notebook with other answers than the references: by grade_id, the
    text that stands in the solution cell while the cells below run. Each exercise's tests are
    run with its reference as well, on the side; those must earn all points."""

    key: str
    title: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Replay:
    """One attempt to run in a process of its own; with ``after`` the key of a pass, on
    that pass's answers to the exercises before."""

    grade_id: str
    attempt: str
    limit_s: float
    after: str | None = None


@dataclass(frozen=True)
class Plan:
    """A notebook and what to run of it. ``spans`` gives [start, stop) of every
    autograded exercise, ``exercises`` those to try attempts on."""

    cells: tuple[PlanCell, ...]
    spans: dict[str, tuple[int, int]]
    exercises: tuple[Exercise, ...]
    passes: tuple[Pass, ...]
    jobs: int
    results: str
    replay: Replay | None = field(default=None)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Plan:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            cells=tuple(PlanCell(**cell) for cell in data["cells"]),
            spans={name: (start, stop) for name, (start, stop) in data["spans"].items()},
            exercises=tuple(
                Exercise(**item | {"attempts": tuple(Attempt(**a) for a in item["attempts"])})
                for item in data["exercises"]
            ),
            passes=tuple(Pass(**item) for item in data["passes"]),
            jobs=data["jobs"],
            results=data["results"],
            replay=Replay(**data["replay"]) if data["replay"] else None,
        )

    def exercise(self, grade_id: str) -> Exercise:
        return next(item for item in self.exercises if item.grade_id == grade_id)
