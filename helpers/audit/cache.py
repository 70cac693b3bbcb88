"""Results remembered by the content they depend on, in the course's ``.cache/audit/``.

A result is good as long as nothing changed that it could depend on: the lesson's
code cells and files, the answers, the stub, the modules of ``helpers`` that the
lesson imports, this package, the lock, Python.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import helpers
from helpers import atomic
from helpers.audit.answers import answers_path
from helpers.audit.attempts import Trials
from helpers.audit.cells import Script
from helpers.course import CONFIG

__all__ = ["Cache", "fingerprint"]

_PACKAGE = Path(helpers.__file__).parent
# the modules of this package that decide what is run and what is recorded of it
_MACHINERY = (
    "answers", "attempts", "cells", "children", "constants", "edits", "evidence", "flaws",
    "mutants", "plan", "records", "scores", "shell", "stage", "staging", "trial", "trivial",
)  # fmt: skip


def fingerprint(script: Script) -> str:
    """A hash of what the audit of a lesson is about, the same on any machine: its code
    cells and its answers."""
    lesson = script.lesson
    answers = [answers_path(lesson, span.exercise.grade_id) for span in script.spans]
    return _hash(
        *_cells(script, len(script.cells)),
        *(_content(path) for path in answers),
    )


class Cache:
    """What is remembered of one lesson."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.folder = script.lesson.root / ".cache" / "audit" / script.lesson.name
        files = sorted(
            path
            for path in script.lesson.source.parent.rglob("*")
            if path.is_file() and path != script.lesson.source
        )
        self._ground = _hash(
            platform.python_version(),
            platform.platform(),
            _content(script.lesson.root / "requirements.lock"),
            *(_content(path) for path in [*_imported(script), *_machinery(), *files]),
        )

    def exercise_key(self, trials: Trials) -> str:
        attempts = [
            f"{item.key}\0{item.source}\0{item.seeds}\0{item.brief}" for item in trials.attempts()
        ]
        return _hash(
            self._ground,
            *_cells(self.script, trials.span.stop),
            *attempts,
            _content(trials.file.path),
        )

    def lesson_key(self, trials: list[Trials]) -> str:
        return _hash(*map(self.exercise_key, trials))

    def graded_key(self, trials: list[Trials]) -> str:
        """Of what the lesson's answers earn when they are handed in."""
        grading = [*sorted((_PACKAGE / "grading").rglob("*.py")), _PACKAGE / "audit" / "honest.py"]
        lesson = self.script.lesson
        # the source whole, for grading also goes by tags
        files = [*grading, lesson.root / CONFIG, lesson.source]
        return _hash(self.lesson_key(trials), *map(_content, files))

    def load(self, name: str, key: str) -> dict[str, Any] | None:
        """What is remembered as ``name``, unless it was made from something else."""
        try:
            entry = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return entry["value"] if entry.get("key") == key else None

    def store(self, name: str, key: str, value: dict[str, Any]) -> None:
        entry = json.dumps({"key": key, "value": value})
        atomic.write(self.folder / f"{name}.json", entry.encode())


def _cells(script: Script, stop: int) -> list[str]:
    return [f"{cell.id}\0{cell.role}\0{cell.points}\0{cell.source}" for cell in script.cells[:stop]]


def _machinery() -> list[Path]:
    return [
        _PACKAGE / "checks.py",
        *(_PACKAGE / "audit" / f"{name}.py" for name in _MACHINERY),
    ]


def _imported(script: Script) -> list[Path]:
    """Files of ``helpers`` that the lesson's cells import, and what those import of it."""
    found: set[Path] = set()
    waiting = [cell.source for cell in script.cells]
    while waiting:
        for name in _helpers_in(waiting.pop()):
            module = _PACKAGE / f"{name}.py"
            folder = sorted((_PACKAGE / name).rglob("*.py")) if not module.is_file() else []
            for path in [module, *folder] if module.is_file() else folder:
                if path not in found:
                    found.add(path)
                    waiting.append(path.read_text(encoding="utf-8"))
    return sorted(found)


def _helpers_in(source: str) -> Iterable[str]:
    """Modules of ``helpers`` that ``source`` names in an import, anywhere in it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magics
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [item.name for item in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{item.name}" for item in node.names]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "helpers" and rest:
                yield rest.partition(".")[0]


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return "missing"


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
