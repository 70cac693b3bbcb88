"""What surrounds a kernel: namespaces, mounts, limits.

Theory of operation. A sandbox belongs to one kernel. Its first process (``keeper``)
stands in new mount, pid, network, ipc and uts namespaces and makes a root of its own:
an empty tmpfs into which only the interpreter, its packages, the system's libraries
and what the caller names are mounted, read-only; a private /tmp, home and working
directory of bounded size; a fresh /proc. The kernel, forked from the zygote into that
pid namespace, enters the other namespaces, becomes nobody (a user namespace or a user
id of its own), gives up every capability and the way back to them, limits itself and
filters its system calls, in this order. Only then does it run anything.

With CAP_SYS_ADMIN, as root has it outside of containers, no user namespace is needed
and the kernel gets a user id that nobody else has; otherwise all of it happens in a
user namespace, which needs no privilege. Nothing is left to be cleaned: when the first
process ends, for whatever reason, Linux ends the others and drops the mounts.

Knows nothing of notebooks, and trusts whoever calls it.
"""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.grading.kernel import linux

__all__ = [
    "ENDPOINT",
    "HOME",
    "RUN",
    "WORK",
    "Limits",
    "Sandbox",
    "Unavailable",
    "become_nobody",
    "check_readable",
    "enter_user_namespace",
    "limit",
    "own_user",
    "part",
    "privileged",
]

WORK, HOME, RUN = "/sandbox/work", "/sandbox/home", "/sandbox/run"
ENDPOINT = "/sandbox/endpoint"
OLDEST_LINUX = (5, 14)  # counts RLIMIT_NPROC by user namespace; older ones count the whole host

_CAP_SETGID, _CAP_SETUID, _CAP_SYS_ADMIN = 6, 7, 21


class Unavailable(Exception):
    """A part of the sandbox that this host does not give; says which, and why."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part, self.reason = part, reason

    def as_dict(self) -> dict[str, str]:
        """For a message: what failed, and the two arguments again."""
        return {"failed": str(self), "part": self.part, "reason": self.reason}


@dataclass(frozen=True)
class Limits:
    """What one kernel may use, with all the processes it starts.

    ``memory_mib`` is on top of what was imported before. ``processes`` counts threads.
    ``disk_mib`` bounds the working directory, /tmp, home and /dev/shm together, and each
    single file. ``threads`` is how many a numeric library may use; 0: one per processor.
    """

    notebook_s: float = 900
    memory_mib: int = 2048
    processes: int = 512
    files: int = 1024
    disk_mib: int = 512
    output_mib: int = 16
    threads: int = 0


@dataclass(frozen=True)
class Sandbox:
    """What is let in. ``readable``: files and folders beside the interpreter and its
    packages, shown read-only at their own paths. ``endpoint``: host and port of the
    model endpoint, the only thing that can be reached; None: nothing can."""

    readable: tuple[str, ...] = ()
    endpoint: tuple[str, int] | None = None


@contextlib.contextmanager
def part(name: str) -> Iterator[None]:
    """Turn an OSError into the ``Unavailable`` that names what could not be had."""
    try:
        yield
    except OSError as error:
        raise Unavailable(name, error.strerror or str(error)) from error


def privileged() -> bool:
    """Whether this process may make namespaces and change users without a user namespace."""
    wanted = sum(1 << one for one in (_CAP_SETGID, _CAP_SETUID, _CAP_SYS_ADMIN))
    return os.geteuid() == 0 and linux.capabilities() & wanted == wanted


def enter_user_namespace() -> None:
    """Become the same user and group in a new user namespace, with every capability there."""
    uid, gid = os.geteuid(), os.getegid()
    with part("user namespace"):
        linux.unshare(linux.NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def own_user(number: int) -> int:
    """The user and group id for a sandbox, different for different ``number`` where this
    namespace has enough ids. Ours when not privileged."""
    if not privileged():
        return os.geteuid()
    rows = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    last = max(int(first) + int(count) - 1 for first, _, count in rows)
    first_own = 2_000_000_000
    return first_own + number if last > first_own + number else min(65534, last)


def become_nobody(user: int) -> None:
    """Give up every right of this process but those of a user that owns nothing outside."""
    if privileged():
        linux.bar_capabilities()
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        linux.set_dumpable(True)
    else:
        # in a namespace of its own, so that its processes are counted apart
        enter_user_namespace()
        linux.bar_capabilities()
    linux.drop_capabilities()
    with part("no new privileges"):
        linux.allow_no_new_privileges()
    linux.die_with_parent(9)


def check_readable(paths: list[str]) -> None:
    """That this process, whoever it is by now, can read what it was shown.

    Raises:
        Unavailable: the first that it cannot.
    """
    for path in paths:
        if Path(path).exists() and not os.access(path, os.R_OK):
            reason = f"{path} is readable by its owner only: chmod -R o+rX {path}"
            raise Unavailable("readable libraries", reason)


def limit(limits: Limits) -> None:
    """Bound this process and those it starts; the rest is watched by the keeper."""
    mib = 2**20
    data = _status("VmData") * 1024
    bounds = {
        resource.RLIMIT_DATA: data + limits.memory_mib * mib,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_FSIZE: limits.disk_mib * mib,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 8 * mib,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for which, bound in bounds.items():
        hard = resource.getrlimit(which)[1]
        least = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(which, (least, least))
    Path("/proc/self/oom_score_adj").write_text("1000")
    with part("filter of system calls"):
        linux.filter_system_calls()


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
