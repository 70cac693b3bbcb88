"""The files that set a machine up say the same."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pinned(lines):
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", "\n".join(lines), re.MULTILINE))


def test_the_lock_holds_what_pyproject_asks_for():
    """Every direct dependency is pinned, and to the version in the lock."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lock = pinned((ROOT / "requirements.lock").read_text().splitlines())
    assert pinned(asked) == {name: lock.get(name) for name in pinned(asked)}
    assert len(pinned(asked)) == len(asked)


def test_conda_gets_the_same_versions():
    """environment.yml installs the lock, and names what pyproject names."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lines = [
        line.strip().removeprefix("- ")
        for line in (ROOT / "environment.yml").read_text().splitlines()
    ]
    assert pinned(lines) == pinned(asked)
    assert "-r requirements.lock" in lines


def test_the_lock_names_versions_only():
    """No address stands in the lock."""
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_the_course_command_imports_nothing_heavy():
    """A fresh process that imports the command has no torch in it."""
    heavy = "('torch', 'transformers', 'tensorflow', 'nbgrader')"
    code = (
        "import sys, helpers.cli, helpers.models, helpers.checks, helpers.plots, helpers.widgets;"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SKIPPING = """
import pytest

def test_passes(): pass

def test_skips(): pytest.skip("no browser")

@pytest.mark.skipif(True, reason="no database")
def test_is_skipped(): pass

@pytest.mark.xfail(strict=True)
def test_fails_as_expected(): assert False
"""
SKIPPED_WHOLE = "import pytest; pytest.importorskip('no_such_module')"


@pytest.mark.parametrize(
    ("ci", "closing"),
    [("", "1 passed, 3 skipped, 1 xfailed"), ("true", "1 failed, 1 passed, 1 xfailed, 2 errors")],
)
def test_nothing_is_skipped_in_ci(tmp_path, ci, closing):
    """Where CI is set a test that would be skipped fails, and says why it would be."""
    (tmp_path / "test_some.py").write_text(SKIPPING)
    (tmp_path / "test_none.py").write_text(SKIPPED_WHOLE)
    (tmp_path / "pytest.ini").write_text("[pytest]")
    options = ["-p", "tests.conftest", "--continue-on-collection-errors", "-rs"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=ROOT,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert closing in done.stdout.splitlines()[-1], done.stderr
    assert ("skipped, but CI is set: Skipped: no browser" in done.stdout) == bool(ci)
