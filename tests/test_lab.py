"""helpers.lab: JupyterLab on the lessons, or one line that says why not."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from helpers import lab
from helpers.errors import CourseError
from tests.browser import jupyter
from tests.courses import LESSON, lesson_cells, make_course, write_notebook

COURSE = Path(sys.executable).with_name("course")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A course whose one lesson is released."""
    course = make_course(tmp_path / "course")
    write_notebook(course / "lessons" / LESSON / f"{LESSON}.ipynb", lesson_cells())
    return course


def test_jupyterlab_opens_in_the_lessons(home: Path, tmp_path: Path) -> None:
    """`course lab` serves lessons/, asks for no news, and ends when it is told to."""
    with jupyter.lab(home, tmp_path / "state") as address:

        def get(path: str) -> dict[str, object]:
            with urllib.request.urlopen(address.replace("lab?", f"{path}?")) as answer:
                return json.load(answer)

        names = [entry["name"] for entry in get("api/contents")["content"]]
        news = get("lab/api/settings/@jupyterlab/apputils-extension:notification")
        with urllib.request.urlopen(address.replace("lab?", "custom/custom.css?")) as answer:
            styles = answer.read().decode()
        with urllib.request.urlopen(address) as answer:
            page = answer.read().decode()
    assert names == [LESSON]
    assert news["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert "word-break: normal" in styles
    assert "custom/custom.css" in page
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address)


def test_a_busy_port_is_named(home: Path) -> None:
    """One line, the way out, and no JupyterLab that takes the next port instead."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = subprocess.run(
            [COURSE, "lab", "--no-browser", "--port", str(port)],
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == (
        f"course: port {port} is in use; name another with --port, or leave it out\n"
    )


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_port_that_is_none_is_named(port: int, tmp_path: Path) -> None:
    """The message says which exist."""
    with pytest.raises(CourseError, match=f"port {port} does not exist, 1 to 65535 do"):
        lab.command(tmp_path, no_browser=True, port=port)


def test_without_a_course_there_is_nothing_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says where to go."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="is not inside a course"):
        lab.launch(no_browser=True, port=None)


def test_without_lessons_there_is_nothing_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says how they come back."""
    monkeypatch.chdir(make_course(tmp_path / "course"))
    with pytest.raises(CourseError, match="`git restore lessons` brings them back"):
        lab.launch(no_browser=True, port=None)
