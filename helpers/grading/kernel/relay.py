"""Connections passed on, byte by byte, from one socket to another.

One end stands in a sandbox and listens on the model endpoint's port there; the other
stands outside and connects to the real one. Never blocks: whoever reads slowly is
waited for, and whoever connects too often is hung up on.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from collections.abc import Callable

__all__ = ["Relay"]

MOST = 64
_CHUNK = 1 << 16

Connect = Callable[[], socket.socket]


class Relay:
    """Accepts on ``listener`` and passes on to what ``connect`` returns, a non-blocking
    socket that may still be connecting. Lives in the caller's ``selector``: each key's
    data is a function to call with the events."""

    def __init__(
        self, selector: selectors.BaseSelector, listener: socket.socket, connect: Connect
    ) -> None:
        self.selector, self.listener, self.connect = selector, listener, connect
        self.other: dict[socket.socket, socket.socket] = {}
        self.waiting: dict[socket.socket, bytes] = {}
        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ, self._accept)

    def _accept(self, events: int) -> None:
        try:
            near, _ = self.listener.accept()
        except OSError:
            return
        try:
            if len(self.other) >= 2 * MOST:
                raise OSError("too many connections")
            far = self.connect()
        except OSError:
            near.close()
            return
        near.setblocking(False)
        for one, two in ((near, far), (far, near)):
            self.other[one], self.waiting[one] = two, b""
            self.selector.register(one, selectors.EVENT_READ, self._mover(one))

    def _mover(self, end: socket.socket) -> Callable[[int], None]:
        return lambda events: self._move(end, events)

    def _move(self, end: socket.socket, events: int) -> None:
        """``end`` can be read, or takes what waits for it."""
        if end not in self.other:
            return
        try:
            if events & selectors.EVENT_WRITE:
                self._write(end)
            if events & selectors.EVENT_READ:
                self._read(end)
        except BlockingIOError:
            pass
        except OSError:
            self._close(end)
        else:
            return
        if end in self.other:
            self._watch(end)

    def _read(self, end: socket.socket) -> None:
        other = self.other[end]
        if self.waiting[other]:
            return
        data = end.recv(_CHUNK)
        if not data:
            self._close(end)
            return
        self.waiting[other] = data
        with contextlib.suppress(BlockingIOError):
            self._write(other)
        self._watch(end)
        self._watch(other)

    def _write(self, end: socket.socket) -> None:
        if self.waiting[end]:
            self.waiting[end] = self.waiting[end][end.send(self.waiting[end]) :]
        self._watch(end)
        self._watch(self.other[end])

    def _watch(self, end: socket.socket) -> None:
        """Wait for what ``end`` can be used for now."""
        wanted = 0 if self.waiting[self.other[end]] else selectors.EVENT_READ
        wanted |= selectors.EVENT_WRITE if self.waiting[end] else 0
        registered = end in self.selector.get_map()
        if not wanted:
            if registered:
                self.selector.unregister(end)
        elif registered:
            self.selector.modify(end, wanted, self._mover(end))
        else:
            self.selector.register(end, wanted, self._mover(end))

    def _close(self, end: socket.socket) -> None:
        other = self.other[end]
        # what has been read is still delivered, as far as it goes at once
        with contextlib.suppress(OSError):
            if self.waiting[other]:
                other.send(self.waiting[other])
        for one in (end, other):
            if one in self.selector.get_map():
                self.selector.unregister(one)
            del self.other[one], self.waiting[one]
            one.close()
