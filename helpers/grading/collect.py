"""`course collect`: what an LMS gives for download, filed where nbgrader looks.

Reads a folder or a zip as Canvas and Moodle make them, and knows both ways to name a
student. Of a name in it nothing becomes a path but a student's, and that only of plain
letters. Knows nothing of what is in a notebook.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from helpers import atomic
from helpers.course import pick, root
from helpers.errors import CourseError

__all__ = ["Found", "collect", "report"]

MAX_FILES = 50_000
MAX_BYTES = 4_000_000_000

# lovelaceada_LATE_1234_567890_06_self_attention-2.ipynb
_CANVAS = re.compile(
    r"(?P<name>[^/_]+)(?:_LATE|_late)?_(?P<id>\d+)_(?P<upload>\d+)_(?P<file>[^/]+)"
)
# Ada Lovelace_1234_assignsubmission_file_/06_self_attention.ipynb, also without the slash
_MOODLE = re.compile(
    r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_file_?/?(?:.*/)?(?P<file>[^/]+)"
)
# what Canvas adds for a second upload, and what a browser adds for a second download
_AGAIN = re.compile(r"(?:-(\d+)| ?\((\d+)\))$")


@dataclass(frozen=True)
class Found:
    """One notebook of the download. ``again`` and ``upload`` grow with each upload;
    ``lms_id`` is empty for Moodle, whose number there is one of a submission."""

    name: str
    lms_id: str
    stem: str
    again: int
    upload: int
    content: bytes


def report(source: str, lesson: str, *, db: str | None = None, as_json: bool = False) -> int:
    """File the notebooks of the download ``source`` under ``submitted/``.

    Returns 0, or 1 when something in it could not be filed, or somebody is unknown.

    Raises:
        CourseError: no such download or lesson, or ``submitted/`` cannot be written.
    """
    from helpers.grading.directory import open_directory

    directory = open_directory(root(), db)
    assignment = pick(lesson, directory.assignments(), "lesson")
    filed, problems = collect(directory, assignment, Path(source))
    if as_json:
        print(json.dumps({"lesson": assignment, "filed": filed, "attention": problems}, indent=1))
    else:
        for problem in problems:
            print("".join(sign if sign.isprintable() else "\ufffd" for sign in problem))
        print(f"{assignment}: {len(filed)} submissions filed; next: `course grade {assignment}`")
    return int(bool(problems))


def collect(directory: Any, assignment: str, source: Path) -> tuple[list[str], list[str]]:
    """Write the last notebook of each student; returns the students, and what a person
    should look at, one line each.

    Raises:
        CourseError: ``source`` is neither a folder nor a zip, is too big, or a file cannot
            be written.
    """
    wanted = sorted(path.stem for path in directory.source(assignment).glob("*.ipynb"))
    wanted = wanted or [assignment]
    limit = directory.coursedir().max_file_size * 1000
    problems: list[str] = []
    last: dict[tuple[str, str], Found] = {}
    known = _known(directory)
    for one in _notebooks(source, limit, problems):
        student = _student(one, known, problems)
        stem = one.stem if one.stem in wanted else wanted[0] if len(wanted) == 1 else ""
        if not student or not stem:
            problems.append(f"{one.name}: {one.stem}.ipynb is none of {', '.join(wanted)}")
            continue
        before = last.get((student, stem))
        # a notebook of the right name before one of another name, then the later upload
        if before is None or _order(one, stem) >= _order(before, stem):
            last[student, stem] = one
    for (student, stem), one in sorted(last.items(), key=lambda item: item[0]):
        path = directory.submitted(student, assignment) / f"{stem}.ipynb"
        try:
            atomic.write(path, one.content)
        except OSError as error:
            raise CourseError(
                f"{path} cannot be written: {error.strerror}; mend that and run this again"
            ) from None
    return sorted({student for student, _ in last}), list(dict.fromkeys(problems))


def _order(one: Found, stem: str) -> tuple[bool, int, int]:
    return one.stem == stem, one.upload, one.again


def _known(directory: Any) -> dict[str, str]:
    """Students of the gradebook by what an LMS may call them; none if there is no gradebook."""
    from sqlalchemy.engine import make_url

    from helpers.grading import gradebook

    url = make_url(directory.db_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        return {}
    known: dict[str, str] = {}
    with gradebook.opened(directory) as book:
        for one in book.students:
            first, last = one.first_name or "", one.last_name or ""
            for name in (f"{last}{first}", f"{first} {last}", one.email or "", one.id):
                if name.strip():
                    known.setdefault(_plain(name), one.id)
            if one.lms_user_id:
                known[f"#{one.lms_user_id}"] = one.id
    return known


def _plain(name: str) -> str:
    return re.sub(r"[^\w@.]", "", name).casefold()


def _student(one: Found, known: dict[str, str], problems: list[str]) -> str:
    """The student's id: the gradebook's, or else a folder's name made of the LMS's."""
    found = known.get(f"#{one.lms_id}") or known.get(_plain(one.name))
    if found:
        return found
    folder = re.sub(r"[^\w@.-]+", "-", one.name).strip(".-")[:100]
    if folder:
        problems.append(f"{one.name}: not in the gradebook, filed as {folder}")
    return folder


def _notebooks(source: Path, limit: int, problems: list[str]) -> Iterator[Found]:
    count = total = 0
    for name, content in _files(source, limit, problems):
        count, total = count + 1, total + len(content)
        if count > MAX_FILES or total > MAX_BYTES:
            raise CourseError(f"{source} is too big: it is for one lesson's submissions")
        moodle = _MOODLE.fullmatch(name)
        match = moodle or _CANVAS.fullmatch(PurePosixPath(name).name)
        if match is None:
            problems.append(f"{name}: named neither as Canvas nor as Moodle names a submission")
            continue
        made = match.groupdict()
        inside = [(made["file"], content)]
        if made["file"].lower().endswith(".zip"):
            inside = list(_unzipped(name, io.BytesIO(content), limit, problems))
        for file, bytes_ in inside:
            path = PurePosixPath(file)
            if path.suffix.lower() != ".ipynb":
                continue
            again = _AGAIN.search(path.stem)
            yield Found(
                made["name"],
                "" if moodle else made["id"],
                _AGAIN.sub("", path.stem),
                int(again[1] or again[2]) if again else 0,
                int(made.get("upload") or 0),
                bytes_,
            )


def _files(source: Path, limit: int, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    """Notebooks and zips in ``source`` with their names; links are not followed."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if path.is_symlink() or not path.is_file() or not _matters(name):
                continue
            if path.stat().st_size > limit:
                problems.append(f"{name}: larger than {limit // 1000} kB, not filed")
                continue
            yield name, path.read_bytes()
        return
    try:
        with source.open("rb") as file:
            yield from _unzipped(source.name, file, limit, problems, whole=True)
    except OSError as error:
        raise CourseError(
            f"{source}: {error.strerror}; name the folder or the zip that the LMS gave you"
        ) from None


def _unzipped(
    name: str, file: Any, limit: int, problems: list[str], *, whole: bool = False
) -> Iterator[tuple[str, bytes]]:
    """The members that matter, none larger than ``limit`` whatever the zip says of them."""
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist()[:MAX_FILES]:
                if member.is_dir() or not _matters(member.filename):
                    continue
                with archive.open(member) as opened:
                    content = opened.read(limit + 1)
                if len(content) > limit:
                    said = f"larger than {limit // 1000} kB, not filed"
                    problems.append(f"{member.filename}: {said}")
                    continue
                yield member.filename, content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        # a password, an unknown method, a broken file
        if whole:
            raise CourseError(f"{name} cannot be read as a zip: {error}") from None
        problems.append(f"{name}: cannot be read as a zip: {error}")


def _matters(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in (".ipynb", ".zip") and not any(
        part.startswith((".", "__MACOSX")) for part in path.parts[-1:] + path.parts[:1]
    )
