"""Stages started, watched and ended; what they wrote, read back.

Knows processes, folders and time. Knows nothing of what the results mean.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.audit.plan import Attempt, Exercise, Pass, Plan, Replay
from helpers.audit.stage import ANSWER_S, MUTANT_S
from helpers.course import Lesson
from helpers.errors import CourseError

__all__ = ["run_plan", "workplace"]

Progress = Callable[[dict[str, str]], None]

SILENCE_S = 900.0  # a stage that says nothing for so long has hung
_ENVIRONMENT = {
    # one thread each: a fork loses all others, and there is a process for every core
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # lessons cut experiments short that no exercise needs, as when they are graded
    "NBGRADER_EXECUTION": "autograde",
    "HF_DEACTIVATE_ASYNC_LOAD": "1",
    # large pages, where Linux offers them, make the fork of a process with models cheap
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    # what a set iterates over must not differ from one audit to the next
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@contextmanager
def workplace(lesson: Lesson) -> Iterator[Path]:
    """A folder for one audit inside the course's cache, with a copy of the lesson's
    files in ``lesson/``, so that what a notebook writes stays out of the source."""
    home = lesson.root / ".cache" / "audit"
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=home))
    try:
        shutil.copytree(lesson.source.parent, folder / "lesson")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_plan(plan: Plan, folder: Path, progress: Progress) -> dict[str, Any]:
    """Run ``plan`` in ``folder``, a workplace.

    Returns, by grade_id, ``{"attempts": {key: outcome}, "replayed": reason or None}``,
    by key of a pass, ``{"checks": {grade_id: outcome}}``, and as ``"notebook"`` the
    failures of the lesson's own cells. An outcome is ``{"sent": [...], "died": ...}``.

    Raises:
        CourseError: the stage itself failed or hung.
    """
    _run_stage(plan, folder, progress)
    results = Path(plan.results)
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in results.glob("*.json")}
    broken = found["notebook"]["broken"]
    if broken:
        raise CourseError(f"the audit's branch {broken[0]!r} failed:\n{_log(folder)}")
    for exercise in plan.exercises:
        result = found[exercise.grade_id]
        first = result.get("attempts", {}).get(exercise.attempts[0].key, {})
        reason = result.get("replay") or (first.get("died") and f"after a fork, {first['died']}")
        if reason:
            found[exercise.grade_id] = {
                "attempts": _replay_exercise(plan, exercise, folder, progress)
            }
        found[exercise.grade_id]["replayed"] = reason
    for item in plan.passes:
        result = found[item.key]
        nowhere = {name: {"replay": result.get("replay")} for name in plan.spans}
        result["checks"] = _replay_checks(plan, item, result.get("checks", nowhere), folder)
    return found


def _run_stage(plan: Plan, folder: Path, progress: Progress, *, name: str = "plan") -> int:
    """Run one stage to its end; returns its exit status."""
    Path(plan.results).mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    plan.write(path)
    environment = os.environ | _ENVIRONMENT | {"IPYTHONDIR": str(folder / "ipython")}
    with (folder / f"{name}.log").open("wb") as log:
        stage = subprocess.Popen(
            [sys.executable, "-m", "helpers.audit.stage", str(path)],
            cwd=folder / "lesson",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        try:
            at = _follow(stage, progress)
            status = stage.wait()
        except BaseException:
            _end(stage)
            raise
    if status and not plan.replay:
        raise CourseError(f"the audit stopped at cell {at!r}:\n{_log(folder)}")
    return status


def _follow(stage: subprocess.Popen[bytes], progress: Progress) -> str:
    """Pass on what ``stage`` tells until it ends; returns the cell it was at."""
    lines: queue.Queue[bytes] = queue.Queue()
    assert stage.stdout is not None
    out = stage.stdout

    def read() -> None:
        for line in out:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    at = ""
    while True:
        try:
            line = lines.get(timeout=SILENCE_S)
        except queue.Empty:
            raise CourseError(
                f"the audit hangs: no news for {SILENCE_S / 60:.0f} minutes after cell {at!r}; "
                "see what that cell waits for"
            ) from None
        if not line:
            out.close()
            return at
        message = json.loads(line)
        at = message.get("cell", at)
        progress(message)


def _end(stage: subprocess.Popen[bytes]) -> None:
    """Kill ``stage`` and everything it forked."""
    import signal

    import psutil

    if hasattr(os, "killpg"):
        try:
            os.killpg(stage.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        for process in [*psutil.Process(stage.pid).children(recursive=True), stage]:
            process.kill()
    stage.wait()


def _log(folder: Path) -> str:
    text = (folder / "plan.log").read_text(encoding="utf-8", errors="replace").strip()
    return text[-2000:] or "(it left no message)"


# where no fork was possible


def _replay_exercise(
    plan: Plan, exercise: Exercise, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Every attempt of ``exercise``, each in a process that executes the notebook anew."""

    def run(attempt: Attempt, limit_s: float) -> dict[str, Any]:
        asked = Replay(exercise.grade_id, attempt.key, limit_s)
        outcome = _replay(plan, asked, folder, f"{exercise.grade_id} {attempt.key}")
        progress({"done": exercise.grade_id})
        return outcome

    reference, *others = exercise.attempts
    found = {reference.key: run(reference, 3 * ANSWER_S)}
    cpu_s = max((sent.get("cpu_s", 0.0) for sent in found[reference.key]["sent"]), default=0.0)
    brief, full = max(MUTANT_S, 5 * cpu_s), max(ANSWER_S, 20 * cpu_s)
    with ThreadPoolExecutor(plan.jobs) as pool:
        outcomes = pool.map(lambda item: run(item, brief if item.brief else full), others)
        found |= {item.key: outcome for item, outcome in zip(others, outcomes, strict=True)}
    return found


def _replay_checks(plan: Plan, item: Pass, checks: dict[str, Any], folder: Path) -> dict[str, Any]:
    def run(grade_id: str) -> dict[str, Any]:
        if "replay" not in checks[grade_id]:
            return checks[grade_id]  # type: ignore[no-any-return]
        asked = Replay(grade_id, "reference", 3 * ANSWER_S, after=item.key)
        return _replay(plan, asked, folder, f"{item.key} {grade_id}")

    with ThreadPoolExecutor(plan.jobs) as pool:
        return dict(zip(checks, pool.map(run, checks), strict=True))


def _replay(plan: Plan, asked: Replay, folder: Path, name: str) -> dict[str, Any]:
    results = folder / name
    alone = replace(plan, replay=asked, results=str(results))
    status = _run_stage(alone, folder, lambda message: None, name=name)
    path = results / "replay.jsonl"
    if not path.exists():
        raise CourseError(
            f"the audit could not get to exercise {asked.grade_id!r} anew: "
            f"{(folder / f'{name}.log').read_text(errors='replace').strip()[-500:]}"
        )
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    sent = [json.loads(line) for line in lines if line.endswith("\n")]
    return {"sent": sent, "died": f"its process ended with status {status}" if status else None}
