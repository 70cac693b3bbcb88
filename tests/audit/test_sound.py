"""A lesson whose graders are right: what the audit says of it, and how it remembers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from helpers import audit
from helpers.audit import tables
from helpers.audit.evidence import Evidence, gather
from helpers.audit.findings import Findings, judge
from tests.audit import lesson


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return gather(lesson.make(tmp_path_factory.mktemp("course")))


@pytest.fixture(scope="module")
def findings(evidence: Evidence) -> Findings:
    return judge(evidence)


def test_nothing_is_wrong_with_it(findings: Findings) -> None:
    """A sound lesson has neither problems nor notes."""
    assert (findings.problems, findings.notes) == ((), ())


@pytest.mark.parametrize("kind", ["accepted", "rejected"])
def test_each_answer_earns_what_is_stated(evidence: Evidence, kind: str) -> None:
    """Accepted answers earn all points, rejected ones those in brackets."""
    wrong = [tried for record in evidence.exercises for tried in record.of(kind) if not tried.holds]
    assert wrong == []


def test_partial_credit_counts_by_test_cell(evidence: Evidence) -> None:
    """An answer that fails one of two test cells keeps the other's points."""
    tried = next(t for t in evidence.exercises[1].tried if t.title == "splits at each blank")
    assert set(tried.scores) == {1.0}


def test_each_answer_runs_under_twenty_seeds(evidence: Evidence) -> None:
    """Every known answer has a score for each of 20 seeds."""
    counts = {
        len(tried.scores)
        for record in evidence.exercises
        for tried in [record.reference, *record.of("accepted"), *record.of("rejected")]
    }
    assert counts == {20}


def test_trivial_answers_are_tried_without_being_written(evidence: Evidence) -> None:
    """Stub, None, each argument and constants are tried on every exercise."""
    titles = [tried.title for tried in evidence.exercises[0].of("trivial")]
    assert titles == [
        "the stub",
        "raise NotImplementedError",
        "return None",
        "echo: values",
        "echo: limit",
        "constant: zeros",
        "constant: ones",
        "constant: first",
    ]


def test_an_equivalent_mutant_is_not_counted(findings: Findings) -> None:
    """A survivor that the answers file excuses leaves the denominator."""
    initials = findings.rows[1]
    assert (initials.equivalent, initials.mutants) == (1, initials.mutants_rejected)


def test_assertions_executed_are_counted(evidence: Evidence) -> None:
    """Each test cell reports the assertions that the reference passes through."""
    assert all(test.asserts > 0 for record in evidence.exercises for test in record.tests)


def test_a_second_audit_remembers(evidence: Evidence) -> None:
    """With nothing changed nothing is run again, and the records are the same."""
    again = gather(evidence.lesson)
    assert (again.remembered, again.exercises) == (True, evidence.exercises)


def test_only_what_changed_is_run_again(tmp_path: Path, evidence: Evidence) -> None:
    """A changed answers file makes its own exercise stale, and no other."""
    from helpers.audit.attempts import read_trials
    from helpers.audit.cache import Cache

    cache = Cache(evidence.script)
    before = [cache.exercise_key(trial) for trial in evidence.trials]
    path = evidence.trials[1].file.path
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# %% accepted: map", "# %% accepted: mapped"), encoding="utf-8")
    stubs = {trial.grade_id: trial.trivial[0].source for trial in evidence.trials}
    after = [cache.exercise_key(trial) for trial in read_trials(evidence.script, stubs)]
    path.write_text(text, encoding="utf-8")
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_a_tag_makes_what_was_graded_stale(evidence: Evidence) -> None:
    """It changes no code, so that answers need not be tried again; they are graded again."""
    from helpers.audit.cache import Cache

    cache, path = Cache(evidence.script), evidence.lesson.source
    before = cache.graded_key(list(evidence.trials)), cache.lesson_key(list(evidence.trials))
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    notebook["cells"][1]["metadata"]["tags"] = ["in-kernel"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    after = cache.graded_key(list(evidence.trials)), cache.lesson_key(list(evidence.trials))
    path.write_text(text, encoding="utf-8")
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


def test_report_prints_one_json_document(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json standard output is one document, and 0 says that all is well."""
    monkeypatch.chdir(evidence.lesson.root)
    status = audit.report("1", as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (status, document["ok"], document["lessons"][0]["cached"]) == (0, True, True)


def test_report_names_every_exercise_and_the_total(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Away from a terminal the table is one line an exercise and one for the lesson."""
    monkeypatch.chdir(evidence.lesson.root)
    audit.report("01")
    names = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == ["mean-above", "initials", "center", lesson.NAME]


def test_messages_stand_side_by_side(findings: Findings) -> None:
    """On a terminal each rejected answer has a row with what it is told."""
    console = Console(file=io.StringIO(), force_terminal=True, width=160, color_system=None)
    tables.print_messages(console, [findings])
    assert isinstance(console.file, io.StringIO)
    row = next(line for line in console.file.getvalue().splitlines() if "last letters" in line)
    assert "initials('ada king'): expected 'AK', got str 'AG'" in row


def test_a_hidden_test_is_called_hidden(findings: Findings) -> None:
    """The report says when only a hidden test caught an answer."""
    document = tables.to_json([findings], [])
    answers = {a["title"]: a["test"] for a in document["lessons"][0]["exercises"][0]["answers"]}
    assert (answers["sums"], answers["divides by nothing"]) == (
        "mean-above-tests",
        "mean-above-tests (hidden)",
    )
