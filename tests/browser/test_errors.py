"""Errors that a learner meets, in JupyterLab: one line that helps, no traceback of ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from helpers import scripted
from tests.browser.jupyter import NotebookPage, lab
from tests.courses import LESSON, code, make_course, write_notebook

MISSING = """import os
from helpers import endpoint, models

os.environ["LLM_COURSE_CACHE"] = {empty!r}
models.load("all-minilm-l6-v2")
"""
NO_SPACE = """os.environ["LLM_COURSE_CACHE"] = {full!r}
models.load("all-minilm-l6-v2")
"""
ASK = """client.chat.completions.create(
    model=endpoint.model(), messages=[{"role": "user", "content": "Hi"}]
).choices[0].message.content
"""
CHAT = """from helpers import widgets

def reply(turns):
    yield client.chat.completions.create(
        model=endpoint.model(), messages=turns
    ).choices[0].message.content

widgets.chat(reply)
"""


@pytest.fixture(scope="module")
def notebook(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookPage]:
    """A notebook whose cells meet one trouble each; its endpoint answers once, and is gone."""
    folder = tmp_path_factory.mktemp("errors")
    home = make_course(folder / "course")
    full = folder / "full"
    cells = [
        code("missing", MISSING.format(empty=str(folder / "empty"))),
        code("no-space", NO_SPACE.format(full=str(full))),
        code("client", "client = endpoint.client(max_retries=0)"),
        code("ask", ASK),
        code("chat", CHAT),
        code("dies", "os.kill(os.getpid(), 9)"),
    ]
    write_notebook(home / "lessons" / LESSON / f"{LESSON}.ipynb", cells)
    with contextlib.ExitStack() as while_it_lasts:
        server = while_it_lasts.enter_context(scripted.Server(scripted.text("Hello.")))
        environment = {
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": server.key,
            "OPENAI_MODEL": "scripted",
            # pip looks nowhere, so no model comes from an index
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": "",
        }
        with lab(home, folder / "state", full=full, **environment) as address:
            page = NotebookPage(chromium.new_page(), address)
            page.open(f"{LESSON}/{LESSON}.ipynb")
            for name in ("missing", "no-space", "client", "ask", "chat"):
                page.run_cell(name)
            assert "Hello." in page.outputs("ask")
            while_it_lasts.close()
            page.run_cell("ask")
            yield page
            page.page.close()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("missing", "run `course models pull` once there is a network"),
        ("no-space", "No space left on device; free "),
        ("ask", "nobody answers at http://127.0.0.1:"),
    ],
)
def test_a_trouble_is_one_line(notebook: NotebookPage, cell: str, said: str) -> None:
    """What is wrong and the way out, in the cell's output, and nothing of our code."""
    text = notebook.show(cell).locator(".jp-OutputArea-output").last.inner_text().strip()
    assert said in text
    assert "\n" not in text


def test_a_long_line_is_folded_between_words(notebook: NotebookPage) -> None:
    """JupyterLab's own styles fold it anywhere."""
    line = notebook.show("no-space").locator(".jp-OutputArea-output pre").last
    assert line.evaluate("(line) => getComputedStyle(line).wordBreak") == "normal"


def test_a_chat_without_its_endpoint_says_so(notebook: NotebookPage) -> None:
    """In the widget, which can be asked again."""
    view = notebook.show("chat").locator(".llm-chat")
    view.get_by_label("Your question").fill("Hi")
    view.get_by_label("Your question").press("Enter")
    expect(view.locator(".note")).to_contain_text("nobody answers at http://127.0.0.1:")
    expect(view.get_by_role("button", name="Ask")).to_be_enabled()


def test_a_kernel_that_died_is_told_and_starts_again(notebook: NotebookPage) -> None:
    """JupyterLab says so itself; the next cell runs in a new kernel."""
    notebook.show("dies")
    notebook.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-cell')")
    dialog = notebook.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("appears to have died. It will restart automatically")
    dialog.get_by_role("button", name="Ok").click()
    notebook.wait_idle()
    notebook.run_cell("client")
    assert notebook.failed()["client"] == "NameError: name 'endpoint' is not defined"
