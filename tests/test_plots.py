"""helpers.plots: figures that say what they show, and show all of it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.colors import to_rgb

from helpers import plots

LONG = "Accuracy on held-out tickets rises with every labeled example, and most with the first ten"
WORDS = ["extraordinarily", "long", "names", "of", "things", *"abcde"]


@dataclass(frozen=True)
class Shown:
    """An image on a page: its file, its text alternative, its size there in pixels."""

    data: bytes
    alt: str
    width: int
    height: int


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Shown]:
    """The images that a notebook would show."""
    images: list[Shown] = []

    def display(data: dict[str, str], *, raw: bool) -> None:
        assert raw
        (tag,) = BeautifulSoup(data["text/html"], "html.parser").find_all("img")
        kind, _, encoded = str(tag["src"]).partition(",")
        assert kind == "data:image/png;base64"
        assert tag["alt"] == data["text/plain"]
        size = int(str(tag["width"])), int(str(tag["height"]))
        images.append(Shown(base64.b64decode(encoded), str(tag["alt"]), *size))

    monkeypatch.setattr("IPython.display.display", display)
    return images


def pixels(image: Any) -> Any:
    """Height, width and color of the picture, each color from 0 to 1."""
    import matplotlib.image

    return matplotlib.image.imread(io.BytesIO(image.data))[..., :3]


def lines(**changes: Any) -> None:
    fields = {"title": LONG, "x_label": "labeled examples", "y_label": "accuracy"} | changes
    plots.lines([1, 2, 4, 8], {"a": [1, 2, 3, 4], "b": [4, 3, 2, 1]}, **fields)


def many() -> None:
    series = {f"a label of some length {index}": [index, 1] for index in range(6)}
    plots.lines([0, 1], series, title=LONG, x_label="layer", y_label="weight", y_range=(0, 9))


def heat(rows: Any = None, **changes: Any) -> None:
    fields = {"title": LONG, "x_label": "looked at", "y_label": "looks"} | changes
    plots.heat(np.eye(10) if rows is None else rows, **fields)


AWKWARD = {
    "long title": lines,
    "six long labels": many,
    "log scales": lambda: lines(log="xy"),
    "error bars": lambda: lines(errors={"a": [2, 2, 2, 2]}),
    "long names of bars": lambda: plots.bars(
        dict.fromkeys(WORDS, 1234.5), title=LONG, x_label=f"{LONG[:50]} (documents)"
    ),
    "one bar": lambda: plots.bars({"a": 1}, title=LONG, x_label="documents"),
    "long ticks": lambda: heat(x_ticks=WORDS, y_ticks=WORDS, bar_label="mean weight"),
    "a small matrix": lambda: heat(np.eye(2)),
}


@pytest.mark.parametrize("draw", AWKWARD.values(), ids=AWKWARD)
def test_nothing_is_cut_off(shown: list[Any], draw: Any) -> None:
    """The outermost pixels are white: no letter reaches the edge."""
    draw()
    drawn = pixels(shown[0])
    edges = [drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]]
    assert all((edge == 1).all() for edge in edges)
    assert drawn.min() < 0.2


def test_a_figure_is_drawn_at_twice_its_size(shown: list[Any]) -> None:
    """Sharp on a screen that has two pixels for one."""
    lines()
    height, width, _ = pixels(shown[0]).shape
    assert (width, height) == (2 * shown[0].width, pytest.approx(2 * shown[0].height, abs=1))


def test_lines_are_told_in_words(shown: list[Any]) -> None:
    """The alternative holds the finding and both axes."""
    lines(title="It falls")
    assert shown[0].alt == "Line chart. It falls. accuracy against labeled examples."


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Matplotlib draws."""
    from matplotlib.figure import Figure

    drawn: list[Any] = []
    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda f, *a, **k: (drawn.append(f), save(f, *a, **k)))
    return drawn


def test_a_short_logarithmic_axis_has_plain_numbers(shown: list[Any], figures: list[Any]) -> None:
    """Between 2.2 and 3.6 there is no power of ten to write a tick with."""
    plots.lines([1, 2], {"a": [3.6, 2.2]}, title="It falls", x_label="x", y_label="y", log="xy")
    labels = [label.get_text() for label in figures[0].axes[0].get_yticklabels(which="both")]
    assert "3" in labels
    assert not any("^" in label for label in labels)


def test_error_bars_belong_to_the_line_that_has_them(shown: list[Any]) -> None:
    """Bars add ink of their line's color, and of no other."""
    lines(y_range=(0, 6))
    lines(y_range=(0, 6), errors={"b": [1, 1, 1, 1]})
    ink = [
        [
            int((abs(pixels(image) - to_rgb(color)).max(axis=-1) < 0.02).sum())
            for color in plots.COLORS
        ]
        for image in shown
    ]
    assert ink[1][1] > ink[0][1] + 500
    assert ink[1][0] == pytest.approx(ink[0][0], rel=0.05)


def test_a_long_legend_does_not_press_the_axes_flat(shown: list[Any], figures: list[Any]) -> None:
    """The figure grows with it."""
    lines()
    many()
    few, several = (figure.axes[0].get_window_extent().height for figure in figures)
    assert several == pytest.approx(few, rel=0.1)


@pytest.mark.parametrize(("points", "marked"), [(25, 25), (201, 23)])
def test_markers_do_not_run_together(
    shown: list[Any], figures: list[Any], points: int, marked: int
) -> None:
    """A line of many points is marked here and there."""
    plots.lines(range(points), {"a": range(points)}, title=LONG, x_label="x", y_label="y")
    (line,) = figures[0].axes[0].get_lines()[:1]
    assert len(range(0, points, line.get_markevery())) == marked


def test_bars_are_told_in_words(shown: list[Any]) -> None:
    """The alternative holds every number."""
    plots.bars({"rules": 0.5, "model": 0.875}, title="It helps", x_label="accuracy", digits=1)
    assert shown[0].alt == "Bar chart. It helps. accuracy: rules 0.5, model 0.9."


def test_a_heat_map_is_told_in_words(shown: list[Any]) -> None:
    """The alternative holds the largest value and its place, row first."""
    rows = np.zeros((2, 3))
    rows[1, 2] = 0.75
    heat(rows, title="One stands out")
    assert "One stands out" in shown[0].alt
    assert "largest value, 0.75, is at row 1, column 2" in shown[0].alt


def test_a_heat_map_takes_a_tensor(shown: list[Any]) -> None:
    """Nobody needs to convert one first."""
    import torch

    heat(torch.eye(3))
    assert len(shown) == 1


@pytest.mark.parametrize("color", plots.COLORS)
def test_a_line_stands_out_from_the_ground(color: str) -> None:
    """3 to 1, as WCAG 2 asks of what is drawn."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in to_rgb(color)
    ]
    assert 1.05 / (np.dot(channels, [0.2126, 0.7152, 0.0722]) + 0.05) >= 3


def test_more_lines_than_colors_are_refused(shown: list[Any]) -> None:
    """Two lines of one color cannot be told apart."""
    series = {str(index): [1.0, 2.0] for index in range(7)}
    with pytest.raises(ValueError, match="7 lines in one figure"):
        plots.lines([0, 1], series, title="Many", x_label="x", y_label="y")
    assert shown == []


def test_the_learner_s_own_style_is_left_alone(shown: list[Any]) -> None:
    """A figure drawn by hand in the next cell looks as it did before."""
    import matplotlib as mpl

    before = mpl.rcParams.copy()
    lines()
    assert mpl.rcParams == before
