"""A lesson with three small exercises and their known answers, sound until a test spoils it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers.course import Lesson, find_lesson
from tests.courses import code, make_course, markdown

__all__ = ["ANSWERS", "NAME", "cells", "exercise", "make", "spoil"]

NAME = "01_small"

OPENING = """# Small

**10 minutes** · builds on nothing · **7 points**

You will be able to

- average what counts *(1.1)*
- shorten a name *(1.2)*
- center a tensor *(1.3)*
"""

MEAN = '''def mean_above(values, limit):
    """The mean of the values above limit, 0.0 when there are none."""
    ### BEGIN SOLUTION
    kept = [value for value in values if value > limit]
    if not kept:
        return 0.0
    return sum(kept) / len(kept)
    ### END SOLUTION
'''
MEAN_TESTS = """got = mean_above([1.0, 5.0, 2.0, 9.0], 2.0)
checks.close(got, 7.0, "mean_above([1, 5, 2, 9], 2)")
### BEGIN HIDDEN TESTS
checks.close(mean_above([4.0], 3.0), 4.0, "mean_above([4], 3)")
checks.close(mean_above([1.0], 3.0), 0.0, "mean_above([1], 3), where none is above")
### END HIDDEN TESTS
"""

INITIALS = '''def initials(name):
    """The first letters of the words, in capitals: "ada king" gives "AK"."""
    ### BEGIN SOLUTION
    return "".join(word[0] for word in name.strip().split()).upper()
    ### END SOLUTION
'''
INITIALS_TESTS = """checks.equal(initials("ada king"), "AK", "initials('ada king')")
checks.equal(initials("grace"), "G", "initials('grace')")
"""
INITIALS_BLANK_TESTS = """for name in ("ada", " ada  king "):
    checks.equal(initials(name), "AK"[: len(name.split())], f"initials({name!r})")
"""

CENTER = '''def center(x):
    """x minus the mean of its last axis."""
    ### BEGIN SOLUTION
    return x - x.mean(dim=-1, keepdim=True)
    ### END SOLUTION
'''
CENTER_TESTS = """for last in (4, 5):
    x = torch.randn(2, 3, last)
    mean = sum(x[..., i] for i in range(last)) / last
    checks.close(center(x), x - mean[..., None], "center(x)")
"""

ANSWERS = {
    "mean-above": """# %% accepted: loop
def mean_above(values, limit):
    total = count = 0
    for value in values:
        if value > limit:
            total += value
            count += 1
    return total / count if count else 0.0

# %% accepted: filter
def mean_above(values, limit):
    kept = list(filter(lambda value: value > limit, values))
    return sum(kept) / max(1, len(kept))

# %% accepted: numpy
import numpy as np
def mean_above(values, limit):
    values = np.array(values)
    return values[values > limit].mean() if (values > limit).any() else 0.0

# %% rejected: takes the limit along
def mean_above(values, limit):
    kept = [value for value in values if value >= limit]
    return sum(kept) / len(kept) if kept else 0.0

# %% rejected: takes those below
def mean_above(values, limit):
    kept = [value for value in values if value < limit]
    return sum(kept) / len(kept) if kept else 0.0

# %% rejected: takes all
def mean_above(values, limit):
    return sum(values) / len(values)

# %% rejected: sums
def mean_above(values, limit):
    return sum(value for value in values if value > limit)

# %% rejected: divides by all
def mean_above(values, limit):
    return sum(value for value in values if value > limit) / len(values)

# %% rejected: divides by nothing
def mean_above(values, limit):
    kept = [value for value in values if value > limit]
    return sum(kept) / len(kept)

