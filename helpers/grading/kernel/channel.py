"""Frames of bytes over a stream socket, with a length in front and a deadline.

Knows nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time

__all__ = ["Channel", "ChannelClosed", "TimeUp"]

_LENGTH = struct.Struct(">I")
SEND_S = 1.0  # that a frame may always take
_MARGIN = 4096  # bytes around the largest value: tags, the reply's other parts


class ChannelClosed(ConnectionError):
    """The other side is gone, did not answer in time, or sent what is no frame."""


class TimeUp(ChannelClosed):
    """Nothing came until the deadline; what comes later can still be received."""


class Channel:
    """One end. ``largest`` is the most bytes that a frame may have.

    ``deadline`` is a ``time.monotonic()`` after which sending and receiving give up.
    """

    def __init__(self, sock: socket.socket, largest: int) -> None:
        self._socket = sock
        self._largest = largest + _MARGIN
        self._taken = bytearray()
        self._size: int | None = None
        self.deadline: float | None = None

    def send(self, *parts: bytes) -> None:
        """Send one frame made of ``parts``.

        Raises:
            ChannelClosed: the other side is gone, or takes nothing until the deadline.
        """
        size = sum(len(part) for part in parts)
        # all or nothing: what is asked is answered, and what is cut off ends everything
        left = None if self.deadline is None else self.deadline - time.monotonic()
        self._socket.settimeout(None if left is None else max(left, SEND_S))
        try:
            for part in (_LENGTH.pack(size), *parts):
                self._socket.sendall(part)
        except TimeoutError:
            # half a frame may be out, so there is no going on from here
            raise ChannelClosed("nothing was taken in time") from None
        except OSError as error:
            raise ChannelClosed(f"the other side is gone: {error}") from error

    def receive(self) -> bytes:
        """The next frame. One that was cut off by the deadline is gone on with.

        Raises:
            ChannelClosed: there is none until the deadline, or it is too large.
        """
        if self._size is None:
            self._size = _LENGTH.unpack(self._take(4))[0]
        if self._size > self._largest:
            raise ChannelClosed(f"a frame of {self._size} bytes; {self._largest} are allowed")
        frame = self._take(self._size)
        self._size = None
        return frame

    def _take(self, size: int) -> bytes:
        while len(self._taken) < size:
            self._wait()
            try:
                part = self._socket.recv(min(size - len(self._taken), 2**20))
            except TimeoutError:
                raise TimeUp("no answer came in time") from None
            except OSError as error:
                raise ChannelClosed(f"the other side is gone: {error}") from error
            if not part:
                raise ChannelClosed("the other side is gone")
            self._taken += part
        taken, self._taken = bytes(self._taken), bytearray()
        return taken

    def _wait(self) -> None:
        if self.deadline is None:
            self._socket.settimeout(None)
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeUp("the time was up")
        self._socket.settimeout(left)

    def cut(self) -> None:
        """End the conversation, also one that another thread waits in."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()
