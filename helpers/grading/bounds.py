"""What a test cell may take of this process: time and memory."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["GRACE_S", "TestTimeout", "alarm", "memory_bounded"]

GRACE_S = 10.0  # for a kernel to answer its interrupt
MEMORY_BYTES = 4 * 2**30


class TestTimeout(BaseException):
    """Ends a test cell whose time is up; no ``except Exception`` stops it."""

    __test__ = False


@contextlib.contextmanager
def memory_bounded() -> Iterator[None]:
    """Let a test cell take ``MEMORY_BYTES`` here, on Linux: what a student's function gives
    may be small and fill any memory when it is unfolded, as ``range(10**12)`` is."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    taken = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [one for one in (soft, hard) if one != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([taken + MEMORY_BYTES, *bounds]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextlib.contextmanager
def alarm(limit_s: float) -> Iterator[None]:
    """Raise ``TestTimeout`` when the cell computes here for longer than it may.

    Waiting for the kernel has its own deadline, which comes first.
    """

    def ring(number: int, frame: Any) -> None:
        raise TestTimeout

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit_s + 2 * GRACE_S + 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
