"""Code that runs away, forty ways of it, in one batch with honest neighbours.

Each submission answers the first exercise rightly and runs away in the second or in the
third. What it had earned stays, nobody else notices, and nothing is left of it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import courses
from tests.courses import code, lesson_cells, make_course
from tests.grading.handed_in import course, hand_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a sandbox needs Linux")

LIMIT_S = 4
HONEST = ("ada", "ben", "zoe")
ANSWER = "def items():\n    ### BEGIN SOLUTION\n    return [1, 2]\n    ### END SOLUTION"
ITEMS = code("items", ANSWER, solution=True)
ITEMS_TESTS = courses.tests(
    "items-tests", "got = items()\nassert len(set(got)) == 2 and list(got) == [1, 2]", 4
)
FIRST, SECOND, THIRD = 3, 2, 4  # points of the exercises that tests grade
ALL = FIRST + SECOND + THIRD

# what the cell of the second exercise does before it answers rightly: the points of the
# whole submission, and what a person is told
IN_A_CELL: dict[str, tuple[str, int, str]] = {
    "fork bomb": ("import os\nwhile True:\n    os.fork()", None, ""),
    "memory": ("held = []\nwhile True:\n    held.append(b'x' * 2**26)", FIRST + THIRD, ""),
    "memory of many": (
        "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n"
        "        held = b'x' * 2**29\n        time.sleep(100)\ntime.sleep(100)",
        FIRST, "it used more than 2048 MiB of memory",
    ),
    "disk": (
        "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'wb').write(bytes(2**24)); n += 1",
        FIRST + THIRD, "",
    ),
    "files without content": (
        "n = 0\nwhile True:\n    open(f'{n}', 'wb').close(); n += 1", FIRST + THIRD, "",
    ),
    "printing": ("while True:\n    print('flood' * 1000)", FIRST + THIRD, ""),
    "one line": ("print('x' * 200_000_000)", FIRST + THIRD, ""),
    # few and long, so that the bound is met well before the time is up
    "displaying": ("while True:\n    display('flood' * 2**17)", FIRST, "16 MiB of output"),
    "one output": ("display('x' * 100_000_000)", FIRST, ""),
    "a program's output": ("import os\nos.system('yes')", FIRST + THIRD, "its time was up"),
    "descriptors": ("held = []\nwhile True:\n    held.append(open('/dev/null'))", None, ""),
    "sleep": ("import time\ntime.sleep(10_000)", FIRST + THIRD, "its time was up"),
    "input": ("input()", FIRST + THIRD, ""),
    "interrupt ignored": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
        FIRST, "could not be interrupted",
    ),
    "interrupt caught": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass",
        FIRST, "could not be interrupted",
    ),
    "loop in C": ("sum(range(10**15))", FIRST, "could not be interrupted"),
    "threads": (
        "import threading, time\nfor _ in range(5000):\n"
        "    threading.Thread(target=time.sleep, args=(10_000,)).start()",
        None, "",
    ),
    "thread that never ends": (
        "import threading\ndef work():\n    while True:\n        pass\n"
        "threading.Thread(target=work).start()\nanswer = 'b'",
        ALL, "",
    ),
    "detached process": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        time.sleep(10_000)\n    os._exit(0)\nanswer = 'b'",
        ALL, "",
    ),
    "daemon": (
        "import subprocess\nsubprocess.Popen(['sleep', '10000'], start_new_session=True)\n"
        "answer = 'b'",
        ALL, "",
    ),
    "exit of the process": ("import os\nos._exit(0)", FIRST, "its code ended the kernel's process"),
    "segmentation fault": ("import ctypes\nctypes.string_at(0)", FIRST, "ended the kernel's"),
    "stack overflow": (
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6):\n    x = [x]\n"
        "repr(x)",
        FIRST, "ended the kernel's",
    ),
    "recursion": ("def f():\n    return f()\nf()", FIRST + THIRD, ""),
    "exit handlers": (
        "import atexit, os, signal\ndef last():\n    while True:\n        pass\n"
        "atexit.register(last)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nanswer = 'b'",
        ALL, "",
    ),
    "kills its parent": ("import os\nos.kill(os.getppid(), 9)\nanswer = 'b'", None, ""),
    "kills everything": ("import os\nos.kill(-1, 9)\nanswer = 'b'", None, ""),
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", FIRST, ""),
    "closes its files": ("import os\nos.closerange(0, 4096)\nanswer = 'b'", FIRST, ""),
    "replaces stdout": ("import sys\nsys.stdout = sys.stderr = None\nanswer = 'b'", None, ""),
    "deletes its folder": (
        "import os, shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\nanswer = 'b'", ALL, "",
    ),
    "deletes everything": (
        "import os\nos.system('rm -rf --no-preserve-root / 2>/dev/null')\nanswer = 'b'", ALL, "",
    ),
}  # fmt: skip

# what the third exercise's function does when the test calls it, and what is told
IN_A_TEST: dict[str, tuple[str, str]] = {
    "endless loop": ("while True: pass", "its time was up"),
    "endless generator": ("while True: yield 1", "its time was up"),
    "generator of large parts": ("while True: yield b'x' * 2**25", ""),
    "wait for a thread": ("import threading; threading.Event().wait()", "its time was up"),
    "interrupt ignored in a test": (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass",
        "could not be interrupted",
    ),
    "loop in C in a test": ("return sum(range(10**15))", "could not be interrupted"),
    "exit in a test": ("import os; os._exit(0)", "its code ended the kernel's process"),
    "range without end": ("return range(10**12)", ""),
    "printing in a test": ("while True: print('flood' * 1000)", ""),
    "large result": ("return ['x' * 2**20] * 500", ""),
    # nothing that Python does between two of its own steps ends what follows
    "one step of the test's without end": (
        "return [n * (2**61 - 1) for n in range(1, 200_001)]",
        "cell 'items-tests' could not be stopped when its time was up, and was left out",
    ),
    "stops itself in a test": ("import os; os.kill(os.getpid(), 19)", ""),
}


@pytest.fixture(scope="module")
def graded() -> Iterator[dict[str, Any]]:
    """All of them, graded by one command."""
    # a short name, so that all that grading makes is in there
    place = Path(tempfile.mkdtemp(prefix="runaway-", dir="/tmp"))
    root = make_course(place / "course", **{courses.LESSON: [*lesson_cells(), ITEMS, ITEMS_TESTS]})
    config = root / "nbgrader_config.py"
    limits = f"\nc.Execute.timeout = {LIMIT_S}\nc.Limits.memory_mib = 2048\n"
    config.write_text(config.read_text() + limits)
    right = {"double": "def double(x):\n    return x + x", "length": "answer = 'b'"}
    right["items"] = "def items():\n    return [1, 2]"
    for student in HONEST:
        hand_in(root, student, **right)
    for name, (source, _, _) in IN_A_CELL.items():
        hand_in(root, name, **{**right, "length": source})
    for name, (body, _) in IN_A_TEST.items():
        hand_in(root, name, **{**right, "items": f"def items():\n    {body}"})
    (place / "tmp").mkdir()
    done = course("grade", "1", "--jobs", "2", "--json", cwd=root, env={"TMPDIR": f"{place}/tmp"})
    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    results = {one["student"]: one for one in document["results"]}
    yield {"document": document, "results": results, "place": place}
    shutil.rmtree(place)


def _told(result: dict[str, Any]) -> str:
    return "\n".join([result["reason"], *result["notes"]])


@pytest.mark.parametrize("name", IN_A_CELL)
def test_what_was_earned_before_stays(graded: dict[str, Any], name: str) -> None:
    """The cells before it count, and those after it where the kernel still runs."""
    _, score, told = IN_A_CELL[name]
    result = graded["results"][name]
    assert result["status"] in ("graded", "needs manual grading"), _told(result)
    if score is None:
        assert result["score"] in (FIRST, FIRST + THIRD, ALL), _told(result)
    else:
        assert result["score"] == score, _told(result)
    assert told in _told(result)


@pytest.mark.parametrize("name", IN_A_TEST)
def test_a_test_that_gets_no_answer_earns_nothing(graded: dict[str, Any], name: str) -> None:
    """And takes nothing away."""
    result = graded["results"][name]
    assert result["status"] in ("graded", "needs manual grading"), _told(result)
    assert result["score"] == FIRST + SECOND, _told(result)
    assert IN_A_TEST[name][1] in _told(result)


def test_the_neighbours_are_untouched(graded: dict[str, Any]) -> None:
    """They have all points, and nothing is said of them."""
    for name in HONEST:
        result = graded["results"][name]
        assert (result["score"], _told(result).strip()) == (ALL, "")


def test_the_batch_goes_on_to_its_end(graded: dict[str, Any]) -> None:
    """Everybody is graded, nobody is our failure."""
    assert graded["document"]["graded"] == len(HONEST) + len(IN_A_CELL) + len(IN_A_TEST)
    assert graded["document"]["not_graded"] == 0


def test_nothing_is_left(graded: dict[str, Any]) -> None:
    """Neither a file nor a process: those of a sandbox have its folders mounted."""
    assert list((graded["place"] / "tmp").iterdir()) == []
    assert not list(graded["place"].glob("course/.autograded"))
    mark = graded["place"].name
    left = []
    for path in Path("/proc").glob("[1-9]*"):
        try:
            where = (path / "mountinfo").read_text()
            line = (path / "cmdline").read_text()
        except OSError:
            continue  # it has just ended, or is somebody else's
        if mark in where or mark in line:
            left.append(line)
    assert left == []
