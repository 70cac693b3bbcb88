"""A made-up class for `course bench`: its course, its submissions, both ways to grade it.

Answers are right, wrong, incomplete or missing by the draw of a seeded generator, so a
class is the same each time. Measures, and prints nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.errors import CourseError
from helpers.grading.results import Status

__all__ = [
    "PLAIN",
    "TORCH",
    "Graded",
    "Paper",
    "Steadiness",
    "cells_alone",
    "judges_share",
    "make_class",
    "ours",
    "steadiness",
    "stock",
]


@dataclass(frozen=True)
class Task:
    """An exercise: its name, its reference, its tests with their points, and answers of
    all qualities, the reference first."""

    name: str
    tests: tuple[tuple[str, int], ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """An assignment: what it runs first, and its exercises."""

    name: str
    setting: str
    tasks: tuple[Task, ...]


PLAIN = Paper(
    "plain",
    "words = 'the cat sat on the mat and the dog sat too'.split()",
    (
        Task(
            "count",
            (
                ("assert count(words)['the'] == 3\nassert count([]) == {}", 2),
                (
                    "### BEGIN HIDDEN TESTS\n"
                    "assert count('abca') == {'a': 2, 'b': 1, 'c': 1}\n"
                    "### END HIDDEN TESTS",
                    1,
                ),
            ),
            (
                "def count(items):\n    return {one: list(items).count(one) for one in items}",
                "from collections import Counter\n\ndef count(items):\n"
                "    return dict(Counter(items))",
                "def count(items):\n    return {one: 1 for one in items}",
                "def count(items):\n    raise NotImplementedError()",
                "def count(items)\n    return {}",
                "count = None",
            ),
        ),
        Task(
            "squares",
            (
                ("assert squares(4) == [1, 4, 9, 16]", 1),
                (
                    "for bad in (0, -1):\n"
                    "    try:\n        squares(bad)\n"
                    "    except ValueError:\n        pass\n"
                    "    else:\n        raise AssertionError('no ValueError for %d' % bad)",
                    2,
                ),
            ),
            (
                "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n"
                "    return [i * i for i in range(1, n + 1)]",
                "def squares(n):\n    return [i * i for i in range(1, n + 1)]",
                "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n"
                "    return [i * i for i in range(n)]",
                "def squares(n):\n    print('squares of', n)\n    return None",
            ),
        ),
        Task(
            "total",
            (
                (
                    "kept = squares\ndel squares\n"
                    "try:\n    total(2)\nexcept NameError:\n    pass\n"
                    "else:\n    raise AssertionError('total must use squares')\n"
                    "finally:\n    squares = kept",
                    1,
                ),
                ("round(0.5 * (total(3) == 14) + 0.5 * (total(1) == 1), 1)", 1),
            ),
            (
                "def total(n):\n    return sum(squares(n))",
                "def total(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
                "def total(n):\n    return 14 + 0 * len(squares(1))",
                "def total(n):\n    return sum(squares(n - 1))",
            ),
        ),
    ),
)

TORCH = Paper(
    "torch",
    "import torch\nimport torch.nn.functional as F\nfrom transformers import AutoTokenizer\n"
    "from helpers import models\n"
    "tokenizer, encoder = models.load('all-minilm-l6-v2')\n"
    "torch.manual_seed(0)",
    (
        Task(
            "pool",
            (
                (
                    "states = torch.randn(2, 5, 3)\n"
                    "mask = torch.tensor([[1, 1, 1, 0, 0], [1] * 5])\n"
                    "want = torch.stack([states[0, :3].mean(0), states[1].mean(0)])\n"
                    "assert torch.allclose(pool(states, mask), want, atol=1e-5), 'mean of tokens'",
                    3,
                ),
            ),
            (
                "def pool(states, mask):\n    weights = mask[..., None].float()\n"
                "    return (states * weights).sum(1) / weights.sum(1)",
                "def pool(states, mask):\n    return torch.stack(\n"
                "        [one[here.bool()].mean(0) for one, here in zip(states, mask)]\n    )",
                "def pool(states, mask):\n    return states.mean(1)",
                "def pool(states, mask):\n    return (states * mask[..., None]).sum(1)",
                "def pool(states, mask):\n    raise NotImplementedError()",
            ),
        ),
        Task(
            "similar",
            (
                (
                    "a, b = torch.randn(4, 6), torch.randn(3, 6)\ngot = similar(a, b)\n"
                    "assert got.shape == (4, 3), got.shape\n"
                    "assert torch.allclose(got, F.normalize(a) @ F.normalize(b).T, atol=1e-5)",
                    3,
                ),
                ("assert similar(a, 2 * a).diagonal().allclose(torch.ones(4))", 1),
            ),
            (
                "def similar(a, b):\n    return F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T",
                "def similar(a, b):\n    return F.cosine_similarity(a[:, None], b[None], dim=-1)",
                "def similar(a, b):\n    return a @ b.T",
                "def similar(a, b):\n    return F.normalize(a, dim=0) @ F.normalize(b, dim=0).T",
            ),
        ),
        Task(
            "embed",
            (
                (
                    "sentences = ['a tent for two', 'a stove', 'where is my parcel, and why']\n"
                    "got = embed(sentences)\nassert got.shape == (3, 384), got.shape\n"
                    "assert torch.allclose(got.norm(dim=1), torch.ones(3), atol=1e-4)",
                    2,
                ),
                (
                    "### BEGIN HIDDEN TESTS\nboth = embed(['a stove', sentences[2]])\n"
                    "assert torch.allclose(both[0], got[1], atol=1e-4), 'padding changed it'\n"
                    "### END HIDDEN TESTS",
                    2,
                ),
            ),
            (
                "@torch.no_grad()\ndef embed(texts):\n"
                "    inputs = tokenizer(texts, padding=True, return_tensors='pt')\n"
                "    states = encoder(**inputs).last_hidden_state\n"
                "    mask = inputs['attention_mask'][..., None]\n"
                "    return F.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)",
                "@torch.no_grad()\ndef embed(texts):\n"
                "    inputs = tokenizer(texts, padding=True, return_tensors='pt')\n"
                "    return F.normalize(encoder(**inputs).last_hidden_state.mean(1), dim=-1)",
                "@torch.no_grad()\ndef embed(texts):\n"
                "    inputs = tokenizer(texts, padding=True, return_tensors='pt')\n"
                "    return encoder(**inputs).last_hidden_state[:, 0]",
                "def embed(texts):\n    return torch.zeros(len(texts), 384)",
            ),
        ),
    ),
)


def make_class(root: Path, papers: Sequence[Paper], students: int, seed: int = 0) -> None:
    """Write a course at ``root`` with ``papers``, each handed in by ``students`` students."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.Execute.timeout = 120\n",
        encoding="utf-8",
    )
    draw = random.Random(seed)
    for paper in papers:
        reference = [task.answers[0] for task in paper.tasks]
        _write(root / "source" / paper.name, paper, reference, solved=True)
        for number in range(students):
            answers = [draw.choice((task.answers[0], *task.answers)) for task in paper.tasks]
            _write(root / "submitted" / f"student-{number:04}" / paper.name, paper, answers)


