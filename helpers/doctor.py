"""`course doctor`: what on this machine would stop the course, and what mends it.

Each check tries the thing itself: writes a file, takes the port, starts a kernel and
the endpoint, breaks out of the sandbox. Changes nothing that it finds.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from helpers import course, loopback, models, progress
from helpers.errors import CourseError
from helpers.fetch import megabytes

__all__ = ["PORT", "Check", "checks", "report"]

PORT = 8888  # where JupyterLab starts to look for a free one
PYTHON = ((3, 11), (3, 14))
FREE_BYTES = 500_000_000
KERNEL_S = 60


@dataclass(frozen=True)
class Check:
    """One thing that was tried. ``ok`` is None where it is wanted only for some of what
    the course does, and is not there; ``fix`` is empty where nothing is to be mended."""

    name: str
    ok: bool | None
    seen: str
    fix: str = ""

    def __str__(self) -> str:
        sign = {True: "✓", False: "✗", None: "–"}[self.ok]
        return f"{sign} {self.name}: {self.seen}" + (f"; {self.fix}" if self.fix else "")


def report(*, port: int = PORT, as_json: bool = False) -> int:
    """Print one line for each check. Returns 0 when nothing is to be mended, else 1."""
    found = []
    for check in checks(port):
        found.append(check)
        if not as_json:
            print(check, flush=True)
    healthy = all(check.ok is not False for check in found)
    if as_json:
        document = {"healthy": healthy, "checks": [asdict(check) for check in found]}
        print(json.dumps(document, indent=1))
    return 0 if healthy else 1


def checks(port: int = PORT) -> Iterator[Check]:
    """Every check, the quick ones first."""
    home = _home()
    yield _python()
    yield _packages(home)
    yield from _programs()
    yield from _folders(home)
    yield from _models()
    yield _port(port)
    yield from _notebooks(home)
    yield _kernel()
    yield _endpoint()
    yield from _sandbox(home)


def _home() -> Path | None:
    try:
        return course.root()
    except CourseError:
        return None


def _python() -> Check:
    least, below = PYTHON
    seen = ".".join(map(str, sys.version_info[:3]))
    wanted = f"3.{least[1]} to 3.{below[1] - 1}"
    if least <= sys.version_info[:2] < below:
        return Check("Python", True, seen)
    return Check("Python", False, f"{seen}, {wanted} is needed", "`make PYTHON=python3.12 setup`")


def _packages(home: Path | None) -> Check:
    """What requirements.lock pins, or where there is no lock what the package asks for."""
    from packaging.requirements import InvalidRequirement, Requirement

    lock = (home or Path(__file__).parents[1]) / "requirements.lock"
    try:
        lines = lock.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = metadata.requires("llm-course") or []
    wrong, count = [], 0
    for line in lines:
        try:
            wanted = Requirement(line.split("#")[0].strip())
        except InvalidRequirement:
            continue
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        count += 1
        if problem := _differs(wanted):
            wrong.append(problem)
    if not wrong:
        return Check("packages", True, f"{count}, as {lock.name} has them")
    rest = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return Check("packages", False, ", ".join(wrong[:3]) + rest, _install(lock))


def _differs(wanted: Any) -> str:
    from packaging.version import Version

    try:
        there = Version(metadata.version(wanted.name))
    except metadata.PackageNotFoundError:
        return f"{wanted.name} is missing"
    # torch 2.13.0+cpu is torch 2.13.0
    if not wanted.specifier.contains(there.public, prereleases=True):
        return f"{wanted.name} is {there}, not {str(wanted.specifier).removeprefix('==')}"
    return ""


def _install(lock: Path) -> str:
    if (lock.parent / "Makefile").is_file() and sys.prefix == str(lock.parent / ".venv"):
        return "`touch requirements.lock && make setup`"
    return f"`{sys.executable} -m pip install -r {lock}`"


def _programs() -> Iterator[Check]:
    scripts = sysconfig.get_path("scripts")
    path = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    pip = f"`{sys.executable} -m pip install --force-reinstall"
    for name, package in (("alembic", "alembic"), ("jupyter", "jupyter-core")):
        there = shutil.which(name, path=path)
        yield Check(
            f"program {name}",
            bool(there),
            there or "not there",
            "" if there else f"{pip} {package}`",
        )
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    yield Check(
        "program chromium",
        True if chromium else None,
        chromium or "not there; only tests/browser need it",
        "" if chromium else "`apt-get install chromium`",
    )


def _folders(home: Path | None) -> Iterator[Check]:
    """Folders that the course writes to: writable, on a disk with room."""
    other = "make it writable, or set {} to another folder"
    named = [
        ("cache", models.cache_dir(), other.format("LLM_COURSE_CACHE")),
        ("records", progress.state_dir(), other.format("LLM_COURSE_STATE")),
        ("temporary files", Path(tempfile.gettempdir()), other.format("TMPDIR")),
    ]
    if home:
        named.append(
            ("course", home, "make it writable, or copy the course to where you may write")
        )
    for name, folder, fix in named:
        yield _folder(name, folder, fix)


def _folder(name: str, folder: Path, fix: str) -> Check:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".course-doctor-") as file:
            file.write(b"x" * 4096)
            file.flush()
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(name, False, f"{folder} cannot be written: {error.strerror}", fix)
    if free < FREE_BYTES:
        need = megabytes(FREE_BYTES - free)
        return Check(name, False, f"{folder} has {megabytes(free)} free", f"free {need} more there")
    return Check(name, True, f"{folder}, {megabytes(free)} free")


def _models() -> Iterator[Check]:
    for name in models.CATALOG:
        try:
            state: str = models.state(name)
        except OSError as error:
            state = f"unreadable: {error.strerror}"
        ready = state == "ready"
        yield Check(f"model {name}", ready, state, "" if ready else "`course models pull`")


def _port(port: int) -> Check:
    name = f"port {port}"
    if loopback.free(port):
        return Check(name, True, "free")
    if any(server.get("port") == port for server in _jupyters()):
        return Check(name, True, "taken by a JupyterLab of yours; `course lab` takes the next one")
    fix = f"`course lab --port {_free_port(port)}`, or let `course lab` find one"
    return Check(name, False, "in use by another program", fix)


def _jupyters() -> list[dict[str, Any]]:
    from jupyter_server.serverapp import list_running_servers

    return [dict(server) for server in list_running_servers()]


def _free_port(port: int) -> int:
    return next((one for one in range(port + 1, port + 100) if loopback.free(one)), 0)


def _notebooks(home: Path | None) -> Iterator[Check]:
    """Whether every lesson can be read. A release that somebody works in is no finding."""
    if home is None:
        fix = "change to the folder with nbgrader_config.py for checks of the lessons"
        yield Check("course", None, f"{Path.cwd()} is not inside one", fix)
        return
    sound = 0
    for part in (course.SOURCE, course.RELEASE):
        for path in sorted((home / part).glob("*/*.ipynb")):
            try:
                course.read_notebook(path)
                sound += 1
            except CourseError as error:
                where = path.relative_to(home)
                said = str(error).removeprefix(f"{path}: ").removeprefix(f"{path} ")
                yield Check(
                    str(where), False, said, f"`git restore {where}` brings back the last one"
                )
    yield Check("notebooks", True if sound else None, f"{sound} can be read")


def _kernel() -> Check:
    """Starts one as a notebook would, runs a cell in it, ends it."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    fix = f"`{sys.executable} -m ipykernel install --sys-prefix`"
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            manager.start_kernel(stdout=nowhere, stderr=nowhere)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=KERNEL_S)
            answer = client.execute_interactive(
                "1 + 1", timeout=KERNEL_S, output_hook=lambda message: None
            )
        finally:
            client.stop_channels()
        if answer["content"]["status"] != "ok":
            return Check("kernel", False, "it starts and cannot run 1 + 1", fix)
        return Check("kernel", True, "starts and runs")
    except Exception as error:
        # whatever it is, it is the finding
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Check("kernel", False, f"does not start: {said}", fix)
    finally:
        with contextlib.suppress(Exception):
            manager.shutdown_kernel(now=True)


