"""What learners read, checked by axe: lessons, figures, views, the first page, feedback.

axe holds pages to WCAG 2, levels A and AA. It looks at what this course makes. What the
pages around it are made of is their authors': code and its colors, which are Pygments',
and the prompts beside it, which are nbconvert's.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from nbconvert import HTMLExporter
from nbformat import v4
from playwright.sync_api import Browser, Page

from helpers import course, plots, progress, widgets
from tests.grading.test_page import PIXEL
from tests.grading.test_page import page as feedback

ROOT = Path(__file__).parents[2]
LESSONS = course.lessons(ROOT)
THEMES = ("light", "dark")
STYLES = Path(sys.prefix) / "share/jupyter/nbconvert/templates/lab/static"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
OURS = [".jp-RenderedMarkdown", ".jp-OutputArea-output"]
COLORS = ["color-contrast", "link-in-text-block"]  # axe's rules that a theme can break


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """An empty page, to which the network is closed."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.route("**/*", lambda route: route.abort())
    yield tab
    tab.close()


def findings(
    tab: Page, within: list[str], *, without: tuple[str, ...] = (), rules: list[str] | None = None
) -> list[str]:
    """What axe holds against the parts ``within`` the page that are not ``without``: rule,
    place and reason of each finding that is serious or critical."""
    tab.evaluate(AXE_SCRIPT)
    there = [part for part in within if tab.locator(part).count()]
    assert there
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
    result = tab.evaluate(
        "([context, options]) => axe.run(context, options)",
        [
            {"include": [[part] for part in there], "exclude": [[part] for part in without]},
            {"runOnly": only, "resultTypes": ["violations"]},
        ],
    )
    assert result["passes"]
    return [
        f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for rule in result["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def in_both_themes(tab: Page) -> list[str]:
    """What axe holds against what is ours on a notebook's page."""
    put_on(tab, "light")
    found = findings(tab, OURS, without=(".highlight",))
    put_on(tab, "dark")
    return found + findings(tab, OURS, without=(".highlight",), rules=COLORS)


@functools.cache
def theme(name: str) -> str:
    """The colors of JupyterLab's theme of that name, as nbconvert has them."""
    return (STYLES / f"theme-{name}.css").read_text()


def put_on(tab: Page, name: str) -> None:
    """Give the page the theme ``name``."""
    tab.add_style_tag(content=theme(name))
    tab.add_style_tag(
        content="body, .jp-Notebook { background: var(--jp-layout-color0) !important; }"
    )
    tab.evaluate("(light) => { document.body.dataset.jpThemeLight = light; }", name == "light")


def shown(*cells: Any) -> str:
    """The page of a notebook with these cells, without its code."""
    kept = [cell for cell in cells if cell.cell_type == "markdown" or cell.outputs]
    for cell in kept:
        if cell.cell_type == "code":
            cell.source = ""
    html, _ = HTMLExporter().from_notebook_node(v4.new_notebook(cells=kept))
    return str(html)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def levels(tab: Page) -> list[int]:
    """The levels of the page's headings, from the top."""
    found = tab.locator("h1, h2, h3, h4, h5, h6")
    return list(found.evaluate_all("(all) => all.map((one) => Number(one.tagName[1]))"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_can_be_read_by_everybody(tab: Page, lesson: course.Lesson) -> None:
    """Its headings are one title and steps down by one. A text has no colors of its own, so
    one theme is enough."""
    tab.set_content(shown(*read(lesson.release).cells), wait_until="domcontentloaded")
    steps = levels(tab)
    assert steps.count(1) == 1
    assert steps[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(steps))
    assert findings(tab, OURS, without=(".highlight",)) == []


def test_the_first_page_can_be_read_by_everybody(tab: Page) -> None:
    """With its table of lessons, in both themes."""
    cells = read(ROOT / "lessons" / "start.ipynb").cells
    cell = next(cell for cell in cells if cell.id == "progress")
    cell.outputs = [v4.new_output("display_data", {"text/html": progress.page().data})]
    tab.set_content(shown(*cells), wait_until="domcontentloaded")
    assert tab.locator(".jp-OutputArea-output a").count() > len(LESSONS)
    assert levels(tab) == [1, 2]
    assert in_both_themes(tab) == []


def test_figures_can_be_read_by_everybody(tab: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a figure of each kind shows, in words, arrives on the page."""
    shown_by: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown_by.append(data))
    plots.lines([1, 2], {"a": [2, 1]}, title="Loss falls", x_label="step", y_label="loss (bits)")
    plots.bars({"a": 0.5}, title="One is half", x_label="share")
    plots.heat(np.eye(3), title="A diagonal", x_label="looked at", y_label="looks")
    outputs = [v4.new_output("display_data", data) for data in shown_by]
    tab.set_content(shown(v4.new_code_cell("", outputs=outputs)), wait_until="domcontentloaded")
    told = tab.locator("img").evaluate_all("(all) => all.map((image) => image.alt)")
    assert [text.split(".")[0] for text in told] == ["Line chart", "Bar chart", "Heat map"]
    assert findings(tab, OURS) == []


def attention() -> Any:
    words = ["[CLS]", "the", "seal", "swam"]
    weights = np.full((2, 2, 4, 4), 0.04)
    weights[..., 2] = 0.88
    view = widgets.attention({"encoder": lambda text: (words, weights)}, "the seal swam")
    view.token = 2  # chosen and looked at most
    view.note = "Shown: the first 4 of 5 tokens."
    return view


def sampling() -> Any:
    view = widgets.sampling(lambda text: (["\n", " a", " b"], np.log([0.6, 0.3, 0.1])), "Once")
    view.top_k = 2
    view.note = "Type the beginning of a text."
    return view


def surprise() -> Any:
    words, chances = ["the", "cat", "sat", "on"], [1.0, 1e-2, 1e-6, 1e-9]
    guesses = [[("the", 0.5)]] * len(words)
    view = widgets.surprise({"model": lambda text: (words, chances, guesses)}, " ".join(words))
    view.note = "Shown: the first 4 of 5 tokens."
    return view


def chat() -> Any:
    def reply(turns: list[dict[str, str]]) -> Iterator[Any]:
        yield "Ten days."
        yield [("Returns", "Ten days, unworn.")]

    view = widgets.chat(reply, greeting="Ask about returns.")
    view.ask("How long?")
    view.note = "The assistant failed: no model"
    return view


VIEWS = [attention, sampling, surprise, chat]

# what anywidget gives a view: the widget's state, and somewhere to draw
STAND = """async ([script, css, state]) => {
  for (const [name, value] of Object.entries(state))
    if (value?.bytes) state[name] = new DataView(new Uint8Array(value.bytes).buffer);
  const model = {
    get: (name) => state[name], set: (name, value) => { state[name] = value; },
    on() {}, off() {}, save_changes() {}, send() {},
  };
  const view = await import(URL.createObjectURL(new Blob([script], {type: "text/javascript"})));
  document.head.append(Object.assign(document.createElement("style"), {textContent: css}));
  view.default.render({ model, el: document.querySelector("#view") });
}"""

# the contrast of a color with the one behind it, both as computed styles write them
CONTRAST = """([ink, ground]) => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const luminance = (...layers) => {
    for (const layer of layers) { pen.fillStyle = layer; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => byte / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  };
  const [dark, light] = [luminance(ground), luminance(ground, ink)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""

# lines that are more than ornament: (view, part, pseudo-element, property, what is behind it)
LINES = [
    ("attention", "[aria-pressed=true]", "", "border-top-color", "body"),
    ("attention", ".text", "", "border-top-color", "body"),
    ("attention", "select", "", "border-top-color", "body"),
    ("sampling", "textarea", "", "border-top-color", "body"),
    ("sampling", "button", "", "border-top-color", "body"),
    ("sampling", ".track", "::before", "background-color", "body"),
    ("sampling", ".track", "::after", "border-top-color", "body"),
    ("sampling", ".track", "::after", "border-top-color", ".track::before"),
    ("surprise", "[aria-pressed=true]", "", "border-top-color", "body"),
    ("surprise", ".text", "", "border-top-color", "body"),
    ("chat", "input", "", "border-top-color", "body"),
    ("chat", "button", "", "border-top-color", "body"),
]


def stand(tab: Page, view: Any, name: str) -> None:
    """Draw ``view`` on a page that holds nothing else, in the theme ``name``."""
    tab.set_content(shown(), wait_until="domcontentloaded")
    tab.locator("main").evaluate("(main) => { main.innerHTML = '<div id=view></div>'; }")
    put_on(tab, name)
    state = {
        name: {"bytes": list(value)} if isinstance(value, bytes) else value
        for name, value in view.get_state().items()
        if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip")
    }
    kind = type(view).__name__.lower()
    css = (widgets.STATIC / f"{kind}.css").read_text()
    tab.evaluate(STAND, [view._esm, css, state])
    assert tab.locator(f".llm-{kind}").count() == 1


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("made", VIEWS)
def test_a_view_can_be_read_by_everybody(tab: Page, made: Callable[[], Any], name: str) -> None:
    """With every note and message on it, in both themes."""
    stand(tab, made(), name)
    tab.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert findings(tab, ["#view"]) == []


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("made", VIEWS)
def test_lines_of_a_view_stand_out(tab: Page, made: Callable[[], Any], name: str) -> None:
    """Borders, bars and marks, 3 to 1 against what is behind them, which axe does not measure."""
    stand(tab, made(), name)

    def color(part: str, pseudo: str, prop: str) -> str:
        return str(
            tab.locator(part).first.evaluate(
                "(node, [pseudo, prop]) => getComputedStyle(node, pseudo)[prop]", [pseudo, prop]
            )
        )

    faint = {}
    for kind, part, pseudo, prop, behind in LINES:
        if kind == made.__name__:
            under, _, drawn = behind.partition("::")
            ground = color(under, drawn and f"::{drawn}", "background-color")
            ratio = tab.evaluate(CONTRAST, [color(part, pseudo, prop), ground])
            if ratio < 3:
                faint[f"{part}{pseudo} on {behind}"] = round(ratio, 2)
    assert faint == {}


def test_feedback_can_be_read_by_everybody(tab: Page) -> None:
    """A page with a test passed and one failed, an answer with a comment, a table, an image."""
    failed = v4.new_output(
        "error", ename="AssertionError", evalue="no", traceback=["\x1b[31mno\x1b[0m: \x1b[32m1"]
    )
    table = v4.new_output("display_data", {"text/html": "<table><tr><th>a<tr><td>1</table>"})
    image = v4.new_output(
        "display_data", {"image/png": PIXEL}, metadata={"image/png": {"alt": "a figure"}}
    )
    answer = {"solution": True, "locked": False, "points": 2, "score": 1}
    test = {"solution": False, "locked": True, "points": 2}
    cells = [
        v4.new_markdown_cell("# Title\n\n## Part\n\nText with `code`, [a link](https://x.org)."),
        v4.new_code_cell("1 + 1  # two", outputs=[table, image]),
        v4.new_markdown_cell("Because.", metadata=marks("why", **answer, comment="No: *why*?")),
        v4.new_code_cell("assert yes", metadata=marks("one", **test, score=2)),
        v4.new_code_cell("assert no", outputs=[failed], metadata=marks("two", **test, score=0)),
    ]
    tab.set_content(feedback(*cells))
    assert findings(tab, ["html"], without=(".highlight",)) == []


def marks(name: str, **values: Any) -> dict[str, Any]:
    """nbgrader's metadata of a graded cell."""
    return {"nbgrader": {"grade_id": name, "grade": True, "schema_version": 3} | values}
