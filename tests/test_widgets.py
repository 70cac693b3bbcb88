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


VOCABULARY = ["a", "b", "c", "d"]
PROBABILITIES = [0.1, 0.5, 0.15, 0.25]


def predict(text):
    """The same four tokens for every text."""
    return VOCABULARY, np.log(PROBABILITIES)


@pytest.fixture
def draws():
    return widgets.sampling(predict, "Once")


def test_bars_come_most_probable_first(draws):
    """What is drawn from is the model's own distribution until a slider moves."""
    assert draws.tokens == ["b", "d", "c", "a"]
    assert draws.after == draws.before == pytest.approx([0.5, 0.25, 0.15, 0.1])


def test_temperature_raises_to_a_power(draws):
    """At 0.5 each probability is squared and shared out again; the outline stays."""
    draws.temperature = 0.5
    squares = np.array([0.5, 0.25, 0.15, 0.1]) ** 2
    assert draws.after == pytest.approx(list(squares / squares.sum()))
    assert draws.before == pytest.approx([0.5, 0.25, 0.15, 0.1])


def test_temperature_zero_is_greedy(draws):
    """Only the most probable token is left."""
    draws.temperature = 0
    assert (draws.after, draws.kept) == ([1, 0, 0, 0], 1)


def test_top_k_keeps_k_tokens(draws):
    """The two most probable share everything, in their proportion."""
    draws.top_k = 2
    assert (draws.after, draws.kept) == (pytest.approx([2 / 3, 1 / 3, 0, 0]), 2)


@pytest.mark.parametrize(("top_p", "kept"), [(0.01, 1), (0.5, 1), (0.51, 2), (0.8, 3), (1, 4)])
def test_top_p_keeps_the_token_that_reaches_it(draws, top_p, kept):
    """The smallest set that reaches top_p stays, at least one token."""
    draws.top_p = top_p
    assert draws.kept == kept


def test_top_p_counts_what_top_k_left(draws):
    """Cuts come in the order of libraries: after top-k, b and d are the whole."""
    draws.top_k, draws.top_p = 2, 0.7
    assert draws.kept == 2


def test_a_drawn_token_is_appended(draws):
    """Drawing follows the distribution as set, and the text grows."""
    draws.temperature = 0
    assert (draws.draw(), draws.text) == ("b", "Onceb")


def test_draws_follow_the_probabilities():
    """Over many draws each token comes as often as its bar says."""
    draws = widgets.sampling(predict, "x")
    drawn = [draws.draw() for _ in range(600)]
    assert drawn.count("b") / 600 == pytest.approx(0.5, abs=0.06)


def test_the_button_draws(draws):
    """The page asks with a message; other messages do nothing."""
    for message in ("draw", {"type": "draw"}, "other"):
        draws._handle_custom_msg(message, [])
    assert len(draws.text) == len("Once") + 1


@pytest.mark.parametrize(("name", "value"), [("temperature", -1), ("top_k", 99), ("top_p", 0)])
def test_a_setting_out_of_range_is_refused(draws, name, value):
    """The message names the range."""
    with pytest.raises(ValueError, match=f"{name} .* is out of range"):
        setattr(draws, name, value)


def test_nothing_to_continue_is_said(draws):
    """An empty text keeps the bars."""
    draws.text = " "
    assert (draws.note, draws.tokens[0]) == ("Type the beginning of a text.", "b")


def score(text):
    """Each word is a token; the first is certain, the others have a chance of one in four."""
    words = text.split()
    probabilities = [1.0] + [0.25] * (len(words) - 1)
    return words, probabilities, [[("the", 0.5), ("a", 0.3)]] * len(words)


@pytest.fixture
def surprised():
    return widgets.surprise({"one": score, "other": score}, "to é sea")


def test_surprise_is_in_bits(surprised):
    """A certain token surprises by nothing, one in four by two bits."""
    assert surprised.bits == [0, 2, 2]


def test_the_total_is_divided_by_bytes(surprised):
    """Bytes count, not letters: é has two."""
    assert (surprised.total, surprised.per_byte) == (4, pytest.approx(4 / 9))


def test_the_most_surprising_token_is_chosen(surprised):
    """What the reader looks for first is shown first; the guesses stand beside it."""
    assert (surprised.token, surprised.guesses[1]) == (1, [["the", 0.5], ["a", 0.3]])


def test_a_typed_text_is_scored_again(surprised):
    """Tokens and bits follow the text."""
    surprised.text = "hello"
    assert (surprised.tokens, surprised.bits, surprised.token) == (["hello"], [0], 0)


