"""Data, and nothing but data, as bytes and back.

What the judge and the agent say to each other. Each type has one tag and one reader,
in a closed table; whatever is not in it stays where it is, and a ``Handle`` goes instead.
Reading bytes builds values of the types below and runs no code of whoever wrote them:
no pickle, no import by name, no attribute set by name. Sizes are checked before memory
is taken. Knows nothing of sockets, cells or scores.

A mutable value is numbered in the order in which it is met, which is the same for the
writer and the reader; a ``Ref`` in an answer stands for the one with that number, so
that a function which returns its own argument is seen to do so.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import re
import uuid
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from helpers.grading.kernel import arrays
from helpers.grading.kernel.arrays import copy_state
from helpers.grading.kernel.codec import (
    F64,
    MAX_BYTES,
    U32,
    U64,
    FromHandle,
    Get,
    Handle,
    Message,
    Put,
    Reader,
    Retrace,
    ToHandle,
    Trace,
    WireError,
    Writer,
)

MANY = 1000  # keys, from which on it matters how their hashes are spread

__all__ = ["MAX_BYTES", "Handle", "Message", "WireError", "copy_state", "read", "write"]

_CLASSES = {
    cls.__name__: cls
    for cls in (
        bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset,
        range, slice, object, type(None),
    )
}  # fmt: skip


# --- writing ----------------------------------------------------------------------------


def write(
    value: Any,
    to_handle: ToHandle,
    *,
    refs: dict[int, int] | None = None,
    trace: Trace = lambda tensor: 0,
) -> Message:
    """``value`` as bytes.

    Args:
        to_handle: what stands for an object that is not data.
        refs: by ``id``, the mutables of the message that this one answers.
        trace: the number of a tensor that has a history, 0 for none.

    Raises:
        WireError: it is larger, deeper or has more parts than a message may.
    """
    writer = Writer(_put_for, to_handle, refs or {}, trace)
    writer.put(value, 0)
    return Message(value, bytes(writer.out), writer.mutables)


def _put_for(value: Any) -> Put:
    """By type; an array by its library; a subclass of a builtin as what it is based on."""
    put = _WRITERS.get(type(value)) or arrays.writer_for(value)
    if put is not None:
        return put
    for base in (list, tuple, dict, set, frozenset, str, bytes, float, int):
        # a member of an enumeration is more than its value
        if isinstance(value, base) and not hasattr(type(value), "_member_map_"):
            return _as_base(base)
    return _put_handle


def _as_base(base: type) -> Put:
    convert: dict[type, Callable[[Any], Any]] = {
        list: lambda value: list(list.__iter__(value)),
        tuple: lambda value: tuple(tuple.__iter__(value)),
        dict: lambda value: dict(dict.items(value)),
        set: lambda value: set(set.__iter__(value)),
        frozenset: lambda value: frozenset(frozenset.__iter__(value)),
        str: lambda value: str.__str__(value)[:],
        bytes: lambda value: bytes(bytes.__iter__(value)),
        float: float.__float__,
        int: int.__int__,
    }

    def put(writer: Writer, value: Any, depth: int) -> None:
        plain = convert[base](value)
        if type(plain) is not base:
            plain = "".join(str.__iter__(plain)) if base is str else base(plain)
        _WRITERS[base](writer, plain, depth)

    return put


def _put_handle(writer: Writer, value: Any, depth: int) -> None:
    writer.handle(value)


def _put_int(writer: Writer, value: int, depth: int) -> None:
    writer.sized(b"i", value.to_bytes((value.bit_length() + 8) // 8, "big", signed=True))


def _put_str(writer: Writer, value: str, depth: int) -> None:
    writer.sized(b"s", value.encode("utf-8", "surrogatepass"))


def _put_list(writer: Writer, value: list[Any], depth: int) -> None:
    writer.number(value)
    writer.many(b"L", value, list(value), len(value), depth)


def _put_dict(writer: Writer, value: dict[Any, Any], depth: int) -> None:
    writer.number(value)
    pairs = [part for pair in value.items() for part in pair]
    writer.many(b"D", value, pairs, len(pairs) // 2, depth)


def _put_set(writer: Writer, value: set[Any], depth: int) -> None:
    writer.number(value)
    writer.many(b"Z", value, list(value), len(value), depth)


def _put_bytearray(writer: Writer, value: bytearray, depth: int) -> None:
    writer.number(value)
    writer.sized(b"y", bytes(value))


def _put_built(name: str, parts: Callable[[Any], tuple[Any, ...]], mutable: bool = False) -> Put:
    def put(writer: Writer, value: Any, depth: int) -> None:
        if mutable:
            writer.number(value)
        values = list(parts(value))
        writer.sized(b"M" if mutable else b"X", name.encode())
        writer.many(b"", value, values, len(values), depth)

    return put


# --- reading ----------------------------------------------------------------------------


def read(
    data: bytes,
    from_handle: FromHandle,
    *,
    refs: list[Any] | None = None,
    retrace: Retrace = lambda tensor, number: tensor,
) -> Message:
    """The value in ``data``.

    Args:
        from_handle: the object, or the stand-in, for a handle.
        refs: the mutables that a ``Ref`` in this message stands for.
        retrace: what to make of a tensor whose history stayed behind under a number.

    Raises:
        WireError: it is not one whole message.
    """
    if len(data) > MAX_BYTES + 1024:
        raise WireError(f"a message of {len(data)} bytes; {MAX_BYTES} are allowed")
    reader = Reader(_READERS, data, from_handle, refs or [], retrace)
    try:
        value = reader.get(0)
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError, ArithmeticError, LookupError) as error:
        raise WireError(f"a message that holds no value: {error}") from error
    if reader.at != len(data):
        raise WireError("a message with something behind its end")
    return Message(value, data, reader.mutables, reader.spans)


def _get_int(reader: Reader, depth: int) -> int:
    return int.from_bytes(reader.sized(), "big", signed=True)


def _get_str(reader: Reader, depth: int) -> str:
    return reader.sized().decode("utf-8", "surrogatepass")


def _get_dict(reader: Reader, depth: int) -> dict[Any, Any]:
    parts = reader.parts(depth, 2)
    return dict(zip(_spread(parts[::2]), parts[1::2], strict=True))


def _spread(keys: list[Any]) -> list[Any]:
    """``keys``, whose hashes differ: else a table of them takes hours to fill."""
    if len(keys) > MANY and len(set(map(hash, keys))) < len(keys) // 2:
        raise WireError(f"{len(keys)} keys with few hashes")
    return keys


def _get_ref(reader: Reader, depth: int) -> Any:
    number = U32.unpack(reader.take(4))[0]
    if number >= len(reader.refs):
        raise WireError(f"a message that refers to value {number}, which was not sent")
    return reader.refs[number]


def _get_handle(reader: Reader, depth: int) -> Any:
    owner = reader.take(1)
    if owner not in b"jk":
        raise WireError("a handle that nobody owns")
    number = U64.unpack(reader.take(8))[0]
    kind = reader.sized().decode("utf-8", "replace")[:200]
    return reader.from_handle(Handle("judge" if owner == b"j" else "kernel", number, kind))


def _get_class(reader: Reader, depth: int) -> type:
    name = reader.sized().decode("ascii")
    if name not in _CLASSES:
        raise WireError(f"a message with the unknown class {name!r}")
    return _CLASSES[name]


def _get_built(builders: dict[str, Callable[..., Any]]) -> Get:
    def get(reader: Reader, depth: int) -> Any:
        name = reader.sized().decode("ascii", "replace")
        if name not in builders:
            raise WireError(f"a message with the unknown type {name!r}")
        return builders[name](*reader.parts(depth))

    return get


# --- the tables -------------------------------------------------------------------------

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d{1,6})?|NaN|sNaN|Infinity)")


def _decimal(text: str) -> decimal.Decimal:
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text.replace("E+", "E")):
        raise WireError(f"no decimal number: {text!r:.40}")
    return decimal.Decimal(text)


def _ints(make: Callable[..., Any]) -> Callable[..., Any]:
    def build(*parts: Any) -> Any:
        if not all(part is None or type(part) in (int, str) for part in parts):
            raise WireError("a value made of parts that do not belong in it")
        return make(*parts)

    return build


def _pairs(make: Callable[[Any], Any]) -> Callable[..., Any]:
    def build(*parts: Any) -> Any:
        if len(parts) % 2:
            raise WireError("a key without a value")
        return make(list(zip(_spread(list(parts[::2])), parts[1::2], strict=True)))

    return build


def _flat(value: Any) -> tuple[Any, ...]:
    return tuple(part for pair in value.items() for part in pair)


_BUILDERS: dict[str, Callable[..., Any]] = {
    "range": _ints(range),
    "slice": slice,
    "date": _ints(datetime.date),
    "time": _ints(datetime.time.fromisoformat),
    "datetime": _ints(datetime.datetime.fromisoformat),
    "timedelta": _ints(datetime.timedelta),
    "Decimal": _decimal,
    "Fraction": _ints(fractions.Fraction),
    "UUID": _ints(uuid.UUID),
    "path": _ints(PurePosixPath),
}
_MUTABLE_BUILDERS: dict[str, Callable[..., Any]] = {
    "deque": lambda limit, *parts: deque(parts, limit),
    "OrderedDict": _pairs(OrderedDict),
    "defaultdict": _pairs(lambda pairs: defaultdict(None, pairs)),
    "Counter": _pairs(lambda pairs: Counter(dict(pairs))),
}


def _sized(tag: bytes) -> Put:
    return lambda writer, value, depth: writer.sized(tag, value)


def _plain(tag: bytes) -> Put:
    def put(writer: Writer, value: Any, depth: int) -> None:
        writer.out += tag

    return put


def _packed(tag: bytes, pack: Callable[[Any], bytes]) -> Put:
    def put(writer: Writer, value: Any, depth: int) -> None:
        writer.out += tag + pack(value)

    return put


def _listed(tag: bytes) -> Put:
    return lambda writer, value, depth: writer.many(tag, value, list(value), len(value), depth)


def _put_class(writer: Writer, value: type, depth: int) -> None:
    if _CLASSES.get(value.__name__) is value:
        writer.sized(b"c", value.__name__.encode())
    else:
        _put_handle(writer, value, depth)


_WRITERS: dict[type, Put] = {
    type(None): _plain(b"0"),
    bool: lambda writer, value, depth: _plain(b"T" if value else b"F")(writer, value, depth),
    int: _put_int,
    float: _packed(b"e", F64.pack),
    complex: _packed(b"j", lambda value: F64.pack(value.real) + F64.pack(value.imag)),
    str: _put_str,
    bytes: _sized(b"b"),
    bytearray: _put_bytearray,
    list: _put_list,
    tuple: _listed(b"U"),
    dict: _put_dict,
    set: _put_set,
    frozenset: _listed(b"Y"),
    type(...): _plain(b"."),
    type: _put_class,
    range: _put_built("range", lambda value: (value.start, value.stop, value.step)),
    slice: _put_built("slice", lambda value: (value.start, value.stop, value.step)),
    datetime.date: _put_built("date", lambda value: (value.year, value.month, value.day)),
    datetime.time: _put_built("time", lambda value: (value.isoformat(),)),
    datetime.datetime: _put_built("datetime", lambda value: (value.isoformat(),)),
    datetime.timedelta: _put_built(
        "timedelta", lambda value: (value.days, value.seconds, value.microseconds)
    ),
    decimal.Decimal: _put_built("Decimal", lambda value: (str(value),)),
    fractions.Fraction: _put_built("Fraction", lambda value: (value.numerator, value.denominator)),
    uuid.UUID: _put_built("UUID", lambda value: (str(value),)),
    PurePosixPath: _put_built("path", lambda value: (str(value),)),
    deque: _put_built("deque", lambda value: (value.maxlen, *value), mutable=True),
    OrderedDict: _put_built("OrderedDict", _flat, mutable=True),
    defaultdict: _put_built("defaultdict", _flat, mutable=True),
    Counter: _put_built("Counter", _flat, mutable=True),
    Handle: _put_handle,
}

# tag: how to read what follows it, and whether the value is mutable and so has a number
_READERS: dict[bytes, tuple[Get, bool]] = {
    b"0": (lambda reader, depth: None, False),
    b"T": (lambda reader, depth: True, False),
    b"F": (lambda reader, depth: False, False),
    b".": (lambda reader, depth: ..., False),
    b"i": (_get_int, False),
    b"e": (lambda reader, depth: F64.unpack(reader.take(8))[0], False),
    b"j": (lambda reader, depth: complex(*(F64.unpack(reader.take(8))[0] for _ in "ri")), False),
    b"s": (_get_str, False),
    b"b": (lambda reader, depth: reader.sized(), False),
    b"y": (lambda reader, depth: bytearray(reader.sized()), True),
    b"L": (lambda reader, depth: reader.parts(depth), True),
    b"U": (lambda reader, depth: tuple(reader.parts(depth)), False),
    b"D": (_get_dict, True),
    b"Z": (lambda reader, depth: set(_spread(reader.parts(depth))), True),
    b"Y": (lambda reader, depth: frozenset(_spread(reader.parts(depth))), False),
    b"R": (_get_ref, False),
    b"H": (_get_handle, False),
    b"c": (_get_class, False),
    b"X": (_get_built(_BUILDERS), False),
    b"M": (_get_built(_MUTABLE_BUILDERS), True),
    **arrays.READERS,
}
