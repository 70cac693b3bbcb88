"""A stage run on a small notebook, forking and replaying."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.audit.plan import Attempt, Exercise, Pass, Plan, PlanCell
from helpers.audit.staging import run_plan, workplace
from helpers.errors import CourseError
from tests.audit import lesson

THREAD = """import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
TESTS = """import random, sys
drawn = random.random()
assert not seen, "seen should be empty"
seen.append(solve(1))
assert seen == [2], f"expected [2], got {seen}"
"""
ATTEMPTS = {
    "reference": "def solve(x): return x + 1",
    "wrong": "def solve(x): return x",
    "spoils": "def solve(x):\n    seen.append(0)\n    return x + 1",
    "exits": "import os\ndef solve(x): os._exit(3)",
    "loops": "def solve(x):\n    while True:\n        try:\n            pass\n        except Exception:\n            pass",  # noqa: E501
    "warns": "import sys\ndef solve(x):\n    print('old', file=sys.stderr)\n    return x + 1",
    "writes below Python": "import os\ndef solve(x):\n    os.write(2, b'old')\n    return x + 1",
}
CELLS = (
    PlanCell("first", "%matplotlib inline\nseen = []", "plain"),
    PlanCell("await", "import asyncio\nawait asyncio.sleep(0)", "plain"),
    PlanCell("solve", ATTEMPTS["reference"], "solution"),
    PlanCell("solve-tests", TESTS, "test", (3, 5)),
    PlanCell("value-tests", "seen = []\n0.5", "test"),
    PlanCell("draw", "import random", "plain"),
    PlanCell("other", "def other(): return 1", "solution"),
    PlanCell("other-tests", "assert other() == 1", "test", (1,)),
    PlanCell("broken", "nothing", "plain"),
    PlanCell("last", "def last(): return 1", "solution"),
    PlanCell("last-tests", "assert last() == 1", "test", (1,)),
)
SPANS = {"solve": (2, 5), "other": (6, 8), "last": (9, 11)}


def _run(
    folder: Path,
    cells: tuple[PlanCell, ...] = CELLS,
    attempts: tuple[Attempt, ...] = (),
    passes: tuple[Pass, ...] = (),
) -> dict[str, Any]:
    """Run a plan of attempts at ``solve``."""
    attempts = attempts or tuple(
        Attempt(name, source, brief=name == "loops") for name, source in ATTEMPTS.items()
    )
    with workplace(lesson.make(folder)) as place:
        exercise = Exercise("solve", *SPANS["solve"], attempts)
        results = str(place / "results")
        plan = Plan(cells, SPANS, (exercise,), passes, 2, results)
        return run_plan(plan, place, lambda message: None)


