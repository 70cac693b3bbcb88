"""`course doctor` finds what is broken, and names what mends it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import doctor, models
from helpers.doctor import Check
from helpers.grading.kernel import host, probe
from tests import mounts
from tests.courses import LESSON, make_course

COURSE = str(Path(sys.executable).with_name("course"))


def only(wanted: str, **options: int) -> Check:
    """The first check whose name begins with ``wanted``; those after it are not made."""
    return next(check for check in doctor.checks(**options) if check.name.startswith(wanted))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, as the working directory."""
    home = make_course(tmp_path / "course")
    monkeypatch.chdir(home)
    return home


def test_a_sound_machine_passes(home: Path) -> None:
    """All of it, in a process of its own: exit 0, one line a check, none of them a fault."""
    env = os.environ | {"LLM_COURSE_STATE": str(home / "state")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    line = [COURSE, "doctor", "--port", port]
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
    assert [one for one in done.stdout.splitlines() if one.startswith("✗")] == []
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("Python", "packages", "cache", "notebooks", "kernel", "endpoint", "sandbox"):
        assert f"✓ {name}: " in done.stdout
    assert not (home / "state").exists()


def test_a_broken_machine_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, and one document for machines that says so."""
    bad = Check("disk", False, "is full", "free some")
    monkeypatch.setattr(doctor, "checks", lambda port: iter([bad]))
    assert doctor.report(as_json=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "healthy": False,
        "checks": [{"name": "disk", "ok": False, "seen": "is full", "fix": "free some"}],
    }
    assert doctor.report() == 1
    assert capsys.readouterr().out == "✗ disk: is full; free some\n"


def test_what_only_some_need_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the exit code is 0."""
    monkeypatch.setattr(doctor, "checks", lambda port: iter([Check("browser", None, "no")]))
    assert doctor.report() == 0


def test_python_of_another_version(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which are right."""
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    found = only("Python")
    assert (found.ok, found.seen) == (False, "3.9.1, 3.11 to 3.13 is needed")
    assert "make PYTHON=" in found.fix


def test_packages_that_are_missing_or_stale(home: Path) -> None:
    """Each is named; those for another system are not asked for."""
    (home / "requirements.lock").write_text(
        "rich==1.0\nno-such-package==2.0\ntyper==" + _version("typer") + "\n"
        "colorama==0.0.1 ; sys_platform == 'win32'\n"
    )
    found = only("packages")
    assert found.ok is False
    assert found.seen == f"rich is {_version('rich')}, not 1.0, no-such-package is missing"
    assert "-m pip install -r" in found.fix


def _version(name: str) -> str:
    from importlib import metadata

    return metadata.version(name)


def test_a_program_that_is_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nbgrader calls by name is a fault, what tests call is not."""
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.setattr(doctor.sysconfig, "get_path", lambda name: str(home))
    alembic, chromium = only("program alembic"), only("program chromium")
    assert alembic.ok is False
    assert alembic.fix.endswith("-m pip install --force-reinstall alembic`")
    assert (chromium.ok, chromium.fix) == (None, "`apt-get install chromium`")


FOLDERS = """
from helpers import doctor
for check in doctor.checks():
    if check.name in ("cache", "course"):
        print(check)
    if check.name == "course":
        break
"""


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (mounts.READ_ONLY, "cannot be written: Read-only file system; make it writable, or set"),
        (mounts.FULL, "has 0 MB free; free "),
    ],
)
def test_a_disk_that_is_read_only_or_full(home: Path, tmp_path: Path, how: str, said: str) -> None:
    """It is named, with its way out; the other disks are as they were."""
    cache = tmp_path / "cache"
    env = {"LLM_COURSE_CACHE": str(cache), "PYTHONPATH": str(Path(__file__).parents[1])}
    done = mounts.run(how, cache, [sys.executable, "-c", FOLDERS], cwd=home, env=env)
    first, second = done.stdout.splitlines()
    assert first.startswith(f"✗ cache: {cache} {said}"), done.stderr
    assert second.startswith("✓ course: ")


def test_models_that_are_missing_or_altered(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is named with the command that fetches it; the endpoint says which it lacks."""
    monkeypatch.setenv("LLM_COURSE_CACHE", str(tmp_path))
    model = models.CATALOG["all-minilm-l6-v2"]
    for file in model.files:
        (model.folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        (model.folder / file.name).write_text("not this")
    assert only("model all-minilm-l6-v2").seen == "altered"
    missing = only("model smollm2")
    assert (missing.ok, missing.seen, missing.fix) == (False, "missing", "`course models pull`")
    endpoint = doctor._endpoint()
    assert (endpoint.ok, endpoint.fix) == (False, "`course models pull`")


def test_an_endpoint_that_cannot_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said, and the way out."""
    monkeypatch.setenv("LLM_COURSE_RUNTIME", "/proc/none")
    found = doctor._endpoint()
    assert found.ok is False
    assert "LLM_COURSE_RUNTIME" in found.fix


def test_a_busy_port(home: Path) -> None:
    """With one that is free."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        found = doctor._port(port)
    assert (found.ok, found.seen) == (False, "in use by another program")
    assert found.fix.startswith("`course lab --port ")


def test_a_notebook_that_is_not_json(home: Path) -> None:
    """It is named with what brings it back; work in a release is no fault."""
    path = home / "solutions" / LESSON / f"{LESSON}.ipynb"
    path.write_text("{")
    found = list(doctor._notebooks(home))
    assert [check.ok for check in found] == [False, None]
    assert "not JSON" in found[0].seen
    assert found[0].fix.startswith(f"`git restore solutions/{LESSON}/")


def test_a_kernel_that_dies(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding is one line, and nothing of it is left running."""
    spec = home / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-c", "raise SystemExit(3)", "{connection_file}"]
    content = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content))
    monkeypatch.setenv("JUPYTER_PATH", str(home / "jupyter"))
    found = doctor._kernel()
    assert found.ok is False
    assert found.seen.startswith("does not start: ")
    assert "\n" not in str(found)
    assert "ipykernel install" in found.fix


def test_a_part_of_the_sandbox_that_is_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with its reason; a fault where there is work of others to grade."""
    part = host.Missing("user namespace", "not permitted")
    monkeypatch.setattr(host, "missing", lambda: [part])
    (teaching,), (learning,) = doctor._sandbox(home), doctor._sandbox(None)
    assert (teaching.name, teaching.ok) == ("sandbox, user namespace", False)
    assert teaching.seen == "not permitted"
    assert learning.ok is None


def test_a_sandbox_that_does_not_hold(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came through is named."""
    monkeypatch.setattr(host, "missing", lambda: [])
    tried = [probe.Attempt("uses the network", False, "reaches it"), probe.Attempt("b", True, "")]
    monkeypatch.setattr(probe, "probe", lambda: tried)
    first, second = doctor._sandbox(home)
    assert (first.name, first.ok) == ("sandbox, uses the network", False)
    assert (second.ok, second.seen) == (False, "held 1 of 2 attacks")


def test_outside_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else is checked all the same."""
    monkeypatch.chdir(tmp_path)
    found = only("course")
    assert found.ok is None
