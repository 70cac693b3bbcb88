"""The README's table of lessons: made from figures that are kept, and known to be stale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers import audit
from helpers.audit import readme
from helpers.audit.cells import read_script
from helpers.audit.evidence import Evidence
from helpers.audit.findings import Findings, Row
from helpers.course import Lesson
from helpers.errors import CourseError
from tests.audit import lesson
from tests.courses import edit

HEAD = "# A course\n\n"
TAIL = "\n\nMore.\n"
ROW = Row(lesson.NAME, 7, 9, 9, 24, 24, 21, 21, 40, 39, 1, 20, 0.1)


@pytest.fixture
def made(tmp_path: Path) -> Lesson:
    """A lesson whose figures are kept and whose README is written."""
    made = lesson.make(tmp_path)
    (tmp_path / "README.md").write_text(f"{HEAD}{readme.BEGIN}\n{readme.END}{TAIL}")
    evidence = Evidence(read_script(made), (), (), (), {}, (), 0.0, False)
    readme.keep([Findings(evidence, (), ROW, (), ())])
    readme.write(tmp_path)
    return made


def test_the_table_has_a_line_for_each_lesson(made: Lesson) -> None:
    """Exercises, points and minutes come from the notebook, the rest from the audit."""
    assert audit.table(made.root).splitlines()[2:] == [
        "| [01 · Small](lessons/01_small/01_small.ipynb) | 3 | 7 | 10 | 9 | 24 | 39 of 40 (97.5%) |"
    ]


def test_only_what_stands_between_the_markers_is_written(made: Lesson) -> None:
    """The README around the table stays as it was."""
    text = (made.root / "README.md").read_text()
    assert text == f"{HEAD}{readme.BEGIN}\n{audit.table(made.root)}\n{readme.END}{TAIL}"


def test_a_fresh_table_is_not_stale(made: Lesson) -> None:
    """Right after it was written nothing is to be done."""
    assert audit.stale(made.root) == []


def test_a_changed_test_makes_the_table_stale(made: Lesson) -> None:
    """Figures measured on other tests do not count."""
    edit(made.source, center_tests="assert True")
    assert audit.stale(made.root) == [
        "01_small changed since it was audited; `course audit 01 --write-readme` mends that"
    ]


def test_a_changed_answer_makes_the_table_stale(made: Lesson) -> None:
    """So do other answers."""
    (made.root / "tests" / "answers" / made.name / "center.py").write_text("")
    assert "changed since it was audited" in audit.stale(made.root)[0]


def test_prose_does_not_make_the_figures_stale(made: Lesson) -> None:
    """A changed explanation leaves the evidence as good as it was."""
    edit(made.source, center_task="### Exercise 1.3 · Center\n\nWrite it well.")
    assert audit.stale(made.root) == []


def test_a_changed_title_makes_the_table_stale(made: Lesson) -> None:
    """What the table says of the lesson itself must fit as well."""
    edit(made.source, opening="# Smaller\n\n**10 minutes**")
    assert audit.stale(made.root) == [
        "README.md's table of lessons is not that of the lessons; "
        "`course audit --write-readme` mends that"
    ]


def test_a_lesson_without_figures_is_said(made: Lesson) -> None:
    """A lesson that was never audited has no figures to show."""
    (made.root / "tests" / "answers" / made.name / "figures.json").unlink()
    assert "01_small has no figures" in audit.stale(made.root)[0]


def test_other_figures_of_the_same_lesson_are_noticed(made: Lesson) -> None:
    """An audit that counts otherwise than the one kept says so, whatever the reason."""
    evidence = Evidence(read_script(made), (), (), (), {}, (), 0.0, False)
    same, fewer = (
        Findings(evidence, (), replace(ROW, mutants_rejected=n), (), ()) for n in (39, 38)
    )
    assert readme.changed([same]) == []
    assert readme.changed([fewer]) == [
        "01_small: the README's figures are not those of this audit; "
        "`course audit --write-readme` mends that"
    ]


def test_a_readme_without_markers_is_an_error(made: Lesson) -> None:
    """The way out names the markers."""
    (made.root / "README.md").write_text("# A course\n")
    with pytest.raises(CourseError, match=r"no <!-- lessons:begin --> and"):
        readme.write(made.root)
