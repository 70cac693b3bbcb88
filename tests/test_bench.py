"""Benches: figures against goals, and the endpoint's on a handful of tokens."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers import bench, endpoint
from helpers.bench import Figure
from helpers.cli import app
from helpers.errors import CourseError

README = Path(__file__).parents[1] / "README.md"


def test_goals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A missed goal is told and makes the exit code 1."""
    figures = [Figure("wait", 1.2, "s", at_most=1.5), Figure("speed", 90, "tokens/s")]
    monkeypatch.setitem(bench.BENCHES, "fake", lambda: figures)
    assert bench.report("fake") == 0
    assert "missed" not in capsys.readouterr().out
    figures.append(Figure("ratio", 5.9, "times", at_least=6))
    assert bench.report("fake") == 1
    *_, last = capsys.readouterr().out.splitlines()
    assert last.split() == ["ratio", "5.9", "times", "at", "least", "6", "missed"]


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures are one JSON document for machines, with nothing around it."""
    monkeypatch.setitem(bench.BENCHES, "fake", lambda: [Figure("wait", 2, "s", at_most=1.5)])
    assert bench.report("fake", as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["bench"] == "fake"
    assert told["figures"][0] | {"at_least": None} == {
        "what": "wait",
        "value": 2,
        "unit": "s",
        "at_most": 1.5,
        "at_least": None,
        "met": False,
    }


def test_unknown_name() -> None:
    """An unknown bench is one line that names the known ones."""
    with pytest.raises(CourseError, match="no bench 'speed'; there are: batch, endpoint"):
        bench.report("speed")


def test_the_help_and_the_readme_name_every_bench() -> None:
    """`course bench --help` and the README's table list what there is."""
    told = CliRunner().invoke(app, ["bench", "--help"], env={"COLUMNS": "200"}).output
    row = next(line for line in README.read_text().splitlines() if "`course bench NAME`" in line)
    for name in bench.BENCHES:
        assert name in told
        assert f"`{name}`" in row


def test_another_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's hosted API is measured, or paid, by accident."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    with pytest.raises(CourseError, match="OPENAI_BASE_URL"):
        bench.report("endpoint")


def test_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real bench gives its four figures, on a server of its own that it ends."""
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(bench, "TOKENS", 3)
    before = endpoint.state(), os.environ["LLM_COURSE_RUNTIME"]
    first, served, generated, ratio = bench.endpoint()
    assert min(first.value, served.value, generated.value) > 0
    assert ratio.value == served.value / generated.value
    assert (endpoint.state(), os.environ["LLM_COURSE_RUNTIME"]) == before
