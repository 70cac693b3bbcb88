"""What it costs to run a lesson from its first cell to its last.

Owns the run and the watch over its memory; ``helpers.bench`` says what is too much.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from helpers import endpoint
from helpers.errors import CourseError

if TYPE_CHECKING:
    from helpers.course import Lesson

__all__ = ["Cost", "rehearse"]

# how often memory is looked at, and how long a cell may take
LOOK_S, CELL_S = 0.2, 600


@dataclass(frozen=True)
class Cost:
    """``seconds`` from the kernel's start to its end, and the most memory in bytes that
    the kernel, its children and the chat server held together."""

    seconds: float
    peak: int


def rehearse(lesson: Lesson) -> Cost:
    """Run the source of ``lesson``, answers included, in a kernel of its own.

    Memory that several processes share counts once where the system tells (Linux), else
    once for each of them. It is looked at five times a second.

    Raises:
        CourseError: a cell failed; names the lesson, the cell and the error.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(lesson.source, as_version=4)
    resources = {"metadata": {"path": str(lesson.source.parent)}}
    client = NotebookClient(notebook, timeout=CELL_S, kernel_name="python3", resources=resources)
    started: list[str] = []
    client.on_cell_start = lambda cell, cell_index: started.append(cell.id)
    with _Watch() as watch:
        begun = time.perf_counter()
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            why = str(error).partition("\n")[0]
            if isinstance(error, CellExecutionError):
                why = f"{error.ename}: {error.evalue}"
            raise CourseError(f"{lesson.source}: cell '{started[-1]}' failed: {why}") from None
        seconds = time.perf_counter() - begun
    return Cost(seconds, watch.peak)


class _Watch:
    """The highest memory of this process's children and of the chat server."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        own = psutil.Process()
        while not self._over.wait(LOOK_S):
            processes = set(own.children(recursive=True))
            # the server is no child: it outlives whoever started it
            if pid := endpoint.state().pid:
                with contextlib.suppress(psutil.NoSuchProcess):
                    processes.add(psutil.Process(pid))
            # shares of pages are slow to count, and never more than the pages
            if sum(map(_resident, processes)) > self.peak:
                self.peak = max(self.peak, sum(map(_held, processes)))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        # it ended while it was looked at
        return 0


def _held(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.rss))
