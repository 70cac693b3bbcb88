"""Harbor Lane agrees with itself, and the loaders keep their promises."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest

from helpers import data
from helpers.errors import CourseError

SKUS = {product.sku for product in data.catalog()}
ORDERS = {order.id: order for order in data.orders()}
CUSTOMERS = {customer.id: customer for customer in data.customers()}


def cents(dollars):
    return round(dollars * 100)


def tax_cents(taxable):
    """6.25 % of so many cents, half a cent rounded up."""
    return (taxable * 625 + 5000) // 10000


def test_ticket_labels_come_from_the_closed_sets():
    """Each ticket has one of five queues and one of three sentiments."""
    for ticket in data.tickets():
        assert ticket.queue in data.QUEUES
        assert ticket.second_queue is None or ticket.second_queue in data.QUEUES
        assert ticket.second_queue != ticket.queue
        assert ticket.sentiment in {"negative", "neutral", "positive"}
        assert not ticket.ambiguous or ticket.second_queue


def test_there_are_enough_tickets_of_each_queue():
    """32 labels a class can be drawn from train in many ways, and test is fixed and balanced."""
    train = Counter(ticket.queue for ticket in data.tickets("train"))
    test = Counter(ticket.queue for ticket in data.tickets("test"))
    assert set(train) == set(test) == set(data.QUEUES)
    assert min(train.values()) >= 64
    assert min(test.values()) >= 30


def test_ids_are_unique_and_resolve():
    """What a ticket names exists: customer, products, order, and the order is the customer's."""
    tickets = data.tickets()
    assert len({ticket.id for ticket in tickets}) == len(tickets)
    for ticket in tickets:
        assert ticket.customer in CUSTOMERS
        assert set(ticket.skus) <= SKUS
        assert set(re.findall(r"HL-\d+", ticket.text)) == ({ticket.order} - {None})
        if ticket.order:
            assert ORDERS[ticket.order].customer == ticket.customer
            assert ORDERS[ticket.order].date < ticket.date


def test_orders_add_up():
    """Lines, discount, shipping and tax make the total, to the cent."""
    for order in data.orders():
        subtotal = sum(cents(line.price) * line.quantity for line in order.lines)
        net = subtotal - cents(order.discount)
        assert cents(order.subtotal) == subtotal
        assert cents(order.tax) == tax_cents(net)
        assert cents(order.total) == net + cents(order.shipping) + cents(order.tax)
        assert {line.sku for line in order.lines} <= SKUS


def test_orders_move_forward_in_time():
    """Ordered, then shipped, then delivered, as the status says."""
    for order in data.orders():
        assert (order.shipped is not None) == (order.status in {"shipped", "delivered"})
        assert (order.delivered is not None) == (order.status == "delivered")
        assert order.date <= (order.shipped or order.date) <= (order.delivered or "9999")


def test_one_split_or_all_of_them():
    """The splits are disjoint and together are everything, in order of date."""
    parts = [ticket for split in data.SPLITS for ticket in data.tickets(split)]
    assert sorted(parts, key=lambda t: t.id) == data.tickets()
    assert [t.date for t in data.tickets()] == sorted(t.date for t in data.tickets())


def test_an_unknown_split_is_one_clear_line():
    """The message names the value and the splits there are."""
    for load in (data.tickets, data.python_reference, data.python_text):
        with pytest.raises(CourseError, match=r"split 'dev'.*train, validation, test"):
            load("dev")


def test_an_unknown_card_is_one_clear_line():
    """The message names the cards there are."""
    with pytest.raises(CourseError, match=r"card 'nobody'.*harbor_lane, python_reference"):
        data.card("nobody")


def test_records_do_not_change():
    """A record is frozen, and the list a loader returns is the caller's own."""
    data.tickets().clear()
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.tickets()[0].queue = "orders"


def test_held_out_reference_is_not_in_the_training_text():
    """No long paragraph stands in two splits, or twice in one."""
    seen = Counter(
        paragraph.strip()
        for split in data.SPLITS
        for paragraph in data.python_text(split).split("\n\n")
        if len(paragraph) >= 80
    )
    assert max(seen.values()) == 1


def test_reference_splits_cover_it():
    """Every topic is in one split; each held-out split has 5 to 20 % of the text."""
    parts = [doc.id for split in data.SPLITS for doc in data.python_reference(split)]
    assert sorted(parts) == [doc.id for doc in data.python_reference()]
    whole = len(data.python_text())
    for split in ("validation", "test"):
        assert 0.05 < len(data.python_text(split)) / whole < 0.2
