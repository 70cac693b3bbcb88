"""Coverage-guided fuzzing of the judge's codec; not a test, it runs as long as it is told.

    python -m tests.fuzz_wire CORPUS_FOLDER -max_total_time=600

Wants ``atheris``, which is not among the course's packages. Whatever bytes it comes up
with, reading them must give a value or a ``WireError``, within 5 s and 2 GiB.
"""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, deque
from pathlib import Path
from typing import Any

import atheris  # type: ignore[import-not-found]
import numpy as np
import torch

with atheris.instrument_imports(include=["helpers.grading.kernel"]):
    from helpers.grading.kernel import wire

SAMPLES: list[Any] = [
    [1, "a", {2: (3.0, b"x")}, {4}, None, True, 2**70, 1j, range(3), slice(1, 2)],
    [deque([1]), OrderedDict(a=1), Counter("aab"), frozenset([1]), bytearray(b"ab")],
    np.arange(6, dtype="int16").reshape(2, 3),
    np.array(["a", "bc"]),
    np.float32(1.5),
    torch.ones(2, 3, requires_grad=True),
    torch.tensor([True, False]),
    torch.Generator().manual_seed(1),
    np.random.default_rng(1),
    object(),
]


def seeds(folder: Path) -> None:
    """A message for each of ``SAMPLES``, for the fuzzer to start from."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, value in enumerate(SAMPLES):
        message = wire.write(value, lambda it: wire.Handle("kernel", 7, type(it).__qualname__))
        (folder / f"sample-{number}").write_bytes(message.data)


def read(data: bytes) -> None:
    """What each input is put to."""
    try:
        found = wire.read(data, lambda handle: handle)
    except wire.WireError:
        return
    again = wire.write(found.value, lambda it: it if isinstance(it, wire.Handle) else _no(it))
    wire.read(again.data, lambda handle: handle)


def _no(value: Any) -> Any:
    raise AssertionError(f"reading made a {type(value)}, which is no data")


if __name__ == "__main__":
    seeds(Path(sys.argv[1]))
    atheris.Setup([*sys.argv, "-timeout=5", "-rss_limit_mb=2048", "-max_len=4096"], read)
    atheris.Fuzz()
