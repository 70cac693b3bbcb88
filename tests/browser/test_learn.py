"""Learn, the first door: a lesson from `course lab` to `course progress`, in JupyterLab.

The lesson is a small one with the widgets of the large ones. Its model is a table of
four words, and its chat a scripted server.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from helpers import lab as lab_command
from helpers import scripted
from tests.browser.jupyter import ROOT, NotebookPage, Terminal, lab
from tests.courses import code, make_course, markdown
from tests.grading.handed_in import course

NAME = "01_first_steps"
PIECES = ["You ", "have ", "ten ", "days."]

MODEL = """import math

from helpers import checks, endpoint, widgets

WORDS = [" tent", " stove", " boots", " map"]
SHARES = [0.5, 0.25, 0.125, 0.125]


def logits(text):
    return WORDS, [math.log(share) for share in SHARES]


def score(text):
    tokens = text.split()
    return tokens, [0.5 ** len(token) for token in tokens], [[(" tent", 0.5)]] * len(tokens)
"""

CHAT = """client = endpoint.client()


def reply(turns):
    stream = client.chat.completions.create(model=endpoint.model(), messages=turns, stream=True)
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content
    yield [("Returns", "Ten days, unworn.")]


widgets.chat(reply, greeting="Ask about returns.")
"""

BITS = '''def bits(p):
    """The surprise of an event with probability p: bits(0.25) == 2."""
    ### BEGIN SOLUTION
    return -math.log2(p)
    ### END SOLUTION
'''

BITS_TESTS = """checks.close(
    [bits(p) for p in (0.5, 0.25, 0.125)], [1.0, 2.0, 3.0], "bits of 1/2, 1/4 and 1/8",
    slips={"is the sign right? Surprise is positive.": [-1.0, -2.0, -3.0]},
)
### BEGIN HIDDEN TESTS
checks.close(bits(1.0), 0.0, "bits(1.0)")
### END HIDDEN TESTS
"""

OPENING = """# First steps

**10 minutes** · builds on nothing · **3 points**
"""

TASK = """### Exercise 1.1 · Surprise
●○○○○ · 3 min · 3 points

