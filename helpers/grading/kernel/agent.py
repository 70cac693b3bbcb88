"""Answers the judge from inside the kernel.

Shares its process with the student's code, which may change anything here: nothing that
it says is believed, it is only read. Holds no secret. Knows nothing of tests or scores.

The judge has the kernel run ``serve(path)`` as a cell, so that what the student's
functions print is that cell's output and an interrupt reaches them.
"""

from __future__ import annotations

import contextlib
import random
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

from helpers.grading.kernel import wire
from helpers.grading.kernel.channel import Channel
from helpers.grading.kernel.peer import Peer, Refused

__all__ = ["Agent", "serve"]


_agents: dict[str, Agent] = {}


def serve(path: str, namespace: dict[str, Any]) -> None:
    """Answer the judge that listens at the socket ``path``, until it is done for now.

    The conversation goes on with the next call, so that what was handed over stays known.

    Args:
        namespace: the notebook's names.

    Raises:
        ChannelClosed: the judge is gone.
    """
    if path not in _agents:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        _agents[path] = Agent(Channel(sock, wire.MAX_BYTES), namespace)
    agent = _agents[path]
    if threading.current_thread() is not threading.main_thread():
        agent.serve()
        return
    before = signal.signal(signal.SIGINT, agent.interrupted)
    try:
        agent.serve()
    finally:
        signal.signal(signal.SIGINT, before)


class Agent(Peer):
    """The kernel's side of the conversation."""

    def __init__(self, channel: Channel, namespace: dict[str, Any]) -> None:
        super().__init__(channel, "kernel")
        self.namespace = namespace
        self._traced: list[tuple[Any, list[Any]]] = []
        self._inputs: list[list[Any]] = []
        self.operations |= {
            "name": lambda _, name: self._name(name),
            "bind": lambda _, name, value: self.namespace.__setitem__(name, value),
            "unbind": lambda _, name: self.namespace.__delitem__(name),
            "backward": lambda _, number, gradient: self._backward(number, gradient),
        }

    def ask(self, operation: str, *arguments: Any) -> Any:
        """As ``Peer.ask``, while the judge waits for an answer; at any other time nobody
        listens.

        Raises:
            Refused: no test is running.
        """
        if not self._inputs:
            raise Refused("what a test hands over can be used only while that test runs")
        return super().ask(operation, *arguments)

    def _name(self, name: str) -> tuple[bool, Any]:
        """Whether the notebook has the name, and its value."""
        return name in self.namespace, self.namespace.get(name)

    @contextlib.contextmanager
    def _entered(self, context: Any) -> Iterator[None]:
        """With the judge's switch for gradients, and its random numbers where it set them."""
        gradients, generators = context
        if generators is not None:
            set_generators(generators)
        torch = sys.modules.get("torch")
        if torch is None or gradients is None:
            yield
            return
        with torch.set_grad_enabled(gradients):
            yield

    def interrupted(self, number: int, frame: Any) -> None:
        """Let an interrupt reach the student's code, and never an answer half sent."""
        if self._inputs:
            raise KeyboardInterrupt

    def _answer(self, data: bytes) -> None:
        before = len(self._inputs)
        try:
            super()._answer(data)
        finally:
            # an interrupt may have come just where a request is entered or left
            del self._inputs[before:]

    def _perform(self, request: wire.Message) -> Any:
        self._inputs.append([one for one in request.mutables if wants_gradient(one)])
        try:
            return super()._perform(request)
        finally:
            # the answer is written after this, and its tensors need the inputs
            self._last = self._inputs.pop()

    def _trace(self, tensor: Any) -> int:
        self._traced.append((tensor, getattr(self, "_last", [])))
        return len(self._traced)

    def _backward(self, number: int, gradient: Any) -> list[Any]:
        """Go back from a tensor given earlier; what arrives at the inputs of its call.

        The parameters on the way keep their gradients here, as they would have.
        """
        import torch

        tensor, inputs = self._traced[number - 1]
        before = [one.grad for one in inputs]
        for one in inputs:
            one.grad = None
        torch.autograd.backward([tensor], [gradient], retain_graph=True)
        arrived = [one.grad for one in inputs]
        for one, old in zip(inputs, before, strict=True):
            one.grad = old
        return arrived


def wants_gradient(value: Any) -> bool:
    """Whether ``value`` is a tensor of PyTorch's that asks for a gradient."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor) and value.requires_grad


def fingerprint() -> tuple[Any, ...]:
    """Something that is equal as long as no library's own generator was used or set."""
    found: tuple[Any, ...] = (random.getstate(),)
    if (numpy := sys.modules.get("numpy")) is not None and hasattr(numpy, "random"):
        _, keys, *rest = numpy.random.get_state()
        found += (keys.tobytes(), *rest)
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "get_rng_state"):
        found += (torch.get_rng_state().numpy().tobytes(),)
    return found


def generators() -> dict[str, Any]:
    """The libraries' own generators of random numbers, as values that can be sent."""
    found: dict[str, Any] = {"random": random._inst}
    if (numpy := sys.modules.get("numpy")) is not None and hasattr(numpy, "random"):
        _, keys, place, has_gauss, gauss = numpy.random.get_state()
        found["numpy"] = [keys, int(place), int(has_gauss), float(gauss)]
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "get_rng_state"):
        # as bytes, which can be read also where there is no torch
        found["torch"] = torch.get_rng_state().numpy().tobytes()
    return found


def set_generators(states: dict[str, Any]) -> None:
    """Put the libraries' own generators into the states that ``generators`` gave."""
    random.setstate(states["random"].getstate())
    if "numpy" in states:
        import numpy as np

        np.random.set_state(("MT19937", *states["numpy"]))
    if "torch" in states and (torch := sys.modules.get("torch")) is not None:
        torch.set_rng_state(torch.frombuffer(bytearray(states["torch"]), dtype=torch.uint8))
