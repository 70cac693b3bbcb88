"""Any notebook at all, made by hypothesis: it is filled in, or refused with a reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.grading.submission import examine
from helpers.grading.template import Template, fill
from tests.courses import code, lesson_cells, write_notebook

NAME = "01_any"
CELLS = [*lesson_cells(), code("plain", "limit = 3")]

words = st.text(max_size=8) | st.sampled_from(
    ["nbgrader", "grade_id", "cell_type", "source", "metadata", "attachments", "code", "double"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
IN_ANY_FOLDER = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300
)


@pytest.fixture(scope="module")
def template() -> Template:
    """The instructor's notebook."""
    cells = []
    for cell in CELLS:
        kept = cell["metadata"].get("nbgrader")
        cells.append(
            {
                "cell_type": cell["cell_type"],
                "id": cell["id"],
                "metadata": {"nbgrader": kept} if kept else {},
                "source": "".join(cell["source"]),
            }
        )
    return Template(NAME, tuple(cells), {}, {}, frozenset(), frozenset(), {})


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A notebook in which some values, keys and items are others, more or fewer."""
    notebook: dict[str, Any] = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": copy.deepcopy(CELLS),
    }
    for _ in range(draw(st.integers(1, 6))):
        at: Any = notebook
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(at[key], dict | list) and draw(st.integers(0, 4)):
                at = at[key]
                continue
            how = draw(st.sampled_from(["replace", "remove", "double", "add"]))
            if how == "remove":
                del at[key]
            elif how == "replace":
                at[key] = draw(anything)
            elif isinstance(at, list):
                at.insert(key, copy.deepcopy(at[key]) if how == "double" else draw(anything))
            else:
                at[draw(words)] = copy.deepcopy(at[key]) if how == "double" else draw(anything)
            break
    return notebook


def look_at(content: bytes, template: Template, folder: Path) -> str:
    """The reason against ``content``, or ``""``; then what is graded has been checked."""
    path = folder / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    examined = examine(path.parent, [NAME], 1000)
    if examined.reason:
        return examined.reason
    filled = fill(template, path)
    nbformat.validate(filled.notebook)
    wanted = [cell["id"] for cell in template.cells]
    assert [cell.id for cell in filled.notebook.cells if cell.id in wanted] == wanted
    for cell, one in zip(
        template.cells,
        (cell for cell in filled.notebook.cells if cell.id in wanted),
        strict=True,
    ):
        mark = cell["metadata"].get("nbgrader", {})
        assert one.metadata.get("nbgrader", {}) == mark
        if mark.get("grade") and not mark.get("solution"):
            assert one.source == cell["source"]
    return ""


@given(damaged())
@IN_ANY_FOLDER
def test_a_damaged_notebook(tmp_path: Path, template: Template, notebook: dict[str, Any]) -> None:
    """Whatever is in it, tests, points and order are the instructor's."""
    reason = look_at(json.dumps(notebook).encode(), template, tmp_path)
    assert not reason or "not a notebook" in reason


@given(st.binary(max_size=300))
@IN_ANY_FOLDER
def test_any_bytes(tmp_path: Path, template: Template, content: bytes) -> None:
    """Are refused, with a reason."""
    assert "not a notebook" in look_at(content, template, tmp_path)


def test_what_is_whole_passes(tmp_path: Path, template: Template) -> None:
    """The tests above do not refuse everything."""
    path = write_notebook(tmp_path / "whole.ipynb", CELLS)
    assert look_at(path.read_bytes(), template, tmp_path) == ""
