"""The first process of a sandbox: builds it, watches it, ends it.

It is small, ours, and nobody inside can signal or trace it. When it ends, by itself
or because it was killed, Linux kills every other process in the sandbox; so a kernel
leaves nothing running. Ends when the kernel has ended, when a limit is passed, and
when the process that asked for the kernel is gone.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from pathlib import Path
from typing import Any

from helpers.grading.kernel import linux, messages, mounts, relay, sandbox

__all__ = ["keep"]

TICK_S = 0.1
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024 if hasattr(os, "sysconf") else 4


def keep(order: dict[str, Any], lifeline: socket.socket, inside: socket.socket) -> None:
    """Serve the sandbox that ``order`` describes. Tells ``inside`` when it is built, which
    then is the kernel's end; tells ``lifeline``, the owner's, when the kernel is ready
    (``{"ready": …}``) and why it ended (``{"ended": …}``). Returns at the end."""
    limits = sandbox.Limits(**order["limits"])
    endpoint = order["endpoint"]
    plan = mounts.Plan(
        root=Path(order["root"]),
        shown=tuple(order["shown"]),
        folder=Path(order["folder"]),
        cwd=Path(order["cwd"]) if order["cwd"] else None,
        user=order["user"],
        limits=limits,
        hosts=() if not endpoint or endpoint[0] in _LOOPBACK else (endpoint[0],),
        gate=order["gate"],
    )
    try:
        mounts.build(plan)
        watch = _Watch(limits, lifeline, inside)
        if endpoint:
            with sandbox.part("model endpoint"):
                watch.forward(endpoint[1])
    except sandbox.Unavailable as error:
        messages.send(inside, error.as_dict())
        return
    messages.send(inside, {"built": True})
    watch.run()


class _Watch:
    def __init__(
        self, limits: sandbox.Limits, lifeline: socket.socket, inside: socket.socket
    ) -> None:
        self.limits, self.lifeline, self.inside = limits, lifeline, inside
        self.selector = selectors.DefaultSelector()
        self.selector.register(lifeline, selectors.EVENT_READ, self._from_owner)
        self.selector.register(inside, selectors.EVENT_READ, self._from_kernel)
        self.kernel = 0
        self.base_kib = 0
        self.until = time.monotonic() + 3600.0
        self.ended = ""

    def forward(self, port: int) -> None:
        """Pass on what connects to ``port`` on loopback to the endpoint's gate outside."""
        listener = socket.create_server(("127.0.0.1", port), backlog=16)

        def connect() -> socket.socket:
            far = socket.socket(socket.AF_UNIX)
            far.setblocking(False)
            far.connect(sandbox.ENDPOINT)
            return far

        relay.Relay(self.selector, listener, connect)

    def run(self) -> None:
        while not self.ended:
            for key, events in self.selector.select(TICK_S):
                key.data(events)
            self._reap()
            if self.kernel and not self.ended:
                self._measure()
        # the owner may be gone, which may be why this ends
        with contextlib.suppress(OSError):
            messages.send(self.lifeline, {"ended": self.ended})

    def _from_owner(self, events: int) -> None:
        try:
            message, _ = messages.receive(self.lifeline)
        except EOFError:
            self.ended = "owner"
            return
        if self.kernel and "signal" in message:
            try:
                os.killpg(self.kernel, message["signal"])
            except ProcessLookupError:
                self.ended = "exit"

    def _from_kernel(self, events: int) -> None:
        try:
            message, _ = messages.receive(self.inside)
        except EOFError:
            # every copy of the kernel's end is closed: it runs, or it is dead
            self.selector.unregister(self.inside)
            if not self.kernel:
                self.ended = "start"
            return
        if "failed" in message:
            messages.send(self.lifeline, message)
            self.ended = "start"
            return
        self.kernel = message["pid"]
        self.selector.register(os.pidfd_open(self.kernel), selectors.EVENT_READ, self._gone)
        self.base_kib = self._resident(self.kernel)
        self.until = time.monotonic() + self.limits.notebook_s
        # its sockets exist; nothing more is to be written there, for that disk is the host's
        linux.protect(sandbox.RUN)
        linux.set_dumpable(False)
        messages.send(self.inside, {"go": True})
        messages.send(self.lifeline, {"ready": True})

    def _gone(self, events: int) -> None:
        self.ended = self.ended or "exit"

    @staticmethod
    def _reap() -> None:
        """Orphans become this process's children, and would stay as zombies."""
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass

    def _measure(self) -> None:
        if time.monotonic() > self.until:
            self.ended = "time"
            return
        pids = [int(one.name) for one in Path("/proc").glob("[1-9]*") if one.name != "1"]
        allowed = self.base_kib + 1024 * self.limits.memory_mib
        # what was imported is counted in full for each process; if that is too much, exactly
        if sum(map(self._resident, pids)) > allowed and sum(map(self._share, pids)) > allowed:
            self.ended = "memory"
        if len(pids) > self.limits.processes:
            self.ended = "processes"

    @staticmethod
    def _resident(pid: int) -> int:
        """Memory of ``pid`` in KiB, without files mapped from disk."""
        try:
            pages = Path(f"/proc/{pid}/statm").read_text().split()
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return 0  # it has just ended
        shared = [line for line in status.splitlines() if line.startswith("RssShmem:")]
        shmem = int(shared[0].split()[1]) if shared else 0
        return (int(pages[1]) - int(pages[2])) * _PAGE_KIB + shmem

    @staticmethod
    def _share(pid: int) -> int:
        """The same in KiB, with memory that several processes share split among them."""
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            return 0
        return sum(
            int(row.split()[1]) for row in rows if row.startswith(("Pss_Anon:", "Pss_Shmem:"))
        )


def quiet_signals() -> None:
    """Let no signal meant for a terminal's programs reach this process."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
