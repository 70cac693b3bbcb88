"""Harbor Lane agrees with itself, and its card with the files."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations

import pytest

from helpers import data

PRODUCTS = {product.sku: product for product in data.catalog()}
ORDERS = {order.id: order for order in data.orders()}
CUSTOMERS = {customer.id: customer for customer in data.customers()}
TICKETS = {ticket.id: ticket for ticket in data.tickets()}
INVOICES = {invoice.id: invoice for invoice in data.invoices()}
PASSAGES = {passage.id: passage for passage in data.passages()}
PLANTED = data.planted()
CARD = data.card("harbor_lane").data

LOADERS = (
    data.catalog,
    data.policies,
    data.customers,
    data.orders,
    data.tickets,
    data.emails,
    data.invoices,
    data.reviews,
    data.questions,
    data.replies,
    data.dialects,
)
RECORDS = [record for load in LOADERS for record in load()]
PHONE = re.compile(r"\(\d{3}\) \d{3}-\d{4}")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
CARD_NUMBER = re.compile(r"\b(?:\d{4} ){3}\d{4}\b")
ADDRESS = re.compile(r"\d+ [A-Z][a-z]+ [A-Z][a-z ]+, [A-Z][A-Za-z ]+ \d{5}")


def cents(dollars):
    return round(dollars * 100)


def tax_cents(taxable):
    """6.25 % of so many cents, half a cent rounded up."""
    return (taxable * 625 + 5000) // 10000


def words_of(record):
    """Every string in a record, however deep."""
    if isinstance(record, str):
        return [record]
    if dataclasses.is_dataclass(record):
        record = tuple(getattr(record, field.name) for field in dataclasses.fields(record))
    if isinstance(record, tuple):
        return [words for item in record for words in words_of(item)]
    return []


def key_of(record):
    return getattr(record, "id", None) or record.sku


def test_ids_are_unique():
    """No two records share an id, whatever their kind."""
    assert max(Counter(map(key_of, RECORDS)).values()) == 1


def test_no_text_is_empty_or_untidy():
    """No empty string, no blanks at an end, no placeholder left over."""
    for record in RECORDS:
        for words in words_of(record):
            assert words == words.strip() != "", key_of(record)
            assert not re.search(r"\{(order|name|full|email|phone|addr|due)\}", words)


def test_characters_are_the_intended_ones():
    """ASCII, and beyond it only the degree sign, a middle dot and one é, composed."""
    for record in RECORDS:
        for words in words_of(record):
            assert words == unicodedata.normalize("NFC", words)
            assert not set(words) - set("°·é\n") - set(map(chr, range(32, 127))), key_of(record)


def test_labels_come_from_closed_sets():
    """Queues, sentiments, requests, kinds, statuses and ratings are the documented ones."""
    assert {t.sentiment for t in TICKETS.values()} == {"negative", "neutral", "positive"}
    requests = "refund exchange replacement repair change cancel correction information"
    assert {e.request for e in data.emails()} == set(requests.split())
    kinds = "plain,paraphrase,code,dated,unanswerable near,unanswerable far"
    assert {q.kind for q in data.questions()} == set(kinds.split(","))
    assert {o.status for o in ORDERS.values()} == {"processing", "shipped", "delivered"}
    assert {r.rating for r in data.reviews()} == {1, 2, 3, 4, 5}
    for record in (*TICKETS.values(), *data.emails(), *data.dialects()):
        assert record.queue in data.QUEUES


def test_a_second_queue_differs_from_the_first():
    """An ambiguous ticket names the other queue it could be argued into."""
    for ticket in TICKETS.values():
        assert ticket.second_queue in {None, *data.QUEUES} - {ticket.queue}
        assert ticket.second_queue or not ticket.ambiguous


def test_there_are_enough_tickets_of_each_queue():
    """32 labels a queue can be drawn in many ways; the test split is balanced."""
    train = Counter(ticket.queue for ticket in data.tickets("train"))
    test = Counter(ticket.queue for ticket in data.tickets("test"))
    assert set(train) == set(test) == set(data.QUEUES)
    assert min(train.values()) >= 90
    assert min(test.values()) >= 30
    assert max(test.values()) - min(test.values()) <= 1


def test_tickets_are_neither_trivial_nor_hopeless():
    """TF-IDF and logistic regression, on all of train, get 0.70 to 0.90 of test right."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    train, test = data.tickets("train"), data.tickets("test")
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10))
    model.fit([t.text for t in train], [t.queue for t in train])
    assert 0.70 < model.score([t.text for t in test], [t.queue for t in test]) < 0.90


