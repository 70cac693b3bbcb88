"""What a learner has earned so far, and what is next.

Owns the record that `course check` leaves of each lesson, outside the course, so
that a fresh copy of it loses nothing. Knows nothing of how points are earned.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpers import atomic
from helpers.course import Lesson, lesson_names, read_lesson, read_notebook, root
from helpers.errors import CourseError

__all__ = ["Checked", "load", "now", "page", "record", "report", "state_dir", "work_hash"]

FORMAT = 1


@dataclass(frozen=True)
class Checked:
    """The last check of a lesson.

    ``points`` of ``max_points`` come from tests; ``at`` is UTC in ISO format;
    ``work`` is the ``work_hash`` of what was checked in the file ``notebook``.
    """

    lesson: str
    points: float
    max_points: float
    at: str
    work: str
    notebook: str
    passed: tuple[str, ...] = ()


def state_dir() -> Path:
    """The folder of the records: of this user, or ``LLM_COURSE_STATE``."""
    from platformdirs import user_data_dir

    named = os.environ.get("LLM_COURSE_STATE")
    return Path(named).expanduser() if named else Path(user_data_dir("llm-course", appauthor=False))


def work_hash(notebook: dict[str, Any]) -> str:
    """A hash of the texts of a notebook's solution cells."""
    from helpers.grading.rebuild import solutions

    texts = json.dumps(solutions(notebook), sort_keys=True)
    return hashlib.sha256(texts.encode()).hexdigest()


