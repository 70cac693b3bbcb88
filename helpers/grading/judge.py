"""Runs test cells outside the kernel, and reaches their verdicts.

A test cell is the instructor's code and runs here. A name that it does not bind itself
is the notebook's: reading it asks the kernel, calling it calls there, and data comes
back. Whoever owns the kernel can answer what they like, and what they answer is tested.
Knows nothing of gradebooks, sandboxes or how the kernel was started.
"""

from __future__ import annotations
import __future__

import ast
import asyncio
import builtins
import contextlib
import functools
import inspect
import io
import linecache
import operator
import sys
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.grading.bounds import GRACE_S, TestTimeout, alarm, memory_bounded
from helpers.grading.kernel.agent import fingerprint, generators, wants_gradient
from helpers.grading.kernel.channel import Channel, ChannelClosed, TimeUp
from helpers.grading.kernel.peer import Peer, Refused
from helpers.grading.kernel.proxy import BINARY, Proxy
from helpers.grading.names import bound, definitions

__all__ = ["Judge", "Judged", "StillBusy"]

_MODULE = "__test__"
_NO_ATTRIBUTES = (
    types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.GeneratorType,
    types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.CodeType,
    types.TracebackType, types.ModuleType, type,
)  # fmt: skip


class StillBusy(ChannelClosed):
    """The kernel did not answer its interrupt."""


@dataclass(frozen=True)
class Judged:
    """How a test cell ended. ``error`` is None when it passed; ``value`` is that of its
    last line, when it is a number; ``line`` is where in the cell the error was raised."""

    error: BaseException | None
    value: float | None
    output: str
    line: int | None
    seconds: float


