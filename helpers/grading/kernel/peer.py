"""One side of a conversation in which either may use what the other has.

The judge asks for the student's function, calls it, reads what came back; the function
may call a fake that the judge handed to it. Data crosses as data; of anything else a
``Proxy`` crosses. Arguments that a call changed are changed on the asking side too, as
if they had been shared. Knows nothing of cells, scores or which side is to be trusted:
``_may`` is for the side that has to be careful.
"""

from __future__ import annotations

import contextlib
import itertools
import operator
import sys
import weakref
from collections.abc import Callable, Generator, Iterator
from typing import Any

from helpers.grading.kernel import wire
from helpers.grading.kernel.channel import Channel
from helpers.grading.kernel.wire import Handle, WireError

__all__ = ["BINARY", "Peer", "Proxy", "Refused", "Remote", "RemoteExit"]

MAX_OBJECTS = 100_000
MAX_DEPTH = 40
BUNCH = 100  # items of an iterator fetched at once
_REQUEST, _VALUE, _ERROR = b"?", b"=", b"!"


class Refused(AttributeError):
    """The other side asked for something that it may not have."""


class Remote(Exception):
    """The base of what is raised here for an error of the other side whose class is
    not known here; ``names`` are those of its class and its bases."""

    names: tuple[str, ...] = ()


class RemoteExit(BaseException):
    """As ``Remote``, where ``except Exception`` would not have caught the error either."""

    names: tuple[str, ...] = ()


