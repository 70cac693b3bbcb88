"""The audit as a person reads it, and as a machine does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from helpers.audit.cells import HIDDEN, regions
from helpers.audit.findings import Findings, Row, share
from helpers.audit.messages import nonsense, told
from helpers.audit.records import Tried

__all__ = ["print_findings", "print_messages", "to_json"]

_COLUMNS = ("exercise", "points", "accepted", "rejected", "trivial", "mutants", "seeds", "slowest")


def print_findings(console: Any, findings: list[Findings], problems: list[str]) -> None:
    """A table for each lesson, then problems and notes, one a line."""
    for found in findings:
        lesson = found.evidence.lesson
        memory = "cached" if found.evidence.remembered else f"{found.evidence.seconds:.0f} s"
        title = f"{lesson.name} ({memory})"
        rows = [*found.rows, found.total] if found.rows else []
        if console.is_terminal:
            _table(console, title, rows)
        else:
            _lines(console, title, rows)
    if len(findings) > 1:
        total = Row.total("the course", [found.total for found in findings])
        console.print(f"the course: {_mutants(total)} mutants rejected")
    notes = [note for found in findings for note in found.notes]
    for label, lines in (("problem", problems), ("note", notes)):
        for line in lines:
            console.print(f"{label}: {line}")


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{row.points:g}",
        f"{row.accepted_ok}/{row.accepted}",
        f"{row.rejected_ok}/{row.rejected}",
        f"{row.trivial_ok}/{row.trivial}",
        _mutants(row),
        f"{row.seeds}",
        f"{row.slowest_s:.2f} s",
    )


def _mutants(row: Row) -> str:
    equivalent = f", {row.equivalent} equivalent" if row.equivalent else ""
    return f"{row.mutants_rejected}/{row.mutants} ({share(row):.1%}{equivalent})"


def _table(console: Any, title: str, rows: list[Row]) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == "exercise" else "right")
    for row in rows[:-1]:
        table.add_row(*_cells(row))
    if rows:
        table.add_section()
        table.add_row(*_cells(rows[-1]), style="bold")
    console.print(table)


def _lines(console: Any, title: str, rows: list[Row]) -> None:
    console.print(title)
    for row in rows:
        pairs = zip(_COLUMNS[1:], _cells(row)[1:], strict=True)
        console.print(f"{row.name}: " + ", ".join(f"{name} {value}" for name, value in pairs))


def print_messages(console: Any, findings: list[Findings]) -> None:
    """What each rejected answer is told, by exercise."""
    for found in findings:
        for record in found.evidence.exercises:
            console.print(f"\n{found.evidence.lesson.name} · {record.grade_id}")
            if console.is_terminal:
                _message_table(console, found, record.of("rejected"))
                continue
            for tried in record.of("rejected"):
                console.print(f"  {tried.title} [{tried.expected:g}]: {told(tried)}")


def _message_table(console: Any, found: Findings, answers: list[Tried]) -> None:
    from rich.table import Table

    table = Table(show_lines=True)
    for column in ("rejected answer", "points", "test", "is told"):
        table.add_column(column, justify="right" if column == "points" else "left")
    for tried in answers:
        table.add_row(tried.title, f"{tried.expected:g}", _which(found, tried), told(tried))
    console.print(table)


def _which(found: Findings, tried: Tried) -> str:
    """The test cell that failed first, and whether the student could see it."""
    failure = tried.failure
    if failure is None:
        return ""
    cells = {cell.id: cell.source for cell in found.evidence.script.cells}
    hidden = regions(cells[failure.cell], HIDDEN)
    unseen = any(first <= failure.line <= last for first, last in hidden)
    return f"{failure.cell}{' (hidden)' if unseen else ''}"


def to_json(findings: list[Findings], problems: list[str]) -> dict[str, Any]:
    """Everything, as data."""
    return {
        "ok": not problems,
        "problems": problems,
        "lessons": [
            {
                "name": found.evidence.lesson.name,
                "seconds": round(found.evidence.seconds, 1),
                "cached": found.evidence.remembered,
                "total": _counts(found.total),
                "exercises": [
                    _counts(row)
                    | {
                        "tests": [asdict(test) for test in record.tests],
                        "answers": [_answer(found, tried) for tried in record.tried],
                        "survivors": [asdict(m) for m in record.mutants if not m.rejected],
                    }
                    for row, record in zip(found.rows, found.evidence.exercises, strict=True)
                ],
                "problems": list(found.problems),
                "notes": list(found.notes),
            }
            for found in findings
        ],
    }


def _counts(row: Row) -> dict[str, Any]:
    return asdict(row) | {"share": round(share(row), 4)}


def _answer(found: Findings, tried: Tried) -> dict[str, Any]:
    return {
        "kind": tried.kind,
        "title": tried.title,
        "expected": tried.expected,
        "scores": sorted(set(tried.scores)),
        "holds": tried.holds,
        "possible": not tried.impossible,
        "test": _which(found, tried),
        "message": told(tried),
        "nonsense": nonsense(tried) if tried.kind == "rejected" else None,
    }
