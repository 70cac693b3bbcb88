"""What must never import what: the contracts in pyproject.toml, and what they cannot say."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import course

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "helpers"
LESSONS = course.lessons(ROOT)

PICKLING = {"pickle", "marshal", "dill", "cloudpickle", "shelve", "joblib"}
HEAVY = {"torch", "transformers", "tensorflow"}

# one violation of each contract: where it stands, what it imports, and what is told of it
PLANTED = {
    "plots asks the course": ("plots.py", "from helpers import course", "What notebooks import"),
    "checks asks grading": ("checks.py", "import helpers.grading.check", "What notebooks import"),
    "an endpoint asks the command line": (
        "endpoint.py",
        "def f():\n    from helpers.cli import app",
        "What notebooks import",
    ),
    "the kernel opens a database": (
        "grading/kernel/agent.py",
        "import sqlalchemy.orm",
        "Beside student code",
    ),
    "the kernel knows the rebuilt notebook": (
        "grading/kernel/agent.py",
        "from helpers.grading.rebuild import rebuild",
        "Beside student code",
    ),
    "the kernel reaches nbgrader by way of another module": (
        "grading/kernel/agent.py",
        "from helpers import release",
        "Beside student code",
    ),
    "the judge writes scores": (
        "grading/judge.py",
        "from helpers.grading.gradebook import grades",
        "Judge and gradebook",
    ),
    "the gradebook judges": (
        "grading/gradebook.py",
        "from helpers.grading import judge",
        "Judge and gradebook",
    ),
    "results needs errors": (
        "grading/results.py",
        "from helpers.errors import CourseError",
        "Verdicts and statuses",
    ),
    "grading unpickles": ("grading/submission.py", "import pickle", "Grading never unpickles"),
    "a module asks the tests": ("course.py", "from tests.courses import edit", "does not stand on"),
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, with the modules that the contracts foresee."""
    shutil.copytree(PACKAGE, tmp_path / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("grading/judge.py", "grading/kernel/__init__.py", "grading/kernel/agent.py"):
        path = tmp_path / "helpers" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path / "helpers"


def lint(package: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)


def test_the_contracts_hold(package: Path) -> None:
    """The package as it is breaks none."""
    done = lint(package)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_violation_is_found(package: Path, planted: tuple[str, str, str]) -> None:
    """Each contract breaks on what it forbids, and no other does."""
    name, line, contract = planted
    with (package / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint(package)
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout
    assert len(broken) == 1, done.stdout
    assert contract in broken[0]


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imported(code: str) -> set[str]:
    """The modules named by import statements anywhere in ``code``, ``a.b`` for
    ``from a import b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def run_on_import(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements that run when a module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for other in node.orelse:
                yield from run_on_import(ast.Module([other], []))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from run_on_import(node)


def on_import(code: str) -> set[str]:
    """The names of the modules that ``code`` imports when it is imported itself."""
    return {
        name
        for node in run_on_import(ast.parse(code))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }


def heavy_on_import(code: str) -> set[str]:
    return {name.split(".")[0] for name in on_import(code)} & HEAVY


def unpickling(code: str) -> set[str]:
    """What in ``code`` reads or writes Python objects as bytes."""
    tree = ast.parse(code)
    found = {name.split(".")[0] for name in imported(code)} & PICKLING
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("torch.load", "torch.save"):
            found.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and node.module == "torch":
            found |= {f"torch.{alias.name}" for alias in node.names if alias.name == "load"}
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found |= set() if ast.unparse(node.value) == "False" else {"allow_pickle"}
        elif isinstance(node, ast.Constant) and node.value in PICKLING:
            found.add(f"{node.value!r}")  # importlib.import_module("pickle")
    return found


def reaching_out(code: str, names: list[str]) -> set[str]:
    """What in a lesson's ``code`` is grading's or another lesson's; ``names`` are the
    other lessons'."""
    barred = ("helpers.grading", "helpers.audit", "helpers.cli", "lessons", "solutions", "tests")
    found = {
        name
        for name in imported(code)
        if any(name == other or name.startswith(f"{other}.") for other in barred)
    }
    return found | {name for name in names if re.search(rf"\b{name}\b", code)}


@pytest.mark.parametrize("path", modules(PACKAGE), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_loads_nothing_heavy(path: Path) -> None:
    """torch, transformers and tensorflow are imported in the functions that need them."""
    assert heavy_on_import(path.read_text()) == set()


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("__init__.py")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_entering_a_package_imports_nothing(path: Path) -> None:
    """What `helpers` imports, each of its modules imports; so it is the standard library's."""
    ours = {name.split(".")[0] for name in on_import(path.read_text())}
    assert ours <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    "path", modules(PACKAGE / "grading"), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_grading_reads_no_pickles(path: Path) -> None:
    """What comes from a student is data; loading a pickle would run it."""
    assert unpickling(path.read_text()) == set()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_stands_alone(lesson: course.Lesson) -> None:
    """It imports nothing of grading, and nothing of another lesson."""
    others = [name for name in course.lesson_names(ROOT) if name != lesson.name]
    cells = json.loads(lesson.source.read_text())["cells"]
    code = "\n".join(course.cell_source(cell) for cell in cells if cell["cell_type"] == "code")
    assert reaching_out(code, others) == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import torch", {"torch"}),
        ("try:\n    import torch.nn as nn\nexcept ImportError:\n    pass", {"torch"}),
        ("class A:\n    from transformers import AutoModel", {"transformers"}),
        ("if True:\n    import tensorflow", {"tensorflow"}),
        ("if TYPE_CHECKING:\n    import torch\nelse:\n    import tensorflow", {"tensorflow"}),
        ("def f():\n    import torch", set()),
        ("import torchmetrics", set()),
    ],
)
def test_what_counts_as_loading_something_heavy(code: str, found: set[str]) -> None:
    """Whatever runs on import does; functions and what only a type checker reads do not."""
    assert heavy_on_import(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(x):\n    import pickle", {"pickle"}),
        ("from marshal import loads", {"marshal"}),
        ("def f(p):\n    import torch\n    return torch.load(p)", {"torch.load"}),
        ("from torch import load", {"torch.load"}),
        ("np.load(path, allow_pickle=True)", {"allow_pickle"}),
        ("np.load(path, allow_pickle=False)", set()),
        ("import_module('dill')", {"'dill'"}),
        ("json.load(file)", set()),
    ],
)
def test_what_counts_as_reading_a_pickle(code: str, found: set[str]) -> None:
    """Every road to it that source code shows."""
    assert unpickling(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from helpers.grading import results", {"helpers.grading.results"}),
        ("from helpers import grading", {"helpers.grading"}),
        ("import solutions.x", {"solutions.x"}),
        ("run('../05_rnn/05_rnn.ipynb')", {"05_rnn"}),
        ("from helpers import checks", set()),
    ],
)
def test_what_counts_as_reaching_out_of_a_lesson(code: str, found: set[str]) -> None:
    """By import, or by the name of another lesson's folder."""
    assert reaching_out(code, ["05_rnn"]) == found
