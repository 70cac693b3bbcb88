"""One notebook in one kernel: ordinary cells run there, test cells here.

A background thread talks to the kernel, as nbgrader's ``Execute`` is configured, so
that this one is free to judge while the kernel answers. What ends a notebook early says
so and names the cell. Knows nothing of scores and files.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from helpers.grading.bounds import TestTimeout
from helpers.grading.execution import NotebookStopped, label
from helpers.grading.judge import Judge, Judged, StillBusy
from helpers.grading.kernel import sandbox, wire
from helpers.grading.kernel.channel import Channel, ChannelClosed
from helpers.grading.kernel.wire import WireError

__all__ = ["Loop", "Running", "running"]

SOCKET = "judge"
CONNECT_S = 30
FINISH_S = 15
NO_LIMIT_S = 24 * 3600.0
# what runs in the kernel in place of a test cell
_SERVE = '__import__("helpers.grading.kernel.agent", fromlist=["serve"]).serve({path!r}, globals())'


class Loop:
    """An event loop in a thread of its own; a context manager."""

    def __enter__(self) -> Loop:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def start(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Let ``work`` begin."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What ``work`` gives; its error is raised here."""
        return self.start(work).result()


@contextlib.contextmanager
def running(
    loop: Loop,
    execute: Any,
    notebook: Any,
    folder: Path,
    shared: frozenset[str],
    lends: frozenset[str],
    why: Callable[[], str],
) -> Iterator[Running]:
    """A kernel for ``notebook``, in the working directory ``folder``.

    Args:
        execute: nbgrader's ``Execute``, as configured.
        shared: names that code in the kernel uses.
        lends: what the judge lets objects of the student's do, see ``names.lent``.
        why: says why a kernel ended, or nothing.

    Raises:
        NotebookStopped: the kernel did not start.
    """
    one = Running(loop, execute, notebook, shared, lends, why)
    try:
        loop.run(one.open(folder))
    except Exception as error:
        raise NotebookStopped(f"the kernel did not start: {error}") from error
    try:
        one.listen()
        yield one
    finally:
        one.close()


