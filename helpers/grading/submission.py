"""What a student handed in: whether it can be graded, and the key of its content.

Reads bytes and metadata, never follows a link, runs nothing. What cannot be
graded comes back as a reason, never as an exception for the batch.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.course import parse_notebook

__all__ = ["Examined", "content_key", "examine", "exchange_marks"]

TIMESTAMP = "timestamp.txt"
# what nbgrader's exchange lays beside a submission, and wants beside its feedback
EXCHANGE = (TIMESTAMP, "submission_secret.txt")
MAX_MARK_BYTES = 4096


@dataclass(frozen=True)
class Examined:
    """``reason`` says why a submission cannot be graded, ``""`` when it can;
    ``notes`` are for a person to see when it is graded all the same."""

    reason: str = ""
    notes: tuple[str, ...] = ()


def examine(folder: Path, notebooks: list[str], max_file_kb: int) -> Examined:
    """Look through the submission in ``folder``.

    Args:
        folder: the submission's own folder, ``submitted/<student>/<assignment>``.
        notebooks: the assignment's notebooks, without ``.ipynb``.
        max_file_kb: the largest file that is looked at, in kilobytes.
    """
    try:
        reason = _unsafe(folder, max_file_kb) or _bad_timestamp(folder / TIMESTAMP)
        there = [name for name in notebooks if (folder / f"{name}.ipynb").exists()]
        if not reason and not there:
            wanted = " or ".join(f"{name}.ipynb" for name in notebooks)
            reason = f"it holds no {wanted}"
        for name in there:
            reason = reason or _bad_notebook(folder / f"{name}.ipynb")
    except OSError as error:
        return Examined(f"{_name(folder, error.filename)} cannot be read: {error.strerror}")
    missing = sorted(set(notebooks) - set(there))
    return Examined(reason, tuple(f"{name}.ipynb is missing: 0 points for it" for name in missing))


def _name(folder: Path, path: object) -> str:
    return Path(str(path)).name if path else folder.name


def _unsafe(folder: Path, max_file_kb: int) -> str:
    """The first thing in ``folder`` that is not a plain file or folder of its own."""
    for path in itertools.chain((folder.parent, folder), _walk(folder)):
        mode = path.lstat()
        name = path.relative_to(folder).as_posix() if folder in path.parents else path.name
        if stat.S_ISLNK(mode.st_mode):
            return f"{name} is a link; a submission holds its own files"
        if not stat.S_ISDIR(mode.st_mode) and not stat.S_ISREG(mode.st_mode):
            return f"{name} is neither a file nor a folder"
        if stat.S_ISREG(mode.st_mode) and mode.st_size > max_file_kb * 1000:
            return f"{name} is larger than {max_file_kb} kB"
    return ""


def _walk(folder: Path) -> Iterator[Path]:
    """Everything under ``folder``, in order, links not followed."""

    def stop(error: OSError) -> None:
        raise error

    for where, folders, files in os.walk(folder, onerror=stop):
        folders.sort()
        yield from (Path(where) / name for name in sorted([*folders, *files]))


def _bad_timestamp(path: Path) -> str:
    from nbgrader.utils import parse_utc

    if not path.exists():
        return ""
    try:
        text = path.read_text(encoding="utf-8").strip()
        if text:
            parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return f"{TIMESTAMP} holds no date; mend it or delete it"
    return ""


def _bad_notebook(path: Path) -> str:
    try:
        parse_notebook(path.read_bytes())
    except ValueError as error:
        return f"{path.name} is not a notebook: {error}"
    return ""


def content_key(*folders: Path, suffix: str = "", max_file_kb: int | None = None) -> str:
    """A hash of the names and bytes of all files in ``folders`` whose names end in
    ``suffix``; ``""``, which nothing equals, when one of them cannot be read or has more
    than ``max_file_kb`` kilobytes, or a folder is reached through a link."""
    total = hashlib.sha256()
    try:
        for folder in folders:
            if folder.is_symlink() or folder.parent.is_symlink():
                return ""
            total.update(b"\0folder")
            for path in _walk(folder):
                mode = path.lstat()
                if not path.name.endswith(suffix) or not stat.S_ISREG(mode.st_mode):
                    continue
                if max_file_kb is not None and mode.st_size > max_file_kb * 1000:
                    return ""
                with path.open("rb") as file:
                    content = hashlib.file_digest(file, "sha256").digest()
                total.update(os.fsencode(path.relative_to(folder)) + b"\0" + content)
    except OSError:
        return ""
    return total.hexdigest()


def exchange_marks(folder: Path) -> dict[str, bytes]:
    """The files of ``EXCHANGE`` that are in the submission in ``folder``, by name: plain
    ones of up to ``MAX_MARK_BYTES``."""
    found: dict[str, bytes] = {}
    if folder.is_symlink() or folder.parent.is_symlink():
        return found
    for name in EXCHANGE:
        try:
            number = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        with os.fdopen(number, "rb") as file:
            if stat.S_ISREG(os.fstat(number).st_mode):
                content = file.read(MAX_MARK_BYTES + 1)
                if len(content) <= MAX_MARK_BYTES:
                    found[name] = content
    return found
