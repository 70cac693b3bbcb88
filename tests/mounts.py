"""A folder on a disk that is full or read-only, for one command and what it starts.

A small tmpfs in a mount namespace of its own, so that it needs no rights and also
stops root, whom file modes do not.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

__all__ = ["FROZEN", "FULL", "READ_ONLY", "line", "run"]

FULL = 'mount -t tmpfs -o size=64k tmpfs "$0"'
READ_ONLY = 'mount -t tmpfs -o size=64k tmpfs "$0" && mount -o remount,ro "$0"'
# the bytes that are there may be read, and nothing may be written
FROZEN = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"'


def run(
    how: str, folder: Path, command: Sequence[str], *, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``command`` where ``folder`` is such a disk, made by the shell line ``how``."""
    return subprocess.run(
        line(how, folder, command),
        cwd=cwd,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def line(how: str, folder: Path, command: Sequence[str]) -> list[str]:
    """The command line of such a run."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", f'{how} && exec "$@"',
        str(folder), *command,
    ]  # fmt: skip
