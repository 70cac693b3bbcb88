"""Data as bytes and back, and bytes that are no data."""

from __future__ import annotations

import contextlib
import math
import subprocess
import sys
import textwrap
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.grading.kernel import codec, wire
from helpers.grading.kernel.wire import Handle, WireError


def stays(value: Any) -> Handle:
    return Handle("kernel", 7, type(value).__qualname__)


def there_and_back(value: Any) -> Any:
    return wire.read(wire.write(value, stays).data, lambda handle: handle).value


keys = st.none() | st.booleans() | st.integers() | st.text() | st.binary()
leaves = keys | st.floats(allow_nan=False) | st.complex_numbers(allow_nan=False) | st.just(...)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner)
        | st.sets(keys)
        | st.frozensets(keys)
        | st.builds(deque, st.lists(inner))
        | st.builds(OrderedDict, st.dictionaries(keys, inner))
    ),
    max_leaves=20,
)


@given(values)
@settings(deadline=None)
def test_a_value_comes_back_equal_and_of_its_type(value: Any) -> None:
    """Also inside containers."""
    back = there_and_back(value)
    assert type(back) is type(value)
    assert back == value


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_a_value_or_an_error_of_ours(data: bytes) -> None:
    """Whatever a kernel sends, reading it ends, and in no other way."""
    with contextlib.suppress(WireError):
        assert wire.read(data, lambda handle: handle).data == data


SAMPLES = [
    [1, "a", {2: (3.0, b"x")}, {4}],
    np.arange(6, dtype="int16").reshape(2, 3),
    torch.ones(2, 3, requires_grad=True),
    torch.Generator().manual_seed(1),
    np.random.default_rng(1),
    Counter("aab"),
    range(3),
]


@given(st.sampled_from(range(len(SAMPLES))), st.data())
@settings(max_examples=300, deadline=None)
def test_a_message_with_wrong_bytes_is_a_value_or_an_error_of_ours(number: int, data: Any) -> None:
    """A right message of each kind, with some of its bytes changed or its end cut off."""
    message = bytearray(wire.write(SAMPLES[number], stays).data)
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(message[: data.draw(st.integers(0, len(message)))])
    with contextlib.suppress(WireError):
        assert wire.read(cut, lambda handle: handle).data == cut


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6).reshape(2, 3), np.zeros((0, 3)), np.array(["a", "bc"]), np.float32(1.5),
        np.array([True, False]), np.array("2026-01-01", "M8[D]"), np.arange(6).reshape(2, 3).T,
    ],
    ids=str,
)  # fmt: skip
def test_an_array_keeps_dtype_shape_and_values(value: Any) -> None:
    """Also without elements, and where it is not contiguous."""
    back = there_and_back(value)
    assert type(back) is type(value)
    assert back.dtype == value.dtype
    np.testing.assert_array_equal(back, value)


@pytest.mark.parametrize("dtype", sorted(wire.arrays._TORCH))
def test_a_tensor_keeps_dtype_shape_and_values(dtype: str) -> None:
    """Of every dtype that crosses."""
    value = torch.arange(6).to(getattr(torch, dtype)).reshape(2, 3).T
    back = there_and_back(value)
    assert (back.dtype, back.shape) == (value.dtype, value.shape)
    assert torch.equal(back, value)


def test_a_parameter_keeps_its_gradient() -> None:
    """A leaf asks for a gradient on the other side too, and has the one it had."""
    value = torch.ones(2, requires_grad=True)
    value.grad = torch.tensor([1.0, 2.0])
    back = there_and_back(value)
    assert back.requires_grad
    assert back.grad.tolist() == [1.0, 2.0]


def test_what_is_not_data_stays_behind() -> None:
    """A handle goes instead, inside containers too; nothing of the object crosses."""
    assert there_and_back([len, object]) == [
        Handle("kernel", 7, "builtin_function_or_method"),
        object,
    ]
    assert isinstance(there_and_back(np.array([{}])), Handle)


def test_a_subclass_of_a_builtin_crosses_as_what_it_is_based_on() -> None:
    """Its own methods are not asked, so it cannot show one content and send another."""

    class Liar(list[int]):
        def __iter__(self) -> Any:
            return iter([9, 9])

        def __len__(self) -> int:
            return 2

    assert there_and_back(Liar([1])) == [1]


