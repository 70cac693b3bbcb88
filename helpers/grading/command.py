"""`course grade` and `course feedback` at the keyboard: what was asked for, progress,
summary, exit code.

Knows nothing of how a submission is graded.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol

from helpers.course import pick, root
from helpers.errors import CourseError
from helpers.grading.directory import Directory, open_directory
from helpers.grading.results import Result, Status

__all__ = ["report", "report_feedback"]

STOPPED = 130  # what a shell gives for a command that Ctrl-C ended


def report(
    lesson: str,
    *,
    jobs: int | None = None,
    db: str | None = None,
    students: Sequence[str] = (),
    force: bool = False,
    trusted: bool = False,
    stock: bool = False,
    solutions_only: bool = False,
    as_json: bool = False,
) -> int:
    """Grade the submissions of ``lesson`` and say what came of it.

    Returns 0 when all were graded and nobody needs to look; 1 when a submission was
    not graded, or was with something to look at; 130 when it was stopped. Answers that
    wait for manual grading are part of the plan, and change nothing.

    Raises:
        CourseError: nothing can be graded here.
    """
    from helpers.grading.batch import How, grade, only_one
    from helpers.grading.workers import cores

    how = How(trusted=trusted, stock=stock, solutions_only=solutions_only)

    directory, assignment = _find(lesson, db)
    chosen = _choose(directory, assignment, students)
    jobs = min(jobs or cores(), len(chosen))
    batch = _Batch(assignment, len(chosen))
    with only_one(directory):
        try:
            with (
                _progress(f"Grading {assignment}", len(chosen), quiet=as_json) as step,
                closing(  # type: ignore[type-var]
                    grade(directory, assignment, chosen, jobs=jobs, force=force, how=how)
                ) as graded,
            ):
                for result in graded:
                    batch.results.append(result)
                    step(_line(result))
        except KeyboardInterrupt:
            batch.stopped = True
    batch.seconds = round(time.monotonic() - batch.start, 1)
    if as_json:
        print(json.dumps(batch.document(), indent=1))
    else:
        batch.print()
    return STOPPED if batch.stopped else int(bool(batch.attention))


def report_feedback(
    lesson: str,
    *,
    db: str | None = None,
    students: Sequence[str] = (),
    hidden_tests: bool = False,
    as_json: bool = False,
) -> int:
    """Make the feedback pages of ``lesson`` and say where they are.

    Returns 0, or 1 when there are none for somebody who handed it in.

    Raises:
        CourseError: no feedback can be made here.
    """
    from helpers.grading.batch import only_one
    from helpers.grading.feedback import write

    directory, assignment = _find(lesson, db)
    chosen = _choose(directory, assignment, students)
    made: list[str] = []
    problems: list[str] = []
    stopped = False
    with only_one(directory):
        try:
            with _progress(f"Feedback on {assignment}", len(chosen), quiet=as_json) as step:
                pages = write(directory, assignment, chosen, hidden_tests=hidden_tests)
                for student, problem in pages:
                    (problems if problem else made).append(student)
                    if problem:
                        problems[-1] = _plain(f"{student}: no feedback: {problem}")
                    where = directory.feedback(student, assignment)
                    step(problems[-1] if problem else _plain(f"{student}: {where}"))
        except KeyboardInterrupt:
            stopped = True
    if as_json:
        print(
            json.dumps(
                {"lesson": assignment, "made": made, "attention": problems, "stopped": stopped},
                indent=1,
            )
        )
    else:
        print(f"{assignment}: feedback for {len(made)} of {len(chosen)}")
    return STOPPED if stopped else int(bool(problems))


def _find(lesson: str, db: str | None) -> tuple[Directory, str]:
    """The course of the working directory, and the assignment that ``lesson`` means.

    Raises:
        CourseError: there is no course, or no such assignment.
    """
    directory = open_directory(root(), db)
    return directory, pick(lesson, directory.assignments(), "lesson")


def _choose(directory: Directory, assignment: str, students: Sequence[str]) -> list[str]:
    """The students ``students``, or all who handed ``assignment`` in.

    Raises:
        CourseError: one of them, or everybody, did not.
    """
    there = directory.students(assignment)
    where = directory.submitted("STUDENT", assignment)
    if not there:
        raise CourseError(f"nobody has handed in {assignment}: nothing is at {where}")
    for student in students:
        if student not in there:
            near = get_close_matches(student, there, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise CourseError(
                f"student {student!r} has not handed in {assignment}{hint}: nothing is at "
                f"{directory.submitted(student, assignment)}"
            )
    return sorted(set(students)) or there


@dataclass
class _Batch:
    """What one run has to say."""

    assignment: str
    asked: int
    results: list[Result] = field(default_factory=list)
    stopped: bool = False
    start: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def attention(self) -> list[str]:
        """What a person should look at, one line each."""
        lines = []
        for one in sorted(self.results, key=lambda result: result.student):
            if one.reason:
                lines.append(f"{one.student}: {one.status}: {one.reason}")
            lines += [f"{one.student}: {note}" for note in one.notes]
        return [_plain(line) for line in lines]

    def count(self, *statuses: Status) -> int:
        return sum(one.status in statuses for one in self.results)

    def summary(self) -> str:
        graded = self.count(Status.GRADED, Status.NEEDS_MANUAL)
        waiting = self.count(Status.NEEDS_MANUAL)
        unchanged = sum(one.unchanged for one in self.results)
        told = [
            part
            for part in (
                f"{unchanged} of them unchanged" if unchanged else "",
                f"{waiting} with answers for a person to grade" if waiting else "",
            )
            if part
        ]
        parts = [f"{graded} graded" + (f" ({', '.join(told)})" if told else "")]
        for status in (Status.UNREADABLE, Status.FAILED):
            if count := self.count(status):
                parts.append(f"{count} {status}")
        if left := self.asked - len(self.results):
            parts.append(f"stopped, {left} left; the same command goes on")
        return f"{self.assignment}: {', '.join(parts)}; {self.seconds:.0f} s"

    def document(self) -> dict[str, Any]:
        return {
            "lesson": self.assignment,
            "submissions": self.asked,
            "graded": self.count(Status.GRADED, Status.NEEDS_MANUAL),
            "needs_manual_grading": self.count(Status.NEEDS_MANUAL),
            "cannot_be_graded": self.count(Status.UNREADABLE),
            "not_graded": self.count(Status.FAILED),
            "unchanged": sum(one.unchanged for one in self.results),
            "stopped": self.stopped,
            "seconds": self.seconds,
            "attention": self.attention,
            "results": [
                one.as_dict() for one in sorted(self.results, key=lambda result: result.student)
            ],
        }

    def print(self) -> None:
        for line in self.attention:
            print(line)
        print(self.summary())


def _line(result: Result) -> str:
    if result.score is None:
        return _plain(f"{result.student}: {result.status}")
    late = f", {result.late_penalty:g} taken off for being late" if result.late_penalty else ""
    waits = f", {result.status}" if result.status is Status.NEEDS_MANUAL else ""
    again = ", unchanged" if result.unchanged else ""
    return _plain(
        f"{result.student}: {result.score:g} of {result.max_score:g} points{late}{waits}{again}"
    )


def _plain(text: str) -> str:
    """``text`` without what would make a terminal do something: names of files and
    messages of errors are a student's to choose."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class _Step(Protocol):
    """Says that one more is done; ``line`` tells of it."""

    def __call__(self, line: str) -> None: ...


@contextmanager
def _progress(what: str, total: int, *, quiet: bool) -> Iterator[_Step]:
    """A bar on a terminal, a line for each step elsewhere; nothing but the bar if ``quiet``."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield lambda line: None if quiet else print(line, flush=True)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def step(line: str) -> None:
            bar.advance(task)
            if not quiet and sys.stdout.isatty():
                bar.console.print(line, soft_wrap=True)
            elif not quiet:
                print(line, flush=True)

        yield step
