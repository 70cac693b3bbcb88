"""How a value becomes bytes and bytes become a value: the work that all types share.

Sizes are checked before memory is taken. Which types there are is for ``wire`` to say.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "F64",
    "MAX_BYTES",
    "MAX_DEPTH",
    "U32",
    "U64",
    "FromHandle",
    "Get",
    "Handle",
    "Message",
    "Put",
    "Reader",
    "Retrace",
    "ToHandle",
    "Trace",
    "WireError",
    "Writer",
]

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 64
MAX_ITEMS = 2_000_000

U32, U64, F64 = struct.Struct(">I"), struct.Struct(">Q"), struct.Struct(">d")


class WireError(ValueError):
    """Bytes that are no message, or a value that no message can hold; says which."""


@dataclass(frozen=True)
class Handle:
    """Stands for an object that stays with its ``owner``, ``"judge"`` or ``"kernel"``.

    ``kind`` is the name of its class, for messages; nothing is decided by it.
    """

    owner: str
    number: int
    kind: str


@dataclass
class Message:
    """A value that was written or read, with its mutable parts in the order met.

    ``spans`` gives the bytes of each mutable part, when it was read.
    """

    value: Any = None
    data: bytes = b""
    mutables: list[Any] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


ToHandle = Callable[[Any], Handle]
FromHandle = Callable[[Handle], Any]
# a tensor that has a history of operations: its number, for going back through them
Trace = Callable[[Any], int]
Retrace = Callable[[Any, int], Any]
Put = Callable[["Writer", Any, int], None]
Get = Callable[["Reader", int], Any]


class Writer:
    """Collects bytes. ``put_for`` gives the function that writes a value of a type."""

    def __init__(
        self,
        put_for: Callable[[Any], Put],
        to_handle: ToHandle,
        refs: dict[int, int],
        trace: Trace,
    ) -> None:
        self.out = bytearray()
        self.mutables: list[Any] = []
        self.items = 0
        self.put_for, self.to_handle, self.refs, self.trace = put_for, to_handle, refs, trace
        self.inside: set[int] = set()

    def put(self, value: Any, depth: int) -> None:
        self.items += 1
        if depth > MAX_DEPTH:
            raise WireError(f"a value nested more than {MAX_DEPTH} deep")
        if self.items > MAX_ITEMS:
            raise WireError(f"a value of more than {MAX_ITEMS} parts")
        if id(value) in self.refs:
            self.out += b"R" + U32.pack(self.refs[id(value)])
            return
        self.put_for(value)(self, value, depth)
        if len(self.out) > MAX_BYTES:
            raise WireError(f"a value of more than {MAX_BYTES} bytes")

    def handle(self, value: Any) -> None:
        """Write what stands for ``value``, which stays here."""
        handle = value if isinstance(value, Handle) else self.to_handle(value)
        self.out += b"H" + (b"j" if handle.owner == "judge" else b"k") + U64.pack(handle.number)
        self.sized(b"", handle.kind.encode("utf-8", "replace")[:200])

    def number(self, value: Any) -> None:
        """Give a mutable value the next number; before its parts are written."""
        self.mutables.append(value)

    def sized(self, tag: bytes, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise WireError(f"a value of more than {MAX_BYTES} bytes")
        self.out += tag + U32.pack(len(data)) + data

    def many(self, tag: bytes, owner: Any, values: list[Any], count: int, depth: int) -> None:
        if id(owner) in self.inside:
            raise WireError(f"a {type(owner).__name__} that holds itself")
        self.inside.add(id(owner))
        self.out += tag + U32.pack(count)
        for value in values:
            self.put(value, depth + 1)
        self.inside.discard(id(owner))


class Reader:
    """Takes bytes apart. ``readers`` gives by tag how to read what follows it, and
    whether that is a mutable value, which has a number."""

    def __init__(
        self,
        readers: dict[bytes, tuple[Get, bool]],
        data: bytes,
        from_handle: FromHandle,
        refs: list[Any],
        retrace: Retrace,
    ) -> None:
        self.readers, self.data, self.at, self.items = readers, data, 0, 0
        self.mutables: list[Any] = []
        self.spans: list[tuple[int, int]] = []
        self.from_handle, self.refs, self.retrace = from_handle, refs, retrace

    def get(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a message nested too deep or of too many parts")
        start = self.at
        tag = self.take(1)
        if tag not in self.readers:
            raise WireError(f"a message with the unknown tag {tag!r}")
        reader, mutable = self.readers[tag]
        if not mutable:
            return reader(self, depth)
        number = len(self.mutables)
        self.mutables.append(None)
        self.spans.append((start, start))
        value = reader(self, depth)
        self.mutables[number], self.spans[number] = value, (start, self.at)
        return value

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise WireError("a message that ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def count(self, least: int = 1) -> int:
        """A number of parts, each of which takes at least ``least`` bytes."""
        count: int = U32.unpack(self.take(4))[0]
        if count * least > len(self.data) - self.at:
            raise WireError("a message that promises more than it holds")
        return count

    def sized(self) -> bytes:
        return self.take(self.count())

    def parts(self, depth: int, times: int = 1) -> list[Any]:
        return [self.get(depth + 1) for _ in range(self.count(times) * times)]
