"""JSON and open files between the processes that start and keep kernels.

All of them are ours and trusted; a student's code holds none of these sockets.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterable
from typing import Any

__all__ = ["MAX_BYTES", "pair", "receive", "send"]

MAX_BYTES = 128 * 1024
_MAX_FILES = 16


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends that keep messages apart and see each other's death."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(end: socket.socket, message: dict[str, Any], files: Iterable[int] = ()) -> None:
    """Send ``message``, at most ``MAX_BYTES`` as JSON, and duplicates of open ``files``.

    Raises:
        ValueError: the message is too long.
        OSError: the other end is gone.
    """
    data = json.dumps(message).encode()
    if len(data) > MAX_BYTES:
        raise ValueError(f"a message of {len(data)} bytes; {MAX_BYTES} is the most")
    socket.send_fds(end, [data], list(files))


def receive(end: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and its files, which are now the caller's to close.

    Raises:
        EOFError: the other end is gone.
        TimeoutError: ``end`` has a timeout, and it is over.
    """
    try:
        data, files, _, _ = socket.recv_fds(end, MAX_BYTES, _MAX_FILES)
    except ConnectionError:
        data, files = b"", []
    if not data:
        for file in files:
            with contextlib.suppress(OSError):
                os.close(file)
        raise EOFError
    return json.loads(data), files