def test_an_impossible_token_has_a_finite_surprise():
    """A probability of 0 can be drawn on a page all the same."""
    view = widgets.surprise({"one": lambda text: ([text], [0.0], [[]])}, "x")
    assert 900 < view.bits[0] < 1100


@pytest.mark.parametrize(("name", "value"), [("token", 3), ("model", "third")])
def test_what_does_not_exist_cannot_be_chosen(surprised, name, value):
    """The message names what does exist."""
    with pytest.raises(ValueError, match=f"{value}"):
        setattr(surprised, name, value)


def test_scores_must_fit_the_tokens():
    """A function that returns too few probabilities is told so."""
    with pytest.raises(ValueError, match="2 tokens, but 1 probabilities"):
        widgets.surprise({"one": lambda text: (["a", "b"], [1.0], [[], []])}, "ab")


def test_a_long_text_is_scored_whole_and_shown_in_part():
    """The total covers every token, the page the first 240."""
    view = widgets.surprise({"one": score}, "a " * 300)
    assert (len(view.tokens), view.total) == (240, 598)
    assert view.note == "Shown: the first 240 of 300 tokens."


def reply(turns):
    """Repeats the question in two pieces and names one source."""
    yield "You said: "
    yield turns[-1]["content"]
    yield [("Policy", "The whole text.")]


def test_an_answer_is_put_together_from_its_pieces():
    """Question and answer stand in the conversation, the sources beside the answer."""
    view = widgets.chat(reply)
    assert view.ask(" hello ") == "You said: hello"
    assert view.messages == [
        {"role": "user", "content": "hello", "sources": []},
        {
            "role": "assistant",
            "content": "You said: hello",
            "sources": [["Policy", "The whole text."]],
        },
    ]


def test_the_page_sees_every_piece():
    """The answer grows while it is made, and the page is told that it is not done."""
    view = widgets.chat(reply)
    seen = []
    view.observe(lambda change: seen.append((change["new"][-1]["content"], view.busy)), "messages")
    view.ask("hello")
    assert seen == [
        ("hello", True),
        ("You said: ", True),
        ("You said: hello", True),
        ("You said: hello", True),
    ]
    assert not view.busy


def test_the_assistant_gets_the_conversation_without_sources():
    """Roles and contents, oldest first, as an API takes them; no greeting among them."""
    given = []

    def note(turns):
        given.append(turns)
        yield from reply(turns)

    view = widgets.chat(note, greeting="Ask me.")
    view.ask("one")
    view.ask("two")
    assert given[1] == [
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": "You said: one"},
        {"role": "user", "content": "two"},
    ]


def test_a_question_can_be_typed_on_the_page():
    """The page sends a message; one without a question does nothing."""
    view = widgets.chat(reply)
    for message in ({"ask": "hello"}, {"ask": " "}, "other"):
        view._handle_custom_msg(message, [])
    assert len(view.messages) == 2


@pytest.mark.parametrize("question", ["", "  "])
def test_no_question_is_refused(question):
    """Nothing is sent to the assistant."""
    with pytest.raises(ValueError, match="type a question"):
        widgets.chat(reply).ask(question)


def test_a_failing_assistant_is_said_and_can_be_asked_again():
    """The reason stands on the page, and the next question is taken."""

    def fail(turns):
        yield "So far"
        raise RuntimeError("no server")

    view = widgets.chat(fail)
    with pytest.raises(RuntimeError):
        view.ask("hello")
    assert (view.note, view.busy) == ("The assistant failed: no server", False)
    assert view.messages[-1]["content"] == "So far"


def test_a_chat_without_a_kernel_says_what_to_do():
    """Opened again, a notebook shows this line in place of the view."""
    assert repr(widgets.chat(reply)) == "Chat of 0 messages: run this cell to see it"


def test_every_widget_finds_its_script():
    """Script and style are files of the package, read without a network."""
    for name in widgets.__all__:
        for suffix in ("js", "css"):
            assert f".llm-{name}" in (widgets.STATIC / f"{name}.css").read_text()
            text = (widgets.STATIC / f"{name}.{suffix}").read_text()
            assert "http" not in text
            assert "@import" not in text


def test_a_view_without_a_kernel_says_what_to_do(view):
    """Opened again, a notebook shows this line in place of the view."""
    assert repr(view) == "Attention of 'the cat sat': run this cell to see it"
