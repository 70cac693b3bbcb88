"""Rows for a person: a table on a terminal, one plain line each elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["show"]


def show(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()
) -> None:
    """Print ``rows`` under ``columns``; the columns named in ``right`` are figures.

    A heading is never followed by nothing: no rows, no output.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not rows:
        return
    if console.is_terminal:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for column in columns:
            table.add_column(column, justify="right" if column in right else "left")
        for row in rows:
            table.add_row(*(Text(text) for text in row))
        console.print(table)
        return
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    for row in rows:
        cells = (
            text.rjust(width) if column in right else text.ljust(width)
            for column, text, width in zip(columns, row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())
