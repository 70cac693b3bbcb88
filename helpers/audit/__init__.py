"""``course audit``: the evidence that each exercise's grader is right.

Answers known to be right and wrong, answers that are none, and mutants of the
reference are run against the tests of their exercise; what they earned is held
against what they should. Right ones are handed in and graded as well, where tests run
outside of the process that the answers run in.

The files, in the order of the work: ``cells`` reads the notebook, ``answers`` the
known answers; ``trivial``, ``mutants`` and ``edits`` make more; ``attempts`` plans
what is run; ``staging`` starts a ``stage``, which runs it (``shell``, ``trial``,
``children``, ``constants``); ``honest`` hands in and grades; ``evidence`` makes
``records`` of what they sent by ``scores`` and remembers them in a ``cache``;
``findings`` judges them with ``flaws``, ``messages`` and ``objectives``; ``tables``
and ``readme`` print.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.audit.findings import Findings

__all__ = ["report", "stale", "table"]


def report(
    lesson: str | None = None,
    *,
    messages: bool = False,
    as_json: bool = False,
    fresh: bool = False,
    write_readme: bool = False,
) -> int:
    """Audit one lesson, or all, and print what was found.

    Args:
        lesson: its number or name; None means every lesson.
        messages: also print what each rejected answer is told.
        as_json: print one JSON document instead.
        fresh: run everything, also what is remembered.
        write_readme: keep the figures and write the README's table from them.

    Returns:
        0 when every threshold is met, else 1.

    Raises:
        CourseError: no such lesson, or the audit could not run.
    """
    import json
    import signal

    from rich.console import Console

    from helpers.audit import readme, tables
    from helpers.course import find_lesson, lessons, root
    from helpers.errors import CourseError

    # so that being ended also ends the processes that were started
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    course = root()
    chosen = [find_lesson(lesson, course)] if lesson else lessons(course)
    if not chosen:
        raise CourseError(f"{course} has no lesson; write one in solutions/NN_name/NN_name.ipynb")
    findings = _gathered(chosen, fresh)
    problems = [line for found in findings for line in found.problems]
    if write_readme:
        readme.keep(findings)
        readme.write(course)
    if lesson is None:
        problems += [*_of_course(findings), *readme.changed(findings)]
    if as_json:
        print(json.dumps(tables.to_json(findings, problems), indent=2))
    else:
        console = Console(highlight=False, soft_wrap=True, markup=False)
        if messages:
            tables.print_messages(console, findings)
        tables.print_findings(console, findings, problems)
    return 1 if problems else 0


def table(course: Path | None = None) -> str:
    """The README's table of lessons, in Markdown."""
    from helpers.audit import readme
    from helpers.course import root

    return readme.table(course or root())


def stale(course: Path | None = None) -> list[str]:
    """What of the README's table no longer fits the lessons; empty when all does."""
    from helpers.audit import readme
    from helpers.course import root

    return readme.stale(course or root())


def _gathered(chosen: list[Any], fresh: bool) -> list[Findings]:
    """The findings of each lesson, with progress on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from helpers.audit.evidence import gather
    from helpers.audit.findings import judge

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        findings = []
        for lesson in chosen:
            if not console.is_terminal:
                console.print(f"auditing {lesson.name}", highlight=False)
            findings.append(judge(gather(lesson, fresh=fresh, progress=progress)))
    return findings


def _of_course(findings: list[Findings]) -> list[str]:
    """The threshold that holds over all lessons, taken together."""
    from helpers.audit.findings import COURSE_SHARE, Row, share

    total = Row.total("course", [found.total for found in findings])
    if share(total) >= COURSE_SHARE:
        return []
    return [
        f"{share(total):.1%} of all mutants are rejected, {COURSE_SHARE:.0%} must be; "
        "strengthen the tests that the survivors name"
    ]
