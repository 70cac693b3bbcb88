"""What this host gives a sandbox, found out by trying.

``python -P -m helpers.grading.kernel.host`` tries each part in a process of its own and
prints, as JSON, those that are missing.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.grading.kernel import linux, sandbox

__all__ = ["Missing", "missing"]

TRIED_S = 30
_SETTINGS = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1"),
    ("kernel/unprivileged_userns_clone", "0"),
    ("user/max_user_namespaces", "0"),
)


@dataclass(frozen=True)
class Missing:
    """A part of the sandbox that cannot be had here, and why."""

    part: str
    reason: str


def missing() -> list[Missing]:
    """The parts that this host does not give. Empty: a kernel can be sandboxed."""
    if not sys.platform.startswith("linux"):
        return [Missing("Linux", f"a sandbox needs Linux; this is {platform.system()}")]
    done = subprocess.run(
        [sys.executable, "-P", "-m", __name__],
        capture_output=True,
        text=True,
        timeout=TRIED_S,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return [Missing("the trial itself", last)]
    return [Missing(**one) for one in json.loads(done.stdout)]


def _try_all() -> list[Missing]:
    """Try the parts in the order in which they build on each other."""
    found = []
    if old := _old_linux():
        found.append(Missing("Linux 5.14", old))
    if not sandbox.privileged() and (reason := _in_a_fork(sandbox.enter_user_namespace)):
        found.append(Missing("user namespace", _explained(reason)))
        return [*found, *_without_namespaces()]
    for part, trial in _TRIALS.items():
        if reason := _in_a_fork(lambda trial=trial: _apart(trial)):  # type: ignore[misc]
            found.append(Missing(part, _explained(reason)))
    return [*found, *_without_namespaces()]


def _without_namespaces() -> list[Missing]:
    def filtered() -> None:
        linux.allow_no_new_privileges()
        linux.filter_system_calls()

    reason = _in_a_fork(filtered)
    return [Missing("filter of system calls", reason)] if reason else []


def _old_linux() -> str:
    release = platform.release()
    numbers = tuple(map(int, re.findall(r"\d+", release)[:2]))
    wanted = ".".join(map(str, sandbox.OLDEST_LINUX))
    return "" if numbers >= sandbox.OLDEST_LINUX else f"{wanted} is needed, this is {release}"


def _in_a_fork(trial: Callable[[], None]) -> str:
    """Why ``trial`` fails in a child process; empty if it does not."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            trial()
            status = 0
        except Exception as error:
            reason = error.reason if isinstance(error, sandbox.Unavailable) else str(error)
            os.write(write, reason[:500].encode())
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        reason = pipe.read().decode(errors="replace")
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return reason or (f"ended with status {status}" if status else "")


def _apart(trial: Callable[[], None]) -> None:
    if not sandbox.privileged():
        sandbox.enter_user_namespace()
    trial()


def _pid() -> None:
    linux.unshare(linux.NEWPID)
    if reason := _in_a_fork(lambda: None):
        raise OSError(reason)


def _network() -> None:
    linux.unshare(linux.NEWNET | linux.NEWIPC | linux.NEWUTS)
    linux.loopback_up()


def _mounts() -> None:
    linux.unshare(linux.NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    root = tempfile.gettempdir()
    linux.mount("tmpfs", root, "tmpfs", linux.PLAIN, "size=1m")
    Path(root, "usr").mkdir()
    linux.bind("/usr", f"{root}/usr")
    linux.protect(f"{root}/usr")
    linux.pivot_root(root)


def _proc() -> None:
    linux.unshare(linux.NEWNS | linux.NEWPID)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    flags = linux.PLAIN | linux.MS_NOEXEC
    if reason := _in_a_fork(lambda: linux.mount("proc", "/proc", "proc", flags)):
        raise OSError(reason)


_TRIALS = {
    "pid namespace": _pid,
    "network, ipc and uts namespaces": _network,
    "mounts": _mounts,
    "fresh /proc": _proc,
}


def _explained(reason: str) -> str:
    """``reason`` with the setting that is likely behind it, if one is."""
    for name, value in _SETTINGS:
        with contextlib.suppress(OSError):
            if Path("/proc/sys", name).read_text().strip() == value:
                setting = name.replace("/", ".")
                return f"{reason}; the administrator has set {setting} = {value}"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return f"{reason}; this is a container: run it with user namespaces allowed"
    return reason


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in _try_all()]))
