"""Constants of the right shape and type, made from what a reference returns.

Runs inside the stage, beside the notebook's names. Knows nothing of exercises.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any, ClassVar

__all__ = ["Constant", "Unfillable"]

_SCALARS: dict[type, tuple[Any, Any]] = {
    bool: (False, True), int: (0, 1), float: (0.0, 1.0), complex: (0j, 1 + 0j),
    str: ("", "x"), bytes: (b"", b"x"),
}  # fmt: skip


class Unfillable(Exception):
    """A value for which no constant of its shape and type is known."""


class Constant:
    """Replaces what a function returns.

    ``zeros`` and ``ones`` have the shape and type of what the reference returns for
    the very call; ``first`` is its first value, for ever. Where the reference raises,
    the last constant is returned, because a constant never raises.

    ``says_nothing`` once a value could not be replaced, and where the reference returned
    nothing but None, as a method does that only changes its object: then this is no
    trivial answer.
    """

    impossible = False
    kinds: ClassVar[set[bool]] = set()  # whether what was replaced was None

    @classmethod
    def says_nothing(cls) -> bool:
        """Whether what this answer earned is no evidence."""
        return cls.impossible or cls.kinds == {True}

    def __init__(self, fill: str) -> None:
        self.fill = fill
        self.last: Any = None
        self.called = False

    def answer(self, reference: Callable[..., Any]) -> Callable[..., Any]:
        """Decorates the reference."""
        if inspect.iscoroutinefunction(reference):

            @functools.wraps(reference)
            async def later(*args: Any, **kwargs: Any) -> Any:
                if self.fill != "first" or not self.called:
                    try:
                        self._keep(await reference(*args, **kwargs))
                    except Exception:
                        self.called = True
                return copy.deepcopy(self.last)

            return later

        @functools.wraps(reference)
        def now(*args: Any, **kwargs: Any) -> Any:
            if self.fill != "first" or not self.called:
                try:
                    self._keep(reference(*args, **kwargs))
                except Exception:
                    self.called = True
            return copy.deepcopy(self.last)

        return now

    def value(self, reference: Any) -> Any:
        """A constant in the place of the value ``reference``, and never equal to it."""
        self._keep(reference)
        if self.fill == "first" or repr(self.last) == repr(reference):
            Constant.impossible = True
        return self.last

    def _keep(self, value: Any) -> None:
        self.called = True
        Constant.kinds.add(value is None)
        try:
            self.last = _detached(value) if self.fill == "first" else filled(value, self.fill)
        except Unfillable:
            Constant.impossible = True


def filled(value: Any, fill: str) -> Any:
    """A value like ``value`` in which every number is 0 (``zeros``) or 1 (``ones``),
    every text "" or "x".

    Raises:
        Unfillable: it holds something else.
    """
    one = fill == "ones"
    if value is None or type(value) in _SCALARS:
        return None if value is None else _SCALARS[type(value)][one]
    for module, is_array in (("torch", "is_tensor"), ("tensorflow", "is_tensor")):
        library = sys.modules.get(module)
        if library and getattr(library, is_array)(value):
            return library.ones_like(value) if one else library.zeros_like(value)
    return _filled_array(value, one) if hasattr(value, "dtype") else _filled_container(value, fill)


def _filled_array(value: Any, one: bool) -> Any:
    import numpy as np

    if isinstance(value, np.generic):
        return type(value)(one)
    if isinstance(value, np.ndarray) and value.dtype != object:
        return np.ones_like(value) if one else np.zeros_like(value)
    raise Unfillable(type(value).__name__)


def _filled_container(value: Any, fill: str) -> Any:
    match value:
        case list() | tuple() | set() | frozenset():
            items = [filled(item, fill) for item in value]
            return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
        case dict():
            return {key: filled(item, fill) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.init]
        return dataclasses.replace(
            value, **{name: filled(getattr(value, name), fill) for name in fields}
        )
    raise Unfillable(type(value).__name__)


def _detached(value: Any) -> Any:
    """A copy that later calls cannot change; an autograd graph cannot be copied."""
    if hasattr(value, "detach"):
        return value.detach().clone()
    try:
        return copy.deepcopy(value)
    except Exception:  # whatever a student's type may raise
        raise Unfillable(type(value).__name__) from None
