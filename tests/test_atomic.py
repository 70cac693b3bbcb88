"""helpers.atomic: a file is whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import atomic


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    """Missing folders are made."""
    atomic.write(tmp_path / "a" / "b.txt", b"whole")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"whole"


def test_nothing_else_is_left(tmp_path: Path) -> None:
    """The file that was written first has become the other."""
    atomic.write(tmp_path / "b.txt", b"old")
    atomic.write(tmp_path / "b.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]
    assert (tmp_path / "b.txt").read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The error is the disk's, the old content stays, and no half file does."""
    atomic.write(tmp_path / "b.txt", b"old")
    code = (
        "import resource, sys; from pathlib import Path; from helpers import atomic;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "atomic.write(Path(sys.argv[1]), b'x' * 1000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "b.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OSError" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]
    assert (tmp_path / "b.txt").read_bytes() == b"old"


def test_a_write_that_is_broken_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the person presses Ctrl-C."""

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    atomic.write(tmp_path / "b.txt", b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.write(tmp_path / "b.txt", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
