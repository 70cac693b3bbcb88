"""The course's own lessons, handed in and graded: where an audit's evidence is from before
a change of the grader, it still holds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from helpers.audit.answers import answers_path, read
from helpers.audit.cells import read_script
from helpers.audit.honest import REFERENCE, grade_answers
from helpers.course import Lesson, lessons

LESSONS = lessons(Path(__file__).parents[2])


@pytest.mark.skipif(sys.platform != "linux", reason="a sandbox needs Linux")
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_right_answers_have_all_points(lesson: Lesson) -> None:
    """The references, and the last of each exercise's accepted answers, which the audit does
    not hand in."""
    script = read_script(lesson)
    references, others = {}, {}
    for span in script.spans:
        name, reference = span.exercise.grade_id, script.reference(span)
        accepted = read(answers_path(lesson, name), reference).of("accepted")
        references[name] = (REFERENCE, reference)
        others[name] = (accepted[-1].title, accepted[-1].source)
    found = grade_answers(lesson, [references, others])
    tests = sum(len(script.tests(span)) for span in script.spans)
    assert found.alarms == ()
    assert (found.submissions, found.cells) == (2, 2 * tests)
