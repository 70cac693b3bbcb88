"""``solutions/`` → ``lessons/``: what a student gets, made from what an instructor wrote.

nbgrader's own preprocessors take out solutions and hidden tests; what is left is
cleaned, so that the same source gives the same bytes anywhere. Touches no
gradebook.

A learner works in ``lessons/`` in place. So each released notebook carries the
fingerprint of what was released: one that no longer matches its own holds work,
and is not replaced unless forced to, and then a copy stays beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from helpers import atomic, source
from helpers.course import Lesson, cell_source, find_lesson, lessons, read_notebook, root
from helpers.errors import CourseError

__all__ = ["Release", "State", "build", "report", "state"]

OURS = "llm_course"
_CELL_KEYS = {"deletable", "editable", "jupyter", "nbgrader", "slideshow", "tags"}
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Release:
    """What ``lessons/`` should hold for one lesson: bytes by path in its folder."""

    lesson: Lesson
    files: dict[str, bytes] = field(repr=False)

    @property
    def folder(self) -> Path:
        return self.lesson.release.parent


@dataclass(frozen=True)
class State:
    """How a released folder compares with what its source gives now.

    ``work`` lists the files that changed since they were released, by whoever.
    """

    stale: bool
    work: tuple[str, ...] = ()


def report(names: list[str], *, check: bool = False, force: bool = False) -> int:
    """Release the lessons ``names`` (default: all), or with ``check`` only compare.

    Prints one line per lesson. Returns 0 when every release is, or was already,
    in step with its source, else 1.

    Raises:
        CourseError: outside a course, an unknown lesson, a source that is no notebook, or
            a folder that cannot be written.
    """
    from rich.console import Console

    course = root()
    chosen = [find_lesson(name, course) for name in names] if names else lessons(course)
    if not chosen:
        raise CourseError(f"{course} has no lesson; write one in solutions/NN_name/NN_name.ipynb")
    console = Console(highlight=False, soft_wrap=True, markup=False)
    failed = False
    for lesson in chosen:
        lines, ok = _release(lesson, check=check, force=force)
        failed |= not ok
        for line in lines:
            console.print(line)
    return 1 if failed else 0


def _release(lesson: Lesson, *, check: bool, force: bool) -> tuple[list[str], bool]:
    if not lesson.source.is_file():
        raise CourseError(f"{lesson.source}: no such source; only its release is here")
    if found := source.problems(lesson):
        return [*found, f"{lesson.name}: not released; mend the above in its source"], False
    made = build(lesson)
    now = state(made)
    if check:
        return _compared(lesson, now)
    changed = _list(now.work)
    if now.work and not force:
        if not now.stale:
            return [f"{lesson.name}: up to date, with work in it ({changed})"], True
        return [
            f"{lesson.name}: not released, for there is work in it ({changed}); "
            f"`course release {lesson.number} --force` replaces it and keeps a copy"
        ], False
    if not now.stale and not now.work:
        return [f"{lesson.name}: up to date"], True
    try:
        copies = tuple(_back_up(made.folder / name) for name in now.work)
        for name, content in made.files.items():
            atomic.write(made.folder / name, content)
    except OSError as error:
        raise CourseError(
            f"{made.folder} cannot be written: {error.strerror}; mend that, then release again"
        ) from None
    return [f"{lesson.name}: released" + (f"; kept {_list(copies)}" if copies else "")], True


def _compared(lesson: Lesson, now: State) -> tuple[list[str], bool]:
    command = f"`course release {lesson.number}" + (" --force`" if now.work else "`")
    if now.work:
        how = "edited since it was released, and stale" if now.stale else "edited"
        return [f"{lesson.name}: {how} ({_list(now.work)}); {command} makes it anew"], False
    if now.stale:
        return [f"{lesson.name}: stale; {command} mends it"], False
    return [f"{lesson.name}: up to date"], True


def build(lesson: Lesson) -> Release:
    """What a release of ``lesson`` holds, without writing it.

    Raises:
        CourseError: nbgrader refuses the source.
    """
    beside = {
        path.relative_to(lesson.source.parent).as_posix(): path.read_bytes()
        for path in sorted(lesson.source.parent.rglob("*"))
        if path.is_file() and path != lesson.source and not _ignored(path, lesson)
    }
    notebook = _student_version(lesson)
    _clean(notebook)
    sums = {name: _sha256(content) for name, content in beside.items()}
    notebook.metadata[OURS] = {"release": _fingerprint(notebook.cells)} | (
        {"files": sums} if sums else {}
    )
    return Release(lesson, {lesson.release.name: _written(notebook, lesson)} | beside)


def _ignored(path: Path, lesson: Lesson) -> bool:
    parts = path.relative_to(lesson.source.parent).parts
    patterns = (".*", "__pycache__", "*.pyc", "*.ipynb", "*.bak*")
    return any(fnmatch(part, pattern) for part in parts for pattern in patterns)


def _student_version(lesson: Lesson) -> Any:
    """The source through every preprocessor of nbgrader's generate_assignment that
    needs no gradebook; a ``NotebookNode``."""
    import nbformat
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells

    from helpers.grading.directory import open_directory

    directory = open_directory(lesson.root)
    converter = GenerateAssignment(coursedir=directory.coursedir(lesson.name), parent=directory.app)
    notebook = nbformat.reads(lesson.source.read_text(encoding="utf-8"), as_version=4)
    resources: dict[str, Any] = {
        "nbgrader": {"notebook": lesson.name, "assignment": lesson.name, "student": "."},
        "metadata": {"path": str(lesson.source.parent)},
    }
    try:
        with contextlib.chdir(lesson.root):
            for preprocessor in converter.preprocessors:
                if not issubclass(preprocessor, SaveCells):
                    step = preprocessor(parent=directory.app)
                    notebook, resources = step(notebook, resources)
    except Exception as error:
        raise CourseError(f"{lesson.source}: nbgrader refuses it: {error}") from error
    return notebook


def _clean(notebook: Any) -> None:
    """Drop what a machine or an editor left in ``notebook``, in place."""
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in cell.metadata if key in _CELL_KEYS}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = {"kernelspec": dict(_KERNEL), "language_info": {"name": "python"}}


def _written(notebook: Any, lesson: Lesson) -> bytes:
    import nbformat

    notebook.nbformat_minor = 5
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise CourseError(f"{lesson.source} is not a valid notebook: {error}") from None
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def _fingerprint(cells: list[Any]) -> str:
    """A hash of the cells' ids, kinds and texts; outputs and metadata do not count."""
    content = [
        [cell.get("id"), cell["cell_type"], cell_source(cell), cell.get("attachments", {})]
        for cell in cells
    ]
    return _sha256(json.dumps(content, sort_keys=True).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def state(made: Release) -> State:
    """Compare the release folder with ``made``. A missing folder is stale; a notebook
    that is unreadable, or not one of ours, counts as work."""
    path = made.lesson.release
    if not path.exists():
        return State(stale=True)
    try:
        notebook = read_notebook(path)
    except CourseError:
        return State(stale=True, work=(path.name,))
    ours = notebook["metadata"].get(OURS, {})
    work = [path.name] if ours.get("release") != _fingerprint(notebook["cells"]) else []
    work += [
        name
        for name in made.files
        if name != path.name
        and (made.folder / name).exists()
        and _sha256((made.folder / name).read_bytes())
        not in (ours.get("files", {}).get(name), _sha256(made.files[name]))
    ]
    meant = json.loads(made.files[path.name])["metadata"][OURS]
    if work:
        return State(stale=ours != meant, work=tuple(work))
    same = all(
        (made.folder / name).is_file() and (made.folder / name).read_bytes() == content
        for name, content in made.files.items()
    )
    return State(stale=not same)


def _back_up(path: Path) -> str:
    """Copy ``path`` beside itself under a free name, and return that name."""
    number = 1
    while (copy := path.with_name(f"{path.name}.bak{number}")).exists():
        number += 1
    with copy.open("xb") as file:
        file.write(path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    return copy.name


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
