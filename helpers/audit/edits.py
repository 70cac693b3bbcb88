"""A cell's text with one piece replaced, put in parentheses where syntax needs them.

Owns places in text: from the nodes of a syntax tree to characters. Knows nothing
of which edits are worth making.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from helpers.audit.answers import one_line

__all__ = ["Edit", "Mutant", "Text"]


@dataclass(frozen=True)
class Mutant:
    """A whole solution cell with one change; ``old`` and ``new`` are the changed line
    before and after, without comments and each on one line."""

    kind: str
    line: int
    old: str
    new: str
    source: str


@dataclass(frozen=True)
class Edit:
    """``text`` to put in the place of the characters [start, stop)."""

    kind: str
    start: int
    stop: int
    text: str


class Text:
    """Python ``source`` without its comments, line by line where it was.

    Raises:
        SyntaxError: it is not Python.
    """

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.text = _without_comments(source)
        lines = self.text.splitlines(keepends=True)
        self._rows = [line.encode() for line in lines]
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The characters of ``node``, [start, stop)."""
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._rows[line - 1][:column].decode())

    def code(self, node: ast.AST) -> str:
        start, stop = self.span(node)
        return self.text[start:stop]

    def instead(self, kind: str, node: ast.AST, text: str) -> Edit:
        """``text`` in the place of ``node``."""
        return Edit(kind, *self.span(node), text)

    def operator(
        self, kind: str, whole: ast.AST, sides: tuple[ast.AST, ast.AST], swap: str
    ) -> Edit:
        """``whole`` with the operator between its two ``sides`` swapped; ``swap`` is
        the old one and the new one, with `` → `` between."""
        old, new = swap.split(" → ")
        left, right = self.span(sides[0])[1], self.span(sides[1])[0]
        start, stop = self.span(whole)
        pattern = r"\s+".join(map(re.escape, old.split()))
        between = re.sub(pattern, lambda _: new, self.text[left:right], count=1)
        return Edit(kind, start, stop, self.text[start:left] + between + self.text[right:stop])

    def mutant(self, edit: Edit, *, expression: bool) -> Mutant | None:
        """The mutant that ``edit`` makes, or None where the result is no Python.

        Args:
            edit: the change.
            expression: its place holds an expression, which parentheses keep whole.
        """
        head, tail = self.text[: edit.start], self.text[edit.stop :]
        plain, whole = _meaning(head + edit.text + tail), _meaning(f"{head}({edit.text}){tail}")
        wrap = expression and whole is not None and plain != whole
        if plain is None and not wrap:
            return None
        text = f"({edit.text})" if wrap else edit.text
        first = self.text.rfind("\n", 0, edit.start) + 1
        last = self.text.find("\n", edit.stop)
        last = len(self.text) if last < 0 else last
        return Mutant(
            edit.kind,
            line=self.text.count("\n", 0, edit.start) + 1,
            old=one_line(self.text[first:last]),
            new=one_line(self.text[first : edit.start] + text + self.text[edit.stop : last]),
            source=head + text + tail,
        )


def _meaning(source: str) -> str | None:
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return None


def _without_comments(source: str) -> str:
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            (row, column), line = token.start, lines[token.start[0] - 1]
            end = line[len(line.rstrip("\r\n")) :]
            lines[row - 1] = line[:column].rstrip() + end
    return "".join(lines)