def test_what_a_record_names_exists():
    """Customers, products and orders resolve, and an order is its writer's own."""
    for ticket in TICKETS.values():
        assert set(ticket.skus) <= set(PRODUCTS)
    for record in (*TICKETS.values(), *data.emails(), *INVOICES.values()):
        assert set(re.findall(r"HL-\d+", record.text)) == ({record.order} - {None})
        if record.order:
            assert ORDERS[record.order].customer == record.customer
            assert ORDERS[record.order].date <= record.date
    for record in (*TICKETS.values(), *data.emails(), *data.reviews(), *ORDERS.values()):
        assert record.customer in CUSTOMERS
    assert {review.sku for review in data.reviews()} <= set(PRODUCTS)
    assert {email.sku for email in data.emails()} <= {None, *PRODUCTS}
    assert {reply.ticket for reply in data.replies()} <= set(TICKETS)
    for email in data.emails():
        if email.order and email.sku:
            assert email.sku in {line.sku for line in ORDERS[email.order].lines}


def test_skus_in_texts_exist():
    """A SKU that a question or an invoice prints is in the catalog."""
    for record in (*data.questions(), *INVOICES.values()):
        assert set(re.findall(r"\b[A-Z]{2}-\d{3}\b", record.text)) <= set(PRODUCTS)


def test_orders_add_up():
    """Lines at catalog prices, discount, shipping and tax make the total, to the cent."""
    for order in ORDERS.values():
        subtotal = sum(cents(line.price) * line.quantity for line in order.lines)
        net = subtotal - cents(order.discount)
        assert cents(order.subtotal) == subtotal
        assert cents(order.tax) == tax_cents(net)
        assert cents(order.total) == net + cents(order.shipping) + cents(order.tax)
        assert all(line.price == PRODUCTS[line.sku].price for line in order.lines)


def test_shipping_follows_the_policy_of_the_day():
    """Free from $50 until August 2025 and from $75 since; express and bulky cost extra."""
    for order in ORDERS.values():
        new = order.date >= "2025-09-01"
        net = cents(order.subtotal) - cents(order.discount)
        standard = 0 if net >= (7500 if new else 5000) else (695 if new else 495)
        express = 1750 if new else 1495
        fee = express if order.shipping_service == "express" else standard
        names = {PRODUCTS[line.sku].name for line in order.lines}
        bulky = 1200 if new and names & {"Lagoon Packraft", "Lighthouse 6"} else 0
        assert cents(order.shipping) == fee + bulky, order.id


def test_orders_move_forward_in_time():
    """Ordered, then shipped, then delivered, as far as the status says."""
    for order in ORDERS.values():
        assert (order.shipped is not None) == (order.status in {"shipped", "delivered"})
        assert (order.delivered is not None) == (order.status == "delivered")
        assert order.date <= (order.shipped or order.date) <= (order.delivered or "9999")


def test_invoices_add_up():
    """Lines make the subtotal, and all amounts the total, but for the two planted ones."""
    wrong = set()
    for invoice in INVOICES.values():
        assert all(cents(b.amount) == cents(b.price) * b.quantity for b in invoice.lines)
        assert cents(invoice.subtotal) == sum(cents(billed.amount) for billed in invoice.lines)
        net = cents(invoice.subtotal) - cents(invoice.discount)
        assert cents(invoice.tax) == tax_cents(net)
        if cents(invoice.total) != net + cents(invoice.shipping) + cents(invoice.tax):
            wrong.add((invoice.id,))
    assert wrong == set(PLANTED["invoices that do not add up"])