class Running:
    """See ``running``."""

    def __init__(
        self,
        loop: Loop,
        execute: Any,
        notebook: Any,
        shared: frozenset[str],
        lends: frozenset[str],
        why: Callable[[], str],
    ) -> None:
        self.loop, self.execute, self.notebook = loop, execute, notebook
        self._shared, self._lends, self._why = shared, lends, why
        self._judge: Judge | None = None
        self._listening: socket.socket | None = None
        self._waiting: list[Callable[[Judge], None]] = []

    async def open(self, folder: Path) -> None:
        client = self.execute
        client.nb = self.notebook
        client.resources = {"metadata": {"path": str(folder)}}
        client.reset_execution_trackers()
        client.km = client.create_kernel_manager()
        await client.async_start_new_kernel()
        await client.async_start_new_kernel_client()
        self._limit_func = client.timeout_func

    def listen(self) -> None:
        """Wait for the judge's questions to be answered; before any code of theirs runs."""
        forked = getattr(self.execute.km.provisioner, "forked", None)
        if forked is None:
            import tempfile

            self._folder = tempfile.TemporaryDirectory(prefix="judge-")
            place = Path(self._folder.name) / SOCKET
            self._path = str(place)
        else:
            place = forked.folder / SOCKET
            self._path = str(place) if forked.zygote.trusted else f"{sandbox.RUN}/{SOCKET}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place))
        place.chmod(0o666)
        self._listening.listen(1)

    def close(self) -> None:
        """End the kernel."""
        if self._judge is not None:
            self._judge.channel.close()
        if self._listening is not None:
            self._listening.close()
        with contextlib.suppress(Exception):
            self.loop.run(self.execute._async_cleanup_kernel())
        if hasattr(self, "_folder"):
            self._folder.cleanup()

    def limit_s(self, cell: Any) -> float:
        """How long ``cell`` may take."""
        return float(self.execute._get_timeout(cell) or NO_LIMIT_S)

    def cell(self, index: int) -> None:
        """Run the cell at ``index`` in the kernel.

        Raises:
            NotebookStopped: the kernel could not go on.
        """
        cell = self.notebook.cells[index]
        start = time.monotonic()
        future = self.loop.start(self.execute.async_execute_cell(cell, index))
        self._finished(future, index, start)
        if self._judge is not None:
            self._judge.forget(cell.source)

    def own(self, statements: list[Any], index: int) -> None:
        """Run statements of the instructor's for the judge."""
        name = label(self.notebook.cells[index], index)
        self._tell(lambda judge: judge.own(statements, name))

    def _tell(self, what: Callable[[Judge], None]) -> None:
        """Do ``what`` with the judge, as soon as there is one."""
        if self._judge is None:
            self._waiting.append(what)
        else:
            what(self._judge)

    def leave_out(self, index: int) -> Judged:
        """Do not run the test cell at ``index``: an earlier run of it could not be stopped."""
        cell = self.notebook.cells[index]
        name = label(cell, index)
        self._tell(lambda judge: judge.leave_out(cell.source, name))
        judged = Judged(TestTimeout(), None, "", None, 0.0)
        cell.outputs = _outputs([], judged)
        return judged

    def test(self, index: int) -> Judged:
        """Judge the test cell at ``index``; what the student's code prints meanwhile, and
        how it ended, are its outputs afterwards.

        Raises:
            NotebookStopped: the kernel could not go on.
        """
        cell = self.notebook.cells[index]
        limit_s = self.limit_s(cell)
        serving = _node(_SERVE.format(path=self._path))
        start = time.monotonic()
        # the judge keeps the time, and says so when it is up
        self.execute.timeout_func = lambda _: limit_s + 2 * FINISH_S
        future = self.loop.start(self.execute.async_execute_cell(serving, index))
        try:
            judge = self._judge or self._connected(future, index, start)
            cut = _when_done(future, judge.channel)
            name = label(cell, index)
            try:
                judged = judge.run(cell.source, name, limit_s)
            except WireError as error:
                judged = Judged(error, None, "", None, time.monotonic() - start)
            cut.cancel()
            judge.done()
            self._finished(future, index, start)
        except (ChannelClosed, StillBusy) as error:
            raise self._stopped(error, future, index, start) from None
        finally:
            self.execute.timeout_func = self._limit_func
            self.notebook.cells[index] = cell
        cell.outputs = _outputs(serving.outputs, judged)
        cell.execution_count = serving.execution_count
        return judged

    def _connected(self, future: Future[Any], index: int, start: float) -> Judge:
        assert self._listening is not None
        self._listening.settimeout(0.05)
        while True:
            try:
                sock, _ = self._listening.accept()
                break
            except TimeoutError:
                if future.done() or time.monotonic() - start > CONNECT_S:
                    raise ChannelClosed("the notebook's kernel does not answer") from None
        judge = Judge(Channel(sock, wire.MAX_BYTES), self._interrupt, self._shared, self._lends)
        for what in self._waiting:
            what(judge)
        self._judge = judge
        return judge

    def _interrupt(self) -> None:
        async def interrupt() -> None:
            from jupyter_core.utils import ensure_async

            await ensure_async(self.execute.km.interrupt_kernel())

        self.loop.run(interrupt())

    def _finished(self, future: Future[Any], index: int, start: float) -> None:
        try:
            future.result()
        except Exception as error:
            raise self._stopped(error, future, index, start) from None

    def _stopped(
        self, error: Exception, future: Future[Any], index: int, start: float
    ) -> NotebookStopped:
        """What to tell a person when the kernel ended, or does not listen any more."""
        from nbclient.exceptions import DeadKernelError

        where = label(self.notebook.cells[index], index)
        with contextlib.suppress(Exception):
            future.result(timeout=1.5)
        future.cancel()
        if why := self._why():
            return NotebookStopped(f"the kernel died in {where}: {why}", index)
        if isinstance(error, DeadKernelError) or not self._alive():
            return NotebookStopped(
                f"the kernel died in {where}: out of memory, or the code ended its process", index
            )
        if isinstance(error, StillBusy) or type(error).__name__ == "CellTimeoutError":
            seconds = time.monotonic() - start
            return NotebookStopped(
                f"the kernel could not be interrupted after {seconds:.0f} s in {where}", index
            )
        return NotebookStopped(f"the kernel stopped answering in {where}", index)

    def _alive(self) -> bool:
        async def alive() -> bool:
            return bool(await self.execute.km.is_alive())

        try:
            return bool(self.loop.run(alive()))
        except Exception:
            return False


class _Cut:
    """Closes a channel when the kernel's side of it is over before it should be."""

    def __init__(self, channel: Channel) -> None:
        self.channel: Channel | None = channel
        self.lock = threading.Lock()

    def __call__(self, _: object) -> None:
        with self.lock:
            if self.channel is not None:
                self.channel.cut()

    def cancel(self) -> None:
        with self.lock:
            self.channel = None


def _when_done(future: Future[Any], channel: Channel) -> _Cut:
    cut = _Cut(channel)
    future.add_done_callback(cut)
    return cut


def _node(source: str) -> Any:
    from nbformat import from_dict

    cell = {"cell_type": "code", "id": SOCKET, "metadata": {}, "source": source}
    return from_dict(cell | {"outputs": [], "execution_count": None})


def _outputs(printed: list[Any], judged: Judged) -> list[Any]:
    """What a test cell shows: what was printed there and here, and how it ended."""
    from nbformat import v4

    outputs = [one for one in printed if one.output_type in ("stream", "display_data")]
    if judged.output:
        outputs.append(v4.new_output("stream", name="stdout", text=judged.output))
    if judged.error is not None:
        outputs.append(failure(judged))
    elif judged.value is not None:
        outputs.append(v4.new_output("execute_result", data={"text/plain": f"{judged.value:g}"}))
    return outputs


def failure(judged: Judged) -> Any:
    """The error output of a test that did not pass."""
    from nbformat import v4

    error = judged.error
    name = "CellTimeoutError" if isinstance(error, TestTimeout) else type(error).__name__
    text = "the time for this test was up" if isinstance(error, TestTimeout) else str(error)
    text = text[:5000]
    where = [f"in line {judged.line} of this cell"] if judged.line else []
    return v4.new_output("error", ename=name, evalue=text, traceback=[*where, f"{name}: {text}"])
