"""Linux system calls that Python 3.11 has no name for.

Thin: each function is one call that raises OSError as ``os`` would. Knows nothing
of kernels or graders, and can be imported anywhere.
"""

from __future__ import annotations

import ctypes
import fcntl
import functools
import os
import platform
import socket
import struct
from pathlib import Path
from typing import Any

__all__ = [
    "NEWIPC",
    "NEWNET",
    "NEWNS",
    "NEWPID",
    "NEWUSER",
    "NEWUTS",
    "allow_no_new_privileges",
    "bar_capabilities",
    "bind",
    "capabilities",
    "die_with_parent",
    "drop_capabilities",
    "filter_system_calls",
    "loopback_up",
    "mount",
    "pivot_root",
    "protect",
    "set_dumpable",
    "set_hostname",
    "setns",
    "unmount",
    "unshare",
]

NEWNS, NEWUTS, NEWIPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
NEWUSER, NEWPID, NEWNET = 0x1000_0000, 0x2000_0000, 0x4000_0000
ANY_NAMESPACE = 0x7E02_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PLAIN = MS_NOSUID | MS_NODEV

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_SYS_MOUNT_SETATTR = 442
_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION = 0x2008_0522


@functools.cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, name: str, *told: object) -> int:
    if result < 0:
        number = ctypes.get_errno()
        what = " ".join([name, *(str(one) for one in told if one)])
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else os.fsencode(text)


def unshare(flags: int) -> None:
    """Leave the namespaces in ``flags`` for new ones."""
    _check(_libc().unshare(ctypes.c_int(flags)), "unshare", hex(flags))


def setns(file: int, flags: int) -> None:
    """Enter the namespaces in ``flags`` of the process behind the pidfd ``file``, or
    the one namespace that ``file`` is."""
    _check(_libc().setns(ctypes.c_int(file), ctypes.c_int(flags)), "setns", hex(flags))


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """mount(2)."""
    done = _libc().mount(
        _bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(options)
    )
    _check(done, "mount", kind or source, "on", target)


def bind(source: str, target: str) -> None:
    """Show ``source``, with all that is mounted in it, at ``target`` as well."""
    mount(source, target, None, MS_BIND | MS_REC)


def protect(target: str, *, read_only: bool = True, inner: bool = True) -> None:
    """Forbid set-uid programs and device files under the mount ``target`` and the mounts
    in it if ``inner``, and writing too when ``read_only``. Needs Linux 5.12."""
    flags = PLAIN | (MS_RDONLY if read_only else 0)
    wanted = struct.pack("=QQQQ", flags, 0, 0, 0)
    done = _libc().syscall(
        ctypes.c_long(_SYS_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        _bytes(target),
        ctypes.c_uint(_AT_RECURSIVE if inner else 0),
        wanted,
        ctypes.c_size_t(len(wanted)),
    )
    _check(done, "mount_setattr", target)


def unmount(target: str) -> None:
    """Take the mount ``target`` out of sight; it ends when nobody uses it any more."""
    _check(_libc().umount2(_bytes(target), ctypes.c_int(_DETACH)), "umount2", target)


def pivot_root(root: str) -> None:
    """Make the mount ``root`` this process's root, and forget the old one."""
    os.chdir(root)
    # old and new root at one place: the old one lies on top and comes off
    _check(_libc().pivot_root(b".", b"."), "pivot_root", root)
    unmount(".")
    os.chdir("/")


def set_hostname(name: str) -> None:
    """Name the host within this UTS namespace."""
    _check(_libc().sethostname(_bytes(name), ctypes.c_size_t(len(name))), "sethostname")


def loopback_up() -> None:
    """Switch on 127.0.0.1 in a new network namespace."""
    siocsifflags, up_running = 0x8914, 0x41
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, siocsifflags, struct.pack("16sH14x", b"lo", up_running))


def _prctl(name: str, *given: int) -> None:
    padded = [*given, 0, 0, 0, 0][:5]
    _check(_libc().prctl(*(ctypes.c_ulong(one) for one in padded)), f"prctl {name}")


def die_with_parent(signum: int) -> None:
    """Get ``signum`` when the parent dies. Changing user or group undoes it."""
    _prctl("PDEATHSIG", _PR_SET_PDEATHSIG, signum)


def set_dumpable(dumpable: bool) -> None:
    """Whether /proc/self belongs to this process's user, as it does not after a change of
    user; if not, others of the same user cannot trace it or write there."""
    _prctl("DUMPABLE", _PR_SET_DUMPABLE, int(dumpable))


def allow_no_new_privileges() -> None:
    """Get no privileges from set-uid programs any more, for good."""
    _prctl("NO_NEW_PRIVS", _PR_SET_NO_NEW_PRIVS, 1)


