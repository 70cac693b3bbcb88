"""The loaders of ``helpers.data`` keep their promises."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections import Counter

import pytest

from helpers import data
from helpers.errors import CourseError

SPLIT_LOADERS = (
    data.tickets,
    data.emails,
    data.invoices,
    data.reviews,
    data.questions,
    data.replies,
)


@pytest.mark.parametrize("load", SPLIT_LOADERS)
def test_splits_are_disjoint_and_whole(load):
    """Each record is in one split; none is empty; without a split come all of them."""
    parts = [load(split) for split in data.SPLITS]
    assert all(parts)
    assert all(r.split == split for split, p in zip(data.SPLITS, parts, strict=True) for r in p)
    assert {r.id for p in parts for r in p} == {r.id for r in load()}
    assert sum(map(len, parts)) == len(load()) == len({r.id for r in load()})


@pytest.mark.parametrize("load", [*SPLIT_LOADERS, data.python_reference, data.python_text])
def test_an_unknown_split_is_one_clear_line(load):
    """The message names the value and the splits there are."""
    with pytest.raises(CourseError, match=r"split 'dev'.*train, validation, test"):
        load("dev")


def test_an_unknown_card_is_one_clear_line():
    """The message names the cards there are."""
    with pytest.raises(CourseError, match=r"card 'nobody'.*harbor_lane, python_reference"):
        data.card("nobody")


def test_a_damaged_file_is_one_clear_line(tmp_path, monkeypatch):
    """The message names the file and the way to get it back."""
    (tmp_path / "harbor_lane").mkdir()
    (tmp_path / "harbor_lane" / "orders.jsonl").write_text('{"id": \n')
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    data._read.cache_clear()
    with pytest.raises(CourseError, match=r"orders\.jsonl: cannot be read .*git checkout") as error:
        data.orders()
    assert "\n" not in str(error.value)


def test_a_card_is_shown_as_markdown():
    """A notebook that ends a cell with the card renders it."""
    assert data.card("harbor_lane").data.startswith("# Harbor Lane")


def test_records_do_not_change():
    """A record is frozen, and the list that a loader returns is the caller's own."""
    data.tickets().clear()
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.tickets()[0].queue = "orders"


def test_records_are_plain_data():
    """Every record turns into JSON, so it can be sent to a student's function."""
    for load in (*SPLIT_LOADERS, data.catalog, data.orders, data.customers, data.dialects):
        json.dumps([dataclasses.asdict(record) for record in load()])


def test_passages_are_policies_and_products():
    """One passage each, by the same ids, with the product's price and weight in its text."""
    passages = {passage.id: passage for passage in data.passages()}
    policies, products = data.policies(), data.catalog()
    assert list(passages) == [p.id for p in policies] + [p.sku for p in products]
    for product in products:
        assert f"${product.price:.2f}, {product.weight_g} g" in passages[product.sku].text


def test_an_email_reads_as_one_text():
    """Subject first, then the messages in their order."""
    email = data.emails()[0]
    assert email.text.startswith(f"Subject: {email.subject}\n\nCustomer, {email.date}:\n")
    at = [email.text.index(message.text) for message in email.messages]
    assert at == sorted(at)


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


def test_data_loads_without_heavy_libraries():
    """A fresh process that loads every record has no numpy and no IPython in it."""
    code = (
        "import sys; from helpers import data;"
        "data.tickets(); data.emails(); data.passages(); data.planted(); data.python_text('test');"
        "print([m for m in ('numpy', 'IPython', 'torch', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_all_names_exist():
    """``__all__`` lists what is there."""
    assert set(data.__all__) <= set(dir(data))
    assert data.__all__ == sorted(data.__all__)