def now() -> str:
    """This second, UTC, in ISO format."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def record(checked: Checked) -> Path:
    """Keep ``checked`` as the last check of its lesson; returns where.

    Raises:
        OSError: the folder cannot be written.
    """
    path = _path(checked.lesson)
    content = json.dumps({"format": FORMAT} | asdict(checked), indent=1) + "\n"
    atomic.write(path, content.encode())
    return path


def load(lesson: str) -> Checked | None:
    """The last check of ``lesson``, or None.

    Raises:
        CourseError: the record is there and cannot be read.
    """
    path = _path(lesson)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT:
            raise ValueError("another format")
        checked = Checked(**{**data, "passed": tuple(data["passed"])})
        float(checked.points), float(checked.max_points), datetime.fromisoformat(checked.at)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CourseError(
            f"{path} cannot be read ({error}); delete it and run `course check {lesson[:2]}`"
        ) from None
    return checked


def _path(lesson: str) -> Path:
    return state_dir() / "checked" / f"{lesson}.json"


@dataclass(frozen=True)
class _Row:
    lesson: Lesson
    checked: Checked | None
    changed: bool

    @property
    def points(self) -> float:
        return self.checked.points if self.checked else 0.0

    @property
    def status(self) -> str:
        if self.changed:
            return "changed since the last check"
        if self.checked is None:
            return "not checked"
        return "done" if self.points >= self.lesson.auto_points else "in progress"

    def as_dict(self) -> dict[str, Any]:
        return {
            "lesson": self.lesson.name,
            "title": self.lesson.title,
            "minutes": self.lesson.minutes,
            "points": self.points,
            "max_points": self.lesson.auto_points,
            "manual_points": self.lesson.points - self.lesson.auto_points,
            "checked_at": self.checked.at if self.checked else None,
            "changed": self.changed,
            "status": self.status,
        }


def report(*, as_json: bool = False) -> int:
    """Print lessons, minutes and points earned, and what is next.

    Returns 0, or 1 when a lesson or a record could not be read.

    Raises:
        CourseError: outside a course, or in one that has no lesson.
    """
    rows, problems = _read()
    following = _following(rows)
    if as_json:
        print(json.dumps(_document(rows, following, problems), indent=1))
    else:
        _print(rows, following, problems)
    return 1 if problems else 0


def page() -> Any:
    """What ``report`` prints, as a table with links, where a notebook shows the value.

    Raises:
        CourseError: as ``report`` does.
    """
    from IPython.display import HTML

    return HTML(_html(*_read()))


def _read() -> tuple[list[_Row], list[str]]:
    """A row for each lesson, and what could not be read."""
    course = root()
    rows: list[_Row] = []
    problems: list[str] = []
    for name in lesson_names(course):
        try:
            lesson = read_lesson(name, course)
        except CourseError as error:
            problems.append(str(error))
            continue
        try:
            rows.append(_row(lesson))
        except CourseError as error:
            rows.append(_Row(lesson, None, changed=False))
            problems.append(str(error))
    if not rows and not problems:
        raise CourseError(f"{course} has no lessons")
    return rows, problems


def _following(rows: list[_Row]) -> _Row | None:
    """What was begun; else the first untouched lesson after the last one done; else
    the first untouched one."""
    begun = [row for row in rows if row.checked and row.status != "done"]
    last = max((at for at, row in enumerate(rows) if row.status == "done"), default=-1)
    untouched = [row for row in rows if row.checked is None]
    later = [row for row in rows[last + 1 :] if row.checked is None]
    return next(iter([*begun, *later, *untouched]), None)


def _row(lesson: Lesson) -> _Row:
    checked = load(lesson.name)
    if checked is None:
        return _Row(lesson, None, changed=False)
    try:
        changed = work_hash(read_notebook(Path(checked.notebook))) != checked.work
    except CourseError:
        # moved or broken since: what was earned stands, and the next check will say
        changed = True
    return _Row(lesson, checked, changed)


def _document(rows: list[_Row], following: _Row | None, problems: list[str]) -> dict[str, Any]:
    return {
        "lessons": [row.as_dict() for row in rows],
        "points": sum(row.points for row in rows),
        "max_points": sum(row.lesson.auto_points for row in rows),
        "minutes": sum(row.lesson.minutes for row in rows),
        "next": following.lesson.name if following else None,
        "problems": problems,
    }


def _print(rows: list[_Row], following: _Row | None, problems: list[str]) -> None:
    from helpers.tables import show

    if following and not any(row.checked for row in rows):
        first = following.lesson
        print(f"Start with {first.name}: `course lab`, then `course check {first.number}`.")
    show(
        ("lesson", "title", "minutes", "points", "status"),
        [
            (
                row.lesson.number,
                row.lesson.title,
                f"{row.lesson.minutes} min",
                f"{row.points:g}/{row.lesson.auto_points:g}",
                row.status,
            )
            for row in rows
        ],
        right=("minutes", "points"),
    )
    for problem in problems:
        print(problem)
    if not any(row.checked for row in rows):
        return
    if following is None:
        print("Every lesson is done.")
    elif following.changed:
        number = following.lesson.number
        print(f"Next: `course check {number}`, for {following.lesson.name} changed.")
    else:
        print(f"Next: {following.lesson.name}, {following.lesson.title}.")


def _html(rows: list[_Row], problems: list[str]) -> str:
    from html import escape

    def link(row: _Row) -> str:
        # a notebook's links start from its own folder; without a line only color tells them apart
        target, line = escape(os.path.relpath(row.lesson.release)), "text-decoration: underline"
        title = escape(row.lesson.title)
        return f'<a style="{line}" href="{target}">{row.lesson.number} · {title}</a>'

    # on a narrow page titles are broken into lines, figures are not
    left, whole = ' style="text-align: left"', ' style="white-space: nowrap"'
    lines = [
        f"<tr><td{left}>{link(row)}</td><td{whole}>{row.lesson.minutes} min</td>"
        f"<td{whole}>{row.points:g} of {row.lesson.auto_points:g}</td>"
        f"<td{left}>{row.status}</td></tr>"
        for row in rows
    ]
    following = _following(rows)
    after = f"Next: {link(following)}" if following else "Every lesson is done."
    earned, most = sum(r.points for r in rows), sum(r.lesson.auto_points for r in rows)
    return "".join(
        [
            "<table><thead><tr>",
            f"<th{left}>lesson</th><th>time</th><th>points from tests</th><th{left}>status</th>",
            f"</tr></thead><tbody>{''.join(lines)}</tbody></table>",
            f"<p>{earned:g} of {most:g} points. {after}</p>",
            *(f"<p>{escape(problem)}</p>" for problem in problems),
        ]
    )
