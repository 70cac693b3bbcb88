"""Arrays, tensors, dtypes and generators of random numbers, as bytes and back.

A library is loaded only where a value of its own is met. An array is its dtype, its
shape and its bytes, and is refused where these do not fit together.
"""

from __future__ import annotations

import math
import random
import re
import struct
import sys
from collections.abc import Callable
from typing import Any

from helpers.grading.kernel.codec import MAX_DEPTH, U64, Get, Put, Reader, WireError, Writer

__all__ = ["READERS", "copy_state", "writer_for"]

MAX_AXES = 32

_NUMPY = re.compile(r"[<>|=]?(?:b1|[iu][1248]|f[248]|c8|c16|[SU]\d{1,4}|[Mm]8(?:\[\d*\w{1,2}\])?)")
_TORCH = frozenset({
    "bool", "uint8", "int8", "int16", "int32", "int64",
    "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
})  # fmt: skip
_TENSORFLOW = _TORCH | {"uint16", "uint32", "uint64"}


def writer_for(value: Any) -> Put | None:
    """What writes ``value``, None when it is none of the types here."""
    for library, put in _LIBRARIES.items():
        module = sys.modules.get(library)
        if module is not None and _is_data_of(module, library, value):
            return put
    return _put_generator("random", _state_of_random) if isinstance(value, random.Random) else None


def _is_data_of(module: Any, library: str, value: Any) -> bool:
    if library == "numpy":
        data = (module.ndarray, module.generic, module.dtype, module.random.Generator)
        return isinstance(value, data)
    if library == "torch":
        tensor = getattr(module, "Tensor", None)
        return tensor is not None and isinstance(
            value, (tensor, module.dtype, module.Size, module.Generator)
        )
    tensor, dtype = getattr(module, "Tensor", None), getattr(module, "DType", None)
    return tensor is not None and isinstance(
        value, (tensor, module.Variable) + ((dtype,) if dtype else ())
    )


def _put_numpy(writer: Writer, value: Any, depth: int) -> None:
    import numpy as np

    if isinstance(value, np.random.Generator):
        _put_generator("numpy", _state_of_numpy)(writer, value, depth)
        return
    if isinstance(value, np.dtype):
        writer.sized(b"d", b"numpy:" + value.str.encode())
        return
    if isinstance(value, np.generic) and value.dtype.kind != "O":
        array = np.asarray(value)
        tag = b"g"
    else:
        array = np.asarray(value)
        tag = b"n"
        writer.number(value)
    if not _NUMPY.fullmatch(array.dtype.str):
        if tag == b"n":
            writer.mutables.pop()
        writer.handle(value)
        return
    _put_array(writer, tag, array.dtype.str, array.shape, array.tobytes())


def _put_torch(writer: Writer, value: Any, depth: int) -> None:
    import torch

    if isinstance(value, torch.Generator):
        _put_generator("torch", _state_of_torch)(writer, value, depth)
        return
    if isinstance(value, torch.dtype):
        writer.sized(b"d", b"torch:" + str(value).removeprefix("torch.").encode())
        return
    if isinstance(value, torch.Size):
        writer.put(tuple(value), depth)
        return
    dtype = str(value.dtype).removeprefix("torch.")
    if dtype not in _TORCH or value.layout != torch.strided or value.device.type == "meta":
        writer.handle(value)
        return
    writer.number(value)
    flat = value.detach().cpu().contiguous().reshape(-1)
    if flat.is_conj() or flat.is_neg():
        flat = flat.resolve_conj().resolve_neg()
    data = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
    history = value.requires_grad and not value.is_leaf
    grad = value.grad if value.is_leaf else None
    flags = value.requires_grad | (history << 1) | ((grad is not None) << 2)
    _put_array(writer, b"t", dtype, tuple(value.shape), data)
    writer.out += bytes([flags])
    if history:
        writer.out += U64.pack(writer.trace(value))
    if grad is not None:
        # the gradient is part of this tensor, not a value with a number of its own
        count = len(writer.mutables)
        _put_torch(writer, grad.detach(), depth + 1)
        del writer.mutables[count:]


