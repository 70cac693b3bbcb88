"""What students see of the grading, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from helpers.grading.feedback import CONCEALED, conceal
from tests.courses import LESSON, make_course
from tests.grading.handed_in import course, hand_in, right, run

HOSTILE = """from IPython.display import HTML, Javascript, Markdown, display
display(HTML("<script>alert(1)</script><b onclick='alert(2)'>bold</b><iframe src='/'></iframe>"))
display(Javascript("alert(3)"))
display(Markdown("<img src=x onerror=alert(4)> [go](javascript:alert(5))"))
display({"image/png": "AAAA"}, raw=True, metadata={"image/png": {"width": "1 onerror=alert(6)"}})
def double(x):
    return x + x
"""


# a pause between two pieces, long enough for each to be sent alone
STREAM = """import time
for piece in ("word ", "by ", "word"):
    print(piece, end="", flush=True)
    time.sleep(0.3)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A graded course with feedback: where, exit code, document, and pages by student."""
    root = make_course(tmp_path_factory.mktemp("feedback") / "course")
    right(root, "ada")
    (root / "submitted/ada" / LESSON / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    (root / "submitted/ada" / LESSON / "submission_secret.txt").write_text("a1b2")
    hand_in(root, "ben", double=STREAM + "def double(x):\n    return 2 * x if x == 3 else 'xx'")
    hand_in(root, "mallory", double=HOSTILE, why="<img src=x onerror=alert(7)>\n\n**really**")
    run("grade", "1", cwd=root)
    (root / "outside.txt").write_text("of somebody else")
    (root / "submitted/ben" / LESSON / "submission_secret.txt").symlink_to(root / "outside.txt")
    (root / "solutions" / LESSON / "hidden.py").write_text("answers = 42")
    hand_in(root, "late")
    code, document = run("feedback", "1", cwd=root)
    pages = {
        student: (root / "feedback" / student / LESSON / f"{LESSON}.html").read_text()
        for student in document["made"]
    }
    return {"root": root, "code": code, "document": document, "pages": pages}


def test_everybody_graded_gets_a_page(made: dict[str, Any]) -> None:
    """With their points; whoever is not graded is named with what to do, and gets none."""
    assert list(made["pages"]) == ["ada", "ben", "mallory"]
    assert "Score: 5.0 / 6.0" in made["pages"]["ada"]
    assert made["document"]["attention"] == [
        f"late: no feedback: not graded yet; `course grade {LESSON}`"
    ]
    assert made["code"] == 1


def test_pages_are_all_there_is(made: dict[str, Any]) -> None:
    """And the two files by which nbgrader's exchange returns it, if they are plain ones; of
    the files beside the instructor's notebook, none."""
    top = made["root"] / "feedback"
    given = {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    pages = {f"{student}/{LESSON}/{LESSON}.html" for student in ("ada", "ben", "mallory")}
    marks = {f"ada/{LESSON}/{name}" for name in ("timestamp.txt", "submission_secret.txt")}
    assert given == pages | marks
    assert (top / "ada" / LESSON / "submission_secret.txt").read_text() == "a1b2"


@pytest.mark.parametrize("student", ["ada", "ben"])
def test_hidden_tests_are_not_shown(made: dict[str, Any], student: str) -> None:
    """Neither where they passed nor where they failed; visible tests are."""
    text = BeautifulSoup(made["pages"][student], "html.parser").get_text()
    assert "double(3) == 6" in text
    assert "double(-1) ==" not in text
    assert "HIDDEN" not in text


def test_the_message_of_a_failed_hidden_test_is_shown(made: dict[str, Any]) -> None:
    """Its author wrote it for the student."""
    text = BeautifulSoup(made["pages"]["ben"], "html.parser").get_text()
    assert "AssertionError: double(-1) is -2, not 'xx'" in text


def test_hidden_tests_are_shown_when_asked_for(made: dict[str, Any]) -> None:
    """The instructor may want to."""
    run("feedback", "1", "--student", "ben", "--hidden-tests", cwd=made["root"])
    path = made["root"] / "feedback" / "ben" / LESSON / f"{LESSON}.html"
    text = BeautifulSoup(path.read_text(), "html.parser").get_text()
    assert "double(-1) == -2" in text
    run("feedback", "1", "--student", "ben", cwd=made["root"])
    assert path.read_text() == made["pages"]["ben"]


def acting(page: str) -> list[str]:
    """What in ``page`` could run something: scripts, frames, handlers, script addresses."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        if tag.name in ("script", "iframe", "object", "embed", "form", "base", "meta"):
            found.append(str(tag))
        for name, value in tag.attrs.items():
            if name.startswith("on") or "javascript:" in str(value).lower():
                found.append(f"{tag.name} {name}={value}")
    return sorted(found)


def test_nothing_of_a_student_runs_in_a_browser(made: dict[str, Any]) -> None:
    """The page has what every page has, and no script, frame or handler besides."""
    assert acting(made["pages"]["mallory"]) == acting(made["pages"]["ada"])


def test_what_is_harmless_is_shown(made: dict[str, Any]) -> None:
    """Markup of text in an answer, and of outputs, stays."""
    page = BeautifulSoup(made["pages"]["mallory"], "html.parser")
    assert {"bold", "really"} <= {tag.get_text() for tag in page.find_all(["b", "strong"])}


def test_what_is_printed_piece_by_piece_is_one_text(made: dict[str, Any]) -> None:
    """As JupyterLab shows it, and not a line for each piece."""
    page = BeautifulSoup(made["pages"]["ben"], "html.parser")
    assert "word by word" in [pre.get_text().strip() for pre in page.find_all("pre")]


def test_a_new_page_replaces_the_old(made: dict[str, Any]) -> None:
    """And nothing but pages is left."""
    old = made["root"] / "feedback" / "ada" / LESSON / f"{LESSON}.html"
    old.write_text("old")
    done = course("feedback", "1", "--student", "ada", cwd=made["root"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "Score: 5.0 / 6.0" in old.read_text()
    assert not (made["root"] / ".feedback").exists()


def test_an_output_that_quotes_a_hidden_test_is_not_shown() -> None:
    """However it got there: printed, displayed, or in the text of an error; and no
    marking scheme is."""
    line = "assert answer == 42, answer"
    cell = v4.new_code_cell(
        f"assert answer\n### BEGIN HIDDEN TESTS\n{line}\n### END HIDDEN TESTS",
        metadata={"nbgrader": {"grade_id": "t", "grade": True}},
        outputs=[
            v4.new_output("stream", text=f"found: {line}\n"),
            v4.new_output("display_data", {"text/html": f"<b>{line}</b> &lt;", "text/plain": "b"}),
            v4.new_output(
                "error", ename="E", evalue=line, traceback=[f"\x1b[31massert\x1b[0m{line[6:]}"]
            ),
            v4.new_output("stream", text="answer is 41\n"),
        ],
    )
    scheme = v4.new_markdown_cell(
        "Describe it.\n=== BEGIN MARK SCHEME ===\n42: two points\n=== END MARK SCHEME ===",
        metadata={"nbgrader": {"grade_id": "d", "task": True}},
    )
    cell.id, scheme.id = "tests", "task"  # one drawn at random may hold a 42
    notebook = v4.new_notebook(cells=[cell, scheme])
    conceal(
        notebook,
        [("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"), ("BEGIN MARK SCHEME", "END MARK SCHEME")],
    )
    assert notebook.cells[0].source == "assert answer"
    assert "42" not in str(notebook)
    assert notebook.cells[1].source == "Describe it."
    assert str(notebook).count(CONCEALED) == 4
    assert notebook.cells[0].outputs[3].text == "answer is 41\n"
