"""Tries to break out of a sandbox, one part after the other.

Each attempt runs in a sandbox of its own and prints the holes that it finds; bombs must
be stopped by their limit. For `course doctor`, and for whoever changes the sandbox.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.grading.kernel import script
from helpers.grading.kernel.sandbox import RUN
from helpers.grading.kernel.zygote import Limits, Zygote

__all__ = ["ATTEMPTS", "Attempt", "probe"]

LIMITS = Limits(
    notebook_s=20, memory_mib=256, processes=40, files=64, disk_mib=16, output_mib=1, threads=1
)


@dataclass(frozen=True)
class Attempt:
    """What was tried on which part, whether the sandbox held, and what was seen."""

    part: str
    held: bool
    seen: str


def probe(parts: Sequence[str] = (), *, trusted: bool = False) -> list[Attempt]:
    """Try everything, or only ``parts``. Takes a few seconds. ``trusted`` tries it without
    a sandbox, to show that an attempt can succeed; not for bombs, nor for what writes.

    Raises:
        Unavailable: this host does not give a part of the sandbox at all.
        ZygoteError: a sandbox could not be started for another reason.
    """
    marker = secrets.token_hex(16)
    with (
        _secret_in_the_environment(marker),
        Zygote(limits=LIMITS, trusted=trusted, bare=True) as zygote,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        known = {
            "MARKER": marker,
            "PORT": str(server.getsockname()[1]),
            "CLOSED": repr(_closed()),
            "OPEN": repr([sys.prefix, "/usr", "/etc", "/", "/dev", RUN, "/proc/sys"]),
        }
        return [_try(zygote, part, known) for part in parts or ATTEMPTS]


@contextlib.contextmanager
def _secret_in_the_environment(marker: str) -> Iterator[None]:
    name = "COURSE_PROBE_SECRET"
    before = os.environ.get(name)
    os.environ[name] = marker
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def _closed() -> list[str]:
    """Places with what must not be seen: the person's home and working directory, the
    host's accounts, mounts and logs."""
    return [str(Path.home()), str(Path.cwd()), "/etc/shadow", "/var", "/home", "/mnt", "/root"]


def _try(zygote: Zygote, part: str, known: dict[str, str]) -> Attempt:
    attempt = ATTEMPTS[part]
    source = attempt.source
    for name, value in known.items():
        source = source.replace(f"${name}", value)
    limits = replace(LIMITS, notebook_s=attempt.notebook_s)
    ran = script.run(zygote, source, limits=limits, timeout_s=30)
    problem = attempt.check(ran)
    last = (ran.output.strip().splitlines() or ["refused"])[-1]
    return Attempt(part, not problem, (problem or _SEEN.get(ran.ending, last))[:200])


_SEEN = {
    "memory": "ended for its memory",
    "processes": "ended for its processes",
    "time": "ended for its time",
    "output": "ended for its output",
}


def _nothing_printed(ran: script.Ran) -> str:
    """For attempts that print what they reached."""
    found = " ".join(ran.output.split())
    return found or ("" if ran.ending == "exit" else f"ended by {ran.ending or 'a signal'}")


def _stopped(*words: str) -> Callable[[script.Ran], str]:
    """For bombs: each of ``words`` is the last line or the ending that shows a limit."""

    def check(ran: script.Ran) -> str:
        last = (ran.output.strip().splitlines() or [""])[-1]
        if ran.ending in words or any(word in last for word in words):
            return ""
        return f"was not stopped: {last or ran.ending}"

    return check


_FILES = """
import os
# those who are shown a place see nothing in it but what they need
for path in $CLOSED:
    try:
        inside = os.listdir(path) if os.path.isdir(path) else [open(path).read(1)]
    except OSError:
        continue
    for name in inside:
        full = os.path.join(path, name)
        while os.path.isdir(full) and not os.path.ismount(full):
            below = os.listdir(full)
            if len(below) != 1:
                break
            full = os.path.join(full, below[0])
        if os.path.exists(full) and not os.path.ismount(full):
            print("can read", full)
"""

_WRITES = """
import os, shutil
for path in $OPEN:
    try:
        made = os.path.join(path, "written-from-a-sandbox")
        open(made, "w").close()
        os.remove(made)
        print("can write to", path)
    except OSError:
        pass
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/oom_score_adj"):
    try:
        open(path, "w").close()
        print("can write to", path)
    except OSError:
        pass
"""

_PROCESSES = """
import os
others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) > os.getpid()]
if others: print("sees processes", others)
for name in ("environ", "mem", "maps"):
    try:
        open("/proc/1/" + name, "rb").close()
        print("reads", name, "of the first process")
    except OSError:
        pass
"""

_NETWORK = """
import os, socket
for address in (("127.0.0.1", $PORT), ("1.1.1.1", 53), ("169.254.169.254", 80)):
    try:
        socket.create_connection(address, timeout=1); print("reaches", address)
    except OSError:
        pass
names = [name for _, name in socket.if_nameindex() if name != "lo"]
for table in ("route", "unix"):
    if open("/proc/net/" + table).read().count("\\n") > 1: names.append(table)
if names: print("sees", names)
for family in (socket.AF_PACKET, socket.AF_VSOCK):
    try:
        socket.socket(family, socket.SOCK_RAW if family == 17 else socket.SOCK_STREAM)
        print("may open", family)
    except OSError:
        pass
"""

