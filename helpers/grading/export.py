"""Scores as files that other systems read: nbgrader's CSV, Canvas's, Moodle's.

Each is also a plugin of nbgrader: ``nbgrader export --exporter
helpers.grading.export.CanvasExportPlugin``. Whatever a student may have chosen, a name or
an address, is text in a spreadsheet and never a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin

from helpers import atomic
from helpers.course import pick, root
from helpers.errors import CourseError

__all__ = [
    "FORMATS",
    "CanvasExportPlugin",
    "CsvExportPlugin",
    "MoodleExportPlugin",
    "report",
    "text",
]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# the wide forms are taken for the narrow ones by some programs
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def text(value: object) -> str:
    """``value`` as a cell of a spreadsheet shows it: numbers stay numbers, and what would
    be a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    said = str(value)
    return f"'{said}" if said.startswith(_FORMULA) and not _NUMBER.fullmatch(said) else said


class _Export(ExportPlugin):
    """What the formats have in common: which students and assignments, and how to write."""

    ending = "csv"

    def export(self, gradebook: Any) -> None:
        """Called by ``nbgrader export``; writes to ``--to``."""
        atomic.write(Path(self.to or f"grades.{self.ending}"), self.content(gradebook).encode())

    def content(self, gradebook: Any) -> str:
        """The whole file."""
        made = io.StringIO(newline="")
        writer = csv.writer(made, lineterminator="\r\n")
        writer.writerows([text(value) for value in row] for row in self.rows(gradebook))
        return made.getvalue()

    def rows(self, gradebook: Any) -> Iterable[Sequence[object]]:
        raise NotImplementedError

    def _assignments(self, gradebook: Any) -> list[Any]:
        wanted = [str(one) for one in self.assignment]
        return [one for one in gradebook.assignments if not wanted or one.name in wanted]

    def _students(self, gradebook: Any) -> list[Any]:
        wanted = [str(one) for one in self.student]
        chosen = [one for one in gradebook.students if not wanted or one.id in wanted]
        return sorted(chosen, key=lambda one: (one.last_name or "", one.first_name or "", one.id))


class CsvExportPlugin(_Export):
    """A row for each student and assignment, with the columns of nbgrader's own export.
    What was not handed in is 0, as there."""

    def rows(self, gradebook: Any) -> Iterable[Sequence[object]]:
        yield (
            "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name",
            "email", "raw_score", "late_submission_penalty", "score", "max_score",
        )  # fmt: skip
        submissions = _submissions(gradebook)
        for assignment in self._assignments(gradebook):
            for student in self._students(gradebook):
                found = submissions.get((assignment.name, student.id))
                raw, penalty = (found.score, _penalty(found)) if found else (0.0, 0.0)
                yield (
                    assignment.name,
                    assignment.duedate,
                    found.timestamp if found else None,
                    student.id,
                    student.last_name,
                    student.first_name,
                    student.email,
                    float(raw),
                    penalty,
                    max(0.0, raw - penalty),
                    float(assignment.max_score),
                )


class CanvasExportPlugin(_Export):
    """A file for Canvas's gradebook, *Import*: a row for each student, a column for each
    assignment, and the row of points possible.

    Canvas finds a student by ``ID``, the ``lms_user_id`` of nbgrader's gradebook, else by
    ``SIS Login ID``, nbgrader's student id. It asks which of its assignments a column is,
    unless the heading ends with the assignment's number in parentheses. What was not
    handed in is left empty, and Canvas leaves its own as it is.
    """

    ending = "canvas.csv"

    def rows(self, gradebook: Any) -> Iterable[Sequence[object]]:
        assignments = self._assignments(gradebook)
        yield (
            "Student", "ID", "SIS User ID", "SIS Login ID", "Section",
            *(one.name for one in assignments),
        )  # fmt: skip
        yield (
            "    Points Possible",
            "",
            "",
            "",
            "",
            *(float(one.max_score) for one in assignments),
        )
        submissions = _submissions(gradebook)
        for student in self._students(gradebook):
            names = [name for name in (student.last_name, student.first_name) if name]
            yield (
                ", ".join(names) or student.id,
                student.lms_user_id,
                "",
                student.id,
                "",
                *_scores(submissions, assignments, student),
            )


