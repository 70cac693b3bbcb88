"""Timings that print a ratio: what is compared runs by turns, in one go.

Owns the benches, each a function that gives figures, and the table of them. A new
bench is one such function and one entry in ``BENCHES``.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import models
from helpers.errors import CourseError
from helpers.fetch import say

if TYPE_CHECKING:
    import openai

__all__ = [
    "BENCHES",
    "Figure",
    "batch",
    "endpoint",
    "grading",
    "honest",
    "lessons",
    "parity",
    "report",
]

PROMPT = "Write a story about a lighthouse keeper and the sea."
TOKENS = 64
ROUNDS = 3
STUDENTS, STOCK_STUDENTS, PARITY_STUDENTS, JUDGED_STUDENTS = 40, 3, 60, 12
BATCH_STUDENTS, KERNELS = 1000, 8
HONEST_SUBMISSIONS = 200

# what a learner waits for: a fresh process, no server, and the import counts
FIRST_TOKEN = f"""
import time
begun = time.perf_counter()
from helpers import endpoint
client = endpoint.client()
messages = [{{"role": "user", "content": {PROMPT!r}}}]
stream = client.chat.completions.create(
    model=endpoint.model(), messages=messages, max_completion_tokens=8, stream=True
)
for chunk in stream:
    if chunk.choices and chunk.choices[0].delta.content:
        print(time.perf_counter() - begun)
        break
"""


@dataclass(frozen=True)
class Figure:
    """One result. The goal is ``at_most`` or ``at_least``, in the same unit; a figure
    without one informs."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool:
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"


def report(name: str, *, as_json: bool = False) -> int:
    """Run one bench and print its figures.

    Returns:
        0 when every goal is met, else 1.

    Raises:
        CourseError: no such bench, or it cannot run here.
    """
    from helpers.tables import show

    if name not in BENCHES:
        raise CourseError(f"no bench {name!r}; there are: {', '.join(BENCHES)}")
    figures = BENCHES[name]()
    others = os.getloadavg()[0]
    if as_json:
        rows = [vars(each) | {"met": each.met} for each in figures]
        print(json.dumps({"bench": name, "load": others, "figures": rows}, indent=1))
    else:
        table = [
            (each.what, f"{each.value:.3g}", each.unit, each.goal, "" if each.met else "missed")
            for each in figures
        ]
        show(("what", "value", "unit", "goal", ""), table, right=("value",))
        say(f"load {others:.1f} on {os.cpu_count()} cores: figures hold for a machine at rest")
    return 0 if all(each.met for each in figures) else 1


def endpoint() -> list[Figure]:
    """How soon the endpoint's first token comes, and how fast the next ones, beside
    transformers with the same weights in float32.

    Raises:
        CourseError: the environment names another API, or a model cannot be had.
    """
    from helpers.endpoint import client, stop

    if os.environ.get("OPENAI_BASE_URL"):
        raise CourseError("OPENAI_BASE_URL is set; unset it to measure the course's own server")
    tokenizer, model = models.load("smollm2-135m-instruct")
    with _nobody_elses_server():
        firsts = []
        for turn in range(ROUNDS):
            say(f"first token, {turn + 1} of {ROUNDS}")
            firsts.append(_first_token())
            stop()
        served, generated = [], []
        with client() as opened:
            for turn in range(ROUNDS + 1):
                say(f"{TOKENS} tokens each, {turn} of {ROUNDS}")
                served.append(_served(opened))
                generated.append(_generated(tokenizer, model))
    # the first turn warms up
    ours, theirs = statistics.median(served[1:]), statistics.median(generated[1:])
    return [
        Figure("import to first token, no server yet", statistics.median(firsts), "s", at_most=1.5),
        Figure("endpoint", ours, "tokens/s"),
        Figure("transformers, float32", theirs, "tokens/s"),
        Figure("endpoint / transformers", ours / theirs, "times", at_least=6),
    ]