def capabilities() -> int:
    """The effective capabilities of this process, one bit each."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))


def bar_capabilities() -> None:
    """Close every way by which a program that is started could gain capabilities."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for one in range(last + 1):
        _prctl("CAPBSET_DROP", _PR_CAPBSET_DROP, one)
    _prctl("CAP_AMBIENT", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def drop_capabilities() -> None:
    """Give up every capability of this process."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    _check(_libc().capset(header, bytes(24)), "capset")


def filter_system_calls() -> None:
    """Refuse the system calls that only an attack on the host needs, for good.

    Raises:
        OSError: this processor's system calls are not known here, or the filter was refused.
    """
    program = _program(platform.machine())
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    kept = ctypes.create_string_buffer(header, len(header))
    mode_filter = 2
    _prctl("SECCOMP", _PR_SET_SECCOMP, mode_filter, ctypes.addressof(kept))


# by processor: the audit architecture, then system call numbers (from the kernel's tables)
_NUMBERS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (0xC000_003E, {
        "ptrace": 101, "personality": 135, "pivot_root": 155, "adjtimex": 159, "chroot": 161,
        "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167,
        "swapoff": 168, "reboot": 169, "iopl": 172, "ioperm": 173, "init_module": 175,
        "delete_module": 176, "quotactl": 179, "clock_settime": 227, "mq_open": 240,
        "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "vmsplice": 278, "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "finit_module": 313,
        "memfd_create": 319, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323,
        "shmget": 29, "semget": 64, "msgget": 68, "syslog": 103, "socket": 41, "clone": 56,
    }),
    "aarch64": (0xC000_00B7, {
        "ptrace": 117, "personality": 92, "pivot_root": 41, "adjtimex": 171, "chroot": 51,
        "acct": 89, "settimeofday": 170, "mount": 40, "umount2": 39, "swapon": 224,
        "swapoff": 225, "reboot": 142, "init_module": 105, "delete_module": 106,
        "quotactl": 60, "clock_settime": 112, "mq_open": 180, "kexec_load": 104,
        "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97, "vmsplice": 75,
        "perf_event_open": 241, "open_by_handle_at": 265, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "finit_module": 273,
        "memfd_create": 279, "kexec_file_load": 294, "bpf": 280, "userfaultfd": 282,
        "shmget": 194, "semget": 190, "msgget": 186, "syslog": 116, "socket": 198, "clone": 220,
    }),
}  # fmt: skip
# not about the sandbox's first process: a call, one of its arguments, what that may not be
_NOT_ABOUT_KEEPER = {
    "x86_64": ((141, 1, 1), (141, 0, 2), (142, 0, 1), (144, 0, 1), (302, 0, 1), (314, 0, 1)),
    "aarch64": ((140, 1, 1), (140, 0, 2), (118, 0, 1), (119, 0, 1), (261, 0, 1), (274, 0, 1)),
}  # setpriority (and not for all of a user), sched_setparam, _setscheduler, prlimit64, _setattr
# the same number everywhere
_NEWER = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_getfd": 438, "mount_setattr": 442, "memfd_secret": 447,
}  # fmt: skip
_CLONE3 = 435
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16)  # 16: netlink, to list addresses


def _program(machine: str) -> bytes:
    """Berkeley packet filter code over ``struct seccomp_data``."""
    if machine not in _NUMBERS:
        raise OSError(f"no table of system calls for {machine!r}")
    architecture, numbers = _NUMBERS[machine]
    load, equal, at_least, any_of, done = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, errno = 0x7FFF_0000, 0x0005_0000
    eperm, enosys, eafnosupport = errno | 1, errno | 38, errno | 97

    def op(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, k)

    number, arch, first_argument = 0, 4, 16
    code = [
        op(load, arch), op(equal, architecture, 1, 0), op(done, eperm),
        op(load, number), op(at_least, 0x4000_0000, 0, 1), op(done, eperm),
        op(equal, _CLONE3, 0, 1), op(done, enosys),
    ]  # fmt: skip
    simple = {**numbers, **_NEWER}
    sockets, clone = simple.pop("socket"), simple.pop("clone")
    for one in simple.values():
        code += [op(equal, one, 0, 1), op(done, eperm)]
    code += [
        op(equal, clone, 0, 4), op(load, first_argument), op(any_of, ANY_NAMESPACE, 0, 1),
        op(done, eperm), op(done, allow),
    ]  # fmt: skip
    for one, argument, barred in _NOT_ABOUT_KEEPER[machine]:
        code += [
            op(equal, one, 0, 4), op(load, first_argument + 8 * argument),
            op(equal, barred, 0, 1), op(done, eperm), op(load, number),
        ]  # fmt: skip
    code += [op(equal, sockets, 0, 2 + len(_FAMILIES)), op(load, first_argument)]
    for at, family in enumerate(_FAMILIES):
        code.append(op(equal, family, len(_FAMILIES) - at, 0))
    code += [op(done, eafnosupport), op(done, allow)]
    return b"".join(code)
