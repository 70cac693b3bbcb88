"""The evidence for a lesson's graders: gathered by a run, or remembered from one.

Turns what a stage sent into records. Judges nothing; ``findings`` does.
"""

from __future__ import annotations

import json
import statistics
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
from helpers.audit.records import Cost, ExerciseRecord, Failure, MutantRecord, TestCell, Tried
from helpers.audit.scores import cell_score, seeded_scores
from helpers.course import Lesson

__all__ = ["Evidence", "gather"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evidence:
    """All that is known of one lesson. ``failures`` are the lesson's own cells that
    raise, by id; ``seconds`` is the time the audit took; ``remembered`` says that
    nothing had to be run."""

    script: Script
    trials: tuple[Trials, ...]
    exercises: tuple[ExerciseRecord, ...]
    costs: tuple[Cost, ...]
    failures: dict[str, str]
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
        found = _run(script, todo, passes, trials, progress)
        for trial in todo:
            record = _record(trial, script, found[trial.grade_id])
            known[trial.grade_id] = record
            cache.store(trial.grade_id, cache.exercise_key(trial), record.to_json())
        if passes:
            whole = _whole(found, passes)
            cache.store("lesson", cache.lesson_key(trials), whole)
    whole = whole or {"costs": [], "failures": {}}
    return Evidence(
        script=script,
        trials=tuple(trials),
        exercises=tuple(known[trial.grade_id] for trial in trials),
        costs=tuple(
            Cost(**cost | {"culprits": tuple(cost["culprits"])}) for cost in whole["costs"]
        ),
        failures=whole["failures"],
        seconds=time.monotonic() - began,
        remembered=not todo,
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


def _run(
    script: Script,
    todo: list[Trials],
    passes: list[plan.Pass],
    trials: list[Trials],
    progress: Progress | None,
) -> dict[str, Any]:
    """What the stage found, and under "costs" the points that passes cost an exercise."""
    with staging.workplace(script.lesson) as folder:
        asked = make_plan(script, todo, passes, folder / "results")
        found = staging.run_plan(asked, folder, _counting(asked, script.lesson, progress))
        points = {trial.grade_id: trial.span.exercise.test_ids for trial in trials}
        found["costs"] = [
            cost
            for item in passes
            for name, outcome in found[item.key]["checks"].items()
            if (cost := _cost(name, outcome, points[name], item.title))
        ]
        if found["costs"]:
            found["costs"] = _blamed(script, found["costs"], passes, points, folder)
    return found


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


# one exercise


def _record(trial: Trials, script: Script, found: dict[str, Any]) -> ExerciseRecord:
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


def _whole(found: dict[str, Any], passes: list[plan.Pass]) -> dict[str, Any]:
    return {
        "costs": [asdict(cost) for cost in found["costs"]],
        "failures": {
            cell: f"{failure['type']}: {failure['message']}"
            for cell, failure in found["notebook"]["failures"].items()
        },
    }


def _cost(
    grade_id: str, outcome: dict[str, Any], tests: dict[str, float], answers: str
) -> Cost | None:
    """What a pass cost the reference of ``grade_id``; None when it earned all points."""
    runs = seeded_scores(outcome["sent"], tests)
    if runs and runs[0][1] == sum(tests.values()):
        return None
    failure = _failure(grade_id, runs[0][2], tests) if runs else None
    broken = next((sent["solution"] for sent in outcome["sent"] if sent.get("solution")), None)
    told = failure or broken
    if isinstance(told, dict):
        message = f"{told['type']}: {told['message']}"
    else:
        message = f"{told.type}: {told.message}" if told else outcome["died"] or "no score"
    return Cost(grade_id, answers, (), message)


def _blamed(
    script: Script,
    costs: list[Cost],
    passes: list[plan.Pass],
    points: dict[str, dict[str, float]],
    folder: Path,
) -> list[Cost]:
    """``costs`` with the exercises whose wrong answer alone has the same effect."""
    order = [span.exercise.grade_id for span in script.spans]
    by_title = {item.title: item for item in passes}
    single: dict[str, tuple[str, str]] = {}
    for cost in costs:
        for suspect in order[: order.index(cost.grade_id)]:
            single[f"only-{len(single)}"] = (cost.answers, suspect)
    alone = [
        plan.Pass(key, "", {suspect: by_title[title].answers[suspect]})
        for key, (title, suspect) in single.items()
        if suspect in by_title[title].answers
    ]
    asked = make_plan(script, [], alone, folder / "blame")
    found = staging.run_plan(asked, folder, lambda message: None)
    blamed = []
    for cost in costs:
        culprits = [
            suspect
            for key, (title, suspect) in single.items()
            if title == cost.answers
            and _cost(cost.grade_id, found[key]["checks"][cost.grade_id], points[cost.grade_id], "")
        ]
        blamed.append(
            Cost(cost.grade_id, cost.answers, tuple(dict.fromkeys(culprits)), cost.message)
        )
    return blamed
