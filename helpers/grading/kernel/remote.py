"""An error of the other side, raised here.

Its class is the nearest one that is known on this side; never one that ends a process.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["Remote", "RemoteExit", "made_error"]


class Remote(Exception):
    """The base of what is raised here for an error of the other side whose class is
    not known here; ``names`` are those of its class and its bases."""

    names: tuple[str, ...] = ()


class RemoteExit(BaseException):
    """As ``Remote``, where ``except Exception`` would not have caught the error either."""

    names: tuple[str, ...] = ()


def made_error(names: list[str], text: str, arguments: tuple[Any, ...] | None) -> BaseException:
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
