"""Things to move and look at, inside a notebook and without a network.

Owns what is shown and how it reacts; each widget is one class here and one
script in ``static/``. The state is in traits, checked in Python, so most of a
widget is tested without a browser. Knows nothing of models: a widget is given
functions that compute what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anywidget import AnyWidget

__all__ = ["attention", "chat", "sampling", "surprise"]

STATIC = Path(__file__).parent / "static"
SHARED = "common.js"

Read = Callable[[str], tuple[Sequence[str], Any]]
Guesses = Sequence[tuple[str, float]]
Score = Callable[[str], tuple[Sequence[str], Sequence[float], Sequence[Guesses]]]
Sources = Sequence[tuple[str, str]]
Reply = Callable[[list[dict[str, str]]], Iterable[str | Sources]]

MAX_TOKENS = 64  # more do not fit on a page
MAX_SCORED = 240  # tokens of one letter, three lines of them
MAX_BARS = 12


def _view(name: str) -> str:
    """The script of a view, which is loaded alone, with what all of them share before it."""
    return "\n".join((STATIC / file).read_text(encoding="utf-8") for file in (SHARED, f"{name}.js"))


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


def _left(view: Any) -> str:
    """All that is left of ``view`` in a notebook opened again, or on paper."""
    return f"{type(view).__name__} of {view.text!r}: run this cell to see it"


def _attention_class() -> type[AnyWidget]:
    import anywidget
    import numpy as np
    import traitlets

    class Attention(anywidget.AnyWidget):
        _esm = _view("attention")
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

        __repr__ = _left

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


def sampling(predict: Read, text: str, *, seed: int = 0) -> AnyWidget:
    """The distribution of the next token, under sliders for temperature, top-k and top-p.

    Args:
        predict: takes a text and returns the vocabulary and a logit for each of
            its tokens, the score of that token as the next one.
        text: what to continue first.
        seed: of the generator that ``draw`` uses.

    Returns:
        A widget with traits ``text``, ``temperature`` (0 to 2; 0 takes the most
        probable token), ``top_k`` (0 is off) and ``top_p`` (1 is off), and a
        method ``draw()`` that appends one token to the text. ``tokens``,
        ``before`` and ``after`` hold the bars shown, ``kept`` counts the tokens
        that can still be drawn.

    Raises:
        ValueError: a trait is set outside its range.
    """
    return _sampling_class()(predict, text, seed)


def _sampling_class() -> type[AnyWidget]:
    import anywidget
    import numpy as np
    import traitlets

    ranges = {"temperature": (0.0, 2.0), "top_k": (0, 50), "top_p": (0.01, 1.0)}

    class Sampling(anywidget.AnyWidget):
        _esm = _view("sampling")
        _css = STATIC / "sampling.css"

        text = traitlets.Unicode().tag(sync=True)
        temperature = traitlets.Float(1.0).tag(sync=True)
        top_k = traitlets.Int(0).tag(sync=True)
        top_p = traitlets.Float(1.0).tag(sync=True)
        tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
        before = traitlets.List(traitlets.Float()).tag(sync=True)
        after = traitlets.List(traitlets.Float()).tag(sync=True)
        kept = traitlets.Int().tag(sync=True)
        size = traitlets.Int().tag(sync=True)
        note = traitlets.Unicode().tag(sync=True)

        __repr__ = _left

        def __init__(self, predict: Read, text: str, seed: int) -> None:
            self._predict = predict
            self._generator = np.random.default_rng(seed)
            super().__init__(text=text)
            self._read()
            self.observe(self._read, "text")
            self.observe(self._shape, list(ranges))
            self.on_msg(lambda _, message, __: self.draw() if message == "draw" else None)

        @traitlets.validate(*ranges)
        def _inside(self, proposal: Any) -> Any:
            name, value = proposal["trait"].name, proposal["value"]
            low, high = ranges[name]
            if not low <= value <= high:
                raise ValueError(f"{name} {value} is out of range; it goes from {low} to {high}")
            return value

        def draw(self) -> str:
            """Draw one token from the distribution as set, append it to the text, return it."""
            token: str = self._vocabulary[self._generator.choice(self.size, p=self._probabilities)]
            self.text += token
            return token

        def _read(self, _: Any = None) -> None:
            if not self.text.strip():
                self.note = "Type the beginning of a text."
                return
            vocabulary, logits = self._predict(self.text)
            self._vocabulary = list(vocabulary)
            self._logits = np.asarray(logits, dtype=np.float64)
            self._shape()

        def _shape(self, _: Any = None) -> None:
            plain = _distribution(self._logits, 1.0, 0, 1.0)
            self._probabilities = _distribution(
                self._logits, self.temperature, self.top_k, self.top_p
            )
            first = np.argsort(-self._logits, kind="stable")[:MAX_BARS]
            with self.hold_sync():
                self.tokens = [self._vocabulary[i] for i in first]
                self.before, self.after = plain[first].tolist(), self._probabilities[first].tolist()
                self.kept, self.size = int((self._probabilities > 0).sum()), len(plain)
                self.note = ""

    return Sampling


def _distribution(logits: Any, temperature: float, top_k: int, top_p: float) -> Any:
    """Probabilities of the tokens, cut in the order that libraries use:
    temperature, then top-k, then top-p."""
    import numpy as np

    if temperature == 0:
        return np.eye(len(logits))[logits.argmax()]
    order = np.argsort(-logits, kind="stable")
    powers = np.exp((logits[order] - logits.max()) / temperature)
    if top_k:
        powers[top_k:] = 0
    ranked = powers / powers.sum()
    if top_p < 1:
        # a token stays while those before it do not yet reach top_p
        ranked[np.cumsum(ranked) - ranked >= top_p] = 0
    probabilities = np.zeros_like(ranked)
    probabilities[order] = ranked / ranked.sum()
    return probabilities


def surprise(models: dict[str, Score], text: str) -> AnyWidget:
    """How much each token of a text of your own surprises one or more models.

    Args:
        models: from a name to a function that takes a text and returns its n
            tokens, the probability the model gave each of them, and for each of
            them the model's own guesses, best first, as (token, probability).
        text: what to show first.

    Returns:
        A widget with traits ``text``, ``model`` and ``token``, which can be set
        from code as well as on the page; ``bits`` holds the surprise of each
        token, ``per_byte`` that of the whole text divided by its bytes.

    Raises:
        ValueError: a trait is set to something that does not exist.
    """
    return _surprise_class()(models, text)


def _surprise_class() -> type[AnyWidget]:
    import anywidget
    import numpy as np
    import traitlets

    class Surprise(anywidget.AnyWidget):
        _esm = _view("surprise")
        _css = STATIC / "surprise.css"

        names = traitlets.List(traitlets.Unicode()).tag(sync=True)
        model = traitlets.Unicode().tag(sync=True)
        text = traitlets.Unicode().tag(sync=True)
        token = traitlets.Int(0).tag(sync=True)
        tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
        bits = traitlets.List(traitlets.Float()).tag(sync=True)
        guesses: traitlets.List[Any] = traitlets.List().tag(sync=True)
        total = traitlets.Float().tag(sync=True)
        per_byte = traitlets.Float().tag(sync=True)
        note = traitlets.Unicode().tag(sync=True)

        __repr__ = _left

        def __init__(self, models: dict[str, Score], text: str) -> None:
            self._models = models
            super().__init__(names=list(models), model=next(iter(models)), text=text)
            self._update()
            self.observe(self._update, ["model", "text"])

        @traitlets.validate("model")
        def _known(self, proposal: Any) -> Any:
            if proposal["value"] not in self._models:
                raise ValueError(f"no model {proposal['value']!r}; one of {list(self._models)}")
            return proposal["value"]

        @traitlets.validate("token")
        def _inside(self, proposal: Any) -> Any:
            size, value = len(self.tokens), proposal["value"]
            if not 0 <= value < size:
                raise ValueError(f"token {value} does not exist; 0 to {size - 1} do")
            return value

        def _update(self, _: Any = None) -> None:
            if not self.text.strip():
                self.note = "Type a sentence."
                return
            tokens, probabilities, guesses = self._models[self.model](self.text)
            n = len(tokens)
            if not n == len(probabilities) == len(guesses):
                raise ValueError(
                    f"{n} tokens, but {len(probabilities)} probabilities and guesses for "
                    f"{len(guesses)}"
                )
            bits = -np.log2(np.maximum(np.asarray(probabilities, dtype=np.float64), 1e-300))
            shown = min(n, MAX_SCORED)
            with self.hold_sync():
                self.tokens, self.bits = list(tokens[:shown]), bits[:shown].tolist()
                self.guesses = [[[g, float(p)] for g, p in row] for row in guesses[:shown]]
                self.token = int(bits[:shown].argmax())
                self.total = float(bits.sum())
                self.per_byte = self.total / len(self.text.encode())
                self.note = f"Shown: the first {shown} of {n} tokens." if n > shown else ""

    return Surprise


def chat(reply: Reply, *, greeting: str = "") -> AnyWidget:
    """A conversation with an assistant that you program, streamed, with its sources.

    Args:
        reply: takes the conversation so far, as ``{"role": ..., "content": ...}``
            with roles user and assistant, the newest question last. It yields
            pieces of the answer as they come; a piece that is a list of
            (title, text) stands below the answer as its sources.
        greeting: what the assistant says first; it is not part of the conversation.

    Returns:
        A widget with a trait ``messages``, a list of ``{"role", "content",
        "sources"}``, and a method ``ask(question)`` that returns the answer's text.

    Raises:
        ValueError: the question is empty, or comes while another is answered.
    """
    return _chat_class()(reply, greeting)


def _chat_class() -> type[AnyWidget]:
    import anywidget
    import traitlets

    class Chat(anywidget.AnyWidget):
        _esm = _view("chat")
        _css = STATIC / "chat.css"

        greeting = traitlets.Unicode().tag(sync=True)
        messages: traitlets.List[Any] = traitlets.List().tag(sync=True)
        busy = traitlets.Bool(False).tag(sync=True)
        note = traitlets.Unicode().tag(sync=True)

        def __init__(self, reply: Reply, greeting: str) -> None:
            self._reply = reply
            super().__init__(greeting=greeting)
            self.on_msg(self._asked)

        def __repr__(self) -> str:
            return f"Chat of {len(self.messages)} messages: run this cell to see it"

        def ask(self, question: str) -> str:
            """Put a question as if it were typed, and return the answer's text."""
            if not question.strip() or self.busy:
                raise ValueError("one question at a time" if self.busy else "type a question")
            self.busy, self.note = True, ""
            asked = {"role": "user", "content": question.strip(), "sources": []}
            before = [*self.messages, asked]
            turns = [{name: each[name] for name in ("role", "content")} for each in before]
            answer: dict[str, Any] = {"role": "assistant", "content": "", "sources": []}
            self.messages = before
            try:
                for piece in self._reply(turns):
                    if isinstance(piece, str):
                        answer["content"] += piece
                    else:
                        answer["sources"] = [list(source) for source in piece]
                    # a new list each time, or the page is not told
                    self.messages = [*before, dict(answer)]
            except Exception as error:
                self.note = f"The assistant failed: {error}"
                raise
            finally:
                self.busy = False
            return str(answer["content"])

        def _asked(self, _: Any, message: Any, __: Any) -> None:
            # the page may send a question while one is answered; it is asked again by hand
            if isinstance(message, dict) and str(message.get("ask", "")).strip() and not self.busy:
                self.ask(message["ask"])

    return Chat
