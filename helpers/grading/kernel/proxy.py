"""What stands on one side for an object of the other.

Everything done to it is asked of the object itself. Knows nothing of how that is asked.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from helpers.grading.kernel.wire import Handle

if TYPE_CHECKING:
    from helpers.grading.kernel.peer import Peer

__all__ = ["BINARY", "Proxy", "fields"]

BINARY = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lt", "le", "gt", "ge",
)  # fmt: skip


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


def fields(target: Any) -> tuple[str, dict[str, Any]] | None:
    """Class name and fields of a dataclass, Pydantic model or named tuple, else None."""
    names = getattr(type(target), "__dataclass_fields__", None) or getattr(
        type(target), "model_fields", None
    )
    if not isinstance(names, dict):
        return None
    return type(target).__qualname__, {name: getattr(target, name) for name in names}


def _own_fields(value: object) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, Proxy):
        found = _ask(value, "fields")
        return found if isinstance(found, tuple) else None
    return fields(value)


def _ask(proxy: Proxy, operation: str, *arguments: Any) -> Any:
    peer = object.__getattribute__(proxy, "_peer")
    return peer.ask(operation, proxy, *arguments)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "(no text)"


def _operator(name: str) -> Any:
    return lambda self, other: _ask(self, name, other)


for _name in BINARY:
    setattr(Proxy, f"__{_name.rstrip('_')}__", _operator(_name))
