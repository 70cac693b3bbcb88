"""helpers.tables: rows for a person."""

from __future__ import annotations

import pytest

from helpers import tables


def test_without_a_terminal_a_row_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Names stand left, figures right, and no line ends in spaces."""
    tables.show(["lesson", "points"], [["06", "2"], ["warm up", "27"]], right=["points"])
    assert capsys.readouterr().out == "06        2\nwarm up  27\n"


def test_a_value_that_looks_like_markup_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file named [red] is not drawn in red."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    tables.show(["file"], [["[red].ipynb"]])
    assert "[red].ipynb" in capsys.readouterr().out


def test_no_rows_show_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A heading is never followed by nothing."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    tables.show(["lesson"], [])
    assert capsys.readouterr().out == ""