def _seen(outcome: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """(cell, error or standard error, displayed value) of each test cell that ran."""
    return [
        (sent["cell"], (sent["failure"] or {}).get("message", sent["stderr"]), sent["result"])
        for sent in outcome["sent"]
        if "cell" in sent
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    wrong = Pass("pass-0", "wrong", {"solve": "nothing", "other": "raise KeyError"})
    return _run(tmp_path_factory.mktemp("course"), passes=(wrong,))


@pytest.fixture(scope="module")
def attempts(found: dict[str, Any]) -> dict[str, Any]:
    return dict(found["solve"]["attempts"])


def test_a_test_cell_tells_error_and_value(attempts: dict[str, Any]) -> None:
    """Each test cell's error, and the value it displays, come back."""
    assert _seen(attempts["wrong"]) == [
        ("solve-tests", "expected [2], got [1]", None),
        ("value-tests", "", "0.5"),
    ]


def test_attempts_do_not_see_each_other(attempts: dict[str, Any]) -> None:
    """What one attempt does to the lesson's objects is gone for the next."""
    seen = {name: _seen(attempts[name])[0][1] for name in ("reference", "spoils")}
    assert seen == {"reference": "", "spoils": "expected [2], got [0, 2]"}


def test_an_attempt_that_ends_its_process_fails_alone(attempts: dict[str, Any]) -> None:
    """An exit is told as such, and the tests after it do not count."""
    assert attempts["exits"]["died"] == "its process ended with exit status 3"
    assert _seen(attempts["exits"]) == []


def test_an_endless_loop_ends_in_time(attempts: dict[str, Any]) -> None:
    """A brief attempt ends after two seconds of computing."""
    assert _seen(attempts["loops"]) == [("solve-tests", "no end after 2 s of computing", None)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("warns", "old\n"), ("writes below Python", "(a library wrote to it)")],
)
def test_standard_error_is_seen(attempts: dict[str, Any], name: str, text: str) -> None:
    """What a test cell writes to standard error is kept: nbgrader takes points for it."""
    assert _seen(attempts[name])[0][1] == text


def test_a_cell_of_the_lesson_that_fails_is_told(tmp_path: Path) -> None:
    """Errors of the notebook's own cells come back by cell, and it goes on."""
    wrong = Pass("pass-0", "wrong", {})
    failures = _run(tmp_path, attempts=(Attempt("reference", "pass"),), passes=(wrong,))["notebook"]
    assert list(failures["failures"]) == ["broken"]


def test_a_pass_tries_each_reference_after_wrong_answers(found: dict[str, Any]) -> None:
    """On the side of a pass every exercise's tests run on its reference."""
    checks = found["pass-0"]["checks"]
    assert {name: _seen(outcome) for name, outcome in checks.items()} == {
        "solve": [("solve-tests", "", None), ("value-tests", "", "0.5")],
        "other": [("other-tests", "", None)],
        "last": [("last-tests", "", None)],
    }


def test_each_seed_has_its_own_draws(tmp_path: Path) -> None:
    """The same seed draws the same, another one another."""
    tests = PlanCell("solve-tests", "import random\nassert False, random.random()", "test")
    cells = (*CELLS[:3], tests, *CELLS[4:])
    tried = tuple(Attempt(name, ATTEMPTS["reference"], (0, 1, 2)) for name in ("reference", "b"))
    both = _run(tmp_path, cells, tried)["solve"]["attempts"]
    draws = [
        [text for cell, text, _ in _seen(both[name]) if cell == "solve-tests"] for name in both
    ]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) == 3


def test_what_one_seed_leaves_does_not_fail_the_next(tmp_path: Path) -> None:
    """Seeds that differ because of what stays behind are run again, each alone."""
    cells = (*CELLS[:3], PlanCell("solve-tests", TESTS, "test"), *CELLS[5:])
    cells = (*cells[:4], PlanCell("value-tests", "pass", "test"), *cells[4:])
    tried = (Attempt("reference", ATTEMPTS["reference"], (0, 1, 2)),)
    reference = _run(tmp_path, cells, tried)["solve"]["attempts"]["reference"]
    assert [text for _, text, _ in _seen(reference)] == [""] * 6


def test_replaying_gives_what_forking_gives(tmp_path: Path, found: dict[str, Any]) -> None:
    """With a thread in the notebook nothing is forked, and the results are the same."""
    cells = (PlanCell("first", CELLS[0].source + "\n" + THREAD, "plain"), *CELLS[1:])
    names = ("reference", "wrong", "exits", "loops", "writes below Python")
    tried = tuple(Attempt(name, ATTEMPTS[name], brief=name == "loops") for name in names)
    wrong = Pass("pass-0", "wrong", {"solve": "nothing", "other": "raise KeyError"})
    again = _run(tmp_path, cells, tried, (wrong,))
    assert "2 threads" in again["solve"]["replayed"]
    for name in names:
        assert _seen(again["solve"]["attempts"][name]) == _seen(found["solve"]["attempts"][name])
    for name in SPANS:
        before, now = found["pass-0"]["checks"][name], again["pass-0"]["checks"][name]
        assert _seen(now) == _seen(before)


def test_a_stage_that_dies_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    """When the notebook's own process ends, the audit says at which cell, and why."""
    death = PlanCell("death", "import os\nos.write(2, b'out of luck')\nos._exit(1)", "plain")
    with pytest.raises(CourseError, match="stopped at cell 'death':\nout of luck"):
        _run(tmp_path, (death, *CELLS[1:]))