class Judge(Peer):
    """The judge's side of one submission's conversation.

    Args:
        interrupt: makes the kernel's running code raise ``KeyboardInterrupt``.
        shared: names that the instructor's code in the kernel uses or binds; binding one in
            a test cell binds it there. Not those that a student uses: what a test keeps in
            a variable would be theirs for the asking.
        lends: what else an object of the student's may do, see ``names.lent``.
    """

    def __init__(
        self,
        channel: Channel,
        interrupt: Callable[[], None],
        shared: frozenset[str] = frozenset(),
        lends: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(channel, "judge")
        self._interrupt, self.shared, self.lends = interrupt, shared, lends
        self.namespace = Namespace(self)
        self.asked: set[str] = set()
        self.failed: list[str] = []
        self._owned: set[str] = set()
        self._futures = 0
        self._seeded = True
        self._sent: Any = None

    def own(self, statements: list[ast.stmt], label: str) -> None:
        """Run statements of the instructor's own, so that tests use them from here.

        One that fails, as it may where it uses what the student did not write, leaves its
        names unbound: no test finds something of the student's in their place.
        """
        module = ast.Module(body=statements, type_ignores=[])
        self._owned |= bound(ast.unparse(module))
        shared, self.shared = self.shared, frozenset()
        self._futures |= _futures(statements)
        with _random_numbers_watched(self):
            for statement in statements:
                alone = ast.Module(body=[statement], type_ignores=[])
                try:
                    exec(_compile(alone, f"<{label}>", "exec", self._futures), self.namespace)
                except (ChannelClosed, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    self.failed.append(f"{label}: {type(error).__name__}")
        self.shared = shared - self._owned

    def leave_out(self, source: str, label: str) -> None:
        """Of a test cell that cannot be run, run what it defines for those after it."""
        self.own(definitions(source), label)
        self._keep_names(source)

    def _keep_names(self, source: str) -> None:
        """The test cell ``source`` did not get to its end: what it would have bound, and
        nothing but tests binds, is unbound for those after it, and not the student's."""
        self._owned |= bound(source) - self.shared - self.namespace.keys()

    def forget(self, source: str) -> None:
        """The kernel ran ``source``: those of ``shared`` that it bound are the notebook's
        from now on. What only tests bind, no student can bind to something else."""
        for name in bound(source) & self.namespace.keys() & self.shared:
            dict.__delitem__(self.namespace, name)

    def run(self, source: str, label: str, limit_s: float) -> Judged:
        """Run one test cell.

        Raises:
            StillBusy: its time was up and the kernel could not be interrupted.
            ChannelClosed: the kernel is gone.
            SyntaxError: it is not Python, and no judge can run it.
        """
        body, last, self._futures = _compiled(source, label, self._futures)
        start = time.monotonic()
        self.channel.deadline = start + limit_s
        out = io.StringIO()
        value: Any = None
        error: BaseException | None = None
        # the alarm comes off first, and what it ended keeps all that it had to undo
        try:
            with (
                contextlib.redirect_stdout(out),
                memory_bounded(),
                _random_numbers_watched(self),
                alarm(limit_s),
            ):
                try:
                    _execute(body, self.namespace)
                    value = _execute(last, self.namespace) if last else None
                except (ChannelClosed, KeyboardInterrupt):
                    raise
                except BaseException as raised:
                    error = raised
        except TestTimeout as late:
            # it rang while another error was on its way, as after one long step of C
            error = late
        if error is not None:
            self._keep_names(source)
        return Judged(
            error=error,
            value=_number(value),
            output=out.getvalue()[:20_000],
            line=_line(error, label),
            seconds=time.monotonic() - start,
        )

    # --- asking ---

    def ask(self, operation: str, *arguments: Any) -> Any:
        """As ``Peer.ask``; when the time is up the kernel is interrupted.

        An object of the student's is no number and no array: else it could say of itself
        that it is less than anything, or close to everything.

        Raises:
            TypeError, AttributeError: an operation that only data has.
            TestTimeout: the time was up and the kernel is ready again.
            StillBusy: the time was up and it is not.
        """
        if self.channel.deadline is not None and time.monotonic() >= self.channel.deadline:
            raise TestTimeout
        if f"__{operation}__" not in self.lends:
            if operation in _OF_DATA and not isinstance(arguments[1], Proxy):
                raise TypeError(
                    f"{operation!r} of an object of your own and {type(arguments[1]).__name__}: "
                    "give data, such as a number, a list or a tensor"
                )
            if operation == "contains":
                return any(one == arguments[1] for one in arguments[0])
        if operation == "get" and arguments[1] in _array_names() - self.lends:
            raise AttributeError(
                f"an object of your own is asked for {arguments[1]!r}: give data, such as a tensor"
            )
        return super().ask(operation, *arguments)

    def _part(self, left: int) -> bytes:
        try:
            return super()._part(left)
        except TimeUp:
            self._give_up(left)
            raise TestTimeout from None

    def _give_up(self, left: int) -> None:
        self._interrupt()
        self.channel.deadline = time.monotonic() + GRACE_S
        try:
            # the answer to the call that was interrupted, and what changed with it
            while left == 2 and self.channel.receive()[:1] == b"?":
                self.channel.send(b"!", self._write(self._described(TimeoutError())).data)
                self.channel.send(self._write([]).data)
            self.channel.receive()
        except ChannelClosed:
            raise StillBusy("the kernel could not be interrupted") from None

    def _context(self) -> Any:
        torch = sys.modules.get("torch")
        gradients = torch.is_grad_enabled() if torch is not None else None
        return gradients, self._new_generators()

    def _new_generators(self) -> Any:
        """The state of the random numbers, if a test set or used them since it was sent."""
        seen = fingerprint()
        if not self._seeded and seen == self._sent:
            return None
        self._seeded, self._sent = False, seen
        return generators()

    def seeded(self) -> None:
        """A test cell set a seed, perhaps the one it had set before."""
        self._seeded = True

    # --- what the kernel may do with what a test handed to it ---

    def _may(self, operation: str, target: Any, name: str = "") -> None:
        if self._numbers.get(id(target)) is None:
            raise Refused("only an object that a test handed over can be used")
        if operation in ("call", "use"):
            return
        mine = getattr(type(target), "__module__", "") == self.namespace["__name__"]
        if (
            name.startswith("_")
            or isinstance(target, _NO_ATTRIBUTES)
            or not (mine or (operation == "get" and isinstance(target, types.SimpleNamespace)))
        ):
            what = type(target).__name__
            raise Refused(f"{what!r} object of a test: its attribute {name!r} is not yours")

    def _retrace(self, tensor: Any, number: int, sent: list[Any]) -> Any:
        import torch

        inputs = [one for one in sent if wants_gradient(one)]
        if not inputs:
            inputs = [torch.zeros((), requires_grad=True)]
        return _link().apply(self, number, tensor, *inputs)


_OF_DATA = frozenset(BINARY)


@functools.cache
def _array_names() -> frozenset[str]:
    """What only arrays, tensors and numbers have, and no module, container or text."""
    import numpy as np
    import torch

    found = {name for kind in (torch.Tensor, np.ndarray, np.float64) for name in dir(kind)}
    for kind in (torch.nn.Module, dict, list, set, str, bytes, object, io.BytesIO):
        found -= set(dir(kind))
    return frozenset(name for name in found if not name.startswith("_"))


class Namespace(dict[str, Any]):
    """A test cell's globals: its own names, and behind them the notebook's."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(__name__=_MODULE, __builtins__=builtins)
        # dataclasses and Pydantic look up the module of a class that a test defines
        sys.modules.setdefault(_MODULE, types.ModuleType(_MODULE))
        self._judge = judge

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name.startswith("__") or name in self._judge._owned:
            raise KeyError(name)
        answer = self._judge.ask("name", name)
        if not (isinstance(answer, tuple) and len(answer) == 2) or answer[0] is not True:
            raise KeyError(name)
        self._judge.asked.add(name)
        return answer[1]

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        # code in the kernel imports for itself
        if name in self._judge.shared and not isinstance(value, types.ModuleType):
            self._judge.ask("bind", name, value)

    def __delitem__(self, name: str) -> None:
        known = name in self
        if known:
            super().__delitem__(name)
        if not known or name in self._judge.shared:
            self._judge.ask("unbind", name)


def _compiled(source: str, label: str, futures: int) -> tuple[Any, Any, int]:
    """The cell's statements, its last line where that is an expression, and the flags of
    all ``__future__`` imports until now: in a notebook they hold for the cells below."""
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    tree = ast.parse(source)
    futures |= _futures(tree.body)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | futures
    last: ast.expr | None = None
    if tree.body and isinstance(final := tree.body[-1], ast.Expr):
        last = final.value
        tree.body.pop()
    body = _compile(tree, label, "exec", flags)
    return body, _compile(ast.Expression(last), label, "eval", flags) if last else None, futures


def _compile(tree: Any, label: str, mode: str, flags: int) -> Any:
    # what this module imports from __future__ is not the notebook's
    return compile(tree, label, mode, flags=flags, dont_inherit=True)


def _futures(statements: list[ast.stmt]) -> int:
    names = [
        alias.name
        for one in statements
        if isinstance(one, ast.ImportFrom) and one.module == "__future__"
        for alias in one.names
    ]
    found = [getattr(__future__, name, None) for name in names]
    return functools.reduce(operator.or_, (one.compiler_flag for one in found if one), 0)


def _execute(code: Any, namespace: Namespace) -> Any:
    value = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE:
        return asyncio.run(value)
    return value


def _number(value: Any) -> float | None:
    try:
        return float(value) if type(value) in (int, float) else None
    except OverflowError:
        return None


def _line(error: BaseException | None, label: str) -> int | None:
    found = None
    trace = error.__traceback__ if error else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == label:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


_SEEDERS = (
    ("random", "seed"), ("random", "setstate"), ("numpy.random", "seed"),
    ("numpy.random", "set_state"), ("torch", "manual_seed"), ("torch.random", "manual_seed"),
    ("torch", "set_rng_state"),
)  # fmt: skip


@contextlib.contextmanager
def _random_numbers_watched(judge: Judge) -> Iterator[None]:
    """Let ``judge`` know when a seed is set: setting the same one twice leaves no trace."""
    replaced = []
    for module, name in _SEEDERS:
        place = sys.modules.get(module)
        if place is not None and hasattr(place, name):
            original = getattr(place, name)
            setattr(place, name, _told(original, judge.seeded))
            replaced.append((place, name, original))
    try:
        yield
    finally:
        for place, name, original in replaced:
            setattr(place, name, original)


def _told(function: Callable[..., Any], tell: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(function)
    def seed(*arguments: Any, **named: Any) -> Any:
        tell()
        return function(*arguments, **named)

    return seed


@functools.cache
def _link() -> Any:
    """An operation of PyTorch's whose way back goes through the kernel."""
    import torch

    class Link(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, judge: Judge, number: int, value: Any, *inputs: Any) -> Any:
            ctx.judge, ctx.number = judge, number
            ctx.like = [(one.shape, one.dtype) for one in inputs]
            return value.clone()

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            arrived = ctx.judge.ask("backward", ctx.number, gradient.contiguous())
            given = arrived if isinstance(arrived, list) else []
            given += [None] * (len(ctx.like) - len(given))
            return (
                None,
                None,
                None,
                *(
                    one
                    if isinstance(one, torch.Tensor) and (one.shape, one.dtype) == like
                    else None
                    for one, like in zip(given, ctx.like, strict=False)
                ),
            )

    return Link
