"""One visual language for the figures of the lessons.

Owns colors, sizes, fonts and text alternatives. A figure's title states the
finding and doubles as its text alternative; lines differ by marker and by
label as well as by color. Knows nothing of what is plotted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["bars", "heat", "lines"]

# Okabe and Ito, "Color universal design" (2008): told apart by color-blind readers. Violet
# stands in for their yellow, orange and sky blue, which fade on white.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#7B2FE0")
MARKERS = ("o", "s", "^", "D", "v", "P")
MAX_MARKED = 25  # points of a line; markers of more run together, so that some are left out
LETTERS_PER_INCH, LINES_PER_INCH = 11, 5  # of a title, rather too few than too many
MARGIN = 0.1  # inches; on a dark page a figure is a white card
STYLE: dict[Any, Any] = {
    "font.size": 11,
    "figure.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": MARGIN,
    "figure.constrained_layout.h_pad": MARGIN,
}


def lines(
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    *,
    title: str,
    x_label: str,
    y_label: str,
    log: str = "",
    y_range: tuple[float, float] | None = None,
    errors: Mapping[str, Sequence[float]] | None = None,
) -> None:
    """Draw one line for each entry of ``series`` over the same ``x``.

    Args:
        x: positions on the horizontal axis, of length n.
        series: from label to n values.
        title: the finding, in one sentence.
        x_label: quantity and unit; ``y_label`` likewise.
        log: axes on a logarithmic scale: ``""``, ``"x"``, ``"y"`` or ``"xy"``.
        y_range: limits of the vertical axis; by default they follow the data.
        errors: from a label of ``series`` to n numbers, half the height of its error bars.

    Raises:
        ValueError: there are more lines than colors that can be told apart.
    """
    if len(series) > len(COLORS):
        raise ValueError(f"{len(series)} lines in one figure; more than {len(COLORS)} are not read")
    text = f"Line chart. {title}. {y_label} against {x_label}."
    columns = max(1, 60 // (6 + max(map(len, series), default=0)))
    rows = -(-len(series) // columns)  # of the legend, which is not to press the axes flat
    with _figure(6.4, 3.8 + (rows - 1) / LINES_PER_INCH, title, text) as (_, axes):
        for label, color, marker in zip(series, COLORS, MARKERS, strict=False):
            axes.errorbar(
                x,
                series[label],
                yerr=(errors or {}).get(label),
                label=label,
                color=color,
                marker=marker,
                markersize=5,
                markevery=-(-len(x) // MAX_MARKED),
                capsize=3,
            )
        if "x" in log:
            axes.set_xscale("log", base=2)
            axes.set_xticks(list(x), [f"{value:g}" for value in x])
            axes.minorticks_off()
        elif all(float(value).is_integer() for value in x):
            axes.xaxis.get_major_locator().set_params(integer=True)
        if "y" in log:
            axes.set_yscale("log")
        if y_range:
            axes.set_ylim(*y_range)
        bottom, top = axes.get_ylim()
        if "y" in log and top < 10 * bottom:
            # hardly a power of ten is in sight, and 2.4 reads better than 2.4 × 10⁰
            axes.yaxis.set_major_formatter("{x:g}")
            axes.yaxis.set_minor_formatter("{x:g}")
            axes.grid(axis="y", which="minor")
        axes.set(xlabel=x_label, ylabel=y_label)
        if len(series) > 1:
            # above the axes, where no line runs through it
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False)


def bars(values: Mapping[str, float], *, title: str, x_label: str, digits: int = 2) -> None:
    """Draw one horizontal bar with its number for each entry of ``values``."""
    told = ", ".join(f"{label} {value:.{digits}f}" for label, value in values.items())
    text = f"Bar chart. {title}. {x_label}: {told}."
    with _figure(6.4, 0.8 + 0.42 * len(values), title, text) as (_, axes):
        drawn = axes.barh(list(values), list(values.values()), color=COLORS[0], height=0.62)
        axes.bar_label(drawn, fmt=f"%.{digits}f", padding=4)
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.margins(x=0.12)
        axes.set_xlabel(x_label, loc="right")  # a long one may reach below the bars' names


def heat(
    rows: Any,
    *,
    title: str,
    x_label: str,
    y_label: str,
    x_ticks: Sequence[str] | None = None,
    y_ticks: Sequence[str] | None = None,
    top: float | None = None,
    bar_label: str = "",
) -> None:
    """Draw a matrix as a heat map, light for small values and dark for large.

    Args:
        rows: shape (n, m): nested lists, an array or a tensor.
        title: the finding, in one sentence.
        x_ticks: m labels for the columns; ``y_ticks``: n labels for the rows.
        top: the value drawn darkest; by default the largest.
        bar_label: quantity and unit of the values.
    """
    import numpy as np

    values = np.asarray(rows)
    n, m = values.shape
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    text = (
        f"Heat map. {title}. {y_label} by {x_label}; "
        f"the largest value, {values.max():.2f}, is at row {row}, column {column}."
    )
    width, height = max(4.4, min(7.0, 1.8 + 0.36 * m)), max(3.0, min(6.6, 1.5 + 0.3 * n))
    with _figure(width, height, title, text) as (figure, axes):
        image = axes.imshow(values, cmap="Blues", vmin=0, vmax=top, aspect="auto")
        axes.grid(visible=False)
        if x_ticks is not None:
            long = max(map(len, x_ticks)) > 2
            lean = {"rotation": 60, "ha": "right", "rotation_mode": "anchor"} if long else {}
            axes.set_xticks(range(m), x_ticks, **lean)
        if y_ticks is not None:
            axes.set_yticks(range(n), y_ticks)
        axes.set(xlabel=x_label, ylabel=y_label)
        figure.colorbar(image, ax=axes, label=bar_label, shrink=0.9)


@contextmanager
def _figure(width: float, height: float, title: str, text: str) -> Iterator[tuple[Any, Any]]:
    """A figure and its axes to draw on, ``width`` by ``height`` inches; then display it.

    It is drawn at twice the resolution at which it is shown, with ``text`` as its
    alternative.
    """
    import base64
    import html
    import io
    import textwrap

    import matplotlib as mpl
    from IPython.display import display
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        # over the whole figure, since the axes alone may be narrower than a sentence
        lines = textwrap.wrap(title, int(width * LETTERS_PER_INCH))
        height += (len(lines) - 1) / LINES_PER_INCH
        figure = Figure(figsize=(width, height))
        figure.suptitle("\n".join(lines), x=MARGIN / width, ha="left")
        yield figure, figure.subplots()
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", dpi=200)
    # of an image as such JupyterLab and nbconvert would not show the alternative
    source = f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"
    size = f'width="{int(width * 100)}" height="{int(height * 100)}"'
    image = f'<img src="{source}" {size} alt="{html.escape(text)}">'
    display({"text/html": image, "text/plain": text}, raw=True)
