"""Submissions for tests: a course's release with answers in it, where nbgrader looks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from helpers import course as courses
from helpers import release
from tests.courses import LESSON, answer, edit

__all__ = ["course", "grades", "hand_in", "right", "run"]


def hand_in(course: Path, student: str, **sources: str | None) -> Path:
    """What ``student`` submits for ``LESSON``: the release with these cells' texts."""
    made = release.build(courses.find_lesson(LESSON, course))
    folder = course / "submitted" / student / LESSON
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    return edit(folder / f"{LESSON}.ipynb", **sources)


def right(course: Path, student: str) -> Path:
    """A submission of ``student`` that answers every exercise rightly."""
    return answer(hand_in(course, student))


def course(
    *line: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the ``course`` command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "helpers.cli", *line],
        cwd=cwd,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def run(*line: str, cwd: Path) -> tuple[int, dict[str, Any]]:
    """Run the ``course`` command with ``--json``; its exit code and its document."""
    done = course(*line, "--json", cwd=cwd)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def grades(course: Path, assignment: str = LESSON) -> dict[str, dict[str, tuple[Any, ...]]]:
    """The gradebook by student and grade_id: automatic and manual score, whether a person
    must look, and the automatic comment of solution cells."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "llm-course") as book:
        for submission in book.assignment_submissions(assignment):
            cells = found.setdefault(submission.student.id, {})
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    cells[f"{notebook.name}/{grade.name}"] = (
                        grade.auto_score,
                        grade.manual_score,
                        grade.needs_manual_grade,
                    )
                for comment in notebook.comments:
                    cells[f"{notebook.name}/{comment.name} comment"] = (comment.auto_comment,)
    return found
