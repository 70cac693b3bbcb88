"""An nbgrader course directory: its configuration and its paths.

Works for any course that nbgrader works for. Knows nothing of what is in the
gradebook or in a notebook.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.course import CONFIG
from helpers.errors import CourseError

__all__ = ["Directory", "open_directory", "stop_if_full"]

# stands where a student's name would; nbgrader's globs skip names that start with a dot
OURS = ".course"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True)
class Directory:
    """A course as nbgrader's configuration describes it.

    ``app`` is nbgrader's application object: the parent that hands the
    configuration to every converter and preprocessor. What nbgrader writes in the
    step ``draft``, ``autograded`` or ``feedback``, lies in a hidden folder beside the
    real one, until it is whole.
    """

    root: Path
    app: Any
    db_url: str
    draft: str = ""

    def drafted(self, step: str, db_url: str = "") -> Directory:
        """The same course, where ``step`` is a draft; ``db_url`` may name another gradebook."""
        return replace(self, draft=step, db_url=db_url or self.db_url)

    def coursedir(self, assignment: str = "", student: str = "*") -> Any:
        """A ``CourseDirectory`` of its own, because nbgrader's converters change theirs."""
        from nbgrader.coursedir import CourseDirectory

        coursedir = CourseDirectory(parent=self.app, root=str(self.root))
        coursedir.db_url = self.db_url
        coursedir.assignment_id = assignment
        coursedir.student_id = student
        if self.draft:
            name = f"{self.draft}_directory"
            setattr(coursedir, name, _hidden(getattr(coursedir, name)))
        return coursedir

    def source(self, assignment: str) -> Path:
        return self._path("source", ".", assignment)

    def released(self, assignment: str) -> Path:
        return self._path("release", ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        return self._path("submitted", student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        return self._path("autograded", student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        return self._path("feedback", student, assignment)

    def state(self, assignment: str) -> Path:
        """Where ``course grade`` keeps its logs of an assignment."""
        return self._path("autograded", OURS, assignment)

    def move(self, draft: Path, place: Path) -> None:
        """Put the folder ``draft`` at ``place``; what is there stays until then.

        Raises:
            CourseError: it cannot be put there.
        """
        old = draft.with_name(f"{draft.name}.old")
        self.clear(old)
        try:
            if place.exists():
                shutil.move(place, old)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(draft, place)
        except OSError as error:
            raise CourseError(
                f"{place} cannot be written: {error.strerror}; mend that first"
            ) from None
        self.clear(old)

    def clear(self, path: Path) -> None:
        """Remove ``path`` and what is in it, then the folders above that are left empty."""
        from nbgrader.utils import rmtree

        if path.is_dir():
            rmtree(str(path))
        for folder in path.parents:
            if folder == self.root or self.root not in folder.parents:
                return
            try:
                folder.rmdir()
            except OSError:
                return

    def _path(self, step: str, student: str, assignment: str) -> Path:
        coursedir = self.coursedir()
        return Path(
            os.path.normpath(
                coursedir.format_path(getattr(coursedir, f"{step}_directory"), student, assignment)
            )
        )

    def assignments(self) -> list[str]:
        """Assignments that have a source or a submission, in order of their names."""
        found = {*self._names("source", "."), *self._names("submitted", "*")}
        return sorted(found)

    def students(self, assignment: str, step: str = "submitted") -> list[str]:
        """Students with a folder for ``assignment`` in ``step``."""
        return sorted(self._names(step, "*", assignment))

    def _names(self, step: str, student: str, assignment: str | None = None) -> set[str]:
        """The folders that stand where the directory structure has an assignment, or,
        with ``assignment`` given, a student."""
        coursedir = self.coursedir()
        top = getattr(coursedir, f"{step}_directory")
        wanted = "assignment_id" if assignment is None else "student_id"
        assignment_glob = "*" if assignment is None else glob.escape(assignment)
        pattern = coursedir.format_path(
            top,
            student if student == "." else "(?P<student_id>[^/\\\\]+)",
            "(?P<assignment_id>[^/\\\\]+)" if assignment is None else re.escape(assignment),
            escape=True,
        )
        return {
            match[wanted]
            for path in glob.glob(coursedir.format_path(top, student, assignment_glob))  # noqa: PTH207
            if Path(path).is_dir() and (match := re.fullmatch(pattern, path))
        }

    @contextlib.contextmanager
    def log_to(self, path: Path) -> Iterator[None]:
        """While open, nbgrader's messages go to ``path`` and nowhere else."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        handler = logging.FileHandler(path, mode="a", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self.app.log.addHandler(handler)
        try:
            yield
        finally:
            self.app.log.removeHandler(handler)
            handler.close()


def stop_if_full(error: BaseException, directory: Directory) -> None:
    """Raise the CourseError that ends a batch when ``error`` says that nothing can be kept."""
    full = isinstance(error, OSError) and error.errno in _FULL
    if full or "disk is full" in str(error):
        said = error.strerror if isinstance(error, OSError) else "the disk is full"
        raise CourseError(
            f"{directory.root}: {said}; make room, then run the same command again: "
            "what is graded stays graded"
        ) from error


def _hidden(step: str) -> str:
    path = Path(step)
    return str(path.with_name(f".{path.name}"))


def open_directory(root: Path, db: str | None = None) -> Directory:
    """The course at ``root``, with the gradebook at the URL ``db`` instead of its own.

    Raises:
        CourseError: its configuration cannot be loaded.
    """
    from nbgrader.apps import NbGrader
    from nbgrader.coursedir import CourseDirectory

    app = NbGrader()
    app.raise_config_file_errors = True
    _silence(app)
    try:
        with contextlib.chdir(root):
            app.initialize([], root=str(root))
            db_url = db or CourseDirectory(parent=app, root=str(root)).db_url
    except (Exception, SystemExit) as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        raise CourseError(f"{root / CONFIG} cannot be loaded: {what}; mend that line") from None
    finally:
        _silence(app)
    return Directory(root=root, app=app, db_url=_absolute(db_url, Path.cwd() if db else root))


def _silence(app: Any) -> None:
    for handler in list(app.log.handlers):
        app.log.removeHandler(handler)
    app.log.addHandler(logging.NullHandler())
    app.log.propagate = False
    app.log.setLevel(logging.INFO)  # each message of a kernel is one at DEBUG


def _absolute(db_url: str, base: Path) -> str:
    """``db_url``; if it is an SQLite file's, no longer relative to a directory, and
    patient while another process writes to it."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(db_url)
    except ArgumentError:
        raise CourseError(
            f"{db_url!r} is not the URL of a gradebook; it looks like "
            "sqlite:////folder/gradebook.db or postgresql://user:password@host/name"
        ) from None
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return db_url
    url = url.set(database=str((base / str(url.database)).absolute()))
    if "timeout" not in url.query:
        url = url.update_query_dict({"timeout": "30"})
    return url.render_as_string(hide_password=False)