def _put_tensorflow(writer: Writer, value: Any, depth: int) -> None:
    if not hasattr(value, "numpy"):
        name = getattr(value, "name", "")
        if isinstance(name, str) and name in _TENSORFLOW:
            writer.sized(b"d", b"tensorflow:" + name.encode())
        else:
            writer.handle(value)
        return
    array, name = value.numpy(), value.dtype.name
    if name not in _TENSORFLOW or not hasattr(array, "tobytes") or array.dtype.kind == "O":
        writer.handle(value)
        return
    _put_array(writer, b"f", name, tuple(array.shape), array.tobytes())


def _put_array(writer: Writer, tag: bytes, dtype: str, shape: tuple[int, ...], data: bytes) -> None:
    if len(shape) > MAX_AXES:
        raise WireError(f"an array of more than {MAX_AXES} axes")
    writer.sized(tag, dtype.encode())
    writer.out += bytes([len(shape)]) + b"".join(U64.pack(size) for size in shape)
    writer.sized(b"", data)


def _put_generator(kind: str, state: Callable[[Any], tuple[Any, ...]]) -> Put:
    def put(writer: Writer, value: Any, depth: int) -> None:
        parts = state(value)
        if not parts:
            writer.handle(value)
            return
        writer.number(value)
        writer.sized(b"r", kind.encode())
        count = len(writer.mutables)
        writer.many(b"", value, list(parts), len(parts), depth)
        del writer.mutables[count:]

    return put


def _state_of_random(value: random.Random) -> tuple[Any, ...]:
    version, numbers, gauss = value.getstate()
    return (struct.pack(">625I", *numbers), gauss) if version == 3 else ()


def _state_of_numpy(value: Any) -> tuple[Any, ...]:
    state = value.bit_generator.state
    if state["bit_generator"] != "PCG64":
        return ()
    inner = state["state"]
    return inner["state"], inner["inc"], int(state["has_uint32"]), int(state["uinteger"])


def _state_of_torch(value: Any) -> tuple[Any, ...]:
    return (value.get_state().numpy().tobytes(),) if value.device.type == "cpu" else ()


# --- reading ---


def _loaded(library: str) -> Any:
    """A library whose loading takes seconds; a message alone must not bring that about."""
    if library not in sys.modules:
        raise WireError(f"a value of {library}, which is not in use here")
    return sys.modules[library]


def _get_array(reader: Reader) -> tuple[str, tuple[int, ...], bytes]:
    dtype = reader.sized().decode("ascii")
    axes = reader.take(1)[0]
    if axes > MAX_AXES:
        raise WireError(f"an array of {axes} axes")
    shape = tuple(U64.unpack(reader.take(8))[0] for _ in range(axes))
    if any(size > 2**40 for size in shape):
        raise WireError(f"an array of shape {shape}")
    return dtype, shape, reader.sized()


def _fits(shape: tuple[int, ...], itemsize: int, data: bytes) -> None:
    if not itemsize and 0 not in shape:
        # numpy gives texts of length 0 room for a character each, at no cost to the sender
        raise WireError(f"an array of shape {shape} of values that take no bytes")
    if math.prod(shape) * itemsize != len(data):
        raise WireError(f"an array of shape {shape} in {len(data)} bytes of {itemsize} each")


def _get_numpy(reader: Reader, depth: int) -> Any:
    import numpy as np

    name, shape, data = _get_array(reader)
    if not _NUMPY.fullmatch(name):
        raise WireError(f"an array of the unknown dtype {name!r}")
    dtype = np.dtype(name)
    _fits(shape, dtype.itemsize, data)
    return np.frombuffer(bytearray(data), dtype).reshape(shape) if data else np.zeros(shape, dtype)


def _get_generic(reader: Reader, depth: int) -> Any:
    array = _get_numpy(reader, depth)
    if array.shape:
        raise WireError(f"a number of shape {array.shape}")
    return array[()]


