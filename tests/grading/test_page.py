"""Pages made from notebooks: what they show, and that nothing in them acts."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from helpers.grading.page import clean, exporter

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)

DATA = f"data:image/png;base64,{PIXEL}"


def page(*cells: Any, images: Path = Path("nowhere"), **metadata: Any) -> str:
    """The page of a notebook with these cells, by nbgrader's feedback template."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    config = GenerateFeedback(coursedir=CourseDirectory()).config
    known = {"score": 1, "max_score": 2, "late_penalty": 0, "notebook": "<i>one</i>"}
    resources = {"nbgrader": known | {"student": "s", "assignment": "a"}}
    notebook = v4.new_notebook(metadata=metadata)
    notebook.cells = list(cells)
    made, _ = exporter(images)(config=config).from_notebook_node(notebook, resources)
    return str(made)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>p {}</style><p>1</p>", "<p>1</p>"),
        ('<p style="background: url(//x)">1</p>', "<p>1</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="java\tscript:x()">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="https://x.org/">a</a>', '<a href="https://x.org/">a</a>'),
        (f'<img src="{DATA}" onload="x()">', f'<img src="{DATA}">'),
        ('<img src="data:text/html;base64,AA==" alt="b">', "b"),
        ('<img src="https://x.org/seen.png" alt="a plot">', "a plot"),
        ('<img src="//x.org/seen.png">', ""),
        ('<img src="file:///etc/passwd">', ""),
        ('<img srcset="https://x.org/seen.png 2x" src="x">', ""),
        ("<svg><a xlink:href='javascript:x()'>a</a></svg>", "<a>a</a>"),
        ("<math><mtext><style><img src=x onerror=x()></style></mtext></math>", ""),
        ('<form action="/x"><input name="a"></form>', ""),
        ('<meta http-equiv="refresh" content="0;url=//x">a', "a"),
        ('<base href="//x"><link rel="stylesheet" href="//x">a', "a"),
        ('<div class="panel-heading" id="top">5 / 5</div>', "<div>5 / 5</div>"),
        ('<span class="highlight nb">x</span>', '<span class="highlight nb">x</span>'),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("a\x1b[2J\x07b", "a[2Jb"),
    ],
)  # fmt: skip
def test_clean(html: str, cleaned: str) -> None:
    """Markup that shows stays; what acts, loads, or looks like the page's own goes."""
    assert clean(html) == cleaned


def test_markup_nested_without_end_is_shown_as_text() -> None:
    """It neither stops the grading nor comes through."""
    assert "<script" not in clean("<b>" * 5000 + "<script>x()</script>")


def test_a_page_says_what_may_load() -> None:
    """Nothing but its own styles, by their hashes, and images in it."""
    soup = BeautifulSoup(page(v4.new_markdown_cell("**a**")), "html.parser")
    first = soup.head.find(True)
    assert first["http-equiv"] == "Content-Security-Policy"
    policy = dict(part.split(" ", 1) for part in first["content"].split("; "))
    assert policy.pop("style-src").count("'sha256-") == len(set(soup.find_all("style")))
    assert policy == {
        "default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip


def test_a_page_has_no_script_of_its_own() -> None:
    """Neither the one for formulas, nor an address to load anything from."""
    made = page(v4.new_markdown_cell("$x^2$"), v4.new_code_cell("1", execution_count=1))
    assert not re.search(r"<script|<link|@import|src=.?https?:|style=", made)
    assert "$x^2$" in made


def test_what_a_kernel_may_forge_is_not_markup() -> None:
    """A count that is none, kinds of data that no page shows, metadata of an output."""
    evil = "<script>alert(1)</script>"
    cell = v4.new_code_cell("1", outputs=[
        v4.new_output("execute_result", {"text/plain": evil, "text/vnd.mermaid": evil}),
        v4.new_output("display_data", {"application/javascript": "alert(1)"}),
        v4.new_output("display_data", {"image/png": f'{PIXEL}"><script>alert(1)</script>'},
                      metadata={"image/png": {"width": "1 onerror=alert(1)", "alt": '"><script>'}}),
        v4.new_output("display_data", {"text/html": "<b>b</b>"},
                      metadata={"text/html": {"isolated": True}}),
        v4.new_output("error", ename=evil, evalue=evil, traceback=[evil]),
    ])  # fmt: skip
    cell["execution_count"] = evil
    cell.outputs[0]["execution_count"] = evil
    made = page(cell, title=evil, widgets={"application/vnd.jupyter.widget-state+json": {}})
    acting = {tag.name for tag in BeautifulSoup(made, "html.parser").find_all(True)}
    assert not acting & {"script", "iframe", "object", "embed"}
    assert "onerror=alert" not in made


def test_terminal_sequences_are_gone() -> None:
    """Colors become classes; what moves a cursor, names a window or links is dropped."""
    told = "\x1b[31mred\x1b[0m \x1b[38;5;28mgreen\x1b[0m\x1b]0;title\x07\x1b[2J\x1b]8;;http://x\x1b\\link\x08"
    made = page(v4.new_code_cell("1", outputs=[v4.new_output("stream", text=told)]))
    soup = BeautifulSoup(made, "html.parser")
    assert soup.find(class_="output_stdout").get_text().strip() == "red green" + "link"
    assert soup.find(class_="ansi-red-fg").get_text() == "red"


def test_images_that_everybody_has_are_in_the_page(tmp_path: Path) -> None:
    """Those that the instructor's cells name, from the release alone; a student's cell
    can name none."""
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "plot.png").write_bytes(base64.b64decode(PIXEL))
    (tmp_path / "secret.png").write_bytes(base64.b64decode(PIXEL))
    theirs = {
        "nbgrader": {"grade_id": "a", "solution": True, "grade": True, "points": 1, "score": 0}
    }
    made = page(
        v4.new_markdown_cell("![ours](plot.png) ![outside](../secret.png)"),
        v4.new_markdown_cell("![theirs](plot.png)", metadata=theirs),
        images=tmp_path / "release",
    )
    images = BeautifulSoup(made, "html.parser").find_all("img")
    assert [(one["alt"], one["src"]) for one in images] == [("ours", DATA)]
