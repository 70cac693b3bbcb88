"""Starts the first processes of sandboxes, and opens the way to the model endpoint.

A small process beside the zygote, forked before anything was imported: a sandbox then
costs the fork of a few megabytes, and the zygote forks once for each kernel. It stands
outside of every sandbox and never meets a student's code.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
from pathlib import Path
from typing import Any

from helpers.grading.kernel import keeper, linux, messages, relay, sandbox

__all__ = ["Nursery"]

_AT_ONCE = 64


class Nursery:
    """Answers ``zygote`` until it is gone: a request with an order and the owner's end of
    the lifeline; the answer has the keeper's pidfd and the kernel's end of its socket."""

    def __init__(self, zygote: socket.socket, setting: dict[str, Any]) -> None:
        self.zygote, self.setting = zygote, setting
        self.selector = selectors.DefaultSelector()
        self.count = 0
        # as the host numbers it, which is where users are counted
        self.number = int(Path("/proc/self").readlink().name)
        self.running = True

    def serve(self) -> None:
        """Return when the zygote is gone."""
        linux.die_with_parent(signal.SIGKILL)
        keeper.quiet_signals()
        # the system takes in the dead by itself; what a keeper has to say it says itself
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        self.home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self.selector.register(self.zygote, selectors.EVENT_READ, self._order)
        if self.setting["endpoint"]:
            self._open_gate()
        while self.running:
            for key, events in self.selector.select():
                key.data(events)

    def _open_gate(self) -> None:
        host, port = self.setting["endpoint"]
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.setting["gate"])
        # the kernel may run as another user; the folder around it is closed to all others
        Path(self.setting["gate"]).chmod(0o666)
        listener.listen(64)

        def connect() -> socket.socket:
            family, kind, number, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )[0]
            far = socket.socket(family, kind, number)
            far.setblocking(False)
            far.connect_ex(address)
            return far

        relay.Relay(self.selector, listener, connect)

    def _order(self, events: int) -> None:
        try:
            order, files = messages.receive(self.zygote)
        except EOFError:
            self.running = False
            return
        lifeline = socket.socket(fileno=files[0])
        ours, theirs = messages.pair()
        with ours, theirs, lifeline:
            self.count += 1
            order["user"] = sandbox.own_user(self.number * _AT_ONCE + self.count % _AT_ONCE)
            try:
                pid = self._fork(order, lifeline, ours, theirs)
                answer, _ = messages.receive(theirs)
            except EOFError:
                answer = {"failed": "the sandbox's first process died while building it"}
            except OSError as error:
                answer = sandbox.Unavailable("pid namespace", str(error)).as_dict()
            if "built" not in answer:
                messages.send(self.zygote, answer)
                return
            pidfd = os.pidfd_open(pid)
            messages.send(self.zygote, {"user": order["user"]}, [pidfd, theirs.fileno()])
            os.close(pidfd)

    def _fork(
        self, order: dict[str, Any], lifeline: socket.socket, ours: socket.socket, theirs: Any
    ) -> int:
        linux.unshare(linux.NEWPID)
        try:
            pid = os.fork()
        finally:
            if os.getpid() != 1:
                linux.setns(self.home, linux.NEWPID)
        if pid:
            return pid
        try:
            linux.die_with_parent(signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # whoever holds these would never hear that the other end is gone
            for one in (self.selector, self.zygote, theirs):
                one.close()
            keeper.keep({**self.setting, **order}, lifeline, ours)
        finally:
            os._exit(0)