class Peer:
    """This side: ``side`` is ``"judge"`` or ``"kernel"``."""

    def __init__(self, channel: Channel, side: str) -> None:
        self.channel, self.side = channel, side
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count(1)
        self._proxies: weakref.WeakValueDictionary[int, Proxy] = weakref.WeakValueDictionary()
        self._depth = 0
        self.operations: dict[str, Callable[..., Any]] = dict(_OPERATIONS)

    # --- asking ---

    def ask(self, operation: str, *arguments: Any) -> Any:
        """What the other side answers; its error is raised here.

        Raises:
            ChannelClosed: no answer came.
            WireError: an argument or the answer is too large, or the answer makes no sense.
        """
        sent = self._write((operation, *arguments, self._context()))
        self.channel.send(_REQUEST, sent.data)
        while True:
            frame = self.channel.receive()
            kind, body = frame[:1], frame[1:]
            if kind == _REQUEST:
                self._answer(body)
                continue
            if kind not in (_VALUE, _ERROR):
                raise WireError(f"a frame of the unknown kind {kind!r}")
            value = self._read(
                body, refs=sent.mutables, retrace=lambda t, n: self._retrace(t, n, sent.mutables)
            ).value
            changes = self._read(self.channel.receive()).value
            self._change(sent.mutables, changes)
            if kind == _VALUE:
                return value
            raise self._error(value)

    def _context(self) -> Any:
        """What travels with every request besides its arguments."""
        return None

    def _entered(self, context: Any) -> contextlib.AbstractContextManager[Any]:
        """Serve a request under the ``context`` that came with it."""
        return contextlib.nullcontext()

    def _retrace(self, tensor: Any, number: int, sent: list[Any]) -> Any:
        return tensor

    def _trace(self, tensor: Any) -> int:
        return 0

    # --- answering ---

    def serve(self) -> None:
        """Answer until the other side says that it is done.

        Raises:
            ChannelClosed: it is gone.
        """
        while True:
            frame = self.channel.receive()
            if frame == b".":
                return
            if frame[:1] != _REQUEST:
                raise WireError("an answer that nobody asked for")
            self._answer(frame[1:])

    def done(self) -> None:
        """Tell the other side to stop serving."""
        self.channel.send(b".")

    def _answer(self, data: bytes) -> None:
        request = self._read(data)
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                raise RecursionError(f"calls back and forth more than {MAX_DEPTH} deep")
            kind, value = _VALUE, self._perform(request)
        except BaseException as error:
            kind, value = _ERROR, self._described(error)
        finally:
            self._depth -= 1
        refs = {id(one): number for number, one in enumerate(request.mutables)}
        try:
            body = self._write(value, refs=refs).data
            changes = self._write(self._changes(request)).data
        except (WireError, RecursionError, MemoryError) as error:
            kind, body = _ERROR, self._write(self._described(error)).data
            changes = self._write([]).data
        self.channel.send(kind, body)
        self.channel.send(changes)

    def _perform(self, request: wire.Message) -> Any:
        if not isinstance(request.value, tuple) or len(request.value) < 2:
            raise WireError("a request that is none")
        operation, *arguments, context = request.value
        perform = self.operations.get(operation) if isinstance(operation, str) else None
        if perform is None:
            raise WireError(f"a request for the unknown operation {operation!r:.60}")
        with self._entered(context):
            return perform(self, *arguments)

    def _changes(self, request: wire.Message) -> list[tuple[int, Any]]:
        """The arguments that are no longer what came, each with its number."""
        found = []
        for number, (value, (start, end)) in enumerate(
            zip(request.mutables, request.spans, strict=True)
        ):
            if self._write(value).data != request.data[start:end]:
                found.append((number, value))
        return found

    def _change(self, sent: list[Any], changes: Any) -> None:
        if not isinstance(changes, list):
            raise WireError("changes that are no list")
        for change in changes:
            if not (isinstance(change, tuple) and len(change) == 2 and type(change[0]) is int):
                raise WireError("a change that is none")
            number, value = change
            if not 0 <= number < len(sent) or type(value) is not type(sent[number]):
                raise WireError(f"a change to argument {number}, which is not of that type")
            _overwrite(sent[number], value)

    def _may(self, operation: str, target: Any, name: str = "") -> None:
        """Raise ``Refused`` when the other side may not do this to ``target``."""

    # --- values ---

    def _write(self, value: Any, refs: dict[int, int] | None = None) -> wire.Message:
        return wire.write(value, self._to_handle, refs=refs, trace=self._trace)

    def _read(self, data: bytes, **how: Any) -> wire.Message:
        return wire.read(data, self._from_handle, **how)

    def _to_handle(self, value: Any) -> Handle:
        if isinstance(value, Proxy):
            if object.__getattribute__(value, "_peer") is self:
                return object.__getattribute__(value, "_handle")  # type: ignore[no-any-return]
            raise WireError("a proxy of another conversation")
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= MAX_OBJECTS:
                raise WireError(f"more than {MAX_OBJECTS} objects are held")
            number = next(self._next)
            self._objects[number], self._numbers[id(value)] = value, number
        cls = type(value)
        return Handle(self.side, number, f"{cls.__module__}.{cls.__qualname__}")

    def _from_handle(self, handle: Handle) -> Any:
        if handle.owner == self.side:
            if handle.number not in self._objects:
                raise WireError(f"a handle {handle.number} that was never given")
            return self._objects[handle.number]
        proxy = self._proxies.get(handle.number)
        if proxy is None:
            proxy = self._proxies[handle.number] = Proxy(self, handle)
        return proxy

    # --- errors ---

    def _described(self, error: BaseException) -> Any:
        names = [f"{cls.__module__}.{cls.__qualname__}" for cls in type(error).__mro__]
        try:
            text = str(error)
        except Exception as second:
            text = f"(its message could not be made: {type(second).__name__})"
        arguments = getattr(error, "args", ())
        plain = [one for one in arguments if isinstance(one, str | int | float | None)]
        same = len(plain) == len(arguments)
        return names[:20], text[:20_000], tuple(plain[:10]) if same else None

    def _error(self, description: Any) -> BaseException:
        match description:
            case (list() as names, str() as text, tuple() | None as arguments) if all(
                isinstance(name, str) for name in names
            ):
                return _made_error(names, text, arguments)
        raise WireError("an error without a description")


def _overwrite(old: Any, new: Any) -> None:
    """Give ``old`` the content of ``new``, which is of the same type."""
    library = type(old).__module__.partition(".")[0]
    if isinstance(old, list | bytearray):
        old[:] = new
    elif isinstance(old, dict):
        old.clear()
        old.update(new)
    elif isinstance(old, set):
        old.clear()
        old |= new
    elif hasattr(old, "extend"):
        old.clear()
        old.extend(new)
    elif library == "torch" and hasattr(old, "requires_grad"):
        _overwrite_tensor(old, new)
    elif library == "numpy" and hasattr(old, "dtype"):
        if old.shape != new.shape or old.dtype != new.dtype:
            raise WireError("an array that changed its shape or dtype")
        old[...] = new
    else:
        wire.copy_state(old, new)