def _write(folder: Path, paper: Paper, answers: list[str], *, solved: bool = False) -> None:
    import nbformat
    from nbformat import v4

    def marked(name: str, **more: Any) -> dict[str, Any]:
        base = {"grade": False, "solution": False, "locked": False, "task": False}
        return {"nbgrader": base | {"grade_id": name, "schema_version": 3} | more}

    cells = [v4.new_markdown_cell(f"# {paper.name}"), v4.new_code_cell(paper.setting)]
    for task, answer in zip(paper.tasks, answers, strict=True):
        text = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION" if solved else answer
        cells.append(v4.new_code_cell(text, metadata=marked(task.name, solution=True)))
        for name, (test, points) in _tests(task):
            mark = marked(name, grade=True, locked=True, points=points)
            cells.append(v4.new_code_cell(test, metadata=mark))
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{paper.name}.ipynb")


@dataclass(frozen=True)
class Graded:
    """Seconds for a whole command, and the scores of each student's cells."""

    seconds: float
    scores: dict[str, dict[str, tuple[float | None, bool]]]


def stock(root: Path, paper: Paper, students: int) -> Graded:
    """Grade the first ``students`` with `nbgrader autograde`, in a copy of the course.

    Raises:
        CourseError: it failed.
    """
    copy = root.with_name(f"{root.name}-stock-{paper.name}")
    shutil.copytree(root, copy)
    for folder in sorted((copy / "submitted").iterdir())[students:]:
        shutil.rmtree(folder)
    _run(copy, "-m", "nbgrader", "generate_assignment", paper.name)
    seconds = _run(copy, "-m", "nbgrader", "autograde", paper.name)
    return Graded(seconds, _scores(copy, paper))


def ours(root: Path, paper: Paper, jobs: int, *options: str) -> Graded:
    """Grade everybody with `course grade`.

    Raises:
        CourseError: it failed.
    """
    command = ("-m", "helpers.cli", "grade", paper.name, "--jobs", str(jobs), "--force", "--json")
    seconds = _run(root, *command, *options)
    return Graded(seconds, _scores(root, paper))


@dataclass(frozen=True)
class Steadiness:
    """How a long batch goes on. ``first`` and ``last`` are the seconds that a submission
    takes at its two ends; ``early_mib`` and ``late_mib`` what the command's own process
    holds in memory there, in MiB."""

    seconds: float
    first: float
    last: float
    early_mib: float
    late_mib: float


