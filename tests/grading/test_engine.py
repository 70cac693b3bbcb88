"""The engine on whole notebooks: whose cells run, where a test runs, what a test sees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import courses
from tests.courses import code, edit, markdown, write_notebook
from tests.grading.handed_in import course, run

NAME = "02_engine"
SOLUTION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
CELLS = [
    markdown("title", "# Engine"),
    code("graded", "import os\nhow = os.environ['NBGRADER_EXECUTION']"),
    code("setting", "import math\nlimit = 10\n\ndef area(r):\n    return math.pi * r * r"),
    code("scale", SOLUTION.format("def scale(x):\n    return x * limit"), solution=True),
    courses.tests("scale-tests", "assert how == 'autograde' and scale(2) == 20 == 2 * limit", 1),
    courses.tests("file-tests", "assert scale(int(open('two.txt').read())) == 20", 1),
    code(
        "share", SOLUTION.format("def share(x):\n    half = x / 2\n    return half"), solution=True
    ),
    courses.tests("share-tests", "0.25 * (share(4) == 2) + 0.5 * (share(1) == 0.5)", 1),
    courses.tests("area-tests", "half = area(2) / 2\nassert share(area(2)) == half", 1),
    code("shout", SOLUTION.format("def shout(x):\n    print(x.upper())"), solution=True),
    courses.tests(
        "shout-tests",
        "import io\nfrom contextlib import redirect_stdout\n"
        "with redirect_stdout(io.StringIO()) as out:\n    shout('a')\n"
        "assert out.getvalue() == 'A\\n'",
        1,
    ),
]
RIGHT = {
    "scale": "def scale(x):\n    return x * limit",
    "share": "def share(x):\n    return x / 2",
    "shout": "def shout(x):\n    print(x.upper())",
}
# grades one submission as on another system; in a process of its own, for it leaves a loop
COLD = """
import json, sys, types
from pathlib import Path
from helpers.grading import engine, registration
from helpers.grading.directory import open_directory

root, alone, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
registration.copy(open_directory(root), name, alone)
draft = open_directory(root, f"sqlite:///{alone}").drafted("autograded")
engine.sys = types.SimpleNamespace(platform="darwin", modules=sys.modules)
with engine.Engine(draft, name, f"sqlite:///{alone}", trusted=True) as cold:
    assert cold._warm is None
    print(json.dumps(cold.execute("half").scores[name]))
"""
# student: what is changed in the right answers, cells added in front of one, points by cell
STUDENTS: dict[str, tuple[dict[str, str], dict[str, str], dict[str, float]]] = {
    "right": ({}, {}, {}),
    "warns": (
        {"scale": "import sys\ndef scale(x):\n    print('hm', file=sys.stderr)\n    return x * 10"},
        {},
        {},
    ),
    "helper-cell": (
        {"scale": "def scale(x):\n    return times(x, 10)"},
        {"scale": "def times(a, b):\n    return a * b"},
        {},
    ),
    "edited-setting": (
        {
            "scale": "def scale(x):\n    return np.int64(x) * 10",
            "setting": "import numpy as np\nlimit = 10",
        },
        {},
        {},
    ),
    "half": ({"share": "def share(x):\n    return x // 2 if x > 1 else x"}, {}, {
        "share-tests": 0.25, "area-tests": 0.0
    }),
    "moves-the-goal": (
        {"scale": "limit = 1\ndef area(r):\n    return 0\ndef scale(x):\n    return x"},
        {},
        {"scale-tests": 0.0, "file-tests": 0.0},
    ),
    "own-area": ({"share": "def area(r):\n    return 8\ndef share(x):\n    return 4"}, {}, {
        "share-tests": 0.0, "area-tests": 0.0
    }),
    # the instructor's `half` is local to a function
    "own-half": ({"share": "half = 2\ndef share(x):\n    return x / half"}, {}, {}),
    "the-tests-half": ({"share": "def share(x):\n    return globals().get('half')"}, {}, {
        "share-tests": 0.0, "area-tests": 0.0
    }),
    "other-file": (
        {"scale": "open('two.txt', 'w').write('5')\ndef scale(x):\n    return 20"},
        {},
        {},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The scores of ``STUDENTS`` by cell, the notes, and where they are."""
    root = courses.make_course(tmp_path_factory.mktemp("engine") / "course", **{f"_{NAME}": CELLS})
    (root / "solutions" / NAME / "two.txt").write_text("2")
    for student, (changes, added, _) in STUDENTS.items():
        path = write_notebook(root / "submitted" / student / NAME / f"{NAME}.ipynb", CELLS)
        edit(path, **RIGHT | changes)
        notebook = json.loads(path.read_text())
        for before, source in added.items():
            at = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == before)
            notebook["cells"].insert(at, code("mine", source))
        path.write_text(json.dumps(notebook))
    _, document = run("grade", NAME, cwd=root)
    return {"root": root, "results": {one["student"]: one for one in document["results"]}}


