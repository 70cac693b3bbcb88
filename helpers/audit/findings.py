"""What the evidence of a lesson amounts to: counts, problems and notes.

Owns the thresholds. A problem fails the audit and says how to mend it; a note is
worth reading. Runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helpers.audit.answers import Equivalent
from helpers.audit.attempts import Trials
from helpers.audit.cells import Script
from helpers.audit.evidence import Evidence
from helpers.audit.flaws import flaws
from helpers.audit.messages import nonsense
from helpers.audit.objectives import read_objectives
from helpers.audit.records import ExerciseRecord, MutantRecord, Tried
from helpers.course import read_notebook
from helpers.grading.judgeable import obstacles
from helpers.grading.names import own_statements

__all__ = [
    "ACCEPTED",
    "COURSE_SHARE",
    "LESSON_SHARE",
    "REJECTED",
    "Findings",
    "Row",
    "judge",
    "share",
]

ACCEPTED, REJECTED = 3, 8  # answers that an exercise must have, at least
LESSON_SHARE, COURSE_SHARE = 0.90, 0.95  # of the mutants that must be rejected
CELL_S = 5.0  # wall time that a test cell may take


@dataclass(frozen=True)
class Row:
    """The counts of one exercise, or of several together. Mutants known to be
    equivalent are not among ``mutants``."""

    name: str
    points: float
    accepted: int
    accepted_ok: int
    rejected: int
    rejected_ok: int
    trivial: int
    trivial_ok: int
    mutants: int
    mutants_rejected: int
    equivalent: int
    seeds: int
    slowest_s: float

    @classmethod
    def total(cls, name: str, rows: list[Row]) -> Row:
        counts = {
            field: sum(getattr(row, field) for row in rows)
            for field in cls.__dataclass_fields__
            if field not in ("name", "seeds", "slowest_s")
        }
        return cls(
            name=name,
            seeds=min((row.seeds for row in rows), default=0),
            slowest_s=max((row.slowest_s for row in rows), default=0.0),
            **counts,
        )


@dataclass(frozen=True)
class Findings:
    """A lesson's counts, one row an exercise, and what there is to say about it."""

    evidence: Evidence
    rows: tuple[Row, ...]
    total: Row
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def judge(evidence: Evidence) -> Findings:
    """Hold ``evidence`` against the thresholds."""
    script = evidence.script
    problems: list[str] = list(_of_notebook(evidence))
    notes: list[str] = []
    if evidence.lost is None:
        notes.append(f"{_source(script)} was not handed in and graded, which needs Linux")
    rows = []
    for trial, record in zip(evidence.trials, evidence.exercises, strict=True):
        where = trial.file.path.relative_to(script.lesson.root).as_posix()
        row = _row(trial, record)
        rows.append(row)
        problems += _of_file(trial, where)
        problems += _of_reference(record, row.points, script)
        for tried in record.tried:
            trivial = f"{_at(script, record.grade_id)}: trivial answer {tried.title!r}"
            named = f"{where}:{tried.line}: {tried.kind} {tried.title!r}"
            name = trivial if tried.kind == "trivial" else named
            problems += _of_answer(tried, record, name)
        problems += _of_equivalents(trial, record, where)
        problems += _of_tests(record, script)
        notes += _of_mutants(trial, record)
        if record.replayed:
            notes.append(f"{_at(script, record.grade_id)} was replayed: {record.replayed}")
    total = Row.total(script.lesson.name, rows)
    problems += _of_costs(evidence)
    if share(total) < LESSON_SHARE:
        problems.append(
            f"{script.lesson.name}: {share(total):.1%} of the mutants are rejected, "
            f"{LESSON_SHARE:.0%} must be; the survivors below say which tests to strengthen"
        )
    objectives = read_objectives(script.lesson)
    source = _source(script)
    problems += [f"{source}: {line}" for line in objectives.problems]
    notes += [f"{source}: no objective names Exercise {name}" for name in objectives.unnamed]
    return Findings(evidence, tuple(rows), total, tuple(problems), tuple(notes))


def share(row: Row) -> float:
    """The share of mutants rejected; 1 where there are none."""
    return row.mutants_rejected / row.mutants if row.mutants else 1.0


def _row(trial: Trials, record: ExerciseRecord) -> Row:
    accepted, rejected = record.of("accepted"), record.of("rejected")
    trivial = [tried for tried in record.of("trivial") if not tried.impossible]
    excused = [mutant for mutant in _survivors(record) if _excuse(trial, mutant)]
    return Row(
        name=record.grade_id,
        points=trial.span.exercise.points,
        accepted=len(accepted),
        accepted_ok=sum(tried.holds for tried in accepted),
        rejected=len(rejected),
        rejected_ok=sum(tried.holds for tried in rejected),
        trivial=len(trivial),
        trivial_ok=sum(tried.holds for tried in trivial),
        mutants=len(record.mutants) - len(excused),
        mutants_rejected=sum(mutant.rejected for mutant in record.mutants),
        equivalent=len(excused),
        seeds=len(record.reference.scores),
        slowest_s=max((test.seconds for test in record.tests), default=0.0),
    )


def _source(script: Script) -> str:
    return script.lesson.source.relative_to(script.lesson.root).as_posix()


def _at(script: Script, cell: str) -> str:
    return f"{_source(script)}: cell {cell!r}"


