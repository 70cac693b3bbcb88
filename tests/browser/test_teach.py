"""Teach, the second door: a lesson goes out to two students through formgrader and
nbgrader's exchange, comes back, is graded by tests and by a person, and is returned.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.jupyter import NotebookPage, lab
from tests.courses import LESSON, answer, edit, lesson_cells, make_course
from tests.grading.handed_in import course, grades

RUBRIC = """### Exercise 1.3 · Why
●●○○○ · 5 min · 1 point, marked by a person

Explain.

| points | what the answer shows |
|---|---|
| 1 | the double is twice as much |
"""
CONFIG = """
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
c.ExchangeCollect.check_owner = False
"""
STUDENT = """c = get_config()
c.CourseDirectory.course_id = "llm-course"
c.CourseDirectory.student_id = {name!r}
"""


def test_a_lesson_goes_out_and_comes_back(chromium: Browser, tmp_path: Path) -> None:
    """Release, fetch, submit, collect, grade, a score by hand, grade again, feedback."""
    home = _course(tmp_path)
    with lab(home, tmp_path / "state", None, "--teach") as address:
        notebook = NotebookPage(chromium.new_page(viewport={"width": 1280, "height": 900}), address)
        page = notebook.page
        page.goto(address)
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_text("Formgrader", exact=True).click()
        page.frame_locator(".jp-MainAreaWidget iframe").locator("td.release a").wait_for()
        formgrader = page.frame(url=re.compile("/formgrader/"))
        assert formgrader

        _press(formgrader, "release")
        with ThreadPoolExecutor() as pool:
            ada, grace = pool.map(lambda name: _student(tmp_path, name), ("ada", "grace"))
        answer(ada / LESSON / f"{LESSON}.ipynb")
        edit(grace / LESSON / f"{LESSON}.ipynb", double="def double(x):\n    return 3 * x")
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda folder: _nbgrader("submit", cwd=folder), (ada, grace)))
        _press(formgrader, "collect")
        expect(formgrader.locator(".num-submissions")).to_have_text("2")

        done = course("grade", "1", cwd=home)
        assert done.returncode == 0, done.stdout + done.stderr
        _open(formgrader, "grace")
        expect(formgrader.locator("#double-tests")).to_have_attribute("placeholder", "0")
        expect(formgrader.locator("body")).to_contain_text("double(3) is 6, not 9")
        _open(formgrader, "ada")
        expect(formgrader.locator("#double-tests")).to_have_attribute("placeholder", "2")
        expect(formgrader.get_by_text("the double is twice as much")).to_be_visible()
        _give(page, formgrader, "#why", "0.5", "/api/grade/")
        _give(page, formgrader, "#why-comment", "Half of it is said.", "/api/comment/")

        done = course("grade", "1", "--force", cwd=home)
        assert done.returncode == 0, done.stdout + done.stderr
        # to be looked at again, as in nbgrader
        assert grades(home)["ada"][f"{LESSON}/why"] == (None, 0.5, True)
        _open(formgrader, "ada")
        expect(formgrader.locator("#why")).to_have_value("0.5")

        assert course("feedback", "1", cwd=home).returncode == 0
        _go(formgrader, "manage_assignments")
        _press(formgrader, "release-feedback")
        page.close()

    _nbgrader("fetch_feedback", cwd=ada)
    (returned,) = (ada / LESSON / "feedback").rglob("*.html")
    page = chromium.new_page()
    page.goto(returned.as_uri())
    expect(page.locator("body")).to_contain_text("Half of it is said.")
    expect(page.locator("body")).to_contain_text("5.5")
    # nbgrader's form asks for one thing that is not on this machine, and does without it
    assert {"MathJax" in one for one in notebook.errors} <= {True}
    assert {"mathjax" in one.lower() for one in notebook.strangers} <= {True}


def _course(folder: Path) -> Path:
    """A course with an exchange of its own, its lesson released as `course release` does."""
    cells = lesson_cells()
    for cell in cells:
        if cell["id"] == "why-text":
            cell["source"] = RUBRIC.splitlines(keepends=True)
    home = make_course(folder / "course", **{f"_{LESSON}": cells})
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    _configure(home, folder)
    assert course("release", cwd=home).returncode == 0
    return home


def _configure(home: Path, folder: Path) -> None:
    with (home / "nbgrader_config.py").open("a") as config:
        cache = str(home / "cache")
        config.write(CONFIG.format(exchange=str(folder / "exchange"), cache=cache))


def _student(folder: Path, name: str) -> Path:
    """A student's folder, with the lesson fetched from the exchange."""
    home = folder / name
    home.mkdir()
    (home / "nbgrader_config.py").write_text(STUDENT.format(name=name))
    _configure(home, folder)
    _nbgrader("fetch_assignment", cwd=home)
    return home


def _nbgrader(command: str, *, cwd: Path) -> None:
    line = [sys.executable, "-m", "nbgrader", command, LESSON]
    done = subprocess.run(
        line, cwd=cwd, env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _press(formgrader: Frame, name: str) -> None:
    """Press what stands in the column ``name`` beside the lesson, and close the box that
    says how it went."""
    formgrader.locator(f"td.{name} a").click()
    modal = formgrader.locator(".modal.in")
    expect(modal.locator(".modal-title")).to_have_text("Success", timeout=60_000)
    modal.get_by_role("button", name="Close").last.click()
    expect(modal).to_have_count(0)


def _go(formgrader: Frame, page: str) -> None:
    formgrader.goto(re.sub("/formgrader/.*", f"/formgrader/{page}", formgrader.url))


def _open(formgrader: Frame, student: str) -> None:
    """The form for the lesson that ``student`` handed in."""
    _go(formgrader, "manage_students")
    formgrader.get_by_role("row").filter(has_text=student).get_by_role("link").first.click()
    for place in (f"manage_students/{student}/", "submissions/"):
        # a table is filled after its page has come
        formgrader.locator(f"td.name a[href*='{place}']").click()
    expect(formgrader.locator(".panel-title")).to_contain_text(LESSON)


def _give(page: Page, formgrader: Frame, field: str, value: str, saved: str) -> None:
    """Type ``value`` into ``field``, and wait until the gradebook has it."""
    with page.expect_response(lambda one: saved in one.url and one.request.method == "PUT") as one:
        formgrader.locator(field).fill(value)
        formgrader.locator(field).press("Tab")
    assert one.value.ok
