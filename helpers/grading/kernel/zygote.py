"""Warm kernels: a process that has imported what an assignment imports, and forks.

The owner's side. ``Zygote`` starts ``server`` with nothing secret in its environment and
asks it for kernels; each comes as a ``Forked``, in a sandbox of its own unless trusted.
When the owner dies, however it dies, all of them die.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from helpers.grading.kernel import ipython, messages, mounts, sandbox
from helpers.grading.kernel.sandbox import Limits, Sandbox

__all__ = ["Forked", "Limits", "Sandbox", "Zygote", "ZygoteError"]

START_S = 600
YOUNG_S = 60
READY_S = 60
_PREFIX = "course-kernels-"
_LONGEST = 60  # a socket's path has 107 bytes

# what every kernel has, sandboxed or not
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class ZygoteError(Exception):
    """The zygote could not give a kernel: our failure, not a student's. Worth a retry."""


class Forked:
    """A kernel's process, as its owner holds it. Not to be used after ``close``."""

    def __init__(
        self, zygote: Zygote, number: int, files: list[int], lifeline: socket.socket, folder: Path
    ) -> None:
        self.zygote, self.number, self.lifeline = zygote, number, lifeline
        self.pidfd, *first = files
        self.first = first[0] if first else None
        self.folder = folder
        self.ending = ""

    @property
    def last(self) -> int:
        """The pidfd that becomes readable when nothing of the kernel is left."""
        return self.pidfd if self.first is None else self.first

    def host_pid(self) -> int:
        """The kernel's process id as this process sees it. It may be another's after the end."""
        lines = Path(f"/proc/self/fdinfo/{self.pidfd}").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))

    def alive(self) -> bool:
        """Whether anything of it still runs."""
        return not select.select([self.last], [], [], 0)[0]

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until nothing of it runs; False when the time was up before."""
        return bool(select.select([self.last], [], [], timeout_s)[0])

    def signal(self, signum: int) -> None:
        """Send a signal to the kernel and the processes of its group."""
        with contextlib.suppress(OSError):
            if self.first is not None:
                messages.send(self.lifeline, {"signal": signum})
            else:
                signal.pidfd_send_signal(self.pidfd, signum)

    def kill(self) -> None:
        """End it and, in a sandbox, everything that it started. Nothing can prevent it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.last, signal.SIGKILL)

    def why(self) -> str:
        """Why it ended: ``time``, ``memory``, ``processes`` (a limit was passed), ``exit``
        (it ended itself), ``owner``, or nothing when it was killed or still runs."""
        with contextlib.suppress(EOFError, OSError, ValueError):
            while select.select([self.lifeline], [], [], 0)[0]:
                message, _ = messages.receive(self.lifeline)
                self.ending = message.get("ended", self.ending)
        return self.ending

    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None when nobody knows."""
        return self.zygote.status(self.number)

    def ready(self, timeout_s: float) -> None:
        """Wait until it can be spoken to.

        Raises:
            ZygoteError: it cannot; the message says why.
            Unavailable: this host does not give a part of the sandbox.
        """
        if not select.select([self.lifeline], [], [], timeout_s)[0]:
            raise ZygoteError(f"the kernel was not ready after {timeout_s:g} s")
        try:
            message, _ = messages.receive(self.lifeline)
        except EOFError:
            raise ZygoteError("the kernel's process died while it started") from None
        if "ready" not in message:
            _refuse(message)
        if "pid" in message:
            messages.send(self.lifeline, {"go": True})

    def close(self) -> None:
        """Kill what is left and let go of everything; once is enough."""
        if self not in self.zygote.forks:
            return
        self.zygote.forks.remove(self)
        self.kill()
        self.wait(READY_S)
        self.lifeline.close()
        for file in {self.pidfd, self.last}:
            os.close(file)
        shutil.rmtree(self.folder, ignore_errors=True)


class Zygote:
    """``with Zygote(imports, limits, sandbox) as zygote``: kernels by ``zygote.fork``.

    ``imports`` are names of modules, or of attributes that load one; from the instructor's
    notebook, never from a student's. ``environment`` is granted to the kernels; nothing else
    of this process's is. ``trusted``: without a sandbox, with the rights of who runs it.
    ``bare``: without what IPython's kernel imports; for other entries.
    """

    def __init__(
        self,
        imports: Sequence[str] = (),
        limits: Limits | None = None,
        box: Sandbox | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        trusted: bool = False,
        bare: bool = False,
    ) -> None:
        self.imports = list(dict.fromkeys([*(() if bare else ipython.IMPORTS), *imports]))
        self.limits, self.box = limits or Limits(), box or Sandbox()
        self.environment, self.trusted = dict(environment or {}), trusted
        self.told: dict[str, Any] = {}
        self.forks: set[Forked] = set()
        self._lock = threading.Lock()
        self._count = 0

    def __enter__(self) -> Zygote:
        if not sys.platform.startswith("linux"):
            raise ZygoteError(f"kernels are forked on Linux only, not on {sys.platform}")
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_short_folder()))
        self._held = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._held, fcntl.LOCK_EX)
        (self.folder / "root").mkdir()
        try:
            self._start(self.imports)
            if not self.trusted:
                # what this host does not give is known before the first submission
                self.fork("helpers.grading.kernel.script:enter", {"source": ""}).close()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self, imports: list[str]) -> None:
        log = self.folder / "log"
        ours, theirs = messages.pair()
        with theirs, log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "helpers.grading.kernel.server", str(theirs.fileno())],
                env=self._scrubbed(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.owner = ours
        ours.settimeout(START_S)
        try:
            messages.send(ours, self._setting(imports))
            answer, _ = messages.receive(ours)
        except (EOFError, OSError) as error:
            raise ZygoteError(f"the zygote did not start: {self._last_words(log, error)}") from None
        if "failed" in answer:
            _refuse(answer)
        self.told = answer["hello"]
        if started := self.told["threads"]:
            # it would be a broken copy: this one is imported by each kernel for itself
            self._stop()
            self._start([name for name in imports if name != started])
            self.told["failed"][started] = "starts threads; each kernel imports it anew"

    def _scrubbed(self) -> dict[str, str]:
        bin_folder = Path(sys.executable).parent
        plain = {
            "PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin",
            "OMP_NUM_THREADS": "1",
            **_ENVIRONMENT,
        }
        # a person's own packages are found through HOME
        kept = {name: os.environ[name] for name in ("HOME",) if name in os.environ}
        return plain | kept | self.environment

    def _setting(self, imports: list[str]) -> dict[str, Any]:
        return {
            "imports": imports,
            "sandboxed": not self.trusted,
            "root": str(self.folder / "root"),
            "gate": str(self.folder / "gate") if self.box.endpoint else "",
            "endpoint": self.box.endpoint,
            "shown": mounts.readable(self.box),
        }

    @staticmethod
    def _last_words(log: Path, error: BaseException) -> str:
        with contextlib.suppress(OSError):
            lines = log.read_text(errors="replace").strip().splitlines()
            if lines:
                return lines[-1]
        return str(error) or "it ended"

    def fork(
        self,
        entry: str,
        args: Mapping[str, Any],
        *,
        cwd: Path | None = None,
        files: Sequence[int] = (),
        limits: Limits | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Forked:
        """A process that calls ``entry``, ``"module:function"``, with ``args``, ``files`` and
        a function to be called when it can be spoken to. Sockets that it makes in
        ``sandbox.RUN`` can be reached in the result's ``folder`` (both the same if trusted).

        Raises:
            ZygoteError: it could not be started.
            Unavailable: this host does not give a part of the sandbox.
        """
        with self._lock:
            self._count += 1
            folder = self.folder / str(self._count)
            folder.mkdir(mode=0o700)
            ours, theirs = messages.pair()
            order = {
                "entry": entry,
                "args": dict(args),
                "folder": str(folder),
                "cwd": str(cwd.absolute()) if cwd else None,
                "limits": asdict(limits or self.limits),
                "env": self._kernel_environment() | dict(environment or {}),
            }
            try:
                with theirs:
                    messages.send(self.owner, order, [theirs.fileno(), *files])
                answer, handed = messages.receive(self.owner)
            except (EOFError, OSError) as error:
                ours.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise ZygoteError(f"the zygote is gone: {error or 'it ended'}") from None
        if "failed" in answer:
            ours.close()
            shutil.rmtree(folder, ignore_errors=True)
            _refuse(answer)
        forked = Forked(self, answer["forked"], handed, ours, folder)
        self.forks.add(forked)
        try:
            forked.ready(READY_S)
        except Exception:
            forked.close()
            raise
        return forked

    def _kernel_environment(self) -> dict[str, str]:
        if self.trusted:
            return dict(os.environ) | self.environment
        return {"HOME": sandbox.HOME, "USER": "student", "LOGNAME": "student", "SHELL": "/bin/sh"}

    def status(self, number: int) -> int | None:
        """The exit status of the kernel with this number, None while it runs or if unknown."""
        with self._lock:
            try:
                messages.send(self.owner, {"status": number})
                answer, _ = messages.receive(self.owner)
            except (EOFError, OSError):
                return None
        status: int | None = answer["status"]
        return status

    def alive(self) -> bool:
        """Whether it can still fork."""
        return self.process.poll() is None

    def _stop(self) -> None:
        self.owner.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the zygote, with every kernel that it forked, and remove its folder."""
        for forked in list(self.forks):
            forked.close()
        if hasattr(self, "process"):
            self._stop()
        with contextlib.suppress(OSError):
            os.close(self._held)
        shutil.rmtree(self.folder, ignore_errors=True)


def _refuse(answer: dict[str, Any]) -> NoReturn:
    if "part" in answer:
        raise sandbox.Unavailable(answer["part"], answer["reason"])
    raise ZygoteError(answer.get("failed") or "the kernel ended while it started")


def _short_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) <= _LONGEST else "/tmp"


def sweep() -> int:
    """Remove the folders of zygotes whose owners died; returns how many there were."""
    swept = 0
    for folder in Path(_short_folder()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime < YOUNG_S and not (folder / "root").exists():
                continue  # its owner may be about to hold it
            held = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                if os.fstat(held).st_uid == os.geteuid():
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder)
                    swept += 1
            finally:
                os.close(held)
    return swept
