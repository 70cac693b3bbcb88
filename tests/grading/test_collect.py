"""Downloads of an LMS, filed where nbgrader looks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.grading import collect
from tests.courses import LESSON, make_course


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, as the working directory; nobody is in its gradebook."""
    home = make_course(tmp_path / "course")
    monkeypatch.chdir(home)
    return home


def filed(home: Path) -> dict[str, str]:
    """What is under submitted/, by path."""
    top = home / "submitted"
    return {
        path.relative_to(top).as_posix(): path.read_text()
        for path in top.rglob("*")
        if path.is_file()
    }


def make_zip(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_canvas(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The later upload wins, late ones too, whatever a browser added to the name."""
    download = make_zip(
        home / "d.zip",
        **{
            f"lovelaceada_1001_20001_{LESSON}.ipynb": "first",
            f"lovelaceada_1001_20009_{LESSON}-1.ipynb": "second",
            f"hopper_LATE_1002_20003_{LESSON} (3).ipynb": "late",
            "turing_1003_20004_Untitled.ipynb": "renamed",
            "turing_1003_20004_notes.txt": "no notebook",
        },
    )
    assert collect.report(str(download), "1") == 1  # nobody is in the gradebook
    assert filed(home) == {
        f"lovelaceada/{LESSON}/{LESSON}.ipynb": "second",
        f"hopper/{LESSON}/{LESSON}.ipynb": "late",
        f"turing/{LESSON}/{LESSON}.ipynb": "renamed",
    }
    out = capsys.readouterr().out
    assert "lovelaceada: not in the gradebook, filed as lovelaceada" in out
    assert out.splitlines()[-1].startswith(f"{LESSON}: 3 submissions filed; next: `course grade ")


def test_moodle(home: Path) -> None:
    """A folder for each student, or their names before the file's; a zip handed in."""
    download = home / "download"
    folder = download / "Ada Lovelace_1001_assignsubmission_file_"
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_text("ada")
    (folder / "other.ipynb").write_text("of another name, and later in the alphabet")
    (download / f"Grace Hopper_1002_assignsubmission_file_{LESSON}.ipynb").write_text("grace")
    make_zip(
        download / "Alan Turing_1003_assignsubmission_file_work.zip",
        **{f"work/{LESSON}.ipynb": "alan", "__MACOSX/x.ipynb": "no"},
    )
    collect.report(str(download), "1")
    assert filed(home) == {
        f"Ada-Lovelace/{LESSON}/{LESSON}.ipynb": "ada",
        f"Grace-Hopper/{LESSON}/{LESSON}.ipynb": "grace",
        f"Alan-Turing/{LESSON}/{LESSON}.ipynb": "alan",
    }


def test_those_in_the_gradebook_are_known(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number the LMS has for them, or by name; then there is nothing to look at."""
    known = {"#1001": "ada", "hoppergrace": "grace"}
    monkeypatch.setattr(collect, "_known", lambda directory: known)
    names = (f"x_1001_1_{LESSON}.ipynb", f"hoppergrace_7_2_{LESSON}.ipynb")
    download = make_zip(home / "d.zip", **dict.fromkeys(names, "{}"))
    assert collect.report(str(download), "1") == 0
    assert {path.split("/")[0] for path in filed(home)} == {"ada", "grace"}


def test_no_name_leads_out_of_the_folder(home: Path) -> None:
    """Whatever a zip calls its members, and wherever a link leads."""
    before = {path.name for path in home.parent.iterdir()}
    download = make_zip(
        home / "d.zip",
        **{
            f"../../evil_1_2_{LESSON}.ipynb": "a",
            f"/etc/evil_1_2_{LESSON}.ipynb": "b",
            f"..\\..\\evil_1_2_{LESSON}.ipynb": "c",
            f"../.._7_assignsubmission_file_/{LESSON}.ipynb": "d",
            f".._7_assignsubmission_file_/{LESSON}.ipynb": "e",
        },
    )
    collect.report(str(download), "1")
    assert {path.name for path in home.parent.iterdir()} == before
    assert all(path.count("/") == 2 and ".." not in path for path in filed(home))
    folder = home / "links"
    folder.mkdir()
    (folder / f"eve_1_2_{LESSON}.ipynb").symlink_to("/etc/passwd")
    collect.report(str(folder), "1")
    assert not any("eve/" in path for path in filed(home))


def test_what_is_too_big_is_not_unpacked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bomb costs only itself."""
    config = home / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.CourseDirectory.max_file_size = 10\n")
    with zipfile.ZipFile(home / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"eve_1_2_{LESSON}.ipynb", b"0" * 50_000_000)
        archive.writestr(f"ada_2_3_{LESSON}.ipynb", "{}")
    assert collect.report("d.zip", "1") == 1
    assert list(filed(home)) == [f"ada/{LESSON}/{LESSON}.ipynb"]
    assert f"eve_1_2_{LESSON}.ipynb: larger than 10 kB, not filed" in capsys.readouterr().out


def test_what_cannot_be_collected(home: Path) -> None:
    """One line with the way out."""
    (home / "no.zip").write_text("no zip")
    for source, said in (("nowhere", "name the folder or the zip"), ("no.zip", "as a zip")):
        with pytest.raises(CourseError) as caught:
            collect.report(source, "1")
        assert said in str(caught.value)
    assert filed(home) == {}


def test_names_of_no_lms_are_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are not guessed at."""
    assert collect.report(str(make_zip(home / "d.zip", **{"homework.ipynb": "{}"})), "1") == 1
    assert "homework.ipynb: named neither as Canvas nor as Moodle" in capsys.readouterr().out