# %% rejected: takes the middle
def mean_above(values, limit):
    kept = sorted(value for value in values if value > limit)
    return kept[len(kept) // 2] if kept else 0.0

# %% rejected: gives the limit when there are none
def mean_above(values, limit):
    kept = [value for value in values if value > limit]
    return sum(kept) / len(kept) if kept else limit
""",
    "initials": """# %% accepted: loop
def initials(name):
    letters = ""
    for word in name.split():
        letters += word[0].upper()
    return letters

# %% accepted: capitals of a title
def initials(name):
    return "".join(letter for letter in name.title() if letter.isupper())

# %% accepted: map
def initials(name):
    return "".join(map(lambda word: word[:1].upper(), name.split()))

# %% rejected: keeps small letters
def initials(name):
    return "".join(word[0] for word in name.split())

# %% rejected: splits at each blank [1]
def initials(name):
    return "".join(word[0] for word in name.split(" ")).upper()

# %% rejected: last letters
def initials(name):
    return "".join(word[-1] for word in name.split()).upper()

# %% rejected: a list
def initials(name):
    return [word[0].upper() for word in name.split()]

# %% rejected: with points
def initials(name):
    return ".".join(word[0] for word in name.split()).upper()

# %% rejected: first word only
def initials(name):
    return name.split()[0][0].upper()

# %% rejected: backwards
def initials(name):
    return "".join(word[0] for word in reversed(name.split())).upper()

# %% rejected: two letters each
def initials(name):
    return "".join(word[:2] for word in name.split()).upper()

# %% equivalent: `return "".join(word[0] for word in name.strip().split()).upper()` -> `return "".join(word[0] for word in name.split()).upper()`: split drops blanks at the ends
""",  # noqa: E501
    "center": """# %% accepted: sum over length
def center(x):
    return x - x.sum(-1, keepdim=True) / x.shape[-1]

# %% accepted: unsqueezed
def center(x):
    return x - x.mean(-1)[..., None]

# %% accepted: one row at a time
def center(x):
    return torch.stack([torch.stack([row - row.mean() for row in block]) for block in x])

# %% rejected: adds the mean
def center(x):
    return x + x.mean(-1, keepdim=True)

# %% rejected: whole mean
def center(x):
    return x - x.mean()

# %% rejected: middle axis
def center(x):
    return x - x.mean(dim=1, keepdim=True)

# %% rejected: first axis
def center(x):
    return x - x.mean(dim=0, keepdim=True)

# %% rejected: divides
def center(x):
    return x / x.mean(-1, keepdim=True)

# %% rejected: subtracts the largest
def center(x):
    return x - x.amax(-1, keepdim=True)

# %% rejected: the mean alone
def center(x):
    return x.mean(-1, keepdim=True)

# %% rejected: scales as well
def center(x):
    return (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)
""",
}


def exercise(
    number: str, name: str, solution: str, tests: dict[str, tuple[str, float]]
) -> list[dict[str, Any]]:
    """The cells of an exercise; ``tests`` gives text and points of each test cell."""
    points = sum(worth for _, worth in tests.values())
    title = f"### Exercise {number} · {name}\n●○○○○ · 2 min · {points:g} points\n\nWrite it."
    return [
        markdown(f"{name}-task", title),
        code(name, solution, solution=True),
        *(
            code(test, source, grade=True, locked=True, points=worth)
            for test, (source, worth) in tests.items()
        ),
    ]


def cells() -> list[dict[str, Any]]:
    """The lesson's source, without flaw."""
    return [
        markdown("opening", OPENING),
        code("imports", "import torch\n\nfrom helpers import checks"),
        *exercise("1.1", "mean-above", MEAN, {"mean-above-tests": (MEAN_TESTS, 3)}),
        *exercise(
            "1.2",
            "initials",
            INITIALS,
            {
                "initials-tests": (INITIALS_TESTS, 1),
                "initials-blank-tests": (INITIALS_BLANK_TESTS, 1),
            },
        ),
        *exercise("1.3", "center", CENTER, {"center-tests": (CENTER_TESTS, 2)}),
    ]


def make(root: Path, source: list[dict[str, Any]] | None = None, **answers: str) -> Lesson:
    """A course in ``root`` with the lesson, its cells ``source``; ``answers`` replace
    those of an exercise (``_`` for ``-``)."""
    make_course(root, **{f"_{NAME}": source or cells()})
    folder = root / "tests" / "answers" / NAME
    folder.mkdir(parents=True)
    replaced = {name.replace("_", "-"): text for name, text in answers.items()}
    for name, text in (ANSWERS | replaced).items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return find_lesson(NAME, root)


def spoil(source: list[dict[str, Any]], cell_id: str, old: str, new: str) -> list[dict[str, Any]]:
    """``source`` with ``old`` replaced by ``new`` in one cell."""
    spoiled = []
    for cell in source:
        text = "".join(cell["source"])
        if cell["id"] == cell_id:
            assert old in text
            cell = cell | {"source": text.replace(old, new)}
        spoiled.append(cell)
    return spoiled
