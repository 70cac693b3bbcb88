"""Graders spoiled on purpose, and the line with which the audit says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers import audit
from helpers.audit.evidence import gather
from helpers.audit.findings import Findings, judge
from tests.audit import lesson
from tests.courses import code


def _spoiled() -> list[dict[str, object]]:
    source = lesson.spoil(
        lesson.cells(),
        "mean-above-tests",
        lesson.MEAN_TESTS.strip("\n"),
        'assert mean_above([1.0, 9.0], 2.0) is not None, "it should be a number"\n'
        'assert "torch" in globals(), "keep the imports"',
    )
    source = lesson.spoil(
        source, "initials-tests", 'checks.equal(initials("grace")', 'initials("grace") == "G"\n#'
    )
    source = lesson.spoil(
        source, "initials-blank-tests", '("ada", " ada  king ")', '("ada", " ada  king ")[2:]'
    )
    source = lesson.spoil(
        source,
        "center-tests",
        "for last",
        'assert torch.rand(()) < 0.8, "center drew too much"\n'
        "try:\n    center(None)\nexcept Exception:\n    pass\n"
        "for last",
    )
    source = lesson.spoil(source, "opening", "*(1.2)*", "well")
    source = lesson.spoil(source, "opening", "*(1.3)*", "*(1.4)*")
    return source


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything the audit says of a lesson with one flaw of each kind."""
    answers = lesson.ANSWERS["initials"].split("# %% rejected: two letters each")[0]
    answers = answers.replace(
        "# %% accepted: map\n",
        "# %% accepted: lower\ndef initials(name):\n    return name.lower()\n"
        "# %% accepted: no name\ndef initials(nam):\n    return undefined\n# %% accepted: map\n",
    )
    answers += (
        "# %% equivalent: `return 1` -> `return 2`: gone since\n"
        '# %% equivalent: `return "".join(word[0] for word in name.strip().split()).upper()` -> '
        '`return "".join(word[0] for word in name.strip().split())`: not so\n'
    )
    made = lesson.make(tmp_path_factory.mktemp("course"), _spoiled(), initials=answers)
    return "\n".join(judge(gather(made)).problems)


CAUGHT = {
    "a weakened test accepts what is wrong": (
        r"mean-above.py:\d+: rejected 'sums' earns 3 instead of 0: strengthen mean-above-tests"
    ),
    "a constant passes a weakened test": (
        r"cell 'mean-above': trivial answer 'constant: zeros' earns 3 instead of 0"
    ),
    "a weakened test lets mutants live": r"01_small: \d+\.\d% of the mutants are rejected",
    "a wrong answer is listed as accepted": (
        r"initials.py:\d+: accepted 'lower' earns 1 instead of 2: initials-tests, line 1: "
        r"AssertionError: initials\('ada king'\): expected 'AK'"
    ),
    "an answer fails by a slip": r"accepted 'no name' earns 1 instead of 2: .*NameError",
    "too few answers": r"initials.py has 7 rejected answers; write 1 more",
    "an equivalent mutant that is gone": r"equivalent `return 1` -> `return 2` is no mutant",
    "an equivalent mutant that is rejected": r"equivalent `return .* is rejected by the tests",
    "a bare comparison": (
        r"cell 'initials-tests', line 2: `initials\('grace'\) == 'G'` compares and asserts nothing"
    ),
    "no assertion executed": r"cell 'initials-blank-tests' executes no assertion",
    "a test that only the student's own process could run": (
        r"cell 'mean-above-tests' needs the notebook's names as a whole \(globals\), so it would"
    ),
    "a swallowed exception": r"cell 'center-tests', line 4: `except Exception` swallows a failure",
    "a flaky test": r"center.py:1: accepted '.*' earns 0 or 2 instead of 2, by seed: .* seed what",
    "an objective that nothing grades": r"no exercise grades the objective 'shorten a name well'",
    "an objective of no exercise": r"objective .* names Exercise 1.4, which does not exist",
}


@pytest.mark.parametrize("flaw", CAUGHT)
def test_a_flaw_is_named(problems: str, flaw: str) -> None:
    """Each flaw has its line, which names the cell or answer."""
    assert re.search(CAUGHT[flaw], problems), problems


def test_what_a_sound_exercise_earns_is_no_problem(problems: str) -> None:
    """An answer that still earns what it should is not blamed."""
    assert "rejected 'adds the mean'" not in problems


@pytest.fixture(scope="module")
def dependent(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """A lesson in which initials' tests need a value that a wrong mean_above spoils."""
    source = lesson.cells()[:8]
    source.insert(5, code("between", "average = mean_above([2.0, 4.0], 1.0)"))
    source = lesson.spoil(
        source, "initials-tests", "checks.equal", "assert average == 3\nchecks.equal"
    )
    root = tmp_path_factory.mktemp("course")
    return judge(gather(lesson.make(root, lesson.spoil(source, "imports", "import torch", ""))))


def test_an_exercise_that_depends_on_another_is_named(dependent: Findings) -> None:
    """The line names the exercise that loses points and the one whose answer costs them."""
    costs = [line for line in dependent.problems if "costs its points" in line]
    assert len(costs) == 1
    assert "cell 'initials': a wrong answer to 'mean-above'" in costs[0]


def test_what_only_holds_beside_the_answer_is_named(tmp_path: Path) -> None:
    """A helper of the lesson's that cannot use an answer from outside loses right answers
    their points when they are graded, and the line has what the test said."""
    source = lesson.spoil(
        lesson.cells()[:8],
        "imports",
        "import torch",
        "import types\n\ndef made(function):\n"
        "    assert type(function) is types.FunctionType, 'no function'\n"
        "    return function",
    )
    source = lesson.spoil(
        source, "initials-tests", "checks.equal(initials", "checks.equal(made(initials)"
    )
    found = judge(gather(lesson.make(tmp_path, source))).problems
    problems = [line for line in found if "graded" in line]
    start = "solutions/01_small/01_small.ipynb: handed in and graded: initials-tests: 0 of 1 points"
    assert problems == [
        f"{start} for the accepted answer 'loop': AssertionError: no function",
        f"{start} for the reference: AssertionError: no function",
    ]


def test_a_missing_answers_file_fails_the_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without evidence the exit status is 1, and a line says what to write."""
    made = lesson.make(tmp_path, lesson.spoil(lesson.cells()[:5], "imports", "import torch", ""))
    (made.root / "tests" / "answers" / made.name / "mean-above.py").unlink()
    monkeypatch.chdir(tmp_path)
    status = audit.report()
    assert status == 1
    assert (
        "problem: tests/answers/01_small/mean-above.py is missing; "
        "write at least 3 accepted and 8 rejected answers in it"
    ) in capsys.readouterr().out
