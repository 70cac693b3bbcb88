"""A piece of Python in a forked process, and what it printed: an entry of ``server``.

For looking at a sandbox from inside; kernels are ``ipython``'s.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.grading.kernel.zygote import Limits, Zygote

__all__ = ["Ran", "enter", "run"]

ENTRY = "helpers.grading.kernel.script:enter"


@dataclass(frozen=True)
class Ran:
    """``output``: what it wrote to stdout and stderr, cut at the limit. ``ending`` is
    ``Forked.why``'s, or ``timeout``, or ``output``; ``status``: its exit status, if known.
    ``seconds`` until nothing of it was left."""

    output: str
    ending: str
    status: int | None
    seconds: float


def enter(args: dict[str, Any], given: list[int], ready: Callable[[], None]) -> None:
    """Run ``args["source"]`` with the ``given`` file, if there is one, as its output."""
    for file in given:
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)
    ready()
    status = 0
    try:
        exec(compile(args["source"], "<script>", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        print(f"{type(error).__name__}: {error}")
        status = 1
    sys.stdout.flush()
    os._exit(status)


def run(
    zygote: Zygote,
    source: str,
    *,
    cwd: Path | None = None,
    limits: Limits | None = None,
    timeout_s: float = 30,
) -> Ran:
    """Run ``source`` in a process forked from ``zygote``, to its end or ``timeout_s``.

    Raises:
        ZygoteError: as ``Zygote.fork`` does.
    """
    start = time.monotonic()
    bound = (limits or zygote.limits).output_mib * 2**20
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as output:
        try:
            forked = zygote.fork(ENTRY, {"source": source}, cwd=cwd, files=[write], limits=limits)
        finally:
            os.close(write)
        text, ending = b"", "timeout"
        try:
            while (left := start + timeout_s - time.monotonic()) > 0:
                # a process that lives on may hold the pipe open, or have closed it
                if not select.select([output], [], [], min(left, 0.05))[0]:
                    if not forked.alive():
                        ending = ""
                        break
                    continue
                piece = output.read(1 << 16)
                text += piece
                if len(text) > bound:
                    ending = "output"
                    break
                if not piece:
                    ending = "" if forked.wait(left) else "timeout"
                    break
            if not ending:
                ending = forked.why()
            status = forked.returncode() if ending not in ("timeout", "output") else None
        finally:
            forked.close()
    shown = text[:bound].decode(errors="replace")
    return Ran(shown, ending, status, time.monotonic() - start)
