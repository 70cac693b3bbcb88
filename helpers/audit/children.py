"""Functions run in forked children, no more at once than there are slots.

A child sends back lines of JSON while it works; whatever it does otherwise, crash,
hang or exit, the parent only learns of. Knows nothing of notebooks.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import stat
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Child", "Slots", "Task", "can_fork", "fork", "run_all", "threads"]

LEAVING_S = 0.5

Send = Callable[[Any], None]


def threads() -> int:
    """Threads of this process, those of C libraries too."""
    tasks = Path("/proc/self/task")
    if tasks.is_dir():
        return sum(1 for _ in tasks.iterdir())
    import psutil

    return int(psutil.Process().num_threads())


def can_fork() -> str | None:
    """None where a fork is safe here and now, else why not."""
    if not hasattr(os, "fork"):
        return "this system has no fork"
    # a thread that was joined may take a moment to leave the system's list
    until = time.monotonic() + LEAVING_S
    while (count := threads()) > 1 and time.monotonic() < until:
        time.sleep(0.01)
    if count > 1:
        return f"the notebook has {count} threads running here, and a fork would lose them"
    return None


class Slots:
    """How many processes may compute at once, shared by a whole tree of them: a pipe
    with a byte for each that is free."""

    def __init__(self, count: int) -> None:
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.write(self._in, b"." * count)

    def fileno(self) -> int:
        return self._out

    def try_take(self) -> bool:
        try:
            return bool(os.read(self._out, 1))
        except BlockingIOError:
            return False

    def take(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._out, selectors.EVENT_READ)
            while not self.try_take():
                ready.select()

    def give(self) -> None:
        os.write(self._in, b".")

    def close(self) -> None:
        os.close(self._out)
        os.close(self._in)


@dataclass(frozen=True)
class Task:
    """Something to run in a child, for at most ``limit_s`` seconds of wall time."""

    key: str
    function: Callable[[Send], None]
    limit_s: float


@dataclass
class Child:
    """A child at work: what it sent, and, once it is over, how it ``died`` (None: it did not)."""

    task: Task
    pid: int
    pipe: int
    deadline: float
    died: str | None = None
    _text: bytearray = field(default_factory=bytearray)

    @property
    def sent(self) -> list[Any]:
        """Its lines; a last one that was cut short is dropped."""
        return [json.loads(line) for line in bytes(self._text).split(b"\n")[:-1]]

    def read(self) -> bool:
        """Take in what is there; False when the child has closed its end."""
        try:
            chunk = os.read(self.pipe, 1 << 16)
        except BlockingIOError:  # it is gone, and something it started holds the other end
            return False
        self._text += chunk
        return bool(chunk)


def fork(function: Callable[[], None]) -> int:
    """Run ``function`` in a child, which ends with it. Returns its process id."""
    gc.freeze()  # so that the child's collector does not copy the parent's pages
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _cut_connections()
        function()
        status = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _cut_connections() -> None:
    """Put a connection whose other end is closed in the place of each inherited one.

    A client that keeps its connections alive would share them with the parent and with
    every other child, and read the answers to their requests. One that is cut it replaces.
    """
    for fd in [int(each.name) for each in Path("/dev/fd").iterdir()]:
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
        except OSError:  # the listing's own, which is closed by now
            continue
        connection = socket.socket(fileno=fd)
        try:
            if connection.family in (socket.AF_INET, socket.AF_INET6) and _connected(connection):
                ours, theirs = socket.socketpair()
                theirs.close()
                os.dup2(ours.fileno(), fd, inheritable=False)
                ours.close()
        finally:
            connection.detach()


def _connected(connection: socket.socket) -> bool:
    try:
        connection.getpeername()
    except OSError:
        return False
    return True


def run_all(tasks: list[Task], slots: Slots) -> Iterator[Child]:
    """Run ``tasks``, as many at once as slots can be had; yields each when it is over."""
    waiting = tasks[::-1]
    running: dict[int, Child] = {}
    with selectors.DefaultSelector() as ready:
        try:
            while waiting or running:
                while waiting and slots.try_take():
                    child = _start(waiting.pop())
                    running[child.pipe] = child
                    ready.register(child.pipe, selectors.EVENT_READ)
                for child in _wait(ready, running, slots if waiting else None):
                    ready.unregister(child.pipe)
                    del running[child.pipe]
                    _end(child)
                    slots.give()
                    yield child
        finally:
            for child in running.values():
                os.kill(child.pid, signal.SIGKILL)
                _end(child)
                slots.give()


def _start(task: Task) -> Child:
    out, into = os.pipe()
    os.set_blocking(out, False)

    def work() -> None:
        os.close(out)
        with os.fdopen(into, "w", encoding="utf-8") as pipe:

            def send(message: Any) -> None:
                pipe.write(json.dumps(message) + "\n")
                pipe.flush()

            task.function(send)

    pid = fork(work)
    os.close(into)
    return Child(task, pid, out, time.monotonic() + task.limit_s)


def _wait(
    ready: selectors.BaseSelector, running: dict[int, Child], slots: Slots | None
) -> list[Child]:
    """Children that ended, or had to be, once something happens; ``slots`` wakes it too."""
    if slots:
        ready.register(slots, selectors.EVENT_READ)
    first = min((child.deadline for child in running.values()), default=None)
    timeout = None if first is None else max(0.0, first - time.monotonic())
    events = ready.select(timeout)
    if slots:
        ready.unregister(slots)
    over = [running[key.fd] for key, _ in events if key.fd in running]
    over = [child for child in over if not child.read()]
    for child in running.values():
        if child not in over and time.monotonic() > child.deadline:
            os.kill(child.pid, signal.SIGKILL)
            child.died = f"no end after {child.task.limit_s:.0f} s"
            over.append(child)
    return over


def _end(child: Child) -> None:
    """Reap ``child`` and keep how it ended."""
    if child.died:
        while child.read():
            pass
    os.close(child.pipe)
    _, status = os.waitpid(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code and not child.died:
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        child.died = f"its process ended with {name}"