def _overwrite_tensor(old: Any, new: Any) -> None:
    import torch

    if old.shape != new.shape or old.dtype != new.dtype:
        raise WireError("a tensor that changed its shape or dtype")
    with torch.no_grad():
        if not torch.equal(old, new.detach()) or new.isnan().any():
            old.detach().copy_(new.detach())
    if new.grad is not None:
        old.grad = new.grad


def _made_error(names: list[str], text: str, arguments: tuple[Any, ...] | None) -> BaseException:
    """An error of the nearest class that is known here; never one that ends a process."""
    for place, name in enumerate(names):
        module, _, cls_name = name.rpartition(".")
        known = _known_class(module, cls_name)
        if known is None:
            continue
        if not issubclass(known, Exception):
            break
        error = _new_error(known if place == 0 else _like(known, names[0]), text, arguments)
        if error is not None:
            return error
    remote = (Remote if "builtins.Exception" in names else RemoteExit)(
        f"{names[0].removeprefix('builtins.') if names else 'an error'}: {text}"
    )
    remote.names = tuple(names)
    return remote


def _like(known: type[Exception], name: str) -> type[Exception]:
    try:
        return type(name.rpartition(".")[2], (known,), {})
    except TypeError:
        return known


def _new_error(
    cls: type[Exception], text: str, arguments: tuple[Any, ...] | None
) -> Exception | None:
    """An error of class ``cls`` with that message, without running its ``__init__``."""
    if f"{cls.__module__}.{cls.__name__}" == "pydantic_core._pydantic_core.ValidationError":
        made: Exception = cls.from_exception_data(text.split("\n")[0], [])  # type: ignore[attr-defined]
        return made
    try:
        error = cls.__new__(cls)
    except TypeError:
        return None
    error.args = (text,) if arguments is None else arguments
    if _message(error) != text:
        error.args = (text,)
    return error


def _message(error: Exception) -> str | None:
    try:
        return str(error)
    except Exception:
        # a class whose message is made of what its __init__ would have set
        return None


def _known_class(module: str, name: str) -> type[BaseException] | None:
    """A class of that name that is loaded here; none of the grader's own."""
    if module.startswith("helpers.grading"):
        return None
    found = vars(sys.modules[module]).get(name) if module in sys.modules else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


# --- what may be asked for --------------------------------------------------------------


def _call(peer: Peer, target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    peer._may("call", target)
    return target(*arguments, **named)


def _get_attr(peer: Peer, target: Any, name: str) -> Any:
    peer._may("get", target, name)
    return getattr(target, name)


def _set_attr(peer: Peer, target: Any, name: str, value: Any) -> None:
    peer._may("set", target, name)
    setattr(target, name, value)


def _del_attr(peer: Peer, target: Any, name: str) -> None:
    peer._may("set", target, name)
    delattr(target, name)


def _next_items(peer: Peer, target: Any, count: int) -> tuple[list[Any], bool]:
    """Up to ``count`` further items, and whether there were no more."""
    peer._may("use", target)
    items = list(itertools.islice(target, min(count, BUNCH)))
    return items, len(items) < count


def _item(operate: Callable[..., Any]) -> Callable[..., Any]:
    def perform(peer: Peer, target: Any, *arguments: Any) -> Any:
        peer._may("use", target)
        return operate(target, *arguments)

    return perform


def _set_item(target: Any, key: Any, value: Any) -> None:
    target[key] = value


def _del_item(target: Any, key: Any) -> None:
    del target[key]


def _awaited(target: Any) -> Any:
    """Run an awaitable to its end in an event loop of its own."""
    import asyncio
    import threading

    async def run() -> Any:
        return await target

    done: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(asyncio.run(run()))
        except BaseException as error:
            failed.append(error)

    # where this is called a loop may be running, and a second cannot run in its thread
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


def _fields(target: Any) -> tuple[str, dict[str, Any]] | None:
    """Class name and fields of a dataclass, Pydantic model or named tuple, else None."""
    names = getattr(type(target), "__dataclass_fields__", None) or getattr(
        type(target), "model_fields", None
    )
    if not isinstance(names, dict):
        return None
    return type(target).__qualname__, {name: getattr(target, name) for name in names}


BINARY = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lt", "le", "gt", "ge",
)  # fmt: skip

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": _call,
    "get": _get_attr,
    "set": _set_attr,
    "del": _del_attr,
    "next": _next_items,
    "iter": _item(iter),
    "len": _item(len),
    "bool": _item(bool),
    "str": _item(str),
    "repr": _item(repr),
    "int": _item(int),
    "float": _item(float),
    "item": _item(lambda target, key: target[key]),
    "set_item": _item(_set_item),
    "del_item": _item(_del_item),
    "contains": _item(lambda target, value: value in target),
    "enter": _item(lambda target: type(target).__enter__(target)),
    "exit": _item(lambda target: bool(type(target).__exit__(target, None, None, None))),
    "await": _item(_awaited),
    "fields": _item(_fields),
    **{name: _item(getattr(operator, name)) for name in BINARY},
}


