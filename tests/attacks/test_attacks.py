"""Attacks on grading, one file each, all in one batch with honest neighbours.

A file says what it tries (its docstring), what it is after (``CLAIM``: points, a secret,
damage, or whoever opens the page), and what came of it when nbgrader's own executor ran
it (``STOCK``).
``CELLS`` are the texts of cells by id, ``METADATA`` their metadata, ``ADDED`` further
cells with the id that each comes after, ``FILES`` what lies beside the notebook;
``@ROOT@`` stands for the course's folder, ``@PORT@`` for the port of a server outside.

Here all must come to nothing: no point, no secret, no script, no trace, and the others'
scores as if nobody had tried.
"""

from __future__ import annotations

import base64
import json
import runpy
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests import courses
from tests.courses import LESSON, code, lesson_cells, make_course
from tests.grading.handed_in import course, grades, hand_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a sandbox needs Linux")

HERE = Path(__file__).parent
ATTACKS = {
    path.stem: runpy.run_path(str(path))
    for path in sorted(HERE.glob("*.py"))
    if not path.stem.startswith("test_attacks")
}
SECRET = "hunter2-"
LIMIT_S = 6
ALL = 13
STUB = (
    "def {}(*_):\n    ### BEGIN SOLUTION\n    return {}  # hunter2-solution\n    ### END SOLUTION"
)
CELLS = [
    code("helpers", "import numpy as np\n\ndef near(a, b):\n    return abs(a - b) < 1e-9"),
    code("half", STUB.format("half", "_[0] / 2"), solution=True),
    courses.tests(
        "half-tests",
        "assert near(half(3), 1.5)\n### BEGIN HIDDEN TESTS\n"
        "assert np.allclose(half(5), 2.5)  # hunter2-hidden\nassert 2.4 < half(5) < 2.6\n"
        "### END HIDDEN TESTS",
        2,
    ),
    code("items", STUB.format("items", "[4, 8]"), solution=True),
    courses.tests(
        "items-tests",
        "want = [4, 8]\ndef same(a, b):\n    return list(a) == b\nassert same(items(), want)",
        2,
    ),
    code("number", STUB.format("number", "42"), solution=True),
    courses.tests("number-tests", "assert same([number()], [42])", 1),
    courses.tests(
        "number-more-tests",
        "### BEGIN HIDDEN TESTS\nexpected = 6 * 7  # hunter2-hidden\n"
        "assert number() == expected\n### END HIDDEN TESTS",
        1,
    ),
    code("apply", STUB.format("apply", "[_[0](x) for x in _[1]]"), solution=True),
    courses.tests(
        "apply-tests",
        "seen = []\ndef note(x):\n    seen.append(x)\n    return 10 * x\n"
        "assert apply(note, [1, 2]) == [10, 20]\nassert seen == [1, 2]",
        2,
    ),
    # these are there for what a test does with an answer, and earn nothing
    code("word", STUB.format("word", "'aab'"), solution=True),
    courses.tests("word-tests", "import re\nassert re.fullmatch('(a+)+b', word())", 0),
    code("power", STUB.format("power", "3"), solution=True),
    courses.tests("power-tests", "assert 3 ** power() % 7 == 6", 0),
    code("numbers", STUB.format("numbers", "[1, 2]"), solution=True),
    courses.tests("numbers-tests", "assert len(set(numbers())) == 2", 0),
]
RIGHT = {
    "double": "def double(x):\n    return x + x",
    "length": "answer = 'b'",
    "half": "def half(x):\n    return x / 2  # hunter2-neighbour",
    "items": "def items():\n    return [4, 8]",
    "number": "def number():\n    return 42",
    "apply": "def apply(function, values):\n    return [function(one) for one in values]",
    "word": "def word():\n    return 'ab'",
    "power": "def power():\n    return 3",
    "numbers": "def numbers():\n    return {1, 2}",
}
HONEST = {"ada": RIGHT, "ben": {"double": RIGHT["double"]}, "zoe": RIGHT}
SCORES = {"ada": ALL, "ben": 3, "zoe": ALL}


def build(place: Path, port: int) -> Path:
    """A course in ``place``, with a secret beside it, and everybody's submission."""
    root = make_course(place / "course", **{LESSON: [*lesson_cells(), *CELLS]})
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.Execute.timeout = {LIMIT_S}\n")
    (place / "secret.txt").write_text(f"{SECRET}file")
    for student, answers in HONEST.items():
        hand_in(root, student, **answers)
    untouched = hand_in(root, "untouched").parent
    for name, attack in ATTACKS.items():
        folder = root / "submitted" / name / LESSON
        shutil.copytree(untouched, folder)
        where = {"@ROOT@": str(root), "@PORT@": str(port)}
        _attack(folder / f"{LESSON}.ipynb", attack, where)
    shutil.rmtree(untouched.parent)
    return root


def _attack(path: Path, attack: dict[str, Any], places: dict[str, str]) -> None:
    def here(text: str) -> str:
        for mark, value in places.items():
            text = text.replace(mark, value)
        return text

    notebook = json.loads(path.read_text())
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for name, source in attack["CELLS"].items():
        cells[name]["source"] = here(source)
    for name, metadata in attack.get("METADATA", {}).items():
        cells[name]["metadata"] |= metadata
    for after, source in attack.get("ADDED", []):
        place = notebook["cells"].index(cells[after]) + 1
        notebook["cells"].insert(place, courses.code(f"added-{place}", here(source)))
    path.write_text(json.dumps(notebook))
    for name, text in attack.get("FILES", {}).items():
        (path.parent / name).write_text(here(text))