@pytest.mark.parametrize("student", STUDENTS)
def test_scores(graded: dict[str, Any], student: str) -> None:
    """Cells and imports of a student's own count, as does what is right in another way;
    what an instructor's cell defines is the instructor's where a test compares with it."""
    cells = graded["results"][student]["cells"]
    scores = {cell["grade_id"]: cell["score"] for cell in cells}
    right = dict.fromkeys(("scale-tests", "file-tests", "area-tests", "shout-tests"), 1.0)
    assert scores == right | {"share-tests": 0.75} | STUDENTS[student][2]


def test_without_added_cells(graded: dict[str, Any]) -> None:
    """``--solutions-only`` leaves out what was added or changed unasked."""
    _, document = run(
        "grade", NAME, "--solutions-only", "--student", "helper-cell", cwd=graded["root"]
    )
    (only,) = document["results"]
    scores = {cell["grade_id"]: cell["score"] for cell in only["cells"]}
    assert scores["scale-tests"] == 0
    assert scores["share-tests"] == 0.75


def test_a_test_that_needs_the_students_process_is_named(graded: dict[str, Any]) -> None:
    """It ran there, and could have been forged."""
    notes = graded["results"]["right"]["notes"]
    assert [note for note in notes if "'shout-tests'" in note and "forged" in note]
    assert len(notes) == 1


def test_a_trusted_batch_gives_the_same_scores(graded: dict[str, Any]) -> None:
    """The sandbox changes nothing for honest work."""
    before = graded["results"]["half"]["cells"]
    _, document = run("grade", NAME, "--trusted", "--student", "half", cwd=graded["root"])
    (half,) = document["results"]
    assert half["cells"] == before
    assert not half["unchanged"]


def test_a_kernel_that_is_started_cold_gives_the_same_scores(
    graded: dict[str, Any], tmp_path: Path
) -> None:
    """As where processes cannot be forked from a warm one."""
    line = [sys.executable, "-c", COLD, str(graded["root"]), str(tmp_path / "alone.db"), NAME]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    scores = json.loads(done.stdout.splitlines()[-1])
    before = {cell["grade_id"]: cell["score"] for cell in graded["results"]["half"]["cells"]}
    assert {name: scores[name] for name in before} == before


def test_what_was_run_can_be_read(graded: dict[str, Any]) -> None:
    """The notebook in autograded/ has all cells in order, with their outputs."""
    path = graded["root"] / "autograded" / "half" / NAME / f"{NAME}.ipynb"
    cells = {cell["id"]: cell for cell in json.loads(path.read_text())["cells"]}
    assert list(cells) == [cell["id"] for cell in CELLS]
    (shown,) = cells["share-tests"]["outputs"]
    assert shown["data"]["text/plain"] in ("0.25", ["0.25"])
    (failed,) = cells["area-tests"]["outputs"]
    assert failed["ename"] == "AssertionError"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.Limits.memory_gib = 1", "c.Limits.memory_gib: there are notebook_s, memory_mib,"),
        ("c.Limits.processes = 0", "c.Limits.processes is 0 and must be a whole number above 0"),
        ("c.Limits.notebook_s = '60'", "c.Limits.notebook_s is '60' and must be a whole number"),
    ],
)
def test_a_limit_that_is_none_is_named(tmp_path: Path, line: str, said: str) -> None:
    """Before anything is graded, with the place to mend it."""
    root = _one_submission(tmp_path, RIGHT["scale"], line)
    done = course("grade", NAME, cwd=root)
    assert done.returncode == 2
    assert said in done.stderr
    assert "nbgrader_config.py" in done.stderr
    assert not (root / "autograded" / "ann").exists()


def test_a_course_chooses_its_limits(tmp_path: Path) -> None:
    """Here less memory than an answer takes, which with the usual limits is right."""
    answer = "held = bytearray(300 * 2**20)\n" + RIGHT["scale"]
    scores = []
    for number, line in enumerate(("", "c.Limits.memory_mib = 100")):
        root = _one_submission(tmp_path / str(number), answer, line)
        _, document = run("grade", NAME, cwd=root)
        (only,) = document["results"]
        scores.append(next(c["score"] for c in only["cells"] if c["grade_id"] == "scale-tests"))
    assert scores == [1, 0]


def test_what_the_grader_has_loaded_costs_nobody_a_point(tmp_path: Path) -> None:
    """Here PyTorch, which this assignment does not use."""
    root = _one_submission(tmp_path, RIGHT["scale"], "import torch")
    _, document = run("grade", NAME, cwd=root)
    (only,) = document["results"]
    assert {cell["grade_id"]: cell["score"] for cell in only["cells"]}["scale-tests"] == 1


def _one_submission(folder: Path, answer: str, line: str) -> Path:
    """A course with one submission, whose configuration ends in ``line``."""
    folder.mkdir(exist_ok=True)
    root = courses.make_course(folder / "course", **{f"_{NAME}": CELLS})
    path = write_notebook(root / "submitted" / "ann" / NAME / f"{NAME}.ipynb", CELLS)
    edit(path, **RIGHT | {"scale": answer})
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{line}\n")
    return root