Write it."""

CELLS = [
    markdown("opening", OPENING),
    code("model", MODEL),
    code("view-sampling", 'widgets.sampling(logits, "We bring the")'),
    code("view-surprise", 'widgets.surprise({"lengths": score}, "A map of the lake")'),
    code("chat", CHAT),
    markdown("bits-task", TASK),
    code("bits", BITS, solution=True),
    code("bits-tests", BITS_TESTS, grade=True, locked=True, points=3),
    code("payoff", 'print(f"a tent surprises by {bits(0.5):g} bit")'),
]


@pytest.fixture(scope="module")
def notebook(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookPage]:
    """The lesson as it is released, opened by its link on the first page, and every cell
    run up to the exercise."""
    folder = tmp_path_factory.mktemp("learn")
    home = make_course(folder / "course", **{f"_{NAME}": CELLS})
    assert course("release", cwd=home).returncode == 0
    shutil.copy(ROOT / "lessons" / lab_command.START, home / "lessons")
    script = [scripted.text(PIECES)] * 2
    with (
        scripted.Server(*script) as server,
        lab(
            home,
            folder / "state",
            OPENAI_BASE_URL=server.url,
            OPENAI_API_KEY=server.key,
            OPENAI_MODEL="scripted",
        ) as address,
    ):
        page = NotebookPage(chromium.new_page(viewport={"width": 1280, "height": 1000}), address)
        page.open()
        page.run_cell("progress")
        page.show("progress").get_by_role("link", name="01 · First steps").first.click()
        page.wait_open(f"{NAME}/{NAME}.ipynb")
        page.run_all()
        yield page
        page.page.close()


def test_run_all_stops_at_the_exercise(notebook: NotebookPage) -> None:
    """Everything above it ran; the page asked nothing of the network, and no script failed."""
    assert notebook.failed() == {"bits-tests": "NotImplementedError: "}
    assert (notebook.strangers, notebook.errors) == ([], [])


def test_a_drag_changes_the_distribution(notebook: NotebookPage) -> None:
    """Down to temperature 0, where one token is left to be drawn; it is drawn by a click."""
    view = notebook.show("view-sampling").locator(".llm-sampling")
    expect(view.locator(".told")).to_contain_text("4 of 4 tokens can be drawn")
    slider = view.get_by_label("Temperature")
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    notebook.page.mouse.move(box["x"] + box["width"] / 2, middle)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + box["width"] / 4, middle, steps=4)
    notebook.page.mouse.move(box["x"] - 20, middle, steps=4)
    notebook.page.mouse.up()
    expect(view.locator(".told")).to_contain_text("1 of 4 tokens can be drawn")
    view.get_by_role("button", name="Draw a token").click()
    expect(view.get_by_label("Text to continue")).to_have_value("We bring the tent")


def test_a_click_shows_what_surprised(notebook: NotebookPage) -> None:
    """The token clicked is the one told about; another text is typed, with Enter at its end."""
    view = notebook.show("view-surprise").locator(".llm-surprise")
    view.get_by_role("button", name="map").click()
    expect(view.get_by_role("button", name="map")).to_have_attribute("aria-pressed", "true")
    expect(view.locator(".told")).to_contain_text("“map” had a probability of 13 %: 3.0 bits")
    view.get_by_label("Text").fill("Rain")
    view.get_by_label("Text").press("Enter")
    expect(view.locator(".told")).to_contain_text("“Rain” had a probability")


def test_the_chat_streams(notebook: NotebookPage) -> None:
    """The answer grows on the page piece by piece, and its source folds out."""
    view = notebook.show("chat").locator(".llm-chat")
    view.evaluate(
        "(view) => { window.seen = []; new MutationObserver(() => {"
        "  const last = [...view.querySelectorAll('li.assistant .text')].at(-1);"
        "  window.seen.push(last.textContent);"
        "}).observe(view, { childList: true, subtree: true }); }"
    )
    view.get_by_label("Your question").fill("May I send it back?")
    view.get_by_label("Your question").press("Enter")
    view.get_by_text("Returns", exact=True).click()
    expect(view.get_by_text("Ten days, unworn.")).to_be_visible()
    seen = notebook.page.evaluate("() => window.seen")
    grown = ["".join(PIECES[:count]) for count in range(1, len(PIECES) + 1)]
    assert [text for text in dict.fromkeys(seen) if text in grown] == grown


def test_an_exercise_is_solved(notebook: NotebookPage) -> None:
    """Typed in; the message names the misconception until there is none; Validate, `course
    check` and `course progress` say the same, and a restart does not change it."""
    page = notebook.page
    notebook.write("bits", "def bits(p):\n    return math.log2(p)")
    notebook.run_cell("bits")
    notebook.run_cell("bits-tests")
    assert "Is the sign right? Surprise is positive." in notebook.outputs("bits-tests")
    _validate(notebook, "is the sign right? Surprise is positive")

    notebook.write("bits", "def bits(p):\n    return -math.log2(p)")
    notebook.run_cell("bits")
    notebook.run_cell("bits-tests")
    assert notebook.failed() == {}
    _validate(notebook, "Success! Your notebook passes all the tests.")

    terminal = Terminal(notebook)
    screen = terminal.run("course check 1", f"{NAME}: .* points")
    assert f"{NAME}: 3 of 3 points" in screen
    screen = terminal.run("course progress", "Every lesson is done.|Next: .*|Start .*")
    assert "Every lesson is done." in screen

    page.evaluate("() => window.jupyterapp.commands.execute('application:close')")
    notebook.open(lab_command.START)
    notebook.run_cell("progress")
    assert "3 of 3" in notebook.outputs("progress")
    assert "Every lesson is done." in notebook.outputs("progress")

    notebook.open(f"{NAME}/{NAME}.ipynb")
    notebook.restart_and_run_all()
    assert notebook.failed() == {}
    assert "a tent surprises by 1 bit" in notebook.outputs("payoff")


def _validate(notebook: NotebookPage, said: str) -> None:
    """Press nbgrader's button, and wait for what it says."""
    notebook.save()
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text(said, timeout=60_000)
    dialog.get_by_role("button").last.click()
    expect(dialog).to_have_count(0)
