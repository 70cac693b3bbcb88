"""What one side may ask of the other.

Each operation is a function of the side that answers, the object asked for and what the
operation needs. ``Peer._may`` is asked first.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.grading.kernel.proxy import BINARY, fields

if TYPE_CHECKING:
    from helpers.grading.kernel.peer import Peer

__all__ = ["OPERATIONS"]

BUNCH = 100  # items of an iterator fetched at once


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


OPERATIONS: dict[str, Callable[..., Any]] = {
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
    "fields": _item(fields),
    **{name: _item(getattr(operator, name)) for name in BINARY},
}
