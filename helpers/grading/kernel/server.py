"""The zygote's own process: imports once, then forks kernels.

``python -P -m helpers.grading.kernel.server FD``, where ``FD`` is a socket to the owner
(``zygote``). Started with an environment and a working directory that hold nothing
secret, for every kernel inherits its memory. It has one thread, no event loop, no ZeroMQ
context and no open database, and refuses to fork if that ever changes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import selectors
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from helpers.grading.kernel import keeper, linux, messages, nursery, sandbox

__all__ = ["main"]

# a fresh process has this seed (c10::default_rng_seed_val), and unseeded work must agree
TORCH_SEED = 67280421310721
_NAMESPACES = linux.NEWNS | linux.NEWNET | linux.NEWIPC | linux.NEWUTS


def main() -> None:
    """Serve the owner until it is gone."""
    linux.die_with_parent(signal.SIGKILL)
    keeper.quiet_signals()
    owner = socket.socket(fileno=int(sys.argv[1]))
    setting, _ = messages.receive(owner)
    try:
        if setting["sandboxed"]:
            _stand_apart(owner)
        server = _Server(owner, setting)
    except sandbox.Unavailable as error:
        messages.send(owner, error.as_dict())
        return
    messages.send(owner, {"hello": server.load(setting["imports"])})
    server.serve()


def _stand_apart(owner: socket.socket) -> None:
    """Go on as the first process of a pid namespace, within a user namespace if need be.

    With this process end all that it started, however it ends. And only from a pid
    namespace of one's own can one enter those of the sandboxes and come back.
    """
    if not sandbox.privileged():
        sandbox.enter_user_namespace()
    with sandbox.part("pid namespace"):
        linux.unshare(linux.NEWPID)
    pid = os.fork()
    if pid:
        owner.close()
        os.waitpid(pid, 0)
        os._exit(0)
    linux.die_with_parent(signal.SIGKILL)


def threads() -> int:
    """How many threads this process has, whoever started them."""
    return len(list(Path("/proc/self/task").iterdir()))


class _Server:
    def __init__(self, owner: socket.socket, setting: dict[str, Any]) -> None:
        self.owner, self.setting = owner, setting
        self.nursery: socket.socket | None = None
        self.kernels: dict[int, int] = {}
        self.ended: dict[int, int] = {}
        self.count = 0
        self.home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        if setting["sandboxed"]:
            self.nursery = self._start_nursery()
        self.selector = selectors.DefaultSelector()
        self.wake, write = socket.socketpair()
        self.wake.setblocking(False)
        write.setblocking(False)
        self.write = write
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)

    def _start_nursery(self) -> socket.socket:
        ours, theirs = messages.pair()
        if os.fork() == 0:
            try:
                ours.close()
                self.owner.close()
                nursery.Nursery(theirs, self.setting).serve()
            finally:
                os._exit(0)
        theirs.close()
        return ours

    def load(self, names: list[str]) -> dict[str, Any]:
        """Import ``names``; says which were, which could not be and why, and the first that
        started a thread, after which nothing may be forked."""
        start = time.monotonic()
        told: dict[str, Any] = {"imported": [], "failed": {}, "threads": ""}
        for name in names:
            try:
                _import(name)
            except BaseException as error:
                told["failed"][name] = f"{type(error).__name__}: {error}"[:200]
            else:
                told["imported"].append(name)
            if threads() > 1:
                told["threads"] = name
                break
        gc.collect()
        gc.freeze()
        return told | {
            "seconds": time.monotonic() - start,
            "pid": int(Path("/proc/self").readlink().name),
        }

    def serve(self) -> None:
        self.selector.register(self.owner, selectors.EVENT_READ)
        self.selector.register(self.wake, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.wake:
                    self.wake.recv(4096)
                    self._reap()
                    continue
                try:
                    message, files = messages.receive(self.owner)
                except EOFError:
                    return
                self._answer(message, files)

    def _reap(self) -> None:
        """Take note of kernels that have ended: until then their sandboxes cannot end."""
        for number, pid in list(self.kernels.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self.ended[number] = os.waitstatus_to_exitcode(status)
                del self.kernels[number]

    def _answer(self, message: dict[str, Any], files: list[int]) -> None:
        if "status" in message:
            self._reap()
            messages.send(self.owner, {"status": self.ended.get(message["status"])})
            return
        try:
            answer, handed = self._fork(message, files)
        except (OSError, RuntimeError) as error:
            answer, handed = {"failed": str(error)}, []
        messages.send(self.owner, answer, handed)
        for file in (*files, *handed):
            os.close(file)

    def _fork(self, order: dict[str, Any], files: list[int]) -> tuple[dict[str, Any], list[int]]:
        """A kernel for ``order``; ``files``: the lifeline, then what the entry is given."""
        lifeline, *given = files
        if self.nursery is None:
            pid = self._child(order, lifeline, given)
            return self._forked(pid), [os.pidfd_open(pid)]
        messages.send(self.nursery, order, [lifeline])
        answer, handed = messages.receive(self.nursery)
        if "failed" in answer:
            return answer, []
        first, inside = handed
        try:
            linux.setns(first, linux.NEWPID)
            try:
                pid = self._child(order | answer, inside, given, first, lifeline)
            finally:
                linux.setns(self.home, linux.NEWPID)
        except BaseException:
            os.close(first)
            raise
        finally:
            os.close(inside)
        return self._forked(pid), [os.pidfd_open(pid), first]

    def _forked(self, pid: int) -> dict[str, Any]:
        self.count += 1
        self.kernels[self.count] = pid
        return {"forked": self.count}

    def _child(self, order: dict[str, Any], speak: int, given: list[int], *others: int) -> int:
        """Fork, and become the kernel in the child. ``speak`` is where it says that it is
        ready; ``others``: the pidfd of its sandbox's first process, and the owner's lifeline,
        which is not for it."""
        count = threads()
        if count != 1:
            raise RuntimeError(f"the zygote has {count} threads and cannot fork")
        pid = os.fork()
        if pid:
            return pid
        line = socket.socket(fileno=os.dup(speak))
        try:
            self._let_go()
            first = others[0] if others else None
            self._enter(order, first)
            for file in (speak, *others):
                os.close(file)
            name, _, function = order["entry"].partition(":")
            enter = getattr(importlib.import_module(name), function)
            folder = order["folder"] if first is None else sandbox.RUN
            enter({**order["args"], "folder": folder}, given, lambda: _ready(line))
            os._exit(0)
        except sandbox.Unavailable as error:
            messages.send(line, error.as_dict())
        except Exception as error:
            # once it was ready the line is closed, and there is nobody to tell
            with contextlib.suppress(OSError):
                messages.send(line, {"failed": f"{type(error).__name__}: {error}"})
        finally:
            os._exit(1)

    def _let_go(self) -> None:
        """Undo in the child what is the zygote's own."""
        linux.die_with_parent(signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for signum in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.selector.close()
        for one in (self.owner, self.nursery, self.wake, self.write):
            if one is not None:
                one.close()
        os.close(self.home)
        os.setsid()

    def _enter(self, order: dict[str, Any], first: int | None) -> None:
        cwd = order["cwd"] or "/"
        if first is not None:
            linux.setns(first, _NAMESPACES)
            sandbox.become_nobody(order["user"])
            sandbox.check_readable(self.setting["shown"])
            cwd = sandbox.WORK
        os.chdir(cwd)
        _renew(order)
        if first is not None:
            sandbox.limit(sandbox.Limits(**order["limits"]))


def _ready(line: socket.socket) -> None:
    """Say that this kernel can be spoken to, and wait until its sandbox is closed."""
    with line:
        messages.send(line, {"pid": os.getpid(), "ready": True})
        messages.receive(line)


def _renew(order: dict[str, Any]) -> None:
    """Give the child what a fresh process would have: its own environment, random numbers,
    threads for computing, and no terminal."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    os.environ.update(order["env"])
    count = order["limits"]["threads"] or len(os.sched_getaffinity(0))
    os.environ.setdefault("OMP_NUM_THREADS", str(count))
    random.seed()
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(count)
        torch.default_generator.manual_seed(TORCH_SEED)
    gc.enable()


def _import(name: str) -> None:
    """Import module ``name``, or the module before its last dot and that attribute, for
    many packages load a class when it is first asked for."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        parent, _, attribute = name.rpartition(".")
        if not parent:
            raise
        getattr(importlib.import_module(parent), attribute)


if __name__ == "__main__":
    main()
