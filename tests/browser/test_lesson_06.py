"""Lesson 06 as a learner meets it, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.jupyter import NotebookPage, answered, copy_lesson, lab

NAME = "06_self_attention"


@pytest.fixture(scope="module")
def lesson(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookPage]:
    """The lesson with its exercises solved, every cell run."""
    folder = tmp_path_factory.mktemp("lab")
    answered(copy_lesson(folder / "course", NAME))
    with lab(folder / "course", folder / "state") as address:
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        notebook = NotebookPage(page, address)
        notebook.open(f"{NAME}/{NAME}.ipynb")
        notebook.run_all(timeout_s=300)
        yield notebook
        page.close()


@pytest.fixture
def widget(lesson: NotebookPage) -> Locator:
    return lesson.show("view-heads").locator(".llm-attention")


def test_every_cell_runs(lesson: NotebookPage) -> None:
    """With the reference's answers no cell fails."""
    assert lesson.failed() == {}


def test_the_page_needs_no_network(lesson: NotebookPage, widget: Locator) -> None:
    """With the widget drawn, nothing was asked of another machine, and no script failed."""
    expect(widget.locator("canvas")).to_be_visible()
    assert (lesson.strangers, lesson.errors) == ([], [])


def test_nothing_pops_up(lesson: NotebookPage) -> None:
    """A learner is asked nothing before reading."""
    expect(lesson.page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)


def test_a_click_on_a_token_shows_what_it_looks_at(widget: Locator) -> None:
    """In layer 0, head 2 of the encoder `swam` looks at `seal`, the token before."""
    widget.get_by_role("button", name="swam").click()
    expect(widget.locator(".told")).to_contain_text("“swam” looks at “seal”")
    expect(widget.get_by_role("button", name="swam")).to_have_attribute("aria-pressed", "true")


def test_a_click_on_a_row_chooses_its_token(widget: Locator) -> None:
    """The matrix's first row is the first token's."""
    canvas = widget.locator("canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    expect(widget.locator(".told")).to_contain_text("“[SEP]” looks at")
    tokens = widget.locator(".sentence button").count()
    canvas.click(position={"x": box["width"] - 8, "y": box["height"] - 8 - 22 * (tokens - 1)})
    expect(widget.locator(".told")).to_contain_text("“[CLS]” looks at")


def test_another_model_is_drawn(widget: Locator) -> None:
    """The chat model's first token can look at nothing but itself."""
    widget.get_by_label("Model").select_option("chat model")
    widget.locator(".sentence button").first.click()
    expect(widget.locator(".told")).to_have_text("“The” looks at “The” 1.00.")


def test_the_matrix_is_drawn_in_the_page_s_font(widget: Locator, tmp_path: Path) -> None:
    """A canvas drawn before it stands on the page knows neither font nor color."""
    widget.screenshot(path=tmp_path / "widget.png")
    font = widget.locator("canvas").evaluate("(canvas) => canvas.getContext('2d').font")
    assert font.startswith("12px")
