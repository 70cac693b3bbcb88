"""One attempt at an exercise, run in this process: the answer, then the tests.

Sends what happened as plain data. Knows nothing of points, and nothing of which
process this is.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from helpers.audit.constants import Constant
from helpers.audit.plan import Attempt, PlanCell
from helpers.audit.shell import CellTimeout, NotebookShell, Ran, reseed

__all__ = ["run_attempt", "run_cell"]


def run_attempt(
    shell: NotebookShell,
    cells: tuple[PlanCell, ...],
    attempt: Attempt,
    limit_s: float,
    send: Callable[[Any], None],
) -> None:
    """Run ``attempt`` in the place of the first of ``cells``, then the others.

    Sends, for each seed, ``{"seed", "solution": failure or None}`` and for each test
    cell ``{"seed", "cell", "seconds", "cpu_s", "failure", "stderr", "result", "asserts"}``.
    What ran out of time once is not tried with more seeds.

    Args:
        shell: the notebook as it stands just before the exercise.
        cells: the exercise's cells, its solution cell first.
        attempt: what to run.
        limit_s: processor time for one cell.
        send: called with each message.
    """
    solution, *others = cells
    for seed in attempt.seeds:
        reseed(seed)
        ran = run_cell(shell, solution.id, attempt.source, limit_s)
        failure = ran.failure()
        send({"seed": seed, "solution": failure})
        late = bool(failure and failure["timeout"])
        for cell in others:
            start = time.process_time()
            counted = frozenset(cell.asserts_at) if attempt.count and cell.role == "test" else None
            ran = run_cell(shell, cell.id, cell.source, limit_s, asserts_at=counted)
            if cell.role != "test":
                continue
            cpu_s = time.process_time() - start
            failure = ran.failure()
            late |= bool(failure and failure["timeout"])
            send({"seed": seed, "cell": cell.id, "cpu_s": cpu_s} | _told(ran, failure))
            if attempt.brief and (failure or ran.stderr):
                return
        if late:
            return
    if Constant.says_nothing():
        send({"impossible": True})


def run_cell(
    shell: NotebookShell,
    cell_id: str,
    source: str,
    limit_s: float,
    *,
    asserts_at: frozenset[int] | None = None,
) -> Ran:
    """Run a cell for at most ``limit_s`` seconds of processor time."""
    try:
        with _limit(limit_s):
            return shell.run(cell_id, source, asserts_at=asserts_at)
    except CellTimeout as late:  # it came while the cell's value was being shown
        return Ran(late, "", None, limit_s)


def _told(ran: Ran, failure: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "seconds": ran.seconds,
        "failure": failure,
        "stderr": ran.stderr[:500],
        "result": ran.result[:200] if ran.result is not None else None,
        "asserts": ran.asserts,
    }


@contextmanager
def _limit(limit_s: float) -> Iterator[None]:
    """Raise ``CellTimeout`` in the main thread after so much processor time, and again
    each second after it. Without such a timer (Windows) the caller's own wall clock counts."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise CellTimeout(f"no end after {limit_s:.0f} s of computing")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, limit_s, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