@pytest.mark.parametrize(
    "make",
    [
        lambda: [0] * (codec.MAX_ITEMS + 1),
        lambda: b"x" * (codec.MAX_BYTES + 1),
        lambda: torch.zeros(codec.MAX_BYTES // 4 + 1),
    ],
    ids=["items", "bytes", "tensor"],
)
def test_too_large_a_value_is_refused(make: Any) -> None:
    """Before it is sent."""
    with pytest.raises(WireError, match="more than"):
        wire.write(make(), stays)


def test_a_value_that_holds_itself_is_refused() -> None:
    """There is no end to it."""
    value: list[Any] = []
    value.append(value)
    with pytest.raises(WireError, match="holds itself"):
        wire.write(value, stays)


def test_a_deep_value_is_refused() -> None:
    """On both ways."""
    value: Any = 0
    for _ in range(codec.MAX_DEPTH + 2):
        value = [value]
    with pytest.raises(WireError, match="deep"):
        wire.write(value, stays)
    with pytest.raises(WireError, match="deep"):
        wire.read(b"L\0\0\0\1" * 1000 + b"0", stays)


@pytest.mark.parametrize(
    "data",
    [
        b"L\xff\xff\xff\xff" + b"0" * 100,
        b"b\xff\xff\xff\xff",
        b"t\0\0\0\x07float32\x01" + (2**60).to_bytes(8, "big") + b"\0\0\0\0\0",
        b"t\0\0\0\x07float32\x01" + (2).to_bytes(8, "big") + b"\0\0\0\x04abcd\0",
        b"n\0\0\0\x02|O\x00\0\0\0\x08abcdefgh",
        b"D\0\0\0\x01L\0\0\0\x000",
        b"R\0\0\0\x05",
        b"c\0\0\0\x04open",
        b"X\0\0\0\x04eval",
        b"Hx" + bytes(12),
        b"00",
    ],
    ids=["list", "bytes", "huge tensor", "tensor of other size", "objects", "unhashable key",
         "reference", "class", "type", "owner", "rest"],
)  # fmt: skip
def test_a_message_by_hand_takes_no_memory_and_gives_no_value(data: bytes) -> None:
    """Sizes, shapes, names and references are checked against what is really there."""
    with pytest.raises(WireError):
        wire.read(data, stays)


def test_the_mutable_parts_are_numbered_alike_on_both_sides() -> None:
    """So that a change made over there can be made here."""
    value = [{"a": [1]}, torch.ones(2), (np.zeros(1), deque([{3}]))]
    sent = wire.write(value, stays)
    came = wire.read(sent.data, stays)
    assert [type(one) for one in sent.mutables] == [type(one) for one in came.mutables]
    assert len(came.mutables) == 7
    for one, (start, end) in zip(came.mutables, came.spans, strict=True):
        assert wire.write(one, stays).data == sent.data[start:end]


def test_the_generators_of_random_numbers_go_on_alike() -> None:
    """Those of numpy, torch and random itself."""
    import random

    a, b, c = np.random.default_rng(3), torch.Generator().manual_seed(3), random.Random(3)
    x, y, z = (there_and_back(one) for one in (a, b, c))
    assert a.integers(1000) == x.integers(1000)
    assert torch.rand((), generator=b) == torch.rand((), generator=y)
    assert c.random() == z.random()


def test_special_floats_survive() -> None:
    """Not-a-number, the infinities and the zero with a minus."""
    back = there_and_back([math.nan, math.inf, -math.inf, -0.0])
    assert math.isnan(back[0])
    assert back[1:3] == [math.inf, -math.inf]
    assert math.copysign(1, back[3]) == -1


def test_a_message_does_not_load_a_library() -> None:
    """Or a kernel could keep the judge busy for ten seconds with one value."""
    code = r"""
        import sys
        from helpers.grading.kernel import wire
        message = b"f\0\0\0\7float32\0\0\0\0\4abcd"
        try:
            wire.read(message, print)
        except wire.WireError as error:
            print(error, "tensorflow" in sys.modules)
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout == "a value of tensorflow, which is not in use here False\n"


@pytest.mark.parametrize("make", [set, frozenset, dict.fromkeys])
def test_keys_that_share_a_hash_are_refused(make: Callable[[list[int]], Any]) -> None:
    """Putting them into a table would take hours; other large numbers are welcome."""
    period = sys.hash_info.modulus
    few = wire.write(make([n * period for n in range(1, 2000)]), stays).data
    with pytest.raises(WireError, match="few hashes"):
        wire.read(few, lambda handle: handle)
    many = make([n * 10**20 for n in range(2000)])
    assert wire.read(wire.write(many, stays).data, lambda handle: handle).value == many


@pytest.mark.parametrize("size", [2**26, 2**40])
def test_an_array_without_bytes_takes_no_memory(size: int) -> None:
    """numpy gives each text of length 0 a character's room; a fuzzer found that."""
    name = b"<U0"
    data = b"n" + codec.U32.pack(len(name)) + name + b"\x01" + codec.U64.pack(size)
    with pytest.raises(WireError, match="take no bytes"):
        wire.read(data + codec.U32.pack(0), lambda handle: handle)
