"""The measurement of warm kernels: that it measures what it says."""

from __future__ import annotations

import sys

import pytest

from helpers.grading.warmth import measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")


def test_memory_that_a_kernel_takes_is_its_own() -> None:
    """32 MiB written by each of two kernels are private to each, and nobody's share."""
    without = measure([], 2)
    filled = measure([], 2, source="held = bytearray(b'x') * 2**25")
    for one, other in zip(without.private_mib, filled.private_mib, strict=True):
        assert 31 <= other - one <= 48
    assert all(
        private < share for private, share in zip(filled.private_mib, filled.share_mib, strict=True)
    )
    assert filled.further_mib == max(filled.share_mib)


def test_all_kernels_are_timed() -> None:
    """Each once, and its processor time is no more than there was."""
    warmth = measure([], 2)
    assert len(warmth.ready_s) == len(warmth.cpu_s) == 2
    assert all(0 < ready < 60 for ready in warmth.ready_s)
    assert warmth.import_s > 0