def grading() -> list[Figure]:
    """What a submission costs with `course grade` and with `nbgrader autograde`, start of
    the command included, and how many scores differ.

    Raises:
        CourseError: one of them failed.
    """
    from helpers.grading.measure import (
        PLAIN,
        TORCH,
        cells_alone,
        judges_share,
        make_class,
        ours,
        stock,
    )

    models.load("all-minilm-l6-v2")
    figures = []
    goals = {PLAIN: (4.0, None), TORCH: (10.0, 18.0)}
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        root = Path(folder) / "class"
        make_class(root, list(goals), STUDENTS)
        for paper, (alone, together) in goals.items():
            say(f"{paper.name}: nbgrader autograde, {STOCK_STUDENTS} submissions")
            theirs = stock(root, paper, STOCK_STUDENTS)
            each = theirs.seconds / STOCK_STUDENTS
            figures.append(Figure(f"{paper.name}: nbgrader autograde", each, "s a submission"))
            for jobs, goal in ((1, alone), (2, together)):
                say(f"{paper.name}: course grade --jobs {jobs}, {STUDENTS} submissions")
                found = ours(root, paper, jobs)
                mine = found.seconds / STUDENTS
                what = f"{paper.name}: course grade --jobs {jobs}"
                figures.append(Figure(what, mine, "s a submission"))
                figures.append(Figure(f"{what}, faster", each / mine, "times", at_least=goal))
                wrong = _differences(theirs.scores, found.scores)
                figures.append(Figure(f"{what}, scores that differ", wrong, "", at_most=0))
            say(f"{paper.name}: with the judge and without, {JUDGED_STUDENTS} submissions")
            added = 100 * judges_share(root, paper, JUDGED_STUDENTS)
            figures.append(Figure(f"{paper.name}: the judge adds", added, "%", at_most=25))
            limit = cells_alone(paper, root)
            figures.append(Figure(f"{paper.name}: cells alone", limit, "s a submission"))
    return [*figures, *_warm_kernels()]


def _warm_kernels() -> list[Figure]:
    from helpers.grading.warmth import measure

    seen = measure(["torch", "transformers"], KERNELS)
    ready, memory = seen.median_ready_s, seen.further_mib
    return [
        Figure("a further torch kernel is ready after", ready, "s", at_most=0.1),
        Figure("a further torch kernel takes (PSS)", memory, "MiB", at_most=100),
    ]


def parity() -> list[Figure]:
    """Scores of a class under `nbgrader autograde` and under `course grade`.

    Raises:
        CourseError: one of them failed.
    """
    from helpers.grading.measure import PLAIN, TORCH, make_class, ours, stock

    figures = []
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        root = Path(folder) / "class"
        make_class(root, [PLAIN, TORCH], PARITY_STUDENTS, seed=1)
        for paper in (PLAIN, TORCH):
            say(f"{paper.name}: {PARITY_STUDENTS} submissions, both ways")
            theirs, mine = stock(root, paper, PARITY_STUDENTS), ours(root, paper, 2)
            wrong = _differences(theirs.scores, mine.scores)
            count = sum(map(len, mine.scores.values()))
            figures.append(Figure(f"{paper.name}: scores compared", count, ""))
            figures.append(Figure(f"{paper.name}: scores that differ", wrong, "", at_most=0))
    return figures


def batch() -> list[Figure]:
    """One batch of 1000 small submissions, from its first hundred to its last.

    Raises:
        CourseError: it failed, or left somebody out.
    """
    from helpers.grading.measure import PLAIN, make_class, steadiness

    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        root = Path(folder) / "class"
        make_class(root, [PLAIN], BATCH_STUDENTS, seed=2)
        say(f"{BATCH_STUDENTS} submissions, --jobs 2")
        seen = steadiness(root, PLAIN, 2)
    return [
        Figure("submissions graded", BATCH_STUDENTS, "", at_least=BATCH_STUDENTS),
        Figure("whole batch", seen.seconds / BATCH_STUDENTS, "s a submission"),
        Figure("first hundred", seen.first, "s a submission"),
        Figure("last hundred", seen.last, "s a submission"),
        Figure("last hundred / first", seen.last / seen.first, "times", at_most=1.2),
        Figure("memory of the command, after a tenth", seen.early_mib, "MiB"),
        Figure("memory of the command, at the end", seen.late_mib, "MiB"),
        Figure("memory gained", seen.late_mib - seen.early_mib, "MiB", at_most=20),
    ]


