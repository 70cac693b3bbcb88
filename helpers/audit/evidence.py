"""The evidence for a lesson's graders: gathered by a run, or remembered from one.

Turns what a stage sent into records. Judges nothing; ``findings`` does.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers import course
from helpers.audit import plan, staging
from helpers.audit.attempts import Trials, make_plan, passes_through, read_trials
from helpers.audit.cache import Cache
from helpers.audit.cells import Script, read_script
from helpers.audit.honest import REFERENCE, grade_answers
from helpers.audit.records import Cost, ExerciseRecord, Failure, MutantRecord, TestCell, Tried
from helpers.audit.scores import cell_score, seeded_scores
from helpers.course import Lesson

__all__ = ["Evidence", "gather"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evidence:
    """All that is known of one lesson. ``failures`` are the lesson's own cells that
    raise, by id; ``lost`` says what answers that hold lost when they were handed in and
    graded, None where this system cannot grade; ``seconds`` is the time the audit took;
    ``remembered`` says that nothing had to be run."""

    script: Script
    trials: tuple[Trials, ...]
    exercises: tuple[ExerciseRecord, ...]
    costs: tuple[Cost, ...]
    failures: dict[str, str]
    lost: tuple[str, ...] | None
    seconds: float
    remembered: bool

    @property
    def lesson(self) -> Lesson:
        return self.script.lesson


def gather(lesson: Lesson, *, fresh: bool = False, progress: Progress | None = None) -> Evidence:
    """The evidence for ``lesson``; with ``fresh`` nothing remembered counts.

    Args:
        lesson: which lesson.
        fresh: run everything again.
        progress: told (what is running, how much is done, out of how much).

    Raises:
        CourseError: the notebook is no notebook, or the audit itself could not run.
    """
    began = time.monotonic()
    script = read_script(lesson)
    trials = read_trials(script, _stubs(lesson, script))
    cache = Cache(script)
    known = {} if fresh else _remembered(cache, trials)
    whole = None if fresh else cache.load("lesson", cache.lesson_key(trials))
    todo = [trial for trial in trials if trial.grade_id not in known]
    if todo or (whole is None and trials):
        passes = passes_through(trials) if whole is None else []
        with staging.workplace(lesson) as folder:
            asked = make_plan(script, todo, passes, folder / "results")
            found = staging.run_plan(asked, folder, _counting(asked, lesson, progress))
            for trial in todo:
                record = _record(trial, found[trial.grade_id])
                known[trial.grade_id] = record
                cache.store(trial.grade_id, cache.exercise_key(trial), record.to_json())
            if passes:
                sound = [trial for trial in trials if known[trial.grade_id].reference.holds]
                costs = _costs(script, found, passes, sound, folder)
                whole = {"costs": costs, "failures": _failures(found)}
                cache.store("lesson", cache.lesson_key(trials), whole)
    whole = whole or {"costs": [], "failures": {}}
    graded = None if fresh else cache.load("graded", cache.graded_key(trials))
    remembered = not todo
    if graded is None and sys.platform.startswith("linux"):
        remembered = False
        if progress:
            progress(f"{lesson.name}: handed in and graded", 0, 1)
        graded = {"lost": _lost(lesson, trials, known)}
        cache.store("graded", cache.graded_key(trials), graded)
    return Evidence(
        script=script,
        trials=tuple(trials),
        exercises=tuple(known[trial.grade_id] for trial in trials),
        costs=tuple(
            Cost(**cost | {"culprits": tuple(cost["culprits"])}) for cost in whole["costs"]
        ),
        failures=whole["failures"],
        lost=tuple(graded["lost"]) if graded else None,
        seconds=time.monotonic() - began,
        remembered=remembered,
    )


def _stubs(lesson: Lesson, script: Script) -> dict[str, str]:
    """The solution cells as nbgrader releases them."""
    if not script.spans:
        return {}
    from helpers import release

    notebook = json.loads(release.build(lesson).files[lesson.release.name])
    return {
        course.marks(cell)["grade_id"]: course.cell_source(cell)
        for cell in notebook["cells"]
        if course.marks(cell)
    }


def _remembered(cache: Cache, trials: list[Trials]) -> dict[str, ExerciseRecord]:
    entries = {
        trial.grade_id: cache.load(trial.grade_id, cache.exercise_key(trial)) for trial in trials
    }
    return {name: ExerciseRecord.from_json(entry) for name, entry in entries.items() if entry}


def _counting(
    asked: plan.Plan, lesson: Lesson, progress: Progress | None
) -> Callable[[dict[str, str]], None]:
    total = sum(len(item.attempts) for item in asked.exercises) + len(asked.passes)
    done = 0

    def told(message: dict[str, str]) -> None:
        nonlocal done
        done += "done" in message
        if progress:
            progress(f"{lesson.name}: {message.get('done') or message['cell']}", done, total)

    return told


def _lost(lesson: Lesson, trials: list[Trials], known: dict[str, ExerciseRecord]) -> list[str]:
    """What the references, and for each exercise the first accepted answer of those that
    hold, lose in a submission; there the tests run outside of the student's process."""
    if not trials or not all(known[trial.grade_id].reference.holds for trial in trials):
        return []
    references = {trial.grade_id: (REFERENCE, trial.reference) for trial in trials}
    others = dict(references)
    for trial in trials:
        tried = zip(trial.file.of("accepted"), known[trial.grade_id].of("accepted"), strict=True)
        for answer in [answer for answer, ran in tried if ran.holds][:1]:
            others[trial.grade_id] = (answer.title, answer.source)
    submissions = [references] if others == references else [references, others]
    alarms = grade_answers(lesson, submissions).alarms
    # which of the two it was stands in the title of the answer
    return sorted({alarm.partition(": ")[2] for alarm in alarms})


