"""What to try on a lesson: every answer, trivial answer and mutant, and the passes
through the notebook. Builds the plan of a stage; runs nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from helpers.audit import answers, plan
from helpers.audit.answers import AnswersFile
from helpers.audit.cells import Script, Span, imported_modules
from helpers.audit.edits import Mutant
from helpers.audit.flaws import assert_lines
from helpers.audit.mutants import mutants
from helpers.audit.trivial import Trivial, trivial_answers
from helpers.errors import CourseError

__all__ = ["SEEDS", "Trials", "make_plan", "passes_through", "read_trials"]

SEEDS = 20
# each turn runs the notebook once; answers beyond them leave the same names behind
TURNS = {"rejected": 8, "accepted": 3}


@dataclass(frozen=True)
class Trials:
    """All that is tried on one exercise."""

    span: Span
    file: AnswersFile
    trivial: tuple[Trivial, ...]
    mutants: tuple[Mutant, ...]
    reference: str

    @property
    def grade_id(self) -> str:
        return self.span.exercise.grade_id

    def attempts(self) -> tuple[plan.Attempt, ...]:
        """The reference first; keys are a kind and a number, as in ``rejected 3``."""
        seeds = tuple(range(SEEDS))
        found = [
            plan.Attempt("reference", self.reference, seeds),
            plan.Attempt("asserts", self.reference, count=True),
        ]
        for kind in ("accepted", "rejected"):
            found += [
                plan.Attempt(f"{kind} {number}", answer.source, seeds)
                for number, answer in enumerate(self.file.of(kind))
            ]
        found += [
            plan.Attempt(f"trivial {number}", answer.source)
            for number, answer in enumerate(self.trivial)
        ]
        found += [
            plan.Attempt(f"mutant {number}", mutant.source, brief=True)
            for number, mutant in enumerate(self.mutants)
        ]
        return tuple(found)


def read_trials(script: Script, stubs: dict[str, str]) -> list[Trials]:
    """The trials of every autograded exercise of ``script``.

    Args:
        script: the lesson's code cells.
        stubs: by grade_id, the solution cell as released.

    Raises:
        CourseError: a reference is not Python.
    """
    modules = imported_modules(script)
    found = []
    for span in script.spans:
        reference, grade_id = script.reference(span), span.exercise.grade_id
        path = answers.answers_path(script.lesson, grade_id)
        try:
            found.append(
                Trials(
                    span,
                    answers.read(path, reference),
                    tuple(trivial_answers(reference, stubs[grade_id])),
                    tuple(mutants(reference, modules)),
                    reference,
                )
            )
        except SyntaxError as error:
            raise CourseError(
                f"{script.lesson.source}: cell {grade_id!r} is not plain Python "
                f"(line {error.lineno}: {error.msg}); move magics to a cell of their own"
            ) from None
    return found


def passes_through(trials: list[Trials]) -> list[plan.Pass]:
    """Runs of the notebook in which other answers stand in every solution cell: the
    stubs, None, zeros, then known answers in turn. Accepted ones are among them, for a
    right answer of another kind must not cost a later exercise anything either."""
    answered = [
        (title, {trial.grade_id: _titled(trial, title) for trial in trials})
        for title in ("the stub", "return None", "constant: zeros")
    ]
    for kind, most in TURNS.items():
        turns = min(most, max((len(trial.file.of(kind)) for trial in trials), default=0))
        answered += [
            (f"{kind}, turn {turn + 1}", {t.grade_id: _in_turn(t, kind, turn) for t in trials})
            for turn in range(turns)
        ]
    return [
        plan.Pass(f"pass-{number}", title, answers)
        for number, (title, answers) in enumerate(answered)
    ]


def _titled(trial: Trials, title: str) -> str:
    found = [answer.source for answer in trial.trivial if answer.title in (title, "the stub")]
    return found[-1] if found else trial.reference


def _in_turn(trial: Trials, kind: str, turn: int) -> str:
    answers = trial.file.of(kind)
    return answers[turn % len(answers)].source if answers else _titled(trial, "the stub")


def make_plan(
    script: Script, trials: list[Trials], passes: list[plan.Pass], results: Path
) -> plan.Plan:
    """The plan that tries ``trials`` and runs ``passes`` on ``script``."""
    return plan.Plan(
        cells=tuple(
            plan.PlanCell(
                cell.id,
                cell.source,
                cell.role,
                assert_lines(cell.source) if cell.role == "test" else (),
            )
            for cell in script.cells
        ),
        spans={span.exercise.grade_id: (span.start, span.stop) for span in script.spans},
        exercises=tuple(
            plan.Exercise(trial.grade_id, trial.span.start, trial.span.stop, trial.attempts())
            for trial in trials
        ),
        passes=tuple(passes),
        jobs=os.cpu_count() or 1,
        results=str(results),
    )
