"""The README's table of lessons, and the figures in it.

The audit's figures are kept beside a lesson's answers with a fingerprint of what
they were measured on, so that a fresh clone can tell, without an audit, whether
README and figures are those of the lessons beside them. Whether an audit would
still find the same is for an audit of all lessons to say.
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

__all__ = ["BEGIN", "END", "changed", "keep", "stale", "table", "write"]

BEGIN, END = "<!-- lessons:begin -->", "<!-- lessons:end -->"
_REDO = "`course audit --write-readme` mends that"


def table(course: Path) -> str:
    """The table, from the lessons as they are and the figures that are kept."""
    lines = [
        "| lesson | exercises | points | minutes | accepted | rejected | mutants rejected |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for lesson in lessons(course):
        figures = _kept(lesson)
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


def keep(findings: list[Findings]) -> None:
    """Write down the figures of ``findings``; those of other lessons stay."""
    for found in findings:
        figures = _figures(found.total) | {"fingerprint": fingerprint(found.evidence.script)}
        path = _file(found.evidence.lesson)
        atomic.write(path, (json.dumps(figures, indent=2) + "\n").encode())


def changed(findings: list[Findings]) -> list[str]:
    """The lessons whose figures are not those that were kept, one line each."""
    return [
        f"{found.evidence.lesson.name}: the README's figures are not those of this audit; {_REDO}"
        for found in findings
        if not _figures(found.total).items() <= _kept(found.evidence.lesson).items()
    ]


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
    for lesson in lessons(course):
        figures = _kept(lesson)
        redo = _REDO.replace("audit", f"audit {lesson.number}")
        if not figures:
            problems.append(f"{lesson.name} has no figures; {redo}")
        elif figures["fingerprint"] != fingerprint(read_script(lesson)):
            problems.append(f"{lesson.name} changed since it was audited; {redo}")
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


def _file(lesson: Lesson) -> Path:
    return lesson.root / "tests" / "answers" / lesson.name / "figures.json"


def _kept(lesson: Lesson) -> dict[str, Any]:
    path = _file(lesson)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CourseError(f"{path} is not JSON: {error}; {_REDO}") from None
    return dict(kept)
