"""The root of a sandbox: what is seen in it, and where.

Owns the file system and, in passing, the other namespaces of a sandbox's first process.
Knows nothing of the kernel that will run there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import site
import stat
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.grading.kernel import linux
from helpers.grading.kernel.sandbox import (
    ENDPOINT,
    HOME,
    RUN,
    WORK,
    Limits,
    Sandbox,
    Unavailable,
    part,
    privileged,
)

__all__ = ["Plan", "build", "readable"]

# what other programs and libraries look up
_SYSTEM = ("usr", "bin", "sbin", "lib", "lib32", "lib64")
_ETC = (
    "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "fonts", "alternatives",
    "mime.types", "ssl/certs", "ssl/openssl.cnf", "pki/tls/certs", "ca-certificates", "locale.conf",
)  # fmt: skip
_DEVICES = ("null", "zero", "full", "random", "urandom")
_CPUS = "/sys/devices/system/cpu"


@dataclass(frozen=True)
class Plan:
    """One sandbox. ``root`` is an empty folder; ``shown`` are the paths of ``readable``;
    ``folder`` is where the kernel makes its sockets; the files in ``cwd`` are copied;
    ``user`` is who owns the copies. ``hosts`` are further names for 127.0.0.1, ``gate`` is
    the path of the socket that leads to the model endpoint, or empty."""

    root: Path
    shown: tuple[str, ...]
    folder: Path
    cwd: Path | None
    user: int
    limits: Limits
    hosts: tuple[str, ...] = ()
    gate: str = ""


def readable(sandbox: Sandbox) -> list[str]:
    """Folders and files to be seen in the sandbox, none inside another: Python with its
    packages, this course's helpers, and what ``sandbox`` adds. Not all of ``sys.path``:
    a folder that somebody put there may hold the solutions as well."""
    package = Path(__file__).parents[2]
    standard = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    found = [sys.prefix, sys.base_prefix, sys.exec_prefix, str(package), *standard]
    own = site.getusersitepackages()
    found += [own] if own in sys.path else []
    found += sandbox.readable
    # not resolved: a program looks for the path that it was given
    wanted = sorted({str(Path(path).absolute()) for path in found} - {"/"}, key=len)
    kept = [f"/{name}" for name in _SYSTEM]
    for path in wanted:
        if not any(Path(path).is_relative_to(other) for other in kept):
            kept.append(path)
    return kept[len(_SYSTEM) :]


def build(plan: Plan) -> None:
    """Make the sandbox around this process, the first of a new pid namespace, and move in.

    Raises:
        Unavailable: the host does not let it; the process is of no use any more.
    """
    root = plan.root
    with part("network, ipc and uts namespaces"):
        linux.unshare(linux.NEWNET | linux.NEWIPC | linux.NEWUTS)
        linux.set_hostname("sandbox")
        linux.loopback_up()
    with part("mounts"):
        linux.unshare(linux.NEWNS)
        linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
        linux.mount("tmpfs", str(root), "tmpfs", linux.PLAIN, "size=4m,mode=755")
        _system(root)
        _etc(plan)
        _devices(root)
        _scratch(plan)
        # after /tmp, for what is shown may lie under it
        for path in plan.shown:
            _show(root, path, Path(path).resolve())
        if plan.gate:
            _show(root, ENDPOINT, Path(plan.gate), read_only=False)
        _give(plan.folder, plan.user)
        _show(root, RUN, plan.folder, read_only=False)
    with part("fresh /proc"):
        _processes(root)
    with part("a root of its own"):
        linux.pivot_root(str(root))
        linux.protect("/", inner=False)


def _system(root: Path) -> None:
    for name in _SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            (root / name).symlink_to(path.readlink())
        elif path.is_dir():
            _show(root, str(path), path)


def _show(root: Path, path: str, source: Path, *, read_only: bool = True) -> None:
    """Mount ``source`` at ``path`` of the new root; nothing where there is no source."""
    if not source.exists():
        return
    target = root / path.lstrip("/")
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    linux.bind(str(source), str(target))
    linux.protect(str(target), read_only=read_only)


def _etc(plan: Plan) -> None:
    for name in _ETC:
        _show(plan.root, f"/etc/{name}", Path("/etc", name).resolve())
    written = {
        "passwd": f"student:x:{plan.user}:{plan.user}:student:{HOME}:/bin/sh\n",
        "group": f"student:x:{plan.user}:\n",
        "hosts": "".join(f"127.0.0.1 {host}\n" for host in ("localhost", "sandbox", *plan.hosts)),
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        "resolv.conf": "",
    }
    (plan.root / "etc").mkdir(exist_ok=True)
    for name, text in written.items():
        (plan.root / "etc" / name).write_text(text, encoding="utf-8")


def _devices(root: Path) -> None:
    dev = root / "dev"
    dev.mkdir()
    for name in _DEVICES:
        (dev / name).touch()
        linux.bind(f"/dev/{name}", str(dev / name))
    for name, link in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1")):
        (dev / name).symlink_to(link)
    (dev / "pts").mkdir()
    options = "newinstance,ptmxmode=0666,mode=620"
    linux.mount("devpts", str(dev / "pts"), "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, options)
    (dev / "ptmx").symlink_to("pts/ptmx")
    _show(root, _CPUS, Path(_CPUS))


def _scratch(plan: Plan) -> None:
    """Everything that can be written to: one tmpfs of bounded size, in several places."""
    scratch, disk_mib = plan.root / "scratch", plan.limits.disk_mib
    scratch.mkdir()
    options = f"size={disk_mib}m,nr_inodes={max(1000, 64 * disk_mib)},mode=755"
    linux.mount("tmpfs", str(scratch), "tmpfs", linux.PLAIN, options)
    for path in (WORK, HOME, "/tmp", "/dev/shm"):
        inner = scratch / path.strip("/").replace("/", "-")
        inner.mkdir(mode=0o700)
        if path == WORK and plan.cwd is not None:
            with _naming_the_disk(plan.limits):
                _copy(plan.cwd, inner)
        _give(inner, plan.user)
        target = plan.root / path.strip("/")
        target.mkdir(parents=True)
        linux.bind(str(inner), str(target))
    linux.unmount(str(scratch))
    scratch.rmdir()


@contextlib.contextmanager
def _naming_the_disk(limits: Limits) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}; disk_mib is {limits.disk_mib}"
        raise Unavailable("the submission's files", reason) from error


def _copy(source: Path, target: Path) -> None:
    """Copy folders and plain files except notebooks. Links and devices stay behind, and so
    do notebooks: the one that is being graded holds the tests."""
    for entry in os.scandir(source):
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            (target / entry.name).mkdir()
            _copy(Path(entry.path), target / entry.name)
        elif stat.S_ISREG(mode) and not entry.name.endswith(".ipynb"):
            _copy_file(entry.path, target / entry.name, mode)


def _copy_file(source: str, target: Path, mode: int) -> None:
    file = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(file, "rb") as data, target.open("wb") as copy:
        shutil.copyfileobj(data, copy)
    target.chmod(0o700 if mode & 0o100 else 0o600)


def _give(folder: Path, user: int) -> None:
    """Make ``user`` the owner of ``folder`` and what is in it, where it is another user."""
    if not privileged():
        return
    os.chown(folder, user, user)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), user, user, follow_symlinks=False)


def _processes(root: Path) -> None:
    proc = root / "proc"
    proc.mkdir()
    linux.mount("proc", str(proc), "proc", linux.PLAIN | linux.MS_NOEXEC)
    linux.bind(str(proc / "sys"), str(proc / "sys"))
    linux.protect(str(proc / "sys"))
