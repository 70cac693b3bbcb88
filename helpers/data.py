"""The data sets of the course, each loaded in one line, with its card.

Owns the shape of the records, the splits and the cards. The records lie in
``harbor_lane/*.jsonl``, one JSON object a line; nothing is downloaded. Knows
nothing of models, tokens or metrics.

**Harbor Lane** is a fictional outdoor-gear shop, written for this course. The
**Python reference** comes with every Python, and differs between versions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.errors import CourseError
from helpers.records import (
    BilledLine,
    Customer,
    DialectPair,
    Email,
    Invoice,
    Line,
    Message,
    Order,
    Passage,
    Personal,
    Policy,
    Product,
    Question,
    Reply,
    Review,
    Split,
    Ticket,
)

if TYPE_CHECKING:
    from IPython.display import Markdown

__all__ = [
    "QUEUES",
    "SPLITS",
    "card",
    "catalog",
    "customers",
    "dialects",
    "emails",
    "invoices",
    "orders",
    "passages",
    "planted",
    "policies",
    "python_reference",
    "python_text",
    "questions",
    "replies",
    "reviews",
    "tickets",
]

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
FOLDER = Path(__file__).parent
RecordT = TypeVar("RecordT")

# what each queue of the support desk takes, in the words its staff use
QUEUES = {
    "orders": "an order on its way: status, delivery, address, changes, canceling, pickup",
    "returns": "sending goods back: wrong size or item, exchanges, refunds for what came back",
    "advice": "choosing and using gear: which one, which size, how to care for it",
    "repairs": "broken or worn gear: warranty, workshop, spare parts, safety recalls",
    "billing": "money: charges, payment, invoices, tax, gift cards, codes, club points",
}

_HELD_OUT: dict[Split, str] = {
    "validation": "formatstrings import objects dict raise return assert power",
    "test": "dynamic-features exceptions execmodel naming strings calls binary global booleans",
}
_TOPIC_SPLIT = {topic: part for part, topics in _HELD_OUT.items() for topic in topics.split()}


def _frozen(record: type, name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    lines = BilledLine if record is Invoice else Line
    nested: dict[str, type] = {"lines": lines, "personal": Personal, "messages": Message}
    kind = nested.get(name)
    return tuple(kind(**item) if kind else item for item in value)


@cache
def _read(kind: type[RecordT], name: str) -> tuple[RecordT, ...]:
    path = FOLDER / "harbor_lane" / f"{name}.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        return tuple(kind(**{k: _frozen(kind, k, v) for k, v in row.items()}) for row in rows)
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> CourseError:
    return CourseError(f"{path}: cannot be read ({error}); get the file back with `git checkout`")


def _only_known(split: str | None) -> None:
    if split is not None and split not in SPLITS:
        raise CourseError(f"split {split!r}: the splits are {', '.join(SPLITS)}; leave out for all")


def _only(records: Sequence[RecordT], split: str | None) -> list[RecordT]:
    _only_known(split)
    return [r for r in records if split is None or r.split == split]  # type: ignore[attr-defined]


def tickets(split: Split | None = None) -> list[Ticket]:
    """Support tickets in order of date: one split, or all of them."""
    return _only(_read(Ticket, "tickets"), split)


def catalog() -> list[Product]:
    """The products of the shop."""
    return list(_read(Product, "catalog"))


def policies() -> list[Policy]:
    """The rules of the shop; two matters have an older rule and a newer one."""
    return list(_read(Policy, "policies"))


def passages() -> list[Passage]:
    """What an assistant of the shop may search: every policy, then every product."""
    rules = [Passage(p.id, p.title, p.text, p.date) for p in policies()]
    return rules + [Passage(p.sku, p.name, _product_text(p)) for p in catalog()]


def _product_text(product: Product) -> str:
    return (
        f"{product.name} ({product.sku}), {product.category}, ${product.price:.2f},"
        f" {product.weight_g} g. Material: {', '.join(product.materials)}. {product.text}"
    )


def customers() -> list[Customer]:
    """The invented people who write to the shop, spread evenly over gender and origin."""
    return list(_read(Customer, "customers"))


def orders() -> list[Order]:
    """Orders in order of date."""
    return list(_read(Order, "orders"))


def invoices(split: Split | None = None) -> list[Invoice]:
    """Invoices as text with the fields printed in it: one split, or all of them."""
    return _only(_read(Invoice, "invoices"), split)


def emails(split: Split | None = None) -> list[Email]:
    """E-mail threads with summary and fields: one split, or all of them."""
    return _only(_read(Email, "emails"), split)


def reviews(split: Split | None = None) -> list[Review]:
    """Reviews of products with 1 to 5 stars: one split, or all of them."""
    return _only(_read(Review, "reviews"), split)


def questions(split: Split | None = None) -> list[Question]:
    """Questions with the passage that answers, if one does: one split, or all of them."""
    return _only(_read(Question, "questions"), split)


def replies(split: Split | None = None) -> list[Reply]:
    """A good and a flawed reply to some of the tickets: one split, or all of them."""
    return _only(_read(Reply, "replies"), split)


def dialects() -> list[DialectPair]:
    """Tickets in mainstream written English, each beside the same in another English."""
    return list(_read(DialectPair, "dialects"))


def planted() -> dict[str, list[tuple[str, ...]]]:
    """What was put into Harbor Lane on purpose: kind of defect to groups of ids.

    A group holds the records that belong together (two policies that disagree);
    most have one id.
    """
    path = FOLDER / "harbor_lane" / "planted.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error
    return {kind: [tuple(group) for group in groups] for kind, groups in found.items()}


def python_reference(split: Split | None = None) -> list[Passage]:
    """The Python language reference, one document a topic: one split, or all of them.

    The text is that of the Python you run, so sizes differ a little from version
    to version. Some topics are parts of others, word for word; those stand in one
    split. About a tenth of the text is validation, a tenth test.
    """
    from pydoc_data.topics import topics

    _only_known(split)
    documents = [Passage(name, name, topics[name].strip()) for name in sorted(topics)]
    return [d for d in documents if split in (None, _TOPIC_SPLIT.get(d.id, "train"))]


def python_text(split: Split | None = None) -> str:
    """The documents of ``python_reference`` as one text, a blank line between two.

    A paragraph of 80 characters or more that was seen before is left out, so no
    split holds one twice, and none of the training text is in the held-out text.
    """
    _only_known(split)
    seen: set[str] = set()
    texts: dict[Split, list[str]] = {name: [] for name in SPLITS}
    for part in reversed(SPLITS):
        for document in python_reference(part):
            kept = []
            for paragraph in document.text.split("\n\n"):
                if len(paragraph) < 80 or paragraph.strip() not in seen:
                    kept.append(paragraph)
                seen.add(paragraph.strip())
            texts[part].append("\n\n".join(kept))
    return "\n\n".join(text for part in SPLITS if split in (None, part) for text in texts[part])


def card(name: str) -> Markdown:
    """The card of a data set: what it is, where from, what is wrong with it, what it is not for."""
    from IPython.display import Markdown

    path = FOLDER / "cards" / f"{name}.md"
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in path.parent.glob("*.md")))
        raise CourseError(f"card {name!r}: the data sets are {names}")
    return Markdown(path.read_text(encoding="utf-8"))
