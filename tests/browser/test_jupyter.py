"""The page that other tests stand on, on a lesson that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.jupyter import NotebookPage, lab
from tests.courses import LESSON, answer, code, lesson_cells, make_course, write_notebook

DARK = {"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}


@pytest.fixture(scope="module")
def notebook(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookPage]:
    """A lesson of two exercises, both solved, and a cell that fails behind them."""
    folder = tmp_path_factory.mktemp("lab")
    home = make_course(folder / "course")
    path = home / "lessons" / LESSON / f"{LESSON}.ipynb"
    answer(write_notebook(path, [*lesson_cells(), code("last", "print(double(21))\n1 / 0")]))
    with lab(home, folder / "state", DARK) as address:
        page = NotebookPage(chromium.new_page(), address)
        page.open(f"{LESSON}/{LESSON}.ipynb")
        yield page
        page.page.close()


def test_one_cell_is_run(notebook: NotebookPage) -> None:
    """And only that one: what stands before it has not run."""
    notebook.run_cell("last")
    assert notebook.failed() == {"last": "NameError: name 'double' is not defined"}


def test_all_cells_are_run(notebook: NotebookPage) -> None:
    """Up to the one that fails, whose output is on the page."""
    notebook.run_all()
    assert notebook.failed() == {"last": "ZeroDivisionError: division by zero"}
    expect(notebook.show("last")).to_contain_text("42")


def test_settings_are_a_learner_s_own(notebook: NotebookPage) -> None:
    """Here the dark theme; what the course sets stays beside it."""
    expect(notebook.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    expect(notebook.page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)


def test_a_cell_that_is_not_there_is_named(notebook: NotebookPage) -> None:
    """A renamed cell fails the test that looks for it, at once."""
    with pytest.raises(AssertionError, match="no cell 'frist'"):
        notebook.show("frist")


def test_a_page_that_asks_the_network_is_found(notebook: NotebookPage, tmp_path: Path) -> None:
    """The request is refused, and named."""
    asked = "https://cdn.example/widget.js"
    notebook.page.evaluate("(url) => fetch(url).catch(() => null)", asked)
    assert notebook.strangers == [asked]
