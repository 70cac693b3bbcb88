"""Running one of nbgrader's converters: its messages in a file, its failure as one value.

nbgrader logs what went wrong and then raises something else; here the first error
is kept, and put in words that a person can act on.
"""

from __future__ import annotations

import contextlib
import functools
import glob
from pathlib import Path
from typing import Any

from helpers.grading.directory import Directory
from helpers.grading.execution import NotebookStopped

__all__ = ["ConversionFailed", "convert", "database_error"]


class ConversionFailed(Exception):
    """A converter gave up; the message is one line, ``cause`` what it met first."""

    def __init__(self, message: str, cause: BaseException) -> None:
        super().__init__(message)
        self.cause = cause


@functools.cache
def _remembering(converter: Any) -> Any:
    class Remembering(converter):
        cause: BaseException | None = None
        at = ""

        def init_assignment(self, *args: Any) -> None:
            with self._remembered():
                super().init_assignment(*args)

        def convert_single_notebook(self, filename: str) -> None:
            self.at = Path(filename).name
            with self._remembered():
                super().convert_single_notebook(filename)

        @contextlib.contextmanager
        def _remembered(self) -> Any:
            try:
                yield
            except Exception as error:
                self.cause = self.cause or error
                raise

    return Remembering


def convert(
    directory: Directory, converter: Any, assignment: str, student: str, **traits: Any
) -> None:
    """Run ``converter``, one of nbgrader's classes, on one submission or source.

    Raises:
        ConversionFailed: for whatever it met.
    """
    # nbgrader takes the student for a pattern
    coursedir = directory.coursedir(assignment, glob.escape(student))
    run = _remembering(converter)(coursedir=coursedir, parent=directory.app)
    run.force = True
    for name, value in traits.items():
        setattr(run, name, value)
    try:
        run.start()
    except (Exception, SystemExit) as error:
        cause = run.cause or error
        raise ConversionFailed(_explained(cause, run.at), cause) from cause


def _explained(error: BaseException, notebook: str) -> str:
    import sqlalchemy.exc
    from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError

    where = f"{notebook}: " if notebook else ""
    if isinstance(error, NotebookStopped):
        return f"{where}{error}"
    if isinstance(error, sqlalchemy.exc.SQLAlchemyError):
        return f"the gradebook cannot be used: {database_error(error)}"
    if isinstance(error, SchemaTooOldError):
        return f"{where}its cells are of an old nbgrader format; run `nbgrader update` on it"
    if isinstance(error, SchemaTooNewError):
        return f"{where}its cells are of a newer nbgrader format; upgrade nbgrader"
    said = " ".join(str(error).split())[:300]
    return f"{where}{type(error).__name__}: {said}" if said else f"{where}{type(error).__name__}"


def database_error(error: Any) -> str:
    """What the database said, in one line, with what usually mends it."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())[:300]
    if "locked" in said:
        return f"{said}; close what else uses it and run the same command again"
    if "no such column" in said or "no such table" in said:
        return f"{said}; back it up, then `nbgrader db upgrade`"
    return said