_SECRETS = """
import os
if "$MARKER" in str(os.environ): print("in the environment")
if b"$MARKER" in open("/proc/self/environ", "rb").read(): print("in the first environment")
"""

_RIGHTS = """
import ctypes, os
status = open("/proc/self/status").read()
for line in status.splitlines():
    if line.startswith("Cap") and int(line.split()[1], 16): print("has", line)
if "NoNewPrivs:\\t1" not in status: print("can gain privileges")
libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "unshare": lambda: libc.unshare(0x10000000),
    "mount": lambda: libc.mount(b"none", b"/sandbox/home", b"tmpfs", 0, None),
    "remount": lambda: libc.mount(b"none", b"/sandbox/run", None, 4096 | 32, None),
    "umount": lambda: libc.umount2(b"/sandbox/run", 2),
    "ptrace": lambda: libc.ptrace(16, 1, 0, 0),
    "setns": lambda: libc.setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0),
    "sethostname": lambda: libc.sethostname(b"x", 1),
    "memfd_create": lambda: libc.memfd_create(b"x", 0),
    "shmget": lambda: libc.shmget(0, 4096, 0o1600),
    "bpf": lambda: libc.syscall(321 if os.uname().machine == "x86_64" else 280, 0, 0, 0),
    "chroot": lambda: libc.chroot(b"/"),
}
for name, call in tries.items():
    try:
        if call() >= 0: print("may", name)
    except OSError:
        pass
import resource
about_the_keeper = {
    "limit": lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0)),
    "slow down": lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
    "slow down with its user's": lambda: os.setpriority(os.PRIO_USER, 0, 19),
    "reschedule": lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
}
for name, call in about_the_keeper.items():
    try:
        call(); print("may", name, "the first process")
    except OSError:
        pass
for uid in (0, 65534):
    try:
        os.setuid(uid); print("may become user", uid) if uid != os.getuid() else None
    except OSError:
        pass
"""

_FORKS = """
import os, time
made = 0
while made < 5000:
    try:
        pid = os.fork()
    except OSError:
        print("refused after", made, flush=True)
        os._exit(0)
    if pid == 0:
        time.sleep(60)
    made += 1
print("made", made, flush=True)
"""

_MEMORY = """
held = []
try:
    while len(held) < 4000:
        held.append(bytearray(b"x") * 2**20)
    print("took", len(held), "MiB", flush=True)
except MemoryError:
    count = len(held); held.clear()
    print("refused after", count, "MiB", flush=True)
"""

_SHARED_MEMORY = """
import os, time
for _ in range(30):
    if os.fork() == 0:
        held = bytearray(b"x") * (64 * 2**20)
        time.sleep(60)
time.sleep(10)
print("thirty processes took 64 MiB each", flush=True)
"""

_DISK = """
written = 0
try:
    for place in ("/tmp", "/dev/shm", ".", "/sandbox/home"):
        with open(place + "/big", "wb") as file:
            while written < 400 * 2**20:
                written += file.write(b"x" * 2**20)
                file.flush()
except OSError as error:
    pass
print("refused after" if written < 32 * 2**20 else "wrote", written // 2**20, "MiB", flush=True)
"""

_DESCRIPTORS = """
import os
held = []
try:
    while len(held) < 5000:
        held.append(os.dup(0))
    print("opened", len(held), flush=True)
except OSError:
    print("refused after", len(held), flush=True)
"""

_DAEMON = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for one in range(1, 65):
            try: signal.signal(one, signal.SIG_IGN)
            except OSError: pass
        os.write(1, b"left\\n")
        while True: time.sleep(1)
    os._exit(0)
time.sleep(0.3)
os._exit(0)
"""

_STUBBORN = """
import signal
for one in range(1, 65):
    try: signal.signal(one, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.alarm(0)
while True: pass
"""


@dataclass(frozen=True)
class _Recipe:
    source: str
    check: Callable[[script.Ran], str] = _nothing_printed
    notebook_s: float = LIMITS.notebook_s


ATTEMPTS = {
    "reads other files": _Recipe(_FILES),
    "writes outside": _Recipe(_WRITES),
    "sees other processes": _Recipe(_PROCESSES),
    "uses the network": _Recipe(_NETWORK),
    "finds a secret": _Recipe(_SECRETS),
    "gains rights": _Recipe(_RIGHTS),
    "fork bomb": _Recipe(_FORKS, _stopped("refused after", "processes")),
    "memory bomb": _Recipe(_MEMORY, _stopped("refused after", "memory")),
    "memory bomb of many processes": _Recipe(_SHARED_MEMORY, _stopped("memory", "processes")),
    "fills the disk": _Recipe(_DISK, _stopped("refused after")),
    "opens files without end": _Recipe(_DESCRIPTORS, _stopped("refused after")),
    "floods the output": _Recipe("while True: print('x' * 10000)", _stopped("output")),
    "leaves a daemon": _Recipe(_DAEMON, lambda ran: "" if ran.ending == "exit" else "is left"),
    "runs without end": _Recipe(_STUBBORN, _stopped("time"), notebook_s=0.5),
}
