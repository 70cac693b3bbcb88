"""The worker processes of a batch: handing out submissions, and what is left of them.

A worker that dies takes down only the submission that it was grading; one that does not
come to the end of a cell is killed, and that cell is left out. Knows nothing of
notebooks, scores or the gradebook.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from helpers.errors import CourseError
from helpers.grading.kernel.zygote import sweep
from helpers.grading.results import Executed, Status

__all__ = ["Workers", "cores"]

# in the environment of a worker and of all that it starts, so that those can be found
MARK = "COURSE_GRADE_BATCH"
ATTEMPTS = 2
# beyond a cell's own time, when every way to stop it from inside has been tried
ENDLESS_S = 45
ENDLESS_CELLS = 5  # of one submission; each costs its time once
CLOSE_S = 30  # a worker may have a kernel to end that does not want to


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """At most ``count`` processes that grade; a context manager that leaves none behind.

    Args:
        order: what a worker is told first, see ``helpers.grading.worker``.
        log: where a worker writes between submissions.
    """

    def __init__(self, order: dict[str, Any], count: int, log: Path) -> None:
        self._order, self._count, self._log = order, count, log
        self._mark = uuid.uuid4().hex
        self._todo: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Executed | CourseError] = queue.SimpleQueue()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopping = False
        self._lock = threading.Lock()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._stopping = True
            running = list(self._running)
        for process in running:
            _end(process)
        _sweep(self._mark)
        if sys.platform.startswith("linux"):
            sweep()  # folders of workers that were killed

    def run(self, students: Sequence[str]) -> Iterator[Executed]:
        """Grade the submissions of ``students``; each comes out as soon as it is done.

        Raises:
            CourseError: a worker found that no submission can be graded here.
        """
        for student in students:
            self._todo.put(student)
        for _ in range(min(self._count, len(students))):
            threading.Thread(target=self._serve, daemon=True).start()
        for _ in students:
            done = self._done.get()
            if isinstance(done, CourseError):
                raise done
            yield done

    def _serve(self) -> None:
        process: subprocess.Popen[str] | None = None
        while not self._stopping:
            try:
                student = self._todo.get_nowait()
            except queue.Empty:
                break
            try:
                process = self._grade(student, process)
            except OSError as error:
                self._done.put(CourseError(f"no worker can be started: {error.strerror}"))
        if process is not None:
            self._close(process)

    def _grade(
        self, student: str, process: subprocess.Popen[str] | None
    ) -> subprocess.Popen[str] | None:
        """Have ``student`` graded; returns the worker for the next one, if there is one."""
        said, deaths = "", 0
        endless: list[list[str]] = []
        while deaths < ATTEMPTS and len(endless) <= ENDLESS_CELLS:
            process = process or self._start()
            if process is None:
                return None
            watch = _Watch(process)
            if answer := _ask(process, student, endless, watch):
                self._done.put(
                    CourseError(answer["error"])
                    if "error" in answer
                    else Executed.from_dict(answer["executed"])
                )
                return process
            said = self._close(process)
            process = None
            if watch.ended and watch.cell not in endless:
                endless.append(watch.cell)
            else:
                deaths += 1
        reason = f"the process that graded it {said}, {ATTEMPTS} times over"
        if deaths < ATTEMPTS:
            reason = f"{len(endless)} of its cells did not end when their time was up"
        self._done.put(Executed(student, Status.FAILED, reason))
        return None

    def _start(self) -> subprocess.Popen[str] | None:
        """A new worker, in a session of its own, so that Ctrl-C reaches this process alone."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        threads = str(max(1, cores() // self._count))
        env = {"OMP_NUM_THREADS": threads} | os.environ | {MARK: self._mark}
        with self._lock, self._log.open("a") as log:
            if self._stopping:
                return None
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "helpers.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=env,
                text=True,
                start_new_session=True,
            )
            self._running.add(process)
        _tell(process, self._order)
        return process

    def _close(self, process: subprocess.Popen[str]) -> str:
        """Let ``process`` end, or end it; says how it did."""
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        try:
            code = process.wait(timeout=CLOSE_S)
        except subprocess.TimeoutExpired:
            _end(process)
            code = process.wait()
        with self._lock:
            self._running.discard(process)
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"


def _tell(process: subprocess.Popen[str], message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(message) + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]


class _Watch:
    """Ends ``process`` when it is at one cell for too long. ``cell`` is the one at which it
    is, or was when it was ``ended``, by notebook and grade_id."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.cell: list[str] = []
        self.ended = False
        self._timer: threading.Timer | None = None

    def at(self, cell: list[str] | None, limit_s: float) -> None:
        """The process is at ``cell`` from now on, None: at no cell."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if cell is not None and not self.ended:
            self.cell = cell
            self._timer = threading.Timer(limit_s + ENDLESS_S, self._end)
            self._timer.daemon = True
            self._timer.start()

    def _end(self) -> None:
        self.ended = True
        _end(self.process)


def _ask(
    process: subprocess.Popen[str], student: str, endless: list[list[str]], watch: _Watch
) -> dict[str, Any] | None:
    """The answer of ``process``, None when it has ended or makes no sense."""
    _tell(process, {"student": student, "endless": endless})
    try:
        while isinstance(answer := json.loads(process.stdout.readline()), dict):  # type: ignore[union-attr]
            if "cell" not in answer:
                return answer
            watch.at(answer["cell"], answer["limit_s"])
    except (ValueError, OSError):
        return None
    finally:
        watch.at(None, 0)
    return None


def _end(process: subprocess.Popen[str]) -> None:
    """Kill ``process`` and what it has started; what it started first could outlive it."""
    import psutil

    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            one.kill()
    process.wait()


def _sweep(mark: str) -> None:
    """Kill whatever carries ``mark`` in its environment: left behind by code that ran."""
    import psutil

    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == mark:
                process.kill()
