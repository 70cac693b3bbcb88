"""A notebook's cells, run as a kernel would and without one.

Owns what a cell's run leaves behind: its error, its standard error, its value. Magics,
``display`` and top-level ``await`` work, because this is IPython's own shell. Knows
nothing of exercises or points.
"""

from __future__ import annotations

import ast
import functools
import io
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

__all__ = ["CellTimeout", "NotebookShell", "Ran", "new_shell", "reseed"]

_ASSERTING = (
    "helpers.checks", "numpy.testing", "torch.testing", "pandas._testing", "pandas.testing",
    "unittest.case", "_pytest.python_api", "_pytest.raises",
)  # fmt: skip
_SHORT = 2000  # characters of an error's text that are kept


class CellTimeout(BaseException):
    """Ends a cell that computes for too long; no ``except Exception`` stops it."""


@dataclass
class Ran:
    """What one run of a cell left: its error, what it wrote to standard error, the
    text of the value it displayed, its wall time, and how many assertions it executed
    (None when they were not counted)."""

    error: BaseException | None
    stderr: str
    result: str | None
    seconds: float
    asserts: int | None = None

    def failure(self) -> dict[str, Any] | None:
        """The error as data: type, text, the cells it passed through, innermost last."""
        if self.error is None:
            return None
        return {
            "type": type(self.error).__name__,
            "message": _text(self.error),
            "assertion": isinstance(self.error, AssertionError),
            "timeout": isinstance(self.error, CellTimeout),
            "frames": _frames(self.error.__traceback__),
        }


class _Stream(io.StringIO):
    """Stands in for a standard stream; libraries that ask get the real descriptor."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def take(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


class NotebookShell:
    """One namespace in which cells run one after another."""

    def __init__(self, shell: Any, out: _Stream, err: _Stream) -> None:
        self._shell = shell
        self._out, self._err = out, err

    @property
    def names(self) -> dict[str, Any]:
        """The notebook's namespace."""
        return self._shell.user_ns  # type: ignore[no-any-return]

    def run(self, cell_id: str, source: str, *, asserts_at: frozenset[int] | None = None) -> Ran:
        """Run one cell.

        Args:
            cell_id: how the cell is called in tracebacks.
            source: its text.
            asserts_at: lines of it that assert; given, executed assertions are counted.
        """
        self._out.take()
        self._err.take()
        self._shell.compile.cell_id = cell_id
        counter = _Counter(file_name(cell_id), asserts_at) if asserts_at is not None else None
        written = _size(2)
        start = time.perf_counter()
        before = sys.gettrace()
        if counter:
            sys.settrace(counter.trace)
        try:
            ran = self._shell.run_cell(source, store_history=False)
        finally:
            sys.settrace(before)
        seconds = time.perf_counter() - start
        error = ran.error_before_exec or ran.error_in_exec
        text = None
        if error is None and ran.result is not None:
            text = self._shell.display_formatter.format(ran.result)[0].get("text/plain")
        stderr = self._err.take() + ("(a library wrote to it)" if _size(2) > written else "")
        return Ran(error, stderr, text, seconds, counter.count if counter else None)

    def prepare(self, cell_id: str, source: str) -> None:
        """Do what running a cell needs first, for all children forked from here."""
        self._shell.compile.cell_id = cell_id
        text = self._shell.transform_cell(source)
        self._shell.should_run_async(source, transformed_cell=text, preprocessing_exc_tuple=None)

    def forked(self) -> None:
        """To be called first in a forked child: it must not share its parent's event loop."""
        from IPython.core import async_helpers

        async_helpers._asyncio_event_loop = None
        if asyncio := sys.modules.get("asyncio"):
            asyncio.set_event_loop(asyncio.new_event_loop())