def _get_torch(reader: Reader, depth: int) -> Any:
    torch = _loaded("torch")
    name, shape, data = _get_array(reader)
    if name not in _TORCH:
        raise WireError(f"a tensor of the unknown dtype {name!r}")
    dtype = getattr(torch, name)
    _fits(shape, dtype.itemsize, data)
    if name == "bool" and data.strip(b"\0\1"):
        raise WireError("a tensor of booleans that are neither true nor false")
    tensor = torch.frombuffer(bytearray(data), dtype=dtype) if data else torch.empty(0, dtype=dtype)
    tensor = tensor.reshape(shape)
    flags = reader.take(1)[0]
    if flags & 2:
        return reader.retrace(tensor, U64.unpack(reader.take(8))[0])
    if flags & 1:
        if not (dtype.is_floating_point or dtype.is_complex):
            raise WireError(f"a tensor of {name} that asks for a gradient")
        tensor.requires_grad_()
    if flags & 4:
        if reader.take(1) != b"t":
            raise WireError("a gradient that is no tensor")
        grad = _get_torch(reader, depth + 1) if depth < MAX_DEPTH else None
        if grad is None or grad.shape != tensor.shape or grad.dtype != dtype:
            raise WireError("a gradient that is not of its tensor's shape and dtype")
        tensor.grad = grad.detach()
    return tensor


def _get_tensorflow(reader: Reader, depth: int) -> Any:
    tf = _loaded("tensorflow")
    name, shape, data = _get_array(reader)
    if name not in _TENSORFLOW:
        raise WireError(f"a tensor of the unknown dtype {name!r}")
    dtype = tf.as_dtype(name)
    _fits(shape, dtype.size, data)
    import numpy as np

    array = np.frombuffer(bytearray(data), dtype.as_numpy_dtype).reshape(shape)
    return tf.constant(array, dtype)


def _get_dtype(reader: Reader, depth: int) -> Any:
    library, _, name = reader.sized().decode("ascii").partition(":")
    if library == "numpy" and _NUMPY.fullmatch(name):
        import numpy as np

        return np.dtype(name)
    if library == "torch" and name in _TORCH:
        return getattr(_loaded("torch"), name)
    if library == "tensorflow" and name in _TENSORFLOW:
        return _loaded("tensorflow").as_dtype(name)
    raise WireError(f"a message with the unknown dtype {library}:{name}")


def _get_generator(reader: Reader, depth: int) -> Any:
    kind = reader.sized().decode("ascii", "replace")
    count = len(reader.mutables)
    parts = reader.parts(depth)
    del reader.mutables[count:], reader.spans[count:]
    generator: Any
    if kind == "random":
        generator = random.Random()
    elif kind == "numpy":
        import numpy as np

        generator = np.random.Generator(np.random.PCG64())
    elif kind == "torch":
        generator = _loaded("torch").Generator()
    else:
        raise WireError(f"a generator of the unknown kind {kind!r}")
    try:
        _set_state(generator, parts)
    except RuntimeError as error:
        raise WireError(f"a generator in a state that does not exist: {error}") from error
    return generator


def _set_state(generator: Any, parts: list[Any]) -> None:
    if isinstance(generator, random.Random):
        packed, gauss = parts
        numbers = struct.unpack(">625I", packed)
        if numbers[-1] > 624 or not isinstance(gauss, float | None):
            raise WireError("a generator in a state that does not exist")
        generator.setstate((3, numbers, gauss))
        return
    if not all(type(part) in (int, bytes) for part in parts):
        raise WireError("a generator in a state that does not exist")
    if type(generator).__module__.partition(".")[0] == "torch":
        import torch

        generator.set_state(torch.frombuffer(bytearray(parts[0]), dtype=torch.uint8))
        return
    state, inc, has_uint32, uinteger = parts
    if not (0 <= state < 2**128 and 0 <= inc < 2**128 and has_uint32 in (0, 1)):
        raise WireError("a generator in a state that does not exist")
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": inc},
        "has_uint32": has_uint32,
        "uinteger": uinteger % 2**32,
    }


def copy_state(old: Any, new: Any) -> None:
    """Put one generator of random numbers into the state of another of its kind."""
    if isinstance(old, random.Random):
        old.setstate(new.getstate())
    elif type(old).__module__.partition(".")[0] == "torch":
        old.set_state(new.get_state())
    else:
        old.bit_generator.state = new.bit_generator.state


_LIBRARIES: dict[str, Put] = {
    "torch": _put_torch,
    "numpy": _put_numpy,
    "tensorflow": _put_tensorflow,
}

READERS: dict[bytes, tuple[Get, bool]] = {
    b"d": (_get_dtype, False),
    b"g": (_get_generic, False),
    b"n": (_get_numpy, True),
    b"t": (_get_torch, True),
    b"f": (_get_tensorflow, False),
    b"r": (_get_generator, True),
}
