"""helpers.widgets: the state behind the page."""

import numpy as np
import pytest

from helpers import widgets


def read(text):
    """As many layers and heads as letters in the first word; every weight equal."""
    tokens = text.split()
    return tokens, np.full((3, 2, len(tokens), len(tokens)), 1 / len(tokens))


@pytest.fixture
def view():
    return widgets.attention({"one": read, "other": read}, "the cat sat")


def test_the_last_token_is_chosen_first(view):
    """The token that has seen the most is shown first."""
    assert view.token == 2


def test_weights_are_one_byte_each(view):
    """A third is 85 of 255."""
    assert set(view.weights) == {85}


def test_a_new_text_is_read_again(view):
    """Tokens, shape and choice follow the text."""
    view.text = "hello there"
    assert (view.tokens, view.shape, view.token) == (["hello", "there"], [3, 2, 2], 1)


def test_a_layer_that_does_not_exist_is_refused(view):
    """The message says which do."""
    with pytest.raises(ValueError, match="layer 7 does not exist; 0 to 2 do"):
        view.layer = 7


def test_an_unknown_model_is_refused(view):
    """The message names the models there are."""
    with pytest.raises(ValueError, match="one of"):
        view.model = "third"


def test_an_empty_text_keeps_the_picture(view):
    """Nothing to show is said, not thrown."""
    view.text = "  "
    assert (view.note, view.tokens) == ("Type a sentence.", ["the", "cat", "sat"])


def test_a_long_text_is_cut_and_says_so():
    """More tokens than fit on a page are counted in a note."""
    view = widgets.attention({"one": read}, "a " * 80)
    assert (view.shape[2], view.note) == (64, "Shown: the first 64 of 80 tokens.")