def _of_notebook(evidence: Evidence) -> Iterator[str]:
    script = evidence.script
    tested = {span.exercise.grade_id for span in script.spans}
    for exercise in script.lesson.exercises:
        if not exercise.manual and exercise.grade_id not in tested:
            yield f"{_at(script, exercise.grade_id)} has no test cell; no answer to it can score"
    cells = read_notebook(script.lesson.source)["cells"]
    for test, why in obstacles(cells, own_statements(cells)).items():
        yield (
            f"{_at(script, test)} {why}, so it would run beside the student's code, which could "
            "forge its points; ask for a value, and test that"
        )
    for line in evidence.lost or ():
        yield f"{_source(script)}: handed in and graded: {line}"
    may_fail = {cell.id for cell in script.cells if cell.may_fail or cell.role == "test"}
    for cell, failure in evidence.failures.items():
        if cell not in may_fail:
            yield f"{_at(script, cell)} fails with the references in place: {failure}"


def _of_file(trial: Trials, where: str) -> Iterator[str]:
    if not trial.file.path.exists():
        yield (
            f"{where} is missing; write at least {ACCEPTED} accepted and {REJECTED} rejected "
            "answers in it"
        )
        return
    yield from (f"{where}: {line}" for line in trial.file.problems)
    for kind, least in (("accepted", ACCEPTED), ("rejected", REJECTED)):
        count = len(trial.file.of(kind))
        if count < least:
            yield f"{where} has {count} {kind} answers; write {least - count} more"
    for answer in trial.file.of("rejected"):
        if (answer.points or 0) >= trial.span.exercise.points:
            yield (
                f"{where}:{answer.line}: rejected {answer.title!r} earns all points; "
                "call it accepted, or lower what stands in brackets"
            )


def _of_reference(record: ExerciseRecord, points: float, script: Script) -> Iterator[str]:
    reference = record.reference
    if not reference.holds:
        why = _why(reference)
        earned = _scores(reference)
        yield f"{_at(script, record.grade_id)}: the reference earns {earned} of {points:g}: {why}"


def _of_answer(tried: Tried, record: ExerciseRecord, name: str) -> Iterator[str]:
    if tried.impossible:
        return
    if tried.broken and tried.kind != "trivial":
        yield f"{name} does not run: {tried.broken}; mend the answer"
        return
    earned = f"earns {_scores(tried)} instead of {tried.expected:g}"
    tests = ", ".join(test.id for test in record.tests)
    if len(set(tried.scores)) > 1:
        yield (
            f"{name} {earned}, by seed: {_why(tried)}; "
            f"seed what {tests} draws, or widen a tolerance that is too tight"
        )
    elif tried.scores[0] > tried.expected:
        yield f"{name} {earned}: strengthen {tests}"
    elif tried.scores[0] < tried.expected:
        yield f"{name} {earned}: {_why(tried)}"
    if tried.kind == "rejected" and (why := nonsense(tried)):
        cell = tried.failure.cell if tried.failure else tests
        yield f"{name} is told too little by {cell}: {why}"


def _scores(tried: Tried) -> str:
    return " or ".join(f"{score:g}" for score in sorted(set(tried.scores)))


def _why(tried: Tried) -> str:
    if tried.broken:
        return tried.broken
    if tried.failure is None:
        return tried.died or "no message"
    failure = tried.failure
    text = " ".join(failure.message.split())[:200]
    return f"{failure.cell}, line {failure.line}: {failure.type or failure.origin}: {text}"


# mutants


def _survivors(record: ExerciseRecord) -> list[MutantRecord]:
    return [mutant for mutant in record.mutants if not mutant.rejected]


def _excuse(trial: Trials, mutant: MutantRecord) -> Equivalent | None:
    return next(
        (
            equivalent
            for equivalent in trial.file.equivalents
            if (equivalent.old, equivalent.new) == (mutant.old, mutant.new)
        ),
        None,
    )


def _of_mutants(trial: Trials, record: ExerciseRecord) -> Iterator[str]:
    for mutant in _survivors(record):
        if not _excuse(trial, mutant):
            yield (
                f"{record.grade_id}, line {mutant.line}: mutant survives: "
                f"`{mutant.old}` -> `{mutant.new}`"
            )


def _of_equivalents(trial: Trials, record: ExerciseRecord, where: str) -> Iterator[str]:
    for equivalent in trial.file.equivalents:
        meant = [
            mutant
            for mutant in record.mutants
            if (mutant.old, mutant.new) == (equivalent.old, equivalent.new)
        ]
        name = f"{where}:{equivalent.line}: equivalent `{equivalent.old}` -> `{equivalent.new}`"
        if not meant:
            yield f"{name} is no mutant of the reference as it stands; delete or correct it"
        elif all(mutant.rejected for mutant in meant):
            yield f"{name} is rejected by the tests, so it is not equivalent; delete it"


# tests and other exercises


def _of_tests(record: ExerciseRecord, script: Script) -> Iterator[str]:
    sources = {cell.id: cell.source for cell in script.cells}
    for test in record.tests:
        where = _at(script, test.id)
        for line, flaw in flaws(sources[test.id]):
            yield f"{where}, line {line}: {flaw}"
        if not test.asserts and record.reference.holds:
            yield f"{where} executes no assertion; assert something, or delete it"
        if test.seconds > CELL_S:
            yield f"{where} takes {test.seconds:.1f} s; a test may take {CELL_S:.0f} s"


def _of_costs(evidence: Evidence) -> Iterator[str]:
    seen = set()
    for cost in evidence.costs:
        culprits = " or ".join(map(repr, cost.culprits)) or "the exercises before it, together"
        if (cost.grade_id, culprits) in seen:
            continue
        seen.add((cost.grade_id, culprits))
        message = " ".join(cost.message.split())[:200]
        yield (
            f"{_at(evidence.script, cost.grade_id)}: a wrong answer to {culprits} costs its "
            f"points ({cost.answers}): {message}; give it what it needs from the lesson's own cells"
        )
