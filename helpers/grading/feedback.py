"""What a student may see of the grading: nbgrader's feedback pages.

Of hidden tests and marking schemes nothing is shown: not their source, not where an
output quotes it. An assertion's own message is, for its author wrote it for the
student. Knows nothing of HTML.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from helpers.grading import gradebook
from helpers.grading.conversion import ConversionFailed, convert
from helpers.grading.directory import Directory
from helpers.grading.page import exporter
from helpers.grading.submission import exchange_marks

__all__ = ["Region", "conceal", "write"]

CONCEALED = "(not shown: it quotes hidden tests)"
Region = tuple[str, str]
"""What the first and the last line of a region hold that is not for students."""

_COLORS = re.compile(r"\x1b\[[0-9;]*m")


def write(
    directory: Directory, assignment: str, students: Sequence[str], *, hidden_tests: bool = False
) -> Iterator[tuple[str, str]]:
    """Make the feedback of ``students``; gives each with ``""``, or with why there is none.

    Args:
        hidden_tests: show hidden tests and marking schemes too.

    Raises:
        CourseError: the gradebook cannot be used, or the pages cannot be put in place.
    """
    draft = directory.drafted("feedback")
    for student in students:
        problem = _missing(directory, assignment, student)
        if not problem:
            folder = draft.feedback(student, assignment)
            draft.clear(folder)
            try:
                _convert(draft, assignment, student, hidden_tests)
                marks = exchange_marks(directory.submitted(student, assignment))
                for name, content in marks.items():
                    (folder / name).write_bytes(content)
                directory.move(folder, directory.feedback(student, assignment))
            except ConversionFailed as error:
                problem = str(error)
            finally:
                draft.clear(folder)
        yield student, problem


def _missing(directory: Directory, assignment: str, student: str) -> str:
    with gradebook.opened(directory) as book:
        known = gradebook.grades(book, assignment, student) is not None
    if known and directory.autograded(student, assignment).is_dir():
        return ""
    return f"not graded yet; `course grade {assignment}`"


def _convert(directory: Directory, assignment: str, student: str, hidden_tests: bool) -> None:
    from nbgrader.converters import GenerateFeedback

    configured = GenerateFeedback(coursedir=directory.coursedir(assignment), parent=directory.app)
    convert(
        directory,
        _pages_only(),
        assignment,
        student,
        exporter_class=exporter(directory.released(assignment)),
        preprocessors=[
            _coalescing(),
            *([] if hidden_tests else [_concealing(_regions(directory))]),
            *configured.preprocessors,
        ],
    )


@functools.cache
def _pages_only() -> Any:
    from nbgrader.converters import GenerateFeedback

    class PagesOnly(GenerateFeedback):
        def init_assignment(self, assignment_id: str, student_id: str) -> None:
            """Copy nothing: beside a graded notebook lie the instructor's files too."""

    return PagesOnly


@functools.cache
def _coalescing() -> Any:
    """What one cell printed piece by piece is one text, as in JupyterLab. First of all, so
    that no line of a hidden test is put together after they were looked for."""
    from nbconvert.preprocessors import CoalesceStreamsPreprocessor

    return type("Coalesce", (CoalesceStreamsPreprocessor,), {"enabled": True})


def _regions(directory: Directory) -> tuple[Region, ...]:
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

    tests, scheme = (kind(parent=directory.app) for kind in (ClearHiddenTests, ClearMarkScheme))
    return (
        (tests.begin_test_delimeter, tests.end_test_delimeter),
        (scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter),
    )


@functools.cache
def _concealing(regions: tuple[Region, ...]) -> Any:
    from nbgrader.preprocessors.base import NbGraderPreprocessor

    class Conceal(NbGraderPreprocessor):
        def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
            conceal(nb, regions)
            return nb, resources

    return Conceal


def conceal(nb: Any, regions: Sequence[Region]) -> None:
    """Take hidden ``regions`` out of ``nb``, a ``NotebookNode``, in place, and out of its
    outputs those that quote a line of them."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for cell in nb.cells:
        cell.source = _visible(cell.source, regions, hidden)
        shown |= {_told(line) for line in cell.source.split("\n")}
    secret = {line for line in hidden - shown if len(line) > 5}
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            _conceal_output(output, secret)


def _visible(source: str, regions: Sequence[Region], hidden: set[str]) -> str:
    """``source`` without its ``regions``, whose lines join ``hidden``."""
    kept, end = [], ""
    for line in source.split("\n"):
        opened = next((last for first, last in regions if first in line), "")
        if not end and not opened:
            kept.append(line)
        elif end and end not in line and not opened:
            hidden.add(_told(line))
        if opened:
            end = opened
        elif end and end in line:
            end = ""
    return "\n".join(kept)


def _told(line: str) -> str:
    return " ".join(line.split())


def _conceal_output(output: Any, secret: set[str]) -> None:
    def quotes(text: str) -> bool:
        flat = _told(_COLORS.sub("", html.unescape(text)))
        return any(line in flat for line in secret)

    if output.output_type == "stream":
        if quotes(output.text):
            output.text = f"{CONCEALED}\n"
    elif output.output_type == "error":
        if quotes(str(output.evalue)):
            output.evalue = CONCEALED
        if quotes("\n".join(output.traceback)):
            output.traceback = [f"{output.ename}: {output.evalue}", "(the tests' lines: not shown)"]
    elif quotes(str(output.data)) or any(quotes(str(text)) for text in output.data.values()):
        output.data = type(output.data)({"text/plain": CONCEALED})