def new_shell() -> NotebookShell:
    """A shell for this process, whose standard streams it takes over.

    Nothing of the person's own IPython profile, history or start-up files is used.
    """
    from IPython.core.compilerop import CachingCompiler
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class CellCompiler(CachingCompiler):
        """Compiles each text once, for the same cells run again and again."""

        cell_id = ""

        def __init__(self) -> None:
            super().__init__()
            self._trees: dict[Any, Any] = {}  # also keeps the ids of their nodes from being reused
            self._codes: dict[Any, Any] = {}

        def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
            return file_name(self.cell_id)

        def ast_parse(self, source: str, filename: str = "", symbol: str = "exec") -> Any:
            key = source, filename, symbol, self.flags
            if key not in self._trees:
                self._trees[key] = super().ast_parse(source, filename, symbol)
            return self._trees[key]

        def __call__(self, source: Any, filename: str, symbol: str, **flags: Any) -> Any:
            if not isinstance(source, ast.Module | ast.Interactive):
                return super().__call__(source, filename, symbol, **flags)
            key = (*map(id, source.body), filename, symbol, self.flags)
            if key not in self._codes:
                self._codes[key] = super().__call__(source, filename, symbol, **flags)  # type: ignore[arg-type]
            return self._codes[key]

    class QuietShell(InteractiveShell):
        # cached for good: there is one shell, and it lives as long as its process
        @functools.cache  # noqa: B019
        def transform_cell(self, raw_cell: str) -> Any:
            return super().transform_cell(raw_cell)

        @functools.cache  # noqa: B019
        def should_run_async(self, raw_cell: str, **kwargs: Any) -> Any:
            return super().should_run_async(raw_cell, **kwargs)

        def showtraceback(self, *args: Any, **kwargs: Any) -> None:
            """Formatting one takes longer than most tests; errors are kept, not shown."""

        def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
            pass

        def enable_gui(self, gui: Any = None) -> None:
            pass

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    out, err = _Stream(1), _Stream(2)
    sys.stdout, sys.stderr = out, err
    shell = QuietShell.instance(config=config)
    shell.compile = CellCompiler()
    return NotebookShell(shell, out, err)


def file_name(cell_id: str) -> str:
    """What a cell is called where a traceback names a file."""
    return f"<cell {cell_id}>"


def reseed(seed: int) -> None:
    """Seed every random generator that is loaded."""
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(seed)  # manual_seed also asks for every GPU
    if tensorflow := sys.modules.get("tensorflow"):
        tensorflow.random.set_seed(seed)
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(seed)


def _text(error: BaseException) -> str:
    try:
        return str(error)[:_SHORT]
    except Exception as broken:  # a student's exception may be unable to say what it is
        return f"({type(error).__name__} whose text raises {type(broken).__name__})"


def _frames(traceback: TracebackType | None) -> list[list[Any]]:
    """[cell id, line] of each frame that is a cell's; ["", 0] for one that is not."""
    frames: list[list[Any]] = []
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith("<cell ") and name.endswith(">"):
            frames.append([name[len("<cell ") : -1], traceback.tb_lineno])
        elif frames and frames[-1] != ["", 0]:
            frames.append(["", 0])
        traceback = traceback.tb_next
    return frames


def _size(descriptor: int) -> int:
    try:
        return os.fstat(descriptor).st_size
    except OSError:
        return 0


class _Counter:
    """Counts executed assertions: lines of the cell that assert, and calls of functions
    that are known to."""

    def __init__(self, name: str, lines: frozenset[int]) -> None:
        self.name = name
        self.lines = lines
        self.count = 0

    def trace(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        code = frame.f_code
        if code.co_filename == self.name:
            return self._line
        module = frame.f_globals.get("__name__") or ""
        if module.startswith(_ASSERTING) and code.co_name != "<module>":
            caller = frame.f_back
            at = caller.f_code if caller else None
            imports = at and at.co_name == "<module>" and at.co_filename != self.name
            self.count += not imports
        return None

    def _line(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        if event == "line" and frame.f_lineno in self.lines:
            self.count += 1
        return self._line
