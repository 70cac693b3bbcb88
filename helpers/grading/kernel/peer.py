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
import weakref
from collections.abc import Callable
from typing import Any

from helpers.grading.kernel import wire
from helpers.grading.kernel.channel import Channel
from helpers.grading.kernel.operations import OPERATIONS
from helpers.grading.kernel.proxy import Proxy
from helpers.grading.kernel.remote import made_error
from helpers.grading.kernel.wire import Handle, WireError

__all__ = ["Peer", "Refused"]

MAX_OBJECTS = 100_000
MAX_DEPTH = 40
_REQUEST, _VALUE, _ERROR = b"?", b"=", b"!"


class Refused(AttributeError):
    """The other side asked for something that it may not have."""


class Peer:
    """This side: ``side`` is ``"judge"`` or ``"kernel"``."""

    def __init__(self, channel: Channel, side: str) -> None:
        self.channel, self.side = channel, side
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count(1)
        self._proxies: weakref.WeakValueDictionary[int, Proxy] = weakref.WeakValueDictionary()
        self._depth = 0
        self.operations: dict[str, Callable[..., Any]] = dict(OPERATIONS)

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
            frame = self._part(2)
            kind, body = frame[:1], frame[1:]
            if kind == _REQUEST:
                self._answer(body)
                continue
            if kind not in (_VALUE, _ERROR):
                raise WireError(f"a frame of the unknown kind {kind!r}")
            value = self._read(
                body, refs=sent.mutables, retrace=lambda t, n: self._retrace(t, n, sent.mutables)
            ).value
            changes = self._read(self._part(1)).value
            self._change(sent.mutables, changes)
            if kind == _VALUE:
                return value
            raise self._error(value)

    def _part(self, left: int) -> bytes:
        """The next frame of an answer, of which ``left`` are still to come."""
        return self.channel.receive()

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
                return made_error(names, text, arguments)
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
