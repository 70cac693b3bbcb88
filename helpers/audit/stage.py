"""A process that executes a lesson's notebook once and forks wherever something is tried.

At each exercise a *branch* is forked that keeps the notebook as it stands there: it
runs the exercise's attempts, each in a child of its own, while the notebook goes on.
Every process that computes holds a slot, so that there are never more than cores.
Where no fork is safe, that is written down instead, and the attempt can be replayed:
a fresh process executes the notebook up to the exercise, then the attempt.

Started as ``python -m helpers.audit.stage PLAN``; results go to files, progress to
standard output. Knows nothing of points or thresholds.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from helpers.audit import children
from helpers.audit.children import Child, Send, Slots, Task
from helpers.audit.constants import Constant
from helpers.audit.plan import Attempt, Exercise, Pass, Plan
from helpers.audit.shell import NotebookShell, new_shell
from helpers.audit.trial import run_attempt, run_cell
from helpers.audit.trivial import CONSTANT

__all__ = ["ANSWER_S", "MUTANT_S", "Stage", "main"]

ANSWER_S = 10.0  # processor time for a cell of an answer, at least; 20 times the reference's
MUTANT_S = 2.0  # and for a mutant; 5 times the reference's
CELL_S = 300.0  # and for a cell of the lesson itself


def main() -> None:
    plan = Plan.read(Path(sys.argv[1]))
    progress = os.dup(1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    stage = Stage(plan, new_shell(), progress)
    if plan.replay:
        stage.replay()
    else:
        stage.run()


class Stage:
    """A notebook being executed, and the branches forked off it."""

    def __init__(self, plan: Plan, shell: NotebookShell, progress: int) -> None:
        self.plan = plan
        self.shell = shell
        self.progress = progress
        self.results = Path(plan.results)
        self.starts = {start: name for name, (start, _) in plan.spans.items()}
        self.branches: dict[int, str] = {}
        shell.names[CONSTANT] = Constant
        _without_monitor()

    def run(self) -> None:
        """Execute the notebook with its references, branching as planned."""
        self.slots = Slots(self.plan.jobs)
        self.slots.take()
        failures: dict[str, Any] = {}
        wanted = {item.grade_id: item for item in self.plan.exercises}
        first = min(self.starts, default=-1)
        last = max((self.plan.spans[name][1] for name in wanted), default=0)
        if self.plan.passes:
            last = max(stop for _, stop in self.plan.spans.values())
        for index, cell in enumerate(self.plan.cells[:last]):
            exercise = wanted.get(self.starts.get(index, ""))
            if exercise:
                self._branch(exercise.grade_id, partial(self._try_all, exercise))
            if index == first:
                for item in self.plan.passes:
                    self._branch(item.key, partial(self._pass, item, first))
            self._tell(cell=cell.id)
            ran = run_cell(self.shell, cell.id, cell.source, CELL_S)
            if ran.error:
                failures[cell.id] = ran.failure()
        self.slots.give()
        broken = [name for pid, name in self.branches.items() if os.waitpid(pid, 0)[1]]
        self._write("notebook", {"failures": failures, "broken": broken})

    def _branch(self, name: str, work: Callable[[], dict[str, Any]]) -> None:
        reason = children.can_fork()
        if reason:
            self._write(name, {"replay": reason})
            return

        def branch() -> None:
            self.shell.forked()
            gc.collect()
            self._write(name, work())

        self.branches[children.fork(branch)] = name

    # an exercise's attempts

    def _try_all(self, exercise: Exercise) -> dict[str, Any]:
        cells = self.plan.cells[exercise.start : exercise.stop]
        for cell in cells:
            self.shell.prepare(cell.id, cell.source)
        reference, *others = exercise.attempts
        found = self._try([(reference, ANSWER_S)], exercise)
        cpu_s = max((sent.get("cpu_s", 0.0) for sent in found[reference.key]["sent"]), default=0.0)
        brief, full = max(MUTANT_S, 5 * cpu_s), max(ANSWER_S, 20 * cpu_s)
        found |= self._try([(item, brief if item.brief else full) for item in others], exercise)
        doubtful = [item for item in exercise.attempts if _varies(found[item.key]["sent"])]
        for item in doubtful:  # was it the seed, or what one run left for the next?
            alone = [
                (Attempt(f"{item.key} {seed}", item.source, (seed,)), full) for seed in item.seeds
            ]
            runs = self._try(alone, exercise)
            found[item.key] = {
                "sent": [sent for run in runs.values() for sent in run["sent"]],
                "died": next((run["died"] for run in runs.values() if run["died"]), None),
            }
        return {"attempts": found, "cells": [cell.id for cell in cells]}

    def _try(self, attempts: list[tuple[Attempt, float]], exercise: Exercise) -> dict[str, Any]:
        tasks = [self._task(attempt, exercise, limit_s) for attempt, limit_s in attempts]
        found = {}
        for child in children.run_all(tasks, self.slots):
            found[child.task.key] = _outcome(child)
            self._tell(done=exercise.grade_id)
        return found

    def _task(self, attempt: Attempt, exercise: Exercise, limit_s: float) -> Task:
        cells = self.plan.cells[exercise.start : exercise.stop]

        def work(send: Send) -> None:
            self._own_stderr()
            self.shell.forked()
            run_attempt(self.shell, cells, attempt, limit_s, send)

        return Task(attempt.key, work, wall_limit(limit_s, len(cells), len(attempt.seeds)))

    # a pass with wrong answers

    def _pass(self, item: Pass, first: int) -> dict[str, Any]:
        self.slots.take()
        self._own_stderr()
        checks: dict[str, Any] = {}
        for index, cell in enumerate(self.plan.cells[first:], start=first):
            source, limit_s = cell.source, CELL_S
            if index in self.starts:
                name = self.starts[index]
                checks[name] = self._check(name)
                source, limit_s = item.answers.get(name, source), ANSWER_S
            elif cell.role == "test":
                limit_s = ANSWER_S
            if index >= max(self.starts):
                break
            run_cell(self.shell, cell.id, source, limit_s)
        self.slots.give()
        self._tell(done=item.key)
        return {"checks": checks}

    def _check(self, name: str) -> dict[str, Any]:
        """The reference of exercise ``name`` where the notebook stands now. The slot of
        the pass serves for the child, since the pass waits for it."""
        if reason := children.can_fork():
            return {"replay": reason}
        start, stop = self.plan.spans[name]
        attempt = Attempt("reference", self.plan.cells[start].source)
        task = self._task(attempt, Exercise(name, start, stop, ()), ANSWER_S * 3)
        own = Slots(1)
        (child,) = children.run_all([task], own)
        own.close()
        return _outcome(child)

    # a process of its own

    def replay(self) -> None:
        """Execute the notebook up to one exercise, then one attempt at it."""
        assert self.plan.replay is not None
        asked = self.plan.replay
        answers = next((p.answers for p in self.plan.passes if p.key == asked.after), {})
        start, stop = self.plan.spans[asked.grade_id]
        for index, cell in enumerate(self.plan.cells[:start]):
            name = self.starts.get(index, "")
            run_cell(self.shell, cell.id, answers.get(name, cell.source), CELL_S)
        if asked.after:
            attempt = Attempt("reference", self.plan.cells[start].source)
        else:
            attempts = self.plan.exercise(asked.grade_id).attempts
            attempt = next(item for item in attempts if item.key == asked.attempt)
        with (self.results / "replay.jsonl").open("w", encoding="utf-8") as file:

            def send(message: Any) -> None:
                file.write(json.dumps(message) + "\n")
                file.flush()

            seeds = len(attempt.seeds)
            faulthandler.dump_traceback_later(
                wall_limit(asked.limit_s, stop - start, seeds), exit=True, file=2
            )
            self._own_stderr()
            run_attempt(self.shell, self.plan.cells[start:stop], attempt, asked.limit_s, send)
            os.fsync(file.fileno())
        os._exit(0)  # whatever the notebook left running

    # what is written

    def _own_stderr(self) -> None:
        """Give this process a standard error of its own, so that what it writes shows."""
        import tempfile

        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), 2)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        path = self.results / f"{name}.json"
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(content), encoding="utf-8")
        partial.replace(path)

    def _tell(self, **message: str) -> None:
        os.write(self.progress, (json.dumps(message) + "\n").encode())


def wall_limit(limit_s: float, cells: int, seeds: int) -> float:
    """Wall time after which a process that should have ended is killed: generous, for
    the limit proper is one of processor time, and the machine may be busy."""
    return 30.0 + 3 * limit_s * cells + 10 * seeds


def _outcome(child: Child) -> dict[str, Any]:
    return {"sent": child.sent, "died": child.died}


def _varies(sent: list[dict[str, Any]]) -> bool:
    """Whether the tests came out differently under different seeds."""
    runs: dict[int, list[Any]] = {}
    for message in sent:
        if "cell" in message:
            passed = not message["failure"] and not message["stderr"]
            key = (message["cell"], passed, message["result"])
            runs.setdefault(message["seed"], []).append(key)
    return len({tuple(run) for run in runs.values()}) > 1


def _without_monitor() -> None:
    """Keep progress bars from starting a thread, with which no fork would be safe."""
    try:
        import tqdm
    except ImportError:
        return
    tqdm.tqdm.monitor_interval = 0


if __name__ == "__main__":
    main()
