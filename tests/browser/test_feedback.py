"""A feedback page full of attacks, opened in Chromium."""

from __future__ import annotations

from pathlib import Path

from nbformat import v4
from playwright.sync_api import Browser

from tests.grading.test_page import page

ATTACKS = """<script>document.title = "ran"</script>
<img src=x onerror="document.title='ran'"> <svg onload="document.title='ran'"></svg>
<a href="javascript:document.title='ran'" id="go">go</a>
<iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe>
<style>@import "http://127.0.0.1:1/seen.css"; body { background: url(//127.0.0.1:1/seen) }</style>
<img src="http://127.0.0.1:1/seen.png"> <link rel=stylesheet href="http://127.0.0.1:1/seen.css">
"""


def test_nothing_runs_and_nothing_is_loaded(chromium: Browser, tmp_path: Path) -> None:
    """The only request is for the page, and its policy has nothing to refuse."""
    path = tmp_path / "page.html"
    output = v4.new_output("display_data", {"text/html": ATTACKS})
    stream = v4.new_output("stream", text="\x1b[38;5;28mgreen\x1b[0m\n")
    path.write_text(
        page(v4.new_markdown_cell(ATTACKS), v4.new_code_cell("1", outputs=[output, stream]))
    )
    tab = chromium.new_page()
    requests: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri())
    tab.wait_for_load_state("networkidle")
    assert tab.title() == "<i>one</i>"
    assert requests == [path.as_uri()]
    assert said == []
