"""Honest work, handed in and graded: what it loses there is a false alarm.

A submission answers each exercise of a lesson with the reference or with one of the
accepted answers; of a class, by the draw of a seeded generator, so that it is the same
each time. Grades as `course grade` does, in a course made for it. Prints nothing.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.audit.answers import answers_path, read
from helpers.course import (
    CONFIG,
    SOURCE,
    Lesson,
    cell_source,
    lessons,
    marks,
    read_notebook,
)
from helpers.errors import CourseError
from helpers.grading.batch import grade
from helpers.grading.directory import open_directory
from helpers.grading.results import Result, Status

__all__ = ["REFERENCE", "Honest", "grade_answers", "grade_honest"]

REFERENCE = "the reference"


@dataclass(frozen=True)
class Honest:
    """How many submissions and test cells were graded, in how many seconds; ``alarms``
    has one line for each test cell that earned less than all points, for each note, and
    for each submission that was not graded."""

    submissions: int
    cells: int
    seconds: float
    alarms: tuple[str, ...]


@dataclass(frozen=True)
class _Work:
    """The answers of one submission by grade_id, each a title and a text."""

    student: str
    lesson: Lesson
    answers: dict[str, tuple[str, str]]


def grade_honest(
    course: Path,
    place: Path,
    submissions: int,
    *,
    jobs: int,
    seed: int = 0,
    say: Callable[[str], None] = lambda line: None,
) -> Honest:
    """Grade ``submissions`` drawn from the lessons and the accepted answers of ``course``.

    Args:
        place: where a course of their own is made; a folder that is not there yet.
        jobs: how many are graded at a time.
        say: called with a line about each lesson and each false alarm.

    Raises:
        CourseError: there are no known answers, or nothing can be graded here.
    """
    drawn = _drawn(course, submissions, random.Random(seed))
    releases = {
        work.lesson.release: work.lesson.release.read_text(encoding="utf-8") for work in drawn
    }
    return _graded(course, place, drawn, releases, jobs, say)


def grade_answers(lesson: Lesson, submissions: Iterable[Mapping[str, tuple[str, str]]]) -> Honest:
    """Grade submissions to ``lesson`` as its source releases it.

    Args:
        submissions: of each, by the grade_id of a solution cell, a title and the text that
            stands in it.

    Raises:
        CourseError: nothing can be graded here.
    """
    from helpers import release

    works = [_Work(f"student-{n:04}", lesson, dict(each)) for n, each in enumerate(submissions)]
    text = release.build(lesson).files[lesson.release.name].decode()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "class"
        return _graded(lesson.root, place, works, {lesson.release: text}, jobs=2)


def _graded(
    course: Path,
    place: Path,
    drawn: list[_Work],
    releases: Mapping[Path, str],
    jobs: int,
    say: Callable[[str], None] = lambda line: None,
) -> Honest:
    place.mkdir(parents=True)
    shutil.copy(course / CONFIG, place / CONFIG)
    for work in drawn:
        _hand_in(work, releases[work.lesson.release], place)
    names = sorted({work.lesson.name for work in drawn})
    for name in names:
        shutil.copytree(course / SOURCE / name, place / SOURCE / name)
    directory = open_directory(place)
    start = time.monotonic()
    alarms: list[str] = []
    cells = 0
    for name in names:
        works = {work.student: work for work in drawn if work.lesson.name == name}
        say(f"{name}: {len(works)} submissions")
        for result in grade(directory, name, sorted(works), jobs=jobs, force=False):
            work = works[result.student]
            cells += sum(cell.grade_id in _tests(work.lesson) for cell in result.cells)
            for line in _alarms(work, result, place):
                alarms.append(f"{name}, {result.student}: {line}")
                say(f"false alarm: {alarms[-1]}")
    return Honest(len(drawn), cells, time.monotonic() - start, tuple(alarms))


def _drawn(course: Path, submissions: int, draw: random.Random) -> list[_Work]:
    offered = [(lesson, _accepted(lesson)) for lesson in lessons(course)]
    if not offered:
        raise CourseError(f"{course} has no lesson to hand in")
    found = []
    for number in range(submissions):
        lesson, answers = draw.choice(offered)
        chosen = {grade_id: draw.choice(known) for grade_id, known in answers.items()}
        found.append(_Work(f"student-{number:04}", lesson, chosen))
    return found


def _accepted(lesson: Lesson) -> dict[str, list[tuple[str, str]]]:
    """The answers to choose from by grade_id, the reference first.

    Raises:
        CourseError: there are none for an exercise, or they cannot be read.
    """
    source = {
        marks(cell).get("grade_id"): cell_source(cell)
        for cell in read_notebook(lesson.source)["cells"]
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for exercise in lesson.exercises:
        if exercise.manual:
            continue
        reference = source[exercise.grade_id]
        path = answers_path(lesson, exercise.grade_id)
        known = read(path, reference)
        if known.problems:
            raise CourseError(f"{path}: {known.problems[0]}")
        if not known.of("accepted"):
            raise CourseError(
                f"{path}: no accepted answer is there; run this in a clone of the course, "
                "which has the answers, or write one"
            )
        found[exercise.grade_id] = [
            (REFERENCE, reference),
            *((one.title, one.source) for one in known.of("accepted")),
        ]
    return found


def _hand_in(work: _Work, release: str, place: Path) -> None:
    notebook = json.loads(release)
    for cell in notebook["cells"]:
        grade_id = marks(cell).get("grade_id")
        if grade_id in work.answers:
            cell["source"] = work.answers[grade_id][1]
    folder = place / "submitted" / work.student / work.lesson.name
    folder.mkdir(parents=True)
    path = folder / work.lesson.release.name
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _tests(lesson: Lesson) -> dict[str, str]:
    """The solution cell that each test cell is about, by grade_id."""
    return {
        test: exercise.grade_id
        for exercise in lesson.exercises
        if not exercise.manual
        for test in exercise.test_ids
    }


def _alarms(work: _Work, result: Result, place: Path) -> list[str]:
    """What is wrong with ``result``, which should have all points and no remark."""
    if result.status not in (Status.GRADED, Status.NEEDS_MANUAL):
        return [f"{result.status}: {result.reason}"]
    earned = {cell.grade_id: (cell.score, cell.max_score) for cell in result.cells}
    found = list(result.notes)
    for test, exercise in _tests(work.lesson).items():
        score, most = earned.get(test, (None, 0.0))
        if score is None or score < most:
            got = "no score" if score is None else f"{score:g} of {most:g} points"
            title = work.answers[exercise][0]
            what = title if title == REFERENCE else f"the accepted answer {title!r}"
            found.append(f"{test}: {got} for {what}{_said(work, test, place)}")
    return found


def _said(work: _Work, test: str, place: Path) -> str:
    """What a test cell of a graded submission raised, with a colon before it."""
    path = place / "autograded" / work.student / work.lesson.name / work.lesson.release.name
    for cell in read_notebook(path)["cells"] if path.is_file() else ():
        for output in cell.get("outputs", ()) if marks(cell).get("grade_id") == test else ():
            if output.get("output_type") == "error":
                return f": {output['ename']}: {' '.join(output['evalue'].split())[:200]}"
    return ""