class MoodleExportPlugin(_Export):
    """A file for Moodle's gradebook, *Import, CSV file*: a row for each student, a column
    for each assignment, in the form of Moodle's own export.

    Moodle asks by which column to find a student: the e-mail address, or the ID number,
    which is the ``lms_user_id`` of nbgrader's gradebook, else nbgrader's student id. What
    was not handed in is left empty.
    """

    ending = "moodle.csv"

    def rows(self, gradebook: Any) -> Iterable[Sequence[object]]:
        assignments = self._assignments(gradebook)
        yield (
            "First name", "Last name", "ID number", "Email address",
            *(f"Assignment: {one.name} (Real)" for one in assignments),
        )  # fmt: skip
        submissions = _submissions(gradebook)
        for student in self._students(gradebook):
            yield (
                student.first_name,
                student.last_name,
                student.lms_user_id or student.id,
                student.email,
                *_scores(submissions, assignments, student),
            )


FORMATS = {"csv": CsvExportPlugin, "canvas": CanvasExportPlugin, "moodle": MoodleExportPlugin}


def _submissions(gradebook: Any) -> dict[tuple[str, str], Any]:
    """Every submission by assignment and student; nbgrader asks for one at a time."""
    from nbgrader.api import SubmittedAssignment
    from sqlalchemy.orm import undefer

    wanted = ("score", "late_submission_penalty", "needs_manual_grade")
    query = gradebook.db.query(SubmittedAssignment).options(
        *(undefer(getattr(SubmittedAssignment, name)) for name in wanted)
    )
    return {(one.name, one.student_id): one for one in query}


def _penalty(submission: Any) -> float:
    return float(submission.late_submission_penalty or 0.0)


def _scores(
    submissions: dict[tuple[str, str], Any], assignments: list[Any], student: Any
) -> list[float | None]:
    found = [submissions.get((one.name, student.id)) for one in assignments]
    return [max(0.0, float(one.score) - _penalty(one)) if one else None for one in found]


def report(
    lesson: str | None,
    *,
    form: str = "csv",
    to: str | None = None,
    db: str | None = None,
    students: Sequence[str] = (),
    as_json: bool = False,
) -> int:
    """Write the scores of ``lesson``, or of all lessons, to the file ``to``; ``-`` prints
    them.

    Returns 0, or 1 when a score is not final because an answer waits for a person.

    Raises:
        CourseError: no such format, lesson or student, or the file cannot be written.
    """
    from helpers.grading import gradebook
    from helpers.grading.directory import open_directory

    if form not in FORMATS:
        raise CourseError(f"format {form!r}: it is {', '.join(FORMATS)}")
    directory = open_directory(root(), db)
    plugin = FORMATS[form](parent=directory.app)
    with gradebook.opened(directory) as book:
        known = sorted(one.name for one in book.assignments)
        plugin.assignment = [pick(lesson, known, "graded lesson")] if lesson else []
        ids = {one.id for one in book.students}
        for student in students:
            if student not in ids:
                raise CourseError(f"student {student!r} is not in the gradebook")
        plugin.student = list(students)
        content = plugin.content(book)
        waiting = sorted(
            f"{name}: {student}: an answer waits for a person, the score is not final"
            for (name, student), one in _submissions(book).items()
            if one.needs_manual_grade
            and name in (plugin.assignment or known)
            and student in (plugin.student or ids)
        )
        count = len(students) or len(ids)
    path = Path(to or directory.root / f"grades.{plugin.ending}")
    if to == "-":
        sys.stdout.write(content)
    else:
        _write(path, content)
    _tell(None if to == "-" else path, count, len(plugin.assignment or known), waiting, as_json)
    return int(bool(waiting))


def _write(path: Path, content: str) -> None:
    try:
        atomic.write(path, content.encode())
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror}; name another file with --to"
        ) from None


def _tell(
    path: Path | None, students: int, lessons: int, waiting: list[str], as_json: bool
) -> None:
    if as_json and path:
        print(
            json.dumps(
                {
                    "file": str(path),
                    "students": students,
                    "lessons": lessons,
                    "attention": waiting,
                },
                indent=1,
            )
        )
        return
    for line in waiting:
        print(line, file=sys.stderr if path is None else sys.stdout)
    if path:
        print(f"{path}: {students} students, {lessons} lessons")