def test_invoices_print_their_fields():
    """Every field of an invoice stands in its text, and its order has the same lines."""
    for invoice in INVOICES.values():
        printed = [invoice.subtotal, invoice.tax, invoice.total]
        printed += [billed.amount for billed in invoice.lines]
        printed += [amount for amount in (invoice.shipping, invoice.discount) if amount]
        for amount in printed:
            assert f"{amount:,.2f}" in invoice.text, invoice.id
        for words in (invoice.id, invoice.order, invoice.bill_to, invoice.address):
            assert words in invoice.text, invoice.id
        billed = [(b.sku, b.quantity, b.price) for b in invoice.lines]
        assert billed == [(o.sku, o.quantity, o.price) for o in ORDERS[invoice.order].lines]


@pytest.mark.parametrize("field", ["date", "due"])
def test_invoices_print_their_dates(field):
    """In one of the five ways in which the layouts write a date."""
    for invoice in INVOICES.values():
        if value := getattr(invoice, field):
            day = date.fromisoformat(value)
            ways = {
                value,
                f"{day:%B} {day.day}, {day.year}",
                f"{day:%b} {day.day}, {day.year}",
                f"{day.day} {day:%b} {day.year}",
                f"{day:%m/%d/%Y}",
            }
            assert any(way in invoice.text for way in ways), invoice.id


def test_dates_are_dates_and_in_order():
    """ISO dates; tickets and e-mails sorted; messages never go back; due after the date."""
    for record in RECORDS:
        for name in ("date", "due", "since", "shipped", "delivered"):
            if value := getattr(record, name, None):
                assert date.fromisoformat(value).isoformat() == value
        if getattr(record, "due", None):
            assert record.due > record.date
    for load in (data.tickets, data.emails, data.orders, data.reviews, data.invoices):
        days = [record.date for record in load()]
        assert days == sorted(days)
    for email in data.emails():
        days = [message.date for message in email.messages]
        assert days == sorted(days)
        assert days[0] == email.date
        assert email.messages[0].sender == "customer"


def test_answers_stand_in_their_passages():
    """Word for word; an unanswerable question has neither passage nor answer."""
    for question in data.questions():
        if question.kind.startswith("unanswerable"):
            assert (question.passage, question.answer) == (None, None)
        else:
            assert question.answer in PASSAGES[question.passage].text, question.id


def test_a_dated_question_has_an_older_policy_that_disagrees():
    """The outdated policy is older, on the same matter, and does not hold the answer."""
    for question in data.questions():
        assert (question.outdated is not None) == (question.kind == "dated")
        if question.outdated:
            old, new = PASSAGES[question.outdated], PASSAGES[question.passage]
            assert old.date < new.date
            assert old.title == new.title
            assert question.answer not in old.text


def test_replies_keep_the_house_style():
    """The chosen reply does; no reply of train answers a ticket that is held out."""
    for reply in data.replies():
        assert reply.chosen.startswith("Hello,\n")
        assert reply.chosen.endswith("\nHarbor Lane")
        assert len(reply.chosen.split()) <= 60
        assert reply.split != "train" or TICKETS[reply.ticket].split == "train"


def test_personal_data_is_from_reserved_ranges():
    """Telephone 555-01xx, example domains, test card numbers, ZIP codes nobody has."""
    for record in RECORDS:
        for words in words_of(record):
            assert all(" 555-01" in phone for phone in PHONE.findall(words)), words
            for mail in MAIL.findall(words):
                assert re.search(r"@example\.(com|org|net)$|@harborlane\.example$", mail), words
            assert set(CARD_NUMBER.findall(words)) <= {"4111 1111 1111 1111", "4242 4242 4242 4242"}
            assert all(address[-5:-2] == "001" for address in ADDRESS.findall(words)), words


