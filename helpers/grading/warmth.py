"""How fast a warm kernel is ready, and how much memory a further one costs.

For `course bench`: measures, and prints nothing.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.grading.kernel.zygote import Forked, Limits, Sandbox, Zygote

__all__ = ["Warmth", "measure"]

ENTRY = "helpers.grading.kernel.ipython:enter"
_CONNECTION: dict[str, Any] = {
    "transport": "ipc",
    "key": "bench",
    "signature_scheme": "hmac-sha256",
    **{
        f"{name}_port": at
        for at, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), 1)
    },
}


@dataclass(frozen=True)
class Warmth:
    """``ready_s``: for each kernel, seconds from asking for it to its first answer, and
    ``cpu_s``: its own processor time until then. ``private_mib``: its pages that nobody
    shares; ``share_mib``: with its part of those that are shared (PSS), both while all of
    them run. ``import_s`` was spent once, by the zygote."""

    import_s: float
    ready_s: tuple[float, ...]
    cpu_s: tuple[float, ...]
    private_mib: tuple[float, ...]
    share_mib: tuple[float, ...]

    @property
    def median_ready_s(self) -> float:
        return statistics.median(self.ready_s)

    @property
    def further_mib(self) -> float:
        """The most that one of them costs."""
        return max(self.share_mib)


def measure(
    imports: Sequence[str],
    kernels: int = 3,
    *,
    source: str = "",
    limits: Limits | None = None,
    box: Sandbox | None = None,
) -> Warmth:
    """Start ``kernels`` from one zygote, all running at the same time; each executes
    ``source`` before its memory is measured.

    Raises:
        ZygoteError: one did not start.
        Unavailable: this host does not give a part of the sandbox.
    """
    ready: list[float] = []
    cpu: list[float] = []
    running: list[tuple[Forked, Any]] = []
    with Zygote(imports, limits, box) as zygote:
        try:
            for _ in range(kernels):
                start = time.perf_counter()
                forked = zygote.fork(
                    ENTRY, {"connection": _CONNECTION, "argv": [], "output_mib": 0}
                )
                client = _connect(forked)
                ready.append(time.perf_counter() - start)
                cpu.append(_cpu_s(forked.host_pid()))
                running.append((forked, client))
                if source:
                    client.execute_interactive(source, timeout=600, output_hook=lambda _: None)
            memory = [_memory(forked.host_pid()) for forked, _ in running]
        finally:
            for forked, client in running:
                client.stop_channels()
                forked.close()
    private, share = zip(*memory, strict=True)
    return Warmth(zygote.told["seconds"], tuple(ready), tuple(cpu), private, share)


def _connect(forked: Forked) -> Any:
    from jupyter_client.blocking.client import BlockingKernelClient

    client = BlockingKernelClient()
    info = {**_CONNECTION, "ip": str(forked.folder / "k")}
    client.load_connection_info(info)  # type: ignore[arg-type]
    client.start_channels(hb=False)
    client.kernel_info()
    client.get_shell_msg(timeout=60)
    return client


def _memory(pid: int) -> tuple[float, float]:
    """Private and proportional MiB of a process."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    fields = {name: int(kib) for name, kib in re.findall(r"^(\w+): +(\d+) kB", rollup, re.M)}
    private = fields["Private_Clean"] + fields["Private_Dirty"]
    return private / 1024, fields["Pss"] / 1024


def _cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
