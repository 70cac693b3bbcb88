"""README.md and CONTRIBUTING.md name what there is, and nothing that there is not.

`test_readme_table.py` holds the table of lessons.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer

from helpers.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PAGES = sorted(path.name for path in ROOT.glob("*.md"))
COMMANDS = sorted(typer.main.get_group(app).commands)


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_command_is_in_the_table() -> None:
    """A command that is not in the README does not exist for its readers, and the reverse."""
    named = re.findall(r"^\| `course (\w+)", section("The course command"), re.MULTILINE)
    assert sorted(named) == COMMANDS


def test_every_folder_is_in_the_tree() -> None:
    """Each folder at the top, but for hidden ones and what git ignores."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and not any(fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert folders <= {name.rstrip("/") for name in tree()}


def tree() -> list[str]:
    """The paths in the README's tree, those below a folder joined to it."""
    paths: list[str] = []
    folder = ""
    for line in section("What is where").split("```")[1].strip("\n").splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name
            paths.append(name)
        else:
            paths.append(folder + name)
    return paths


@pytest.mark.parametrize("path", tree())
def test_what_the_tree_shows_is_there(path: str) -> None:
    """A file that was moved leaves the README with it."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """Relative ones lead to a file that is there."""
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / page).read_text())
    near = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in near if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page: str) -> None:
    """Nobody is told to type what does not exist: a verb of `course`, a target of make."""
    text = (ROOT / page).read_text()
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    verbs = set(re.findall(r"`course ([a-z]+)", text))
    made = set(re.findall(r"(?:`|^)make (?:[A-Z]+=\S+ )?(\w+)", text, re.MULTILINE))
    assert verbs <= set(COMMANDS)
    assert made <= set(targets)