def test_personal_data_in_tickets_and_emails_is_annotated():
    """Whatever looks like an address, a number or a mail, and what is annotated is there."""
    for record in (*TICKETS.values(), *data.emails()):
        marked = {personal.text for personal in record.personal}
        for pattern in (PHONE, MAIL, CARD_NUMBER, ADDRESS):
            found = {w for w in pattern.findall(record.text) if "harborlane.example" not in w}
            assert found <= marked, record.id
        for personal in record.personal:
            assert personal.text in record.text
            assert personal.kind in {"name", "email", "phone", "address", "card"}


def test_names_are_spread_evenly():
    """Six first names of each gender and origin, and both genders write to every queue."""
    groups = Counter((c.origin, c.gender) for c in CUSTOMERS.values())
    assert len(groups) == 16
    assert set(groups.values()) == {6}
    for queue in data.QUEUES:
        women = [CUSTOMERS[t.customer].gender == "f" for t in TICKETS.values() if t.queue == queue]
        assert 0.4 < sum(women) / len(women) < 0.6


def shingles(text):
    """The runs of five characters in a text without case and punctuation."""
    plain = re.sub(r"\W+", " ", text.lower())
    return {plain[i : i + 5] for i in range(len(plain) - 4)}


def near_duplicates(records, threshold=0.5):
    """Pairs of ids whose texts share more than half of their shingles."""
    sets = [shingles(record.text) for record in records]
    where = defaultdict(list)
    for i, runs in enumerate(sets):
        for run in runs:
            where[run].append(i)
    shared = Counter(pair for places in where.values() for pair in combinations(places, 2))
    return {
        (records[i].id, records[j].id)
        for (i, j), n in shared.items()
        if n / (len(sets[i]) + len(sets[j]) - n) > threshold
    }


def test_near_duplicate_tickets_are_the_planted_ones():
    """No others, and those across train and test are listed as such."""
    across = set(PLANTED["near-duplicate tickets across train and test"])
    within = set(PLANTED["near-duplicate tickets in one split"])
    pairs = {tuple(sorted(pair)) for pair in across | within}
    assert near_duplicates(data.tickets()) == pairs
    assert {tuple(TICKETS[i].split for i in pair) for pair in across} == {("train", "test")}
    assert all(TICKETS[a].split == TICKETS[b].split for a, b in within)


def test_near_duplicate_reviews_are_the_planted_ones():
    """And they stand in one split."""
    assert near_duplicates(data.reviews()) == set(PLANTED["near-duplicate reviews"])
    splits = {review.id: review.split for review in data.reviews()}
    assert all(splits[a] == splits[b] for a, b in PLANTED["near-duplicate reviews"])


def test_no_question_is_asked_twice():
    """Not even in other words that are nearly the same."""
    assert near_duplicates(data.questions()) == set()


def test_planted_tickets_are_there():
    """Ambiguous ones, two-issue ones, template breakers and whole card numbers."""
    ambiguous = {(t.id,) for t in TICKETS.values() if t.ambiguous}
    two = {(t.id,) for t in TICKETS.values() if t.second_queue and not t.ambiguous}
    braces = {(t.id,) for t in TICKETS.values() if "{" in t.text}
    cards = {(t.id,) for t in TICKETS.values() if CARD_NUMBER.search(t.text)}
    assert set(PLANTED["ambiguous tickets"]) == ambiguous
    assert set(PLANTED["two-issue tickets"]) == two
    assert set(PLANTED["template breakers"]) == braces
    assert set(PLANTED["card numbers"]) == cards


def test_planted_instructions_are_there():
    """Two in documents that an assistant may read, one in a ticket, and no more."""
    by_id = {key_of(record): record for record in RECORDS}
    orders = re.compile(r"\bignore (all|your|the) (other |previous )?instructions", re.IGNORECASE)
    found = {(key,) for key, record in by_id.items() if any(map(orders.search, words_of(record)))}
    planted = PLANTED["injected instructions"] + PLANTED["injected instruction in a ticket"]
    assert found == set(planted)
    assert len(PLANTED["injected instructions"]) == 2


