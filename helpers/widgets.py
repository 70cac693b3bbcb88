"""Things to move and look at, inside a notebook and without a network.

Owns what is shown and how it reacts; each widget is one class here and one
script in ``static/``. The state is in traits, checked in Python, so most of a
widget is tested without a browser. Knows nothing of models: a widget is given
functions that compute what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anywidget import AnyWidget

__all__ = ["attention"]

STATIC = Path(__file__).parent / "static"

Read = Callable[[str], tuple[Sequence[str], Any]]

MAX_TOKENS = 64  # more do not fit on a page


def attention(models: dict[str, Read], text: str) -> AnyWidget:
    """A view of every attention head of one or more models on a text of your own.

    Args:
        models: from a name to a function that takes a text and returns its n
            tokens and the attention weights, shape (layers, heads, n, n), where
            row i holds what token i looks at.
        text: what to show first.

    Returns:
        A widget with traits ``text``, ``model``, ``layer``, ``head`` and
        ``token``, which can be set from code as well as on the page.

    Raises:
        ValueError: a trait is set to something that does not exist.
    """
    return _attention_class()(models, text)


def _attention_class() -> type[AnyWidget]:
    import anywidget
    import numpy as np
    import traitlets

    class Attention(anywidget.AnyWidget):
        _esm = STATIC / "attention.js"
        _css = STATIC / "attention.css"

        names = traitlets.List(traitlets.Unicode()).tag(sync=True)
        model = traitlets.Unicode().tag(sync=True)
        text = traitlets.Unicode().tag(sync=True)
        layer = traitlets.Int(0).tag(sync=True)
        head = traitlets.Int(0).tag(sync=True)
        token = traitlets.Int(0).tag(sync=True)
        tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
        shape = traitlets.List(traitlets.Int()).tag(sync=True)
        # one byte a weight: the eye cannot tell 1/255 apart
        weights = traitlets.Bytes().tag(sync=True)
        note = traitlets.Unicode().tag(sync=True)

        def __init__(self, models: dict[str, Read], text: str) -> None:
            self._models = models
            tokens, weights = self._read(next(iter(models)), text)
            super().__init__(
                names=list(models), model=next(iter(models)), text=text, **_packed(tokens, weights)
            )
            self.observe(self._update, ["model", "text"])

        @traitlets.validate("model")
        def _known(self, proposal: Any) -> Any:
            if proposal["value"] not in self._models:
                raise ValueError(f"no model {proposal['value']!r}; one of {list(self._models)}")
            return proposal["value"]

        @traitlets.validate("layer", "head", "token")
        def _inside(self, proposal: Any) -> Any:
            axis = {"layer": 0, "head": 1, "token": 2}[proposal["trait"].name]
            size, value = (self.shape or [1, 1, 1])[axis], proposal["value"]
            if not 0 <= value < size:
                name = proposal["trait"].name
                raise ValueError(f"{name} {value} does not exist; 0 to {size - 1} do")
            return value

        def _read(self, model: str, text: str) -> tuple[list[str], Any]:
            tokens, weights = self._models[model](text)
            return list(tokens), np.asarray(weights)

        def _update(self, _: Any) -> None:
            if not self.text.strip():
                self.note = "Type a sentence."
                return
            tokens, weights = self._read(self.model, self.text)
            packed = _packed(tokens, weights)
            layers, heads, n = packed["shape"]
            with self.hold_sync():
                self.layer = min(self.layer, layers - 1)
                self.head = min(self.head, heads - 1)
                self.token = min(self.token, n - 1)
                self.set_trait("shape", packed["shape"])
                for name in ("tokens", "weights", "note"):
                    self.set_trait(name, packed[name])

    def _packed(tokens: list[str], weights: Any) -> dict[str, Any]:
        layers, heads, n, keys = weights.shape
        if not n == keys == len(tokens):
            raise ValueError(f"{len(tokens)} tokens, but weights of shape {weights.shape}")
        shown = min(n, MAX_TOKENS)
        bytes_ = np.rint(weights[:, :, :shown, :shown] * 255).clip(0, 255).astype(np.uint8)
        return {
            "tokens": tokens[:shown],
            "shape": [layers, heads, shown],
            "weights": bytes_.tobytes(),
            "token": shown - 1,
            "note": f"Shown: the first {shown} of {n} tokens." if n > shown else "",
        }

    return Attention