def lessons() -> list[Figure]:
    """Seconds and peak memory of each lesson, answers included, and of all together. Each
    one starts a chat server of its own where it needs one.

    Raises:
        CourseError: this is no checkout of the course, or a cell failed.
    """
    from helpers import course
    from helpers.rehearsal import rehearse

    figures, total = [], 0.0
    for lesson in course.lessons():
        say(f"lesson {lesson.number}")
        with _nobody_elses_server():
            cost = rehearse(lesson)
        total += cost.seconds
        figures.append(Figure(f"{lesson.name}: seconds", cost.seconds, "s", at_most=120))
        peak = cost.peak / 2**30
        figures.append(Figure(f"{lesson.name}: most memory", peak, "GiB", at_most=4))
    return [*figures, Figure("all lessons", total, "s")]


def honest() -> list[Figure]:
    """Submissions made of answers that the audit accepts, graded: how many test cells give
    less than all their points, and how often something is said of one.

    Raises:
        CourseError: this is no checkout of the course, or nothing can be graded here.
    """
    from helpers import course
    from helpers.audit.honest import grade_honest
    from helpers.grading.workers import cores

    with _nobody_elses_server(), tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        place = Path(folder) / "class"
        found = grade_honest(course.root(), place, HONEST_SUBMISSIONS, jobs=cores(), say=say)
    return [
        Figure("submissions", found.submissions, ""),
        Figure("test cells", found.cells, ""),
        Figure("false alarms", len(found.alarms), "", at_most=0),
        Figure("whole batch", found.seconds / found.submissions, "s a submission"),
    ]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(
        score != other.get(student, {}).get(cell)
        for student, cells in one.items()
        for cell, score in cells.items()
    )


BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "batch": batch,
    "endpoint": endpoint,
    "grading": grading,
    "honest": honest,
    "lessons": lessons,
    "parity": parity,
}


@contextlib.contextmanager
def _nobody_elses_server() -> Iterator[None]:
    """A runtime folder of our own, so that the server in use stays out of it."""
    from helpers.endpoint import stop

    before = os.environ.get("LLM_COURSE_RUNTIME")
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        os.environ["LLM_COURSE_RUNTIME"] = folder
        try:
            yield
        finally:
            stop()
            del os.environ["LLM_COURSE_RUNTIME"]
            if before is not None:
                os.environ["LLM_COURSE_RUNTIME"] = before


def _first_token() -> float:
    """Seconds from import to first token in a fresh process."""
    command = [sys.executable, "-P", "-c", FIRST_TOKEN]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise CourseError(f"the endpoint gave no first token: {last}")
    return float(done.stdout)


def _served(client: openai.OpenAI) -> float:
    """Tokens a second from the endpoint, after the first."""
    from helpers.endpoint import model

    stamps, count = [], 0
    stream = client.chat.completions.create(
        model=model(),
        messages=[{"role": "user", "content": PROMPT}],
        max_completion_tokens=TOKENS,
        stream=True,
        stream_options={"include_usage": True},
        extra_body={"ignore_eos": True},
    )
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            stamps.append(time.perf_counter())
        if chunk.usage:
            count = chunk.usage.completion_tokens
    return (count - 1) / (stamps[-1] - stamps[0])


class _Stamps:
    """A streamer for ``generate`` that notes when each token came."""

    def __init__(self) -> None:
        self.stamps: list[float] = []

    def put(self, _: Any) -> None:
        self.stamps.append(time.perf_counter())

    def end(self) -> None:
        """The last token has come."""


def _generated(tokenizer: Any, model: Any) -> float:
    """Tokens a second from transformers, after the first."""
    messages = [{"role": "user", "content": PROMPT}]
    inputs = tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    streamer = _Stamps()
    model.generate(
        **inputs,
        max_new_tokens=TOKENS,
        min_new_tokens=TOKENS,
        do_sample=False,
        pad_token_id=tokenizer.eos_token_id,
        streamer=streamer,
    )
    # the prompt is put first
    stamps = streamer.stamps[1:]
    return (len(stamps) - 1) / (stamps[-1] - stamps[0])