# --- the stand-in -----------------------------------------------------------------------


class Proxy:
    """Stands for an object of the other side. It can be called, read and iterated over.

    It is never compared by the other side's rules: ``==`` asks whether both stand for
    one object, or, for a dataclass or a Pydantic model, whether the fields are equal.
    """

    __slots__ = ("__weakref__", "_handle", "_peer")

    def __init__(self, peer: Peer, handle: Handle) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_handle", handle)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return _ask(self, "call", list(arguments), named)

    def __getattr__(self, name: str) -> Any:
        if name in _NEVER:
            raise AttributeError(name)
        return _ask(self, "get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "set", name, value)

    def __delattr__(self, name: str) -> None:
        _ask(self, "del", name)

    def __iter__(self) -> Iterator[Any]:
        iterator = _ask(self, "iter")
        if not isinstance(iterator, Proxy):
            raise TypeError("an object that cannot be iterated over")
        while True:
            # a generator may never end, and each item may have an effect: one at a time
            items, ended = _ask(iterator, "next", 1)
            yield from items
            if ended:
                return

    def __next__(self) -> Any:
        items, _ = _ask(self, "next", 1)
        if not items:
            raise StopIteration
        return items[0]

    def __len__(self) -> int:
        return int(_ask(self, "len"))

    def __bool__(self) -> bool:
        return _ask(self, "bool") is True

    def __str__(self) -> str:
        return _text(_ask(self, "str"))

    def __repr__(self) -> str:
        return _text(_ask(self, "repr"))

    def __int__(self) -> int:
        return int(_ask(self, "int"))

    def __float__(self) -> float:
        return float(_ask(self, "float"))

    def __getitem__(self, key: Any) -> Any:
        return _ask(self, "item", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        _ask(self, "set_item", key, value)

    def __delitem__(self, key: Any) -> None:
        _ask(self, "del_item", key)

    def __contains__(self, value: Any) -> bool:
        return _ask(self, "contains", value) is True

    def __enter__(self) -> Any:
        return _ask(self, "enter")

    def __exit__(self, *error: Any) -> bool:
        return _ask(self, "exit") is True

    def __await__(self) -> Generator[Any, None, Any]:
        # a generator function, as `await` wants one, that yields nothing
        yield from ()
        return _ask(self, "await")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        theirs = _own_fields(other)
        if theirs is None:
            return False
        mine = _ask(self, "fields")
        return bool(mine == theirs) if isinstance(mine, tuple) else False

    def __hash__(self) -> int:
        return hash(object.__getattribute__(self, "_handle"))


# names that libraries look for on any object; asking the other side would cost a round trip
_NEVER = frozenset({
    "__array__", "__array_interface__", "__array_struct__", "__array_priority__",
    "__array_ufunc__", "__array_function__", "__torch_function__", "__tensor_flatten__",
    "__class_getitem__", "__mro_entries__", "__length_hint__", "__index__", "__deepcopy__",
    "__copy__", "__reduce__", "__reduce_ex__", "__getstate__", "_ipython_display_",
    "_repr_mimebundle_", "__wrapped__", "__dataclass_fields__",
})  # fmt: skip


def _own_fields(value: object) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, Proxy):
        found = _ask(value, "fields")
        return found if isinstance(found, tuple) else None
    return _fields(value)


def _ask(proxy: Proxy, operation: str, *arguments: Any) -> Any:
    peer = object.__getattribute__(proxy, "_peer")
    return peer.ask(operation, proxy, *arguments)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "(no text)"


def _operator(name: str) -> Any:
    return lambda self, other: _ask(self, name, other)


for _name in BINARY:
    setattr(Proxy, f"__{_name.rstrip('_')}__", _operator(_name))