@contextmanager
def server() -> Iterator[int]:
    """A server of the host's that tells a secret to whoever connects; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(f"{SECRET}network".encode())

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def shown(root: Path, student: str) -> str:
    """What a student's code could show: the outputs of the notebook that was run."""
    path = root / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text())["cells"]
    return "\n".join(json.dumps(cell.get("outputs", [])) for cell in cells)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def graded() -> Iterator[dict[str, Any]]:
    """All graded, and their feedback pages made, by one command each."""
    place = Path(tempfile.mkdtemp(prefix="attacks-", dir="/tmp"))
    (place / "tmp").mkdir()
    env = {"TMPDIR": f"{place}/tmp", "COURSE_SECRET": f"{SECRET}environment"}
    with server() as port:
        root = build(place, port)
        before = files(root / "submitted"), files(root / "solutions")
        done = course("grade", "1", "--jobs", "4", "--json", cwd=root, env=env)
        assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    pages = course("feedback", "1", "--json", cwd=root, env=env)
    yield {
        "root": root,
        "place": place,
        "document": document,
        "results": {one["student"]: one for one in document["results"]},
        "before": before,
        "pages": json.loads(pages.stdout or "{}"),
    }
    shutil.rmtree(place)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_comes_to_nothing(graded: dict[str, Any], name: str) -> None:
    """No point, no secret, no script, whatever it was after; and it is graded."""
    result = graded["results"][name]
    told = [result["reason"], *result["notes"]]
    assert result["status"] in ("graded", "needs manual grading"), told
    assert result["score"] == 0, [cell for cell in result["cells"] if cell["score"]]
    assert SECRET not in shown(graded["root"], name)
    page = (graded["root"] / "feedback" / name / LESSON / f"{LESSON}.html").read_text()
    assert SECRET not in page
    assert base64.b64encode(SECRET[:6].encode()).decode()[:8] not in page
    assert acting(page) == []


def test_every_attack_says_what_it_is() -> None:
    """So that the table in the README can be made of them."""
    assert len(ATTACKS) >= 90
    for attack in ATTACKS.values():
        assert attack["__doc__"]
        assert attack["CLAIM"] in ("points", "secret", "damage", "browser")
        assert attack["STOCK"]


def test_the_readme_has_a_row_for_each() -> None:
    """Made of the files: the row of an attack is its name and what the file says."""
    page = (HERE.parents[1] / "helpers" / "grading" / "README.md").read_text()
    table = page.partition("<!-- attacks:begin -->")[2].partition("<!-- attacks:end -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{name}` | {' '.join(attack['__doc__'].split())} | {attack['CLAIM']} "
        f"| {attack['STOCK']} | nothing |"
        for name, attack in ATTACKS.items()
    ]


def test_the_honest_have_their_scores(graded: dict[str, Any]) -> None:
    """In the result and in the gradebook, and nothing is said of them."""
    found = grades(graded["root"])
    for name, score in SCORES.items():
        result = graded["results"][name]
        assert (result["score"], result["reason"], result["notes"]) == (score, "", [])
        given = [cell[0] for key, cell in found[name].items() if not key.endswith("comment")]
        assert sum(one or 0 for one in given) == score


def test_nobody_wrote_where_they_may_not(graded: dict[str, Any]) -> None:
    """Submissions and solutions are as they were; there is no file that nobody made."""
    root = graded["root"]
    assert (files(root / "submitted"), files(root / "solutions")) == graded["before"]
    assert {path.name for path in root.iterdir()} == {
        "nbgrader_config.py", "solutions", "submitted", "autograded", "feedback",
        "gradebook.db", ".grade.lock",
    }  # fmt: skip
    assert {path.name for path in graded["place"].iterdir()} == {"course", "secret.txt", "tmp"}
    # a worker that had to be killed leaves its zygote's empty folder for the next to sweep
    left = {path.name.partition("kernels-")[0] for path in (graded["place"] / "tmp").iterdir()}
    assert left <= {"course-"}


def test_no_process_is_left(graded: dict[str, Any]) -> None:
    """Those of a sandbox have its folders mounted."""
    left = []
    for path in Path("/proc").glob("[1-9]*"):
        try:
            where = (path / "mountinfo").read_text()
        except OSError:
            continue  # it has just ended, or is somebody else's
        if graded["place"].name in where:
            left.append(path.name)
    assert left == []


def test_everybody_was_graded_and_has_a_page(graded: dict[str, Any]) -> None:
    """No attack ended the batch, nor the making of pages."""
    assert graded["document"]["graded"] == len(ATTACKS) + len(HONEST)
    assert len(graded["pages"]["made"]) == len(ATTACKS) + len(HONEST)


def test_no_terminal_obeys_what_is_said(graded: dict[str, Any]) -> None:
    """Lines for a person have no control characters."""
    assert all(line.isprintable() for line in graded["document"]["attention"])


def acting(page: str) -> list[str]:
    """What of ``page`` a browser would run or load."""
    found: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "iframe", "object", "embed", "link", "form", "base"):
                found.append(tag)
            for name, value in attrs:
                address = (value or "").strip().lower()
                if name.startswith("on") or (
                    name in ("src", "href", "action", "xlink:href", "srcdoc")
                    and not address.startswith(("#", "data:image/", "http:", "https:", "mailto:"))
                ):
                    found.append(f"{tag} {name}={value}")

    Parser().feed(page)
    return found
