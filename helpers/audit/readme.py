"""The README's table of lessons, and the figures in it.

The audit's figures are kept in ``tests/answers/audit.json`` with a fingerprint of
what they were measured on, so that a fresh clone can tell, without an audit,
whether README and figures are those of the lessons beside them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers import atomic
from helpers.audit.cache import fingerprint
from helpers.audit.cells import read_script
from helpers.audit.findings import Findings, Row, share
from helpers.course import Lesson, lessons
from helpers.errors import CourseError

__all__ = ["BEGIN", "END", "keep", "stale", "table", "write"]

BEGIN, END = "<!-- lessons:begin -->", "<!-- lessons:end -->"
_REDO = "`course audit --write-readme` makes it anew"


def table(course: Path) -> str:
    """The table, from the lessons as they are and the figures that are kept."""
    kept = _kept(course)
    lines = [
        "| lesson | exercises | points | minutes | accepted | rejected | mutants rejected |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for lesson in lessons(course):
        figures = kept.get(lesson.name, {})
        link = f"[{lesson.number} · {lesson.title}]({_path(lesson)})"
        cells = [
            link,
            f"{len(lesson.exercises)}",
            f"{lesson.points:g}",
            f"{lesson.minutes}",
            *(str(figures.get(name, "–")) for name in ("accepted", "rejected", "mutants")),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _path(lesson: Lesson) -> str:
    return lesson.release.relative_to(lesson.root).as_posix()


def keep(course: Path, findings: list[Findings]) -> None:
    """Write down the figures of ``findings``; those of other lessons stay."""
    kept = _kept(course)
    known = {lesson.name for lesson in lessons(course)}
    for found in findings:
        kept[found.evidence.lesson.name] = _figures(found.total) | {
            "fingerprint": fingerprint(found.evidence.script)
        }
    ordered = {name: kept[name] for name in sorted(kept) if name in known}
    atomic.write(_file(course), (json.dumps(ordered, indent=2) + "\n").encode())


def _figures(total: Row) -> dict[str, Any]:
    return {
        "accepted": total.accepted_ok,
        "rejected": total.rejected_ok,
        "mutants": f"{total.mutants_rejected} of {total.mutants} ({share(total):.1%})",
    }


def write(course: Path) -> None:
    """Put the table between the README's markers.

    Raises:
        CourseError: there is no README, or it has no markers.
    """
    path = course / "README.md"
    before, _, after = _parts(path)
    atomic.write(path, f"{before}{BEGIN}\n{table(course)}\n{END}{after}".encode())


def stale(course: Path) -> list[str]:
    """What of README and figures no longer fits the lessons, one line each."""
    path = course / "README.md"
    problems = []
    kept = _kept(course)
    for lesson in lessons(course):
        figures = kept.get(lesson.name)
        if figures is None:
            problems.append(f"{lesson.name} has no figures; {_REDO}")
        elif figures["fingerprint"] != fingerprint(read_script(lesson)):
            problems.append(f"{lesson.name} changed since it was audited; {_REDO}")
    if _parts(path)[1].strip() != table(course):
        problems.append(f"README.md's table of lessons is not that of the lessons; {_REDO}")
    return problems


def _parts(path: Path) -> tuple[str, str, str]:
    """The README before, inside and after the markers."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if not begin or not end:
        raise CourseError(f"{path}: no {BEGIN} and {END} around the table of lessons; add them")
    return before, inside, after


def _file(course: Path) -> Path:
    return course / "tests" / "answers" / "audit.json"


def _kept(course: Path) -> dict[str, Any]:
    try:
        kept = json.loads(_file(course).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CourseError(f"{_file(course)} is not JSON: {error}; {_REDO}") from None
    return dict(kept)
