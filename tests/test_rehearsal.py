"""What a lesson costs, on notebooks of three cells."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import bench, course
from helpers.bench import Figure
from helpers.course import Lesson
from helpers.errors import CourseError
from helpers.rehearsal import Cost, rehearse


def _lesson(root: Path, *sources: str) -> Lesson:
    lesson = Lesson("01_small", "Small", 5, (), root)
    cells = [new_code_cell(source, id=f"cell-{at}") for at, source in enumerate(sources)]
    lesson.source.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), lesson.source)
    return lesson


def test_memory_of_the_kernel_and_its_children(tmp_path: Path) -> None:
    """What a process of the notebook's holds for a second counts, and is gone in the next run."""
    child = "import subprocess, sys; program = 'import time; x = b\"1\" * 2**28; time.sleep(1)'"
    heavy = _lesson(tmp_path / "a", child, "subprocess.run([sys.executable, '-c', program])")
    light = _lesson(tmp_path / "b", "import time", "time.sleep(1)")
    heavy_cost, light_cost = rehearse(heavy), rehearse(light)
    assert heavy_cost.peak - light_cost.peak > 2**28
    assert heavy_cost.seconds > 1


@pytest.mark.parametrize(
    ("source", "told"),
    [("1 / 0", "ZeroDivisionError: division by zero"), ("import os; os._exit(1)", "died")],
)
def test_a_cell_that_fails_is_named(tmp_path: Path, source: str, told: str) -> None:
    """A lesson that does not run through has no cost."""
    with pytest.raises(CourseError, match=rf"01_small.ipynb: cell 'cell-1' failed: .*{told}"):
        rehearse(_lesson(tmp_path, "x = 1", source, "x"))


def test_goals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two minutes and 4 GiB are allowed to each lesson."""
    lesson = _lesson(tmp_path)
    monkeypatch.setattr(course, "lessons", lambda: [lesson, lesson])
    costs = iter([Cost(119.0, 5 * 2**30), Cost(121.0, 2**30)])
    monkeypatch.setattr("helpers.rehearsal.rehearse", lambda lesson: next(costs))
    figures = bench.lessons()
    assert [figure.met for figure in figures] == [True, False, False, True, True]
    assert figures[-1] == Figure("all lessons", 240.0, "s")