# one exercise


def _record(trial: Trials, found: dict[str, Any]) -> ExerciseRecord:
    outcomes = found["attempts"]
    points = trial.span.exercise.points
    reference = _tried(trial, "reference", "the reference", points, 0, outcomes["reference"])
    tried = [
        _tried(
            trial,
            kind,
            answer.title,
            points if answer.points is None else answer.points,
            answer.line,
            outcomes[f"{kind} {number}"],
        )
        for kind in ("accepted", "rejected")
        for number, answer in enumerate(trial.file.of(kind))
    ] + [
        _tried(trial, "trivial", answer.title, 0.0, 0, outcomes[f"trivial {number}"])
        for number, answer in enumerate(trial.trivial)
    ]
    mutants = [
        MutantRecord(
            mutant.kind,
            mutant.line,
            mutant.old,
            mutant.new,
            _is_rejected(trial, outcomes[f"mutant {number}"]),
        )
        for number, mutant in enumerate(trial.mutants)
    ]
    return ExerciseRecord(
        trial.grade_id,
        reference,
        tuple(tried),
        tuple(mutants),
        tuple(_test_cells(trial, outcomes)),
        found["replayed"],
    )


def _tried(
    trial: Trials, kind: str, title: str, expected: float, line: int, outcome: dict[str, Any]
) -> Tried:
    tests = trial.span.exercise.test_ids
    runs = seeded_scores(outcome["sent"], tests)
    broken = next((sent["solution"] for sent in outcome["sent"] if sent.get("solution")), None)
    losing = next((run for _, score, run in runs if score < trial.span.exercise.points), {})
    return Tried(
        kind=kind,
        title=title,
        expected=expected,
        scores=tuple(score for _, score, _ in runs) or (0.0,),
        line=line,
        failure=_failure(trial.grade_id, losing, tests),
        broken=f"{broken['type']}: {broken['message']}" if broken else None,
        died=outcome["died"],
        impossible=any("impossible" in sent for sent in outcome["sent"]),
    )