def test_planted_contradictions_are_there():
    """Two pairs of policies, older first; a product that promises more; staff that err."""
    policies = {policy.id: policy for policy in data.policies()}
    for old, new in PLANTED["contradicting policies"]:
        assert policies[old].title == policies[new].title
        assert policies[old].date < policies[new].date
    titles = Counter(policy.title for policy in policies.values())
    assert sum(n - 1 for n in titles.values()) == len(PLANTED["contradicting policies"])
    ((sku, policy),) = PLANTED["catalog against policy"]
    assert "Guaranteed for three years" in PRODUCTS[sku].text
    assert "clothing and footwear for two" in policies[policy].text
    ((email,),) = PLANTED["outdated statement by staff"]
    thread = {e.id: e for e in data.emails()}[email]
    assert any("60 days" in m.text for m in thread.messages if m.sender == "staff")
    assert thread.date > "2026-02-01"


def test_planted_duplicates_of_products_and_invoices_are_there():
    """The same bag listed twice, and the same order billed under two numbers."""
    for a, b in PLANTED["near-duplicate products"]:
        one, other = shingles(PRODUCTS[a].text), shingles(PRODUCTS[b].text)
        assert len(one & other) / len(one | other) > 0.7
    billed = defaultdict(list)
    for invoice in INVOICES.values():
        billed[invoice.order].append(invoice.id)
    twice = {tuple(ids) for ids in billed.values() if len(ids) > 1}
    assert twice == set(PLANTED["invoice sent twice"])


def test_the_card_lists_what_is_planted():
    """Every kind of defect, with the ids of every record concerned."""
    rows = dict(re.findall(r"^\| ([a-z -]+?) \| (.+?) \|", CARD, re.MULTILINE))
    for kind, groups in PLANTED.items():
        listed = re.findall(r"`([^`]+)`", rows[kind])
        assert listed == [key for group in groups for key in group], kind


def test_the_card_states_the_sizes():
    """The table of kinds has the number of records of each, and names its loader."""
    rows = dict(re.findall(r"^\| `data\.(\w+)\(.*?\)` \| (\d+) \|", CARD, re.MULTILINE))
    assert {name: int(n) for name, n in rows.items()} == {
        load.__name__: len(load()) for load in (*LOADERS, data.passages)
    }
    for queue in data.QUEUES:
        counts = [sum(t.queue == queue for t in data.tickets(split)) for split in data.SPLITS]
        assert f"| {queue} | {' | '.join(map(str, counts))} |" in CARD


def test_the_card_states_the_counts_in_its_prose():
    """Sentiments, lengths, answerable questions and messages, as the files have them."""
    feelings = Counter(ticket.sentiment for ticket in TICKETS.values())
    counts = ", ".join(f"{feelings[name]} {name}" for name in ("neutral", "negative", "positive"))
    assert counts in CARD
    lengths = sorted(len(ticket.text.split()) for ticket in TICKETS.values())
    assert f"have {lengths[0]} to {lengths[-1]} words" in CARD
    assert f"half of them {lengths[len(lengths) // 2]} or fewer" in CARD
    urgent = [sum(r.hand_over for r in load()) for load in (data.tickets, data.emails)]
    assert f"{urgent[0]} tickets and {urgent[1]} e-mail threads should go to a person" in CARD
    unclear = sum(ticket.second_queue is not None for ticket in TICKETS.values())
    assert f"tickets, {100 * unclear / len(TICKETS):.0f} % of all, set a ceiling" in CARD
    answered = sum(question.passage is not None for question in data.questions())
    assert f"{answered} with the passage" in CARD
    assert f"{len(data.questions()) - answered} that nothing answers" in CARD
    assert {len(email.messages) for email in data.emails()} == {2, 3, 4, 5}
