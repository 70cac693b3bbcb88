"""What a student may see of the grading: nbgrader's feedback pages, made safe to hand out.

Of hidden tests nothing is shown: not their source, not where an output quotes it. An
assertion's own message is, for its author wrote it for the student. What a student's
code put into the notebook runs nothing in the browser of whoever opens the page.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from helpers.course import marks
from helpers.grading import gradebook
from helpers.grading.conversion import ConversionFailed, convert
from helpers.grading.directory import Directory

__all__ = ["clean", "conceal", "write"]

CONCEALED = "(not shown: it quotes hidden tests)"
_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_TAGS = frozenset(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption "  # noqa: SIM905
    "figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp small span strong sub "
    "summary sup table tbody td tfoot th thead tr tt u ul".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ANYWHERE = {"class", "id", "title"}


def write(
    directory: Directory, assignment: str, students: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Make the feedback of ``students``; gives each with ``""``, or with why there is none.

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
                _convert(draft, assignment, student)
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


def _convert(directory: Directory, assignment: str, student: str) -> None:
    from nbgrader.converters import GenerateFeedback
    from nbgrader.preprocessors import ClearHiddenTests

    configured = GenerateFeedback(coursedir=directory.coursedir(assignment), parent=directory.app)
    edges = ClearHiddenTests(parent=directory.app)
    begin, end = edges.begin_test_delimeter, edges.end_test_delimeter
    convert(
        directory,
        GenerateFeedback,
        assignment,
        student,
        exporter_class=_page(),
        preprocessors=[_concealing(begin, end), *configured.preprocessors],
    )


@functools.cache
def _concealing(begin: str, end: str) -> Any:
    from nbgrader.preprocessors.base import NbGraderPreprocessor

    class Conceal(NbGraderPreprocessor):
        def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
            conceal(nb, begin, end)
            return nb, resources

    return Conceal


def conceal(nb: Any, begin: str, end: str) -> None:
    """Take hidden tests out of ``nb``, a ``NotebookNode``, in place: the regions between
    lines with ``begin`` and ``end``, and outputs that quote a line of them."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for cell in nb.cells:
        kept, inside = [], False
        for line in cell.source.split("\n"):
            edge = begin in line or end in line
            if begin in line and marks(cell).get("grade"):
                inside = True
            if inside:
                hidden.add("" if edge else _told(line))
            else:
                kept.append(line)
                shown.add(_told(line))
            if end in line:
                inside = False
        cell.source = "\n".join(kept)
    secret = {line for line in hidden - shown if len(line) > 5}
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            _conceal_output(output, secret)


def _told(line: str) -> str:
    return " ".join(line.split())


def _conceal_output(output: Any, secret: set[str]) -> None:
    def quotes(text: str) -> bool:
        flat = _told(_COLORS.sub("", text))
        return any(line in flat for line in secret)

    if output.output_type == "stream":
        if quotes(output.text):
            output.text = f"{CONCEALED}\n"
    elif output.output_type == "error":
        if quotes(str(output.evalue)):
            output.evalue = CONCEALED
        if quotes("\n".join(output.traceback)):
            output.traceback = [f"{output.ename}: {output.evalue}", "(in hidden tests)"]
    elif quotes(str(output.data)) or any(quotes(str(text)) for text in output.data.values()):
        output.data = type(output.data)({"text/plain": CONCEALED})


@functools.cache
def _page() -> Any:
    """nbconvert's HTML exporter, which lets markup through that shows and none that acts."""
    from jinja2 import pass_context
    from nbconvert.exporters import HTMLExporter

    class Page(HTMLExporter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.sanitize_html = True

        def default_filters(self) -> Iterator[tuple[str, Any]]:
            yield from super().default_filters()
            yield "markdown2html", self.safe_markdown
            yield "clean_html", clean

        @pass_context
        def safe_markdown(self, context: Any, source: str) -> str:
            return clean(self.markdown2html(context, source))

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            for cell in nb.cells:
                for output in cell.get("outputs", ()):
                    _plain_metadata(output)
            nb.metadata.pop("title", None)
            return super().from_notebook_node(nb, resources, **kw)

    return Page


def _plain_metadata(output: Any) -> None:
    """Keep of an output's metadata what a page needs: sizes and descriptions of images."""
    if "metadata" not in output:
        return
    kept: dict[str, dict[str, Any]] = {}
    for kind, values in output.metadata.items():
        if kind.startswith("image/") and isinstance(values, dict):
            kept[kind] = {
                name: value
                for name, value in values.items()
                if (name in ("width", "height") and type(value) in (int, float))
                or (name == "alt" and isinstance(value, str))
            }
    output.metadata = type(output.metadata)(kept)


def clean(html: Any) -> str:
    """``html`` with nothing in it that could run, load a frame, or submit a form."""
    import bleach
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html.decode() if isinstance(html, bytes) else str(html), "html.parser")
    for gone in soup.find_all(["script", "style", "template", "noscript"]):
        gone.decompose()
    cleaned: str = bleach.clean(
        str(soup),
        tags=_TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
    )
    return cleaned


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "href" and value.strip().lower().startswith("data:"):
        return False  # an image may be data, a page may not
    return name in _ANYWHERE or name in _ATTRIBUTES.get(tag, ())
