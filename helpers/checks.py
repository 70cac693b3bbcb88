"""Assertions that explain themselves, for the test cells of the lessons.

Owns the wording: every failure says what was expected, what came, at which
index, and the slip that would produce just that value: one that the lesson
names, or one that shows in the numbers themselves (a sign turned, a factor, an
order). Knows nothing of points, exercises or grading. Values are compared, never
code: a check takes data from a student's function and data it should equal.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["close", "equal", "shape", "unchanged"]

Slips = Mapping[str, Any]

SMALL = 12  # a value of up to so many numbers is shown whole


def close(
    got: Any,
    want: Any,
    what: str,
    *,
    slips: Slips | None = None,
    tolerance: float = 1e-5,
    same_dtype: bool = False,
) -> None:
    """Assert that two numbers, lists, arrays or tensors agree.

    Args:
        got: what the student's code returned.
        want: what it should equal, of any shape. When it is a tensor, so must
            ``got`` be.
        what: how the message calls the value, such as ``"softmax(scores)"``.
        slips: from a question ("did you divide by d?") to the value that this
            slip would give (lists will do), or to a function of no arguments that
            computes it; the question whose value equals ``got`` is put to the student.
        tolerance: largest difference allowed, absolute for values up to 1 and
            relative above.
        same_dtype: also ask for the dtype of ``want``.

    Raises:
        AssertionError: they differ; the message is for the student.
    """
    _kind(got, want, what)
    numbers, wanted = _array(got, what), _array(want, what)
    _same_shape(numbers, wanted, what, slips, tolerance)
    if same_dtype and got.dtype != want.dtype:
        raise AssertionError(f"{what} has dtype {got.dtype}; expected {want.dtype}")
    wrong = ~_agree(numbers, wanted, tolerance)
    if wrong.any():
        raise AssertionError(_difference(numbers, wanted, wrong, what, slips, tolerance))


def equal(got: Any, want: Any, what: str, *, slips: Slips | None = None) -> None:
    """Assert that two values are equal: integers, booleans, strings, containers
    of them, or tensors and arrays of booleans or integers.

    Arguments and errors are those of ``close``; the dtype must match for
    tensors of booleans, where 1 and True behave differently.
    """
    if not (hasattr(want, "dtype") and hasattr(want, "shape")):
        if type(got) is not type(want) or got != want:
            slip = _slip(slips, lambda wrong: type(got) is type(wrong) and bool(got == wrong))
            raise AssertionError(f"{what}: expected {want!r}, got {_short(got)}{slip}")
        return
    _kind(got, want, what)
    numbers, wanted = _array(got, what), _array(want, what)
    _same_shape(numbers, wanted, what, slips, 0.0)
    if wanted.dtype == bool and numbers.dtype != bool:
        raise AssertionError(f"{what} has dtype {got.dtype}; expected booleans, True or False")
    wrong = numbers != wanted
    if wrong.any():
        raise AssertionError(_difference(numbers, wanted, wrong, what, slips, 0.0))


def shape(got: Any, want: Sequence[int], what: str, *, hint: str = "") -> None:
    """Assert that a tensor or array has the shape ``want``.

    Raises:
        AssertionError: it has another shape, or none; ``hint`` ends the message.
    """
    if not hasattr(got, "shape"):
        raise AssertionError(f"{what}: expected a tensor, got {_short(got)}{_returned_none(got)}")
    if tuple(got.shape) != tuple(want):
        raise AssertionError(_shapes(tuple(got.shape), tuple(want), what) + _space(hint))


def unchanged(now: Any, before: Any, what: str) -> None:
    """Assert that a function left its argument as it was.

    Args:
        now: the argument after the call.
        before: a copy made before the call.
        what: the argument's name.
    """
    numbers, wanted = _array(now, what), _array(before, what)
    if numbers.shape != wanted.shape or not _agree(numbers * 1.0, wanted * 1.0, 0.0).all():
        raise AssertionError(
            f"your function changed its argument {what}; build a new tensor instead "
            "(`+=`, `masked_fill_` and assignments such as `x[...] = ...` work in place)"
        )


def _kind(got: Any, want: Any, what: str) -> None:
    if got is None or got is NotImplemented or got is Ellipsis:
        raise AssertionError(f"{what}: expected a value, got {got!r}{_returned_none(got)}")
    wanted, came = _library(want), _library(got)
    if wanted == "torch" and came != "torch":
        raise AssertionError(f"{what}: expected a PyTorch tensor, got {_short(got)}")


def _library(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _returned_none(got: Any) -> str:
    return ". Does your function end with `return`?" if got is None else ""


def _array(value: Any, what: str) -> np.ndarray:
    """``value`` as an array: booleans stay booleans, all else becomes float64."""
    import numpy as np

    if _library(value) == "torch":
        value = value.detach().cpu()
        value = value.numpy() if "bfloat16" not in str(value.dtype) else value.float().numpy()
    try:
        array = np.asarray(value)
        return array if array.dtype == bool else array.astype(np.float64)
    except (TypeError, ValueError):
        raise AssertionError(f"{what}: expected numbers, got {_short(value)}") from None


def _agree(got: np.ndarray, want: np.ndarray, tolerance: float) -> np.ndarray:
    import numpy as np

    with np.errstate(invalid="ignore"):
        near = np.isfinite(want) & (np.abs(got - want) <= tolerance * np.maximum(1.0, np.abs(want)))
    same: np.ndarray = near | (got == want) | (np.isnan(got) & np.isnan(want))
    return same


def _same_shape(
    got: np.ndarray, want: np.ndarray, what: str, slips: Slips | None, tolerance: float
) -> None:
    if got.shape != want.shape:
        slip = _slip(slips, lambda wrong: _equals(got, wrong, what, tolerance))
        raise AssertionError(_shapes(got.shape, want.shape, what) + slip)


def _shapes(got: tuple[int, ...], want: tuple[int, ...], what: str) -> str:
    text = f"{what} has shape {got}; expected {want}"
    if got != want and sorted(got) == sorted(want):
        text += ". The sizes are right, the axes stand in another order"
    return text


def _difference(
    got: np.ndarray,
    want: np.ndarray,
    wrong: np.ndarray,
    what: str,
    slips: Slips | None,
    tolerance: float,
) -> str:
    import numpy as np

    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f"{what}[{', '.join(map(str, where))}]" if where else what
    digits = _digits(got[where], want[where])
    text = f"{place}: expected {_number(want[where], digits)}, got {_number(got[where], digits)}"
    if 1 < want.size <= SMALL:
        text = f"{what}: expected {_rows(want, digits)}, got {_rows(got, digits)}"
    elif want.size > 1:
        text += f" ({int(wrong.sum())} of {want.size} values differ)"
    slip = _slip(slips, lambda value: _equals(got, value, what, tolerance))
    if not slip and np.isnan(got[where]):
        slip = ". nan comes from 0/0, inf - inf or 0 * inf on the way."
    return text + (slip or _pattern(got, want))


def _pattern(got: np.ndarray, want: np.ndarray) -> str:
    """What all of ``got`` has in common against ``want``, or ``""``."""
    import numpy as np

    same = functools.partial(np.allclose, rtol=1e-4, atol=1e-6)
    finite = bool(np.isfinite(got).all() and np.isfinite(want).all())
    if want.dtype == bool or want.size < 3 or not finite:
        return ""
    if same(want, want.flat[0]) or same(got, want):
        return ""
    if same(got, -want):
        return ". Every sign is turned."
    factor = float((got * want).sum() / (want * want).sum())
    if abs(factor) > 1e-3 and same(got, factor * want):
        return f". Every value is {factor:.4g} times what it should be."
    if same(got - want, shift := float((got - want).flat[0])):
        return f". Every value is {abs(shift):.4g} too {'large' if shift > 0 else 'small'}."
    if same(np.sort(got, axis=None), np.sort(want, axis=None)):
        return ". The numbers are right, they stand in other places."
    return ""


def _equals(got: np.ndarray, wrong: Any, what: str, tolerance: float) -> bool:
    other = _array(wrong, what)
    return got.shape == other.shape and bool(_agree(got * 1.0, other * 1.0, tolerance).all())


def _slip(slips: Slips | None, matches: Callable[[Any], bool]) -> str:
    for question, wrong in (slips or {}).items():
        if matches(wrong() if callable(wrong) else wrong):
            return ". " + question[0].upper() + question[1:]
    return ""


def _digits(got: Any, want: Any) -> int:
    """How many digits tell the two numbers apart, six at least."""
    for digits in range(6, 17):
        if _number(got, digits) != _number(want, digits):
            return digits
    return 17


def _number(value: Any, digits: int = 6) -> str:
    return str(bool(value)) if value.dtype == bool else f"{float(value):.{digits}g}"


def _rows(array: np.ndarray, digits: int = 6) -> str:
    if array.ndim == 0:
        return _number(array[()], digits)
    return "[" + ", ".join(_rows(row, digits) for row in array) + "]"


def _short(value: Any) -> str:
    kind = type(value).__name__
    if isinstance(value, list | tuple) and any(hasattr(item, "shape") for item in value):
        return f"a {kind} of {len(value)}"
    text = repr(value)
    return f"{kind} {text if len(text) <= 80 else text[:77] + '...'}"


def _space(text: str) -> str:
    return f". {text}" if text else ""
