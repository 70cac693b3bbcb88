"""A PostgreSQL server of a test's own, on a socket that only this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MISSING", "server"]

_FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [
    Path(found).parent for found in [shutil.which("initdb")] if found
]
MISSING = "" if _FOUND else "no PostgreSQL here; `apt-get install postgresql` brings it"


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database, with a password in it that must not be shown."""
    # not pytest's folder: the server refuses root, and its own user cannot pass there
    home = Path(tempfile.mkdtemp(prefix="course-postgres-"))
    data = home / "data"
    home.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    try:
        _run(["initdb", "-D", data, "-U", "grader", "-A", "trust", "--no-sync", "-E", "UTF8"])
        settings = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        _run(["pg_ctl", "-D", data, "-w", "-t", "120", "-l", home / "log", "-o", settings, "start"])
        try:
            _run(["createdb", "-h", home, "-U", "grader", "grades"])
            yield f"postgresql://grader:sesame@/grades?host={home}"
        finally:
            _run(["pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home)


def _run(command: Sequence[str | Path]) -> None:
    line = [str(_FOUND[-1] / command[0]), *map(str, command[1:])]
    if os.geteuid() == 0:
        line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *line]
    with tempfile.TemporaryFile("w+") as said:
        # a file, for the server keeps what pg_ctl was given and a pipe would never end
        done = subprocess.run(line, stdout=said, stderr=said, cwd="/", check=False)
        said.seek(0)
        assert done.returncode == 0, said.read()