def steadiness(root: Path, paper: Paper, jobs: int, end: int = 100) -> Steadiness:
    """Grade everybody with `course grade` and watch it, ``end`` submissions at each end.

    Raises:
        CourseError: it failed.
    """
    import psutil

    samples: list[float] = []

    def watch(pid: int) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            while process.status() != psutil.STATUS_ZOMBIE:
                samples.append(process.memory_info().rss / 2**20)
                time.sleep(0.5)

    command = ("-m", "helpers.cli", "grade", paper.name, "--jobs", str(jobs), "--json")
    seconds = _run(root, *command, watch=watch)
    done = sorted(
        path.stat().st_mtime for path in root.glob(f"autograded/*/{paper.name}/{paper.name}.ipynb")
    )
    students = sum(1 for _ in (root / "submitted").iterdir())
    if len(done) < students:
        raise CourseError(f"only {len(done)} of {students} submissions were graded")
    # registering and the first kernels come before the first tenth is over
    settled = samples[len(samples) // 10 :]
    span = max(1, len(settled) // 10)
    return Steadiness(
        seconds,
        (done[end - 1] - done[0]) / (end - 1),
        (done[-1] - done[-end]) / (end - 1),
        statistics.median(settled[:span]),
        statistics.median(settled[-span:]),
    )


def _run(cwd: Path, *command: str, watch: Callable[[int], None] | None = None) -> float:
    start = time.perf_counter()
    # `jupyter` and its programs are found beside this Python
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=cwd,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        if watch is not None:
            threading.Thread(target=watch, args=(process.pid,), daemon=True).start()
        out, err = process.communicate()
    if process.returncode:
        last = (err or out).strip().splitlines()[-1:]
        raise CourseError(f"{' '.join(command[1:3])} failed in {cwd}: {' '.join(last)}")
    return time.perf_counter() - start


def _scores(root: Path, paper: Paper) -> dict[str, dict[str, tuple[float | None, bool]]]:
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, tuple[float | None, bool]]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "bench") as book:
        for submission in book.assignment_submissions(paper.name):
            cells = found.setdefault(submission.student.id, {})
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    cells[grade.name] = (grade.auto_score, bool(grade.needs_manual_grade))
    return found


def judges_share(root: Path, paper: Paper, students: int) -> float:
    """What the judge adds to the time of a submission, as a share of that time without it.

    The same submissions are graded in one process by turns: with tests judged from outside,
    and with all of them run in the kernel beside the student's code.

    Raises:
        CourseError: submissions cannot be graded here, or get other scores one way.
    """
    from helpers.grading import registration
    from helpers.grading.directory import open_directory
    from helpers.grading.engine import Engine

    alone = root / f".{paper.name}.db"
    directory = open_directory(root)
    registration.register(directory, paper.name)
    registration.copy(directory, paper.name, alone)
    draft = open_directory(root, f"sqlite:///{alone}").drafted("autograded")
    names = [f"student-{number:04}" for number in range(students)]
    seconds: dict[bool, list[float]] = {True: [], False: []}
    scores: dict[str, Any] = {}
    for judged in (True, False) * 2:
        with Engine(draft, paper.name, f"sqlite:///{alone}") as engine:
            if not judged:
                tests = {name: "runs inside" for task in paper.tasks for name, _ in _tests(task)}
                engine.templates = {
                    name: replace(one, obstacles=tests) for name, one in engine.templates.items()
                }
            for name in names:
                executed = engine.execute(name)
                if executed.status is not Status.GRADED:
                    raise CourseError(f"{name}: {executed.reason}")
                seconds[judged].append(executed.seconds)
                if scores.setdefault(name, executed.scores) != executed.scores:
                    raise CourseError(f"{name}: the judge's scores differ from the kernel's")
    draft.clear(draft.state(paper.name))
    return statistics.median(seconds[True]) / statistics.median(seconds[False]) - 1


def _tests(task: Task) -> Iterator[tuple[str, tuple[str, int]]]:
    """The tests of ``task``, by their grade_id."""
    for number, test in enumerate(task.tests, 1):
        yield f"{task.name}-tests-{number}", test


def cells_alone(paper: Paper, root: Path) -> float:
    """Seconds that the cells of the first submission take by themselves, in a process that
    has imported everything and run them once before."""
    path = root / "submitted" / "student-0000" / paper.name / f"{paper.name}.ipynb"
    sources = [
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    code = f"""
import contextlib, io, time
def run():
    names = {{}}
    for source in {sources!r}:
        try:
            exec(source, names)
        except Exception:
            pass
with contextlib.redirect_stdout(io.StringIO()):
    run()
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
print(seconds)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    return float(done.stdout.strip().splitlines()[-1])
