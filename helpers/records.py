"""The shapes of Harbor Lane's records: what a product, a ticket, an invoice has.

Every record is frozen. Dates are ISO strings, so they sort and compare as they
stand; amounts are dollars. ``split`` is train, validation or test. Knows
nothing of files: ``helpers.data`` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "BilledLine",
    "Customer",
    "DialectPair",
    "Email",
    "Invoice",
    "Line",
    "Message",
    "Order",
    "Passage",
    "Personal",
    "Policy",
    "Product",
    "Question",
    "Reply",
    "Review",
    "Split",
    "Ticket",
]

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Product:
    """One product. ``price`` is without tax; ``weight_g`` in grams; ``stock`` in pieces."""

    sku: str
    name: str
    category: str
    price: float
    weight_g: int
    materials: tuple[str, ...]
    stock: int
    text: str


@dataclass(frozen=True)
class Policy:
    """A rule of the shop, valid from ``date``; of two on one matter, the newer holds."""

    id: str
    title: str
    topic: str
    date: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A text to search. ``id`` is a policy's id, a product's SKU or a topic's name."""

    id: str
    title: str
    text: str
    date: str = ""


@dataclass(frozen=True)
class Customer:
    """An invented person. ``gender`` and ``origin`` say how the first name is commonly read."""

    id: str
    name: str
    first_name: str
    gender: str
    origin: str
    email: str
    phone: str
    address: str
    since: str


@dataclass(frozen=True)
class Line:
    """So many of one product, at a price each."""

    sku: str
    quantity: int
    price: float


@dataclass(frozen=True)
class BilledLine:
    """A line of an invoice: ``amount`` is ``quantity`` times ``price``."""

    sku: str
    quantity: int
    price: float
    amount: float


@dataclass(frozen=True)
class Order:
    """An order; ``total`` is subtotal - discount + shipping + tax.

    ``status`` (processing, shipped or delivered) is that of the day on which
    somebody wrote about the order; ``shipped`` and ``delivered`` are dates or None.
    """

    id: str
    customer: str
    date: str
    status: str
    shipping_service: str
    lines: tuple[Line, ...]
    subtotal: float
    discount: float
    shipping: float
    tax: float
    total: float
    shipped: str | None
    delivered: str | None


@dataclass(frozen=True)
class Personal:
    """Personal data in a text: its ``kind`` (name, email, phone, address, card) and the words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Ticket:
    """A message to the support desk, labeled with one of five queues and a sentiment.

    ``second_queue`` is the other queue that the ticket concerns, if any;
    ``ambiguous`` tickets could be argued into it. ``hand_over``: no machine
    should answer, since the customer asks for a person or disputes a decision, or
    safety, fraud or a death is the matter. ``skus`` are the products named in
    the text, ``order`` the order.
    """

    id: str
    date: str
    customer: str
    text: str
    queue: str
    sentiment: str
    second_queue: str | None
    ambiguous: bool
    hand_over: bool
    skus: tuple[str, ...]
    order: str | None
    personal: tuple[Personal, ...]
    split: Split


@dataclass(frozen=True)
class Message:
    """One message of an e-mail thread; ``sender`` is customer or staff."""

    sender: str
    date: str
    text: str


@dataclass(frozen=True)
class Email:
    """An e-mail thread with what a reader should take from it.

    ``request`` is what the customer wants (refund, exchange, replacement,
    repair, change, cancel, correction, information); ``sku`` the product it is
    about, ``amount`` the money, ``due`` the day by which it is needed, each None
    if there is none. ``hand_over``: a person with authority must take over.
    """

    id: str
    date: str
    customer: str
    subject: str
    messages: tuple[Message, ...]
    queue: str
    request: str
    sku: str | None
    order: str | None
    amount: float | None
    due: str | None
    resolved: bool
    hand_over: bool
    summary: str
    personal: tuple[Personal, ...]
    split: Split

    @property
    def text(self) -> str:
        """The thread as one text, oldest message first."""
        parts = [f"{m.sender.capitalize()}, {m.date}:\n{m.text}" for m in self.messages]
        return "\n\n".join([f"Subject: {self.subject}", *parts])


@dataclass(frozen=True)
class Invoice:
    """An invoice as text, in one of five layouts, and the fields printed in it.

    ``due`` is None where the invoice was paid by card. ``total`` is what is
    printed: two invoices do not add up (see the card).
    """

    id: str
    order: str
    customer: str
    bill_to: str
    address: str
    date: str
    due: str | None
    lines: tuple[BilledLine, ...]
    subtotal: float
    discount: float
    shipping: float
    tax: float
    total: float
    text: str
    split: Split


@dataclass(frozen=True)
class Review:
    """What a customer wrote about a product, with 1 to 5 stars."""

    id: str
    sku: str
    rating: int
    date: str
    customer: str
    text: str
    split: Split


@dataclass(frozen=True)
class Question:
    """A question to the shop and the passage that answers it, if one does.

    ``answer`` stands in the passage word for word. ``kind`` is plain, paraphrase
    (few words in common with the passage), code (names a SKU), dated (an
    ``outdated`` policy says otherwise), or unanswerable near / unanswerable far,
    in which case ``passage`` and ``answer`` are None.
    """

    id: str
    text: str
    kind: str
    passage: str | None
    answer: str | None
    outdated: str | None
    split: Split


@dataclass(frozen=True)
class Reply:
    """Two replies to a ticket: the ``chosen`` one in house style, and a ``rejected`` one.

    ``flaw`` names what is wrong with the rejected reply. House style: begins
    with "Hello", at most 60 words, ends with the line "Harbor Lane".
    """

    id: str
    ticket: str
    chosen: str
    rejected: str
    flaw: str
    split: Split


@dataclass(frozen=True)
class DialectPair:
    """One ticket in mainstream written English and in another English, ``variety``."""

    id: str
    variety: str
    mainstream: str
    variant: str
    queue: str
    sentiment: str
