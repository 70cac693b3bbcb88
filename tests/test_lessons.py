"""Every lesson, as it is committed."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from helpers import course

ROOT = Path(__file__).parents[1]
LESSONS = course.lessons(ROOT)


@pytest.fixture(scope="module", params=LESSONS, ids=lambda lesson: lesson.name)
def executed(request):
    """The source notebook, run from top to bottom."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(request.param.source, as_version=4)
    folder = {"metadata": {"path": str(request.param.source.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=folder).execute()
    return notebook


def test_the_reference_passes_its_own_tests(executed):
    """No cell of the source raises, and each was run."""
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)


def test_every_figure_has_a_text_alternative(executed):
    """Whoever cannot see a figure is told its finding. That of an image as such would not be
    shown, so that a figure is HTML."""
    shown = [
        output.data
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]
    assert [kind for data in shown for kind in data if kind.startswith("image/")] == []
    html = "".join(data.get("text/html", "") for data in shown)
    images = BeautifulSoup(html, "html.parser").find_all("img")
    assert images
    assert all(len(image.get("alt", "")) > 40 for image in images)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_points_add_up(lesson):
    """The opening line promises the points that the cells hold."""
    opening = "".join(json.loads(lesson.source.read_text())["cells"][0]["source"])
    assert f"**{lesson.points:g} points**" in opening


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_release_holds_no_solution(lesson):
    """Students see neither solutions nor hidden tests."""
    text = lesson.release.read_text()
    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN" not in text
