"""A kernel's side in a process of its own, and a judge that talks to it."""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.grading.judge import Judge, Judged
from helpers.grading.kernel import wire
from helpers.grading.kernel.channel import Channel
from helpers.grading.names import lent

_KERNELS = """
import json, os, sys
import numpy, torch
for line in sys.stdin:
    path, student = json.loads(line)
    pid = os.fork()
    if pid == 0:
        os.close(0)
        namespace = {"__name__": "__main__"}
        exec(compile(student, "<student>", "exec"), namespace)
        from helpers.grading.kernel.agent import serve
        try:
            serve(path, namespace)
        except ConnectionError:
            pass
        os._exit(0)
    print(pid, flush=True)
"""


@functools.cache
def _kernels() -> subprocess.Popen[str]:
    """A process that forks one with the student's code, so that libraries load once."""
    process = subprocess.Popen(
        [sys.executable, "-c", _KERNELS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def end() -> None:
        process.kill()
        process.communicate()

    atexit.register(end)
    return process


class Conversation:
    """``run`` judges a test cell against the student's code that the kernel holds."""

    def __init__(self, judge: Judge, pid: int) -> None:
        self.judge, self.pid = judge, pid

    def run(self, test: str, limit_s: float = 30) -> Judged:
        return self.judge.run(textwrap.dedent(test), "<test>", limit_s)


@contextmanager
def conversation(student: str, *, shared: str = "", reference: str = "") -> Iterator[Conversation]:
    """``student`` in a process, and a judge; ``shared`` are names that both know, and
    ``reference`` is the instructor's own code."""
    with tempfile.TemporaryDirectory(prefix="judge-") as folder:
        path = str(Path(folder) / "socket")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen()
            kernels = _kernels()
            assert kernels.stdin is not None
            assert kernels.stdout is not None
            kernels.stdin.write(json.dumps([path, textwrap.dedent(student)]) + "\n")
            kernels.stdin.flush()
            pid = int(kernels.stdout.readline())
            listening.settimeout(60)
            sock, _ = listening.accept()
        judge = Judge(
            Channel(sock, wire.MAX_BYTES),
            interrupt=lambda: os.kill(pid, signal.SIGINT),
            shared=frozenset(shared.split()),
            lends=lent([textwrap.dedent(reference)]),
        )
        try:
            yield Conversation(judge, pid)
        finally:
            os.kill(pid, signal.SIGKILL)
            judge.channel.close()
