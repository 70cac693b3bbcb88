"""The files that set a machine up say the same."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

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
