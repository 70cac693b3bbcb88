"""Known answers to an exercise, as its answers file lists them.

An answers file is Python in percent cells, one cell an answer:

    # %% accepted: loops over heads
    # %% rejected: scales by d instead of its square root [2]
    # %% equivalent: `return x[:n]` -> `return x[: n + 1]`: n is the length already

``accepted`` earns all points, ``rejected`` just those in brackets (none: 0). The
code below such a title replaces the whole solution cell. ``equivalent`` has no
code: it excuses a mutant that no test could reject, by the line before and after.
Knows nothing of running them.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from helpers.course import Lesson

__all__ = ["Answer", "AnswersFile", "Equivalent", "answers_path", "one_line", "read"]

_TITLE = re.compile(r"#\s*%%(.*)")
_POINTS = re.compile(r"\s*\[(\d+(?:\.\d+)?)\]$")
_EQUIVALENT = re.compile(r"`([^`]+)`\s*->\s*`([^`]+)`\s*:\s*(\S.*)")
_KINDS = "`accepted: …`, `rejected: … [points]` or `equivalent: `old` -> `new`: reason`"


@dataclass(frozen=True)
class Answer:
    """One text for a solution cell, and what it should earn; ``points`` None means all."""

    kind: str
    title: str
    source: str
    points: float | None
    line: int


@dataclass(frozen=True)
class Equivalent:
    """A mutant that changes nothing a test could see; its lines, and why."""

    old: str
    new: str
    reason: str
    line: int


@dataclass(frozen=True)
class AnswersFile:
    """What an answers file holds; ``problems`` says what of it could not be read."""

    path: Path
    answers: tuple[Answer, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()
    problems: tuple[str, ...] = field(default=())

    def of(self, kind: str) -> list[Answer]:
        return [answer for answer in self.answers if answer.kind == kind]


def answers_path(lesson: Lesson, grade_id: str) -> Path:
    return lesson.root / "tests" / "answers" / lesson.name / f"{grade_id}.py"


def one_line(code: str) -> str:
    """``code`` with each run of blanks, line ends among them, as one space."""
    return " ".join(code.split())


def read(path: Path, reference: str) -> AnswersFile:
    """The answers in ``path``; a missing file reads as an empty one.

    Args:
        path: the answers file.
        reference: the solution cell's own text, which no answer may repeat.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return AnswersFile(path)
    except UnicodeDecodeError as error:
        return AnswersFile(path, problems=(f"{path.name} is not UTF-8: {error}",))
    answers: list[Answer] = []
    equivalents: list[Equivalent] = []
    problems: list[str] = []
    for line, title, code in _cells(text):
        read_cell = _read_cell(line, title, code)
        if isinstance(read_cell, str):
            problems.append(f"line {line}: {read_cell}")
        elif isinstance(read_cell, Answer):
            answers.append(read_cell)
        else:
            equivalents.append(read_cell)
    problems += _repeated(answers, reference)
    return AnswersFile(path, tuple(answers), tuple(equivalents), tuple(problems))


def _cells(text: str) -> list[tuple[int, str, str]]:
    """(line, title, code) of each percent cell; what stands before the first is a preface."""
    cells: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _TITLE.fullmatch(line.rstrip()):
            cells.append((number, match[1].strip(), []))
        elif cells:
            cells[-1][2].append(line)
    return [(line, title, "\n".join(code).strip("\n")) for line, title, code in cells]


def _read_cell(line: int, title: str, code: str) -> Answer | Equivalent | str:
    kind, _, rest = (part.strip() for part in title.partition(":"))
    if kind == "equivalent":
        match = _EQUIVALENT.fullmatch(rest)
        if not match:
            return f"{title!r} should read `equivalent: `old line` -> `new line`: reason`"
        if any(row.strip() and not row.lstrip().startswith("#") for row in code.splitlines()):
            return f"{title!r} has code below it; an equivalent mutant needs only its title"
        return Equivalent(one_line(match[1]), one_line(match[2]), match[3].strip(), line)
    if kind not in ("accepted", "rejected") or not rest:
        return f"title {title!r} should be {_KINDS}"
    points = _POINTS.search(rest)
    if points and kind == "accepted":
        return f"{title!r}: an accepted answer earns all points; drop the brackets"
    name = rest[: points.start()] if points else rest
    if not code.strip():
        return f"{title!r} has no code below it"
    earned = float(points[1]) if points else 0.0
    return Answer(kind, name, code, earned if kind == "rejected" else None, line)


def _repeated(answers: list[Answer], reference: str) -> list[str]:
    problems = []
    titles: dict[str, int] = {}
    codes = {_meaning(reference): "the reference itself"}
    for answer in answers:
        if answer.title in titles:
            problems.append(f"line {answer.line}: title {answer.title!r} is used twice")
        titles[answer.title] = answer.line
        meaning = _meaning(answer.source)
        if meaning in codes:
            problems.append(
                f"line {answer.line}: {answer.title!r} is the same code as {codes[meaning]}"
            )
        codes.setdefault(meaning, repr(answer.title))
    return problems


def _meaning(source: str) -> str:
    """``source`` without comments, docstrings and layout, or as it is when it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)
