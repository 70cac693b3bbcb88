"""Exactly once: whatever is killed when, the same command again leaves the same gradebook.

``COURSE_KILLS`` sets how many random moments are tried; a few in every run of the tests,
a hundred when something about it was changed.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.courses import LESSON, make_course
from tests.grading.handed_in import course, grades, hand_in, right

KILLS = int(os.environ.get("COURSE_KILLS", "3"))
STUDENTS = ("ada", "ben", "cleo", "dora")
KINDS = {
    "writer": lambda line: "helpers.cli" in line,
    "worker": lambda line: "helpers.grading.worker" in line,
    "zygote": lambda line: "helpers.grading.kernel.server" in line,
    "kernel": lambda line: "helpers.grading.kernel.server" in line,
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], float]:
    """A course with submissions, what grading it leaves in the gradebook, and how long
    that takes."""
    root = make_course(tmp_path_factory.mktemp("kills") / "course")
    right(root, "ada")
    hand_in(root, "ben", double="def double(x):\n    return 2 * x if x > 0 else 0")
    hand_in(root, "cleo")
    hand_in(
        root, "dora", double="def double(x):\n    return x + x", length="import os; os._exit(3)"
    )
    whole = root.with_name("whole")
    shutil.copytree(root, whole)
    start = time.monotonic()
    assert course("grade", "1", "--jobs", "2", cwd=whole).returncode == 1
    return root, grades(whole), time.monotonic() - start


def _family(process: subprocess.Popen[bytes], kind: str) -> list[psutil.Process]:
    """The processes of a batch that are of ``kind``; a zygote's children are its kernels."""
    found = []
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(process.pid)
        for one in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                above = " ".join(one.parent().cmdline()) if one.parent() else ""
                forked = KINDS["zygote"](above)
                if KINDS[kind](" ".join(one.cmdline())) and forked == (kind == "kernel"):
                    found.append(one)
    return found


def _kill_one(root: Path, kind: str, after_s: float, draw: random.Random) -> bool:
    """Start a batch and kill one of its processes; whether there was one to kill."""
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.cli", "grade", "1", "--jobs", "2"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + after_s
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        family: list[psutil.Process] = []
        while process.poll() is None and not family:
            family = _family(process, kind)
            time.sleep(0.01)
        for one in draw.sample(family, min(1, len(family))):
            with contextlib.suppress(psutil.Error):
                one.send_signal(signal.SIGKILL)
    finally:
        process.wait(timeout=300)
    return bool(family)


def _left_behind(root: Path) -> list[str]:
    """Processes at work in the course, and folders that should be gone."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if one.cwd().startswith(str(root)) and one.pid != os.getpid():
                found.append(" ".join(one.cmdline()))
    return found + [str(path) for path in root.glob(".autograded*")]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_costs_nothing(
    fresh: tuple[Path, dict[str, Any], float], tmp_path: Path, number: int
) -> None:
    """After any kill the same command grades what is missing, and leaves nothing behind."""
    before, whole, takes_s = fresh
    draw = random.Random(number)
    root = tmp_path / "course"
    shutil.copytree(before, root)
    kind = list(KINDS)[number % len(KINDS)]
    killed = _kill_one(root, kind, draw.uniform(0.3, 0.9) * takes_s, draw)
    done = course("grade", "1", "--jobs", "2", cwd=root)
    assert done.returncode == 1, done.stderr
    assert grades(root) == whole, (kind, killed)
    there = {path.name for path in (root / "autograded").iterdir()}
    assert there - {".course"} == set(STUDENTS)  # that one holds the logs
    assert all((root / "autograded" / one / LESSON).is_dir() for one in STUDENTS)
    assert _left_behind(root) == []
    kernels = Path(tempfile.gettempdir()).glob("course-kernels-*/root")
    assert [path for path in kernels if not _in_use(path.parent)] == []


def _in_use(folder: Path) -> bool:
    """Whether the owner of a zygote's folder, perhaps of another batch, is alive."""
    import fcntl

    try:
        held = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(held)
    return False