def _endpoint() -> Check:
    from helpers import endpoint

    try:
        found = endpoint.state()
        if found.status == "hosted":
            return Check("endpoint", True, f"your own, {found.url}")
        if models.state(endpoint.MODEL) != "ready":
            return Check(
                "endpoint", False, f"{endpoint.MODEL} is not ready", "`course models pull`"
            )
        before = found.status
        address = endpoint.url()
        if before == "stopped":
            endpoint.stop()
    except CourseError as error:
        return Check("endpoint", False, *_halves(str(error)))
    return Check("endpoint", True, f"starts, at {address}" if before == "stopped" else address)


def _halves(said: str) -> tuple[str, str]:
    """What is wrong, and the way out, of the one line of a CourseError."""
    what, _, fix = said.partition("; ")
    return what, fix


def _sandbox(home: Path | None) -> Iterator[Check]:
    """The parts that this host gives, then an attempt to break each. Whoever has no work
    of others to grade can do without."""
    from helpers.grading.kernel import host

    grades = home is not None and any(
        (home / name).is_dir() for name in (course.SOURCE, "submitted")
    )
    ok = False if grades else None
    missing = host.missing()
    for part in missing:
        yield Check(
            f"sandbox, {part.part}",
            ok,
            part.reason,
            "while that is so `course grade` refuses the work of others; on another machine it can",
        )
    if not missing:
        yield from _broken_out(ok)


def _broken_out(ok: bool | None) -> Iterator[Check]:
    from helpers.grading.kernel.probe import probe
    from helpers.grading.kernel.sandbox import Unavailable
    from helpers.grading.kernel.zygote import ZygoteError

    try:
        tried = probe()
    except (Unavailable, ZygoteError) as error:
        yield Check("sandbox", ok, f"cannot be started: {error}", "grade on another machine")
        return
    for attempt in tried:
        if not attempt.held:
            fix = "do not grade the work of others here, and report it"
            yield Check(f"sandbox, {attempt.part}", ok, attempt.seen, fix)
    held = sum(attempt.held for attempt in tried)
    yield Check(
        "sandbox", True if held == len(tried) else ok, f"held {held} of {len(tried)} attacks"
    )