def _failure(grade_id: str, run: dict[str, Any], tests: dict[str, float]) -> Failure | None:
    """Of the first test cell that took points."""
    for cell, points in tests.items():
        ran = run.get(cell)
        if not ran or cell_score(ran, points) == points:
            continue
        failure = ran["failure"]
        if not failure:
            text = ran["stderr"] or f"partial credit: {ran['result']} of {points:g}"
            return Failure(cell, 0, "", text, False, "stderr" if ran["stderr"] else "test")
        line = next((line for name, line in reversed(failure["frames"]) if name == cell), 0)
        origin = "answer" if any(name == grade_id for name, _ in failure["frames"]) else "test"
        return Failure(
            cell, line, failure["type"], failure["message"], failure["assertion"], origin
        )
    return None


def _is_rejected(trial: Trials, outcome: dict[str, Any]) -> bool:
    if outcome["died"]:
        return True
    tests = trial.span.exercise.test_ids
    return any(
        any(
            cell not in run or cell_score(run[cell], points) < points
            for cell, points in tests.items()
        )
        for _, _, run in seeded_scores(outcome["sent"], tests)
    )


def _test_cells(trial: Trials, outcomes: dict[str, Any]) -> list[TestCell]:
    tests = trial.span.exercise.test_ids
    times: dict[str, list[float]] = {cell: [] for cell in tests}
    for sent in outcomes["reference"]["sent"]:
        if "cell" in sent:
            times[sent["cell"]].append(sent["seconds"])
    counted = {sent["cell"]: sent for sent in outcomes["asserts"]["sent"] if "cell" in sent}
    return [
        TestCell(
            cell,
            points,
            statistics.median(times[cell]) if times[cell] else 0.0,
            _assertions(counted.get(cell)),
        )
        for cell, points in tests.items()
    ]


def _assertions(ran: dict[str, Any] | None) -> int:
    """Executed assertions; a displayed number is one too, for it decides the score."""
    if ran is None:
        return 0
    try:
        return int(ran["asserts"] or 0) + (ran["result"] is not None and float(ran["result"]) >= 0)
    except ValueError:
        return int(ran["asserts"] or 0)


# the lesson as a whole


def _failures(found: dict[str, Any]) -> dict[str, str]:
    return {
        cell: f"{failure['type']}: {failure['message']}"
        for cell, failure in found["notebook"]["failures"].items()
    }


def _costs(
    script: Script,
    found: dict[str, Any],
    passes: list[plan.Pass],
    sound: list[Trials],
    folder: Path,
) -> list[dict[str, Any]]:
    """The points that passes cost the references of ``sound``, one item for each
    exercise and message, with the exercises whose answer alone has the same effect."""
    points = {trial.grade_id: trial.span.exercise.test_ids for trial in sound}
    messages: dict[tuple[str, str], plan.Pass] = {}
    for item in passes:
        for name, tests in points.items():
            message = _cost(found[item.key]["checks"][name], tests)
            if message is not None:
                messages.setdefault((name, message), item)
    order = [span.exercise.grade_id for span in script.spans]
    alone: dict[str, plan.Pass] = {}
    for (name, _), item in messages.items():
        for suspect in order[: order.index(name)]:
            key = f"{item.key} {suspect}"
            alone[key] = plan.Pass(key, "", {suspect: item.answers[suspect]})
    if alone:
        asked = make_plan(script, [], list(alone.values()), folder / "alone")
        found = staging.run_plan(asked, folder, lambda message: None)
    return [
        asdict(
            Cost(
                name,
                item.title,
                tuple(
                    suspect
                    for suspect in order[: order.index(name)]
                    if _cost(found[f"{item.key} {suspect}"]["checks"][name], points[name])
                ),
                message,
            )
        )
        for (name, message), item in messages.items()
    ]


def _cost(outcome: dict[str, Any], tests: dict[str, float]) -> str | None:
    """Why a reference lost points on the side of a pass; None when it earned all."""
    runs = seeded_scores(outcome["sent"], tests)
    if runs and runs[0][1] == sum(tests.values()):
        return None
    if broken := next((sent["solution"] for sent in outcome["sent"] if sent.get("solution")), None):
        return f"{broken['type']}: {broken['message']}"
    if failure := _failure("", runs[0][2], tests) if runs else None:
        return f"{failure.type or failure.origin}: {failure.message}"
    return outcome["died"] or "no score"
