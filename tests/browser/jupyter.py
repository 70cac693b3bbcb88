"""JupyterLab as a learner has it: started by `course lab`, driven in Chromium.

Owns the server's process, the browser and the page; what to look at on a page is
the tests'. Runs cells by the commands behind JupyterLab's menus, and reads from its
own objects what a person sees as a busy light, so that nothing sleeps.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from helpers import course
from helpers.grading.rebuild import rebuild, solutions
from tests import mounts

__all__ = [
    "MISSING",
    "NotebookPage",
    "Terminal",
    "answered",
    "browser",
    "copy_lesson",
    "lab",
]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = (
    "no chromium on the PATH; `apt-get install chromium` brings it" if CHROMIUM is None else ""
)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]
START_S, RUN_S, ACT_S = 180, 180, 60


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium. While it is open, asyncio cannot run in this thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, chromium_sandbox=False
        )
        yield chromium
        chromium.close()


def copy_lesson(to: Path, name: str) -> Path:
    """A course in ``to`` of the released lesson ``name`` alone; its notebook."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / course.CONFIG, to)
    lesson = course.read_lesson(name, ROOT)
    shutil.copytree(lesson.release.parent, to / course.RELEASE / name)
    return course.read_lesson(name, to).release


def answered(path: Path) -> Path:
    """Write the reference's answers into the released notebook at ``path``."""
    source = course.read_lesson(path.stem, ROOT).source
    reference = course.read_notebook(source)
    assert solutions(reference)
    path.write_text(json.dumps(rebuild(course.read_notebook(path), reference).notebook))
    return path


@contextmanager
def lab(
    home: Path,
    state: Path,
    settings: dict[str, dict[str, Any]] | None = None,
    *options: str,
    full: Path | None = None,
    **environment: str,
) -> Iterator[str]:
    """JupyterLab on the course in ``home``: its address, token included.

    Args:
        home: a course directory.
        state: an empty folder for what JupyterLab and `course check` keep.
        settings: JupyterLab's settings by plugin, for example
            ``{"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}``.
        options: of `course lab`.
        full: a folder that is on a full disk for JupyterLab and its kernels.
        environment: variables in addition to this process's own.
    """
    for plugin, values in (settings or {}).items():
        package, name = plugin.split(":")
        path = state / "settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    config = state / "config"
    config.mkdir(parents=True)
    (config / "jupyter_server_config.json").write_text(
        json.dumps({"LabApp": {"expose_app_in_browser": True}})
    )
    places = {
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_RUNTIME_DIR": state / "run",
        "JUPYTERLAB_SETTINGS_DIR": state / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": state / "workspaces",
        "LLM_COURSE_STATE": state / "course",
    }
    command = [str(Path(sys.executable).with_name("course")), "lab", "--no-browser", *options]
    with (
        subprocess.Popen(
            mounts.line(mounts.FULL, full, command) if full else command,
            cwd=home,
            env=os.environ | {name: str(path) for name, path in places.items()} | environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        ThreadPoolExecutor(1) as reader,
    ):
        assert process.stderr
        try:
            address = _address(process.stderr)
            reader.submit(process.stderr.read)  # a full pipe would stop JupyterLab
            _wait_for(process, address)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(START_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _address(lines: Iterable[str]) -> str:
    """The address that JupyterLab prints when it is up."""
    said = []
    for line in lines:
        said.append(line)
        if match := re.search(r"http://127\.0\.0\.1:\d+/\S*\?token=\w+", line):
            return match[0]
    raise AssertionError("JupyterLab did not start:\n" + "".join(said))


def _wait_for(process: subprocess.Popen[str], address: str) -> None:
    """Wait until somebody listens at ``address``, which is printed a little earlier."""
    port = int(address.split("/")[2].split(":")[1])
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    raise AssertionError(f"JupyterLab ended with code {process.returncode}")


class NotebookPage:
    """A notebook open in JupyterLab.

    ``strangers`` lists every request that would have left this machine; each was
    refused. ``errors`` lists what scripts on the page threw.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self._address = address
        host = re.match(r"http://[^/]+", address)
        assert host
        page.set_default_timeout(ACT_S * 1000)
        page.set_default_navigation_timeout(START_S * 1000)
        page.route(_elsewhere(host[0]), self._refuse)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _refuse(self, route: Any) -> None:
        self.strangers.append(route.request.url)
        route.abort()

    def open(self, path: str = "") -> None:
        """Open the notebook at ``path``, below the lessons' folder, or what JupyterLab opens
        by itself, and wait until it is ready."""
        place = re.sub(r"/lab\b[^?]*", f"/lab/tree/{path}", self._address)
        self.page.goto(place if path else self._address)
        self.wait_open(path)

    def wait_open(self, path: str = "") -> None:
        """Wait until the notebook at ``path``, or any, is in front with its kernel ready."""
        self.page.wait_for_function(
            f"(path) => ({_PANEL})?.content?.model?.cells?.length > 0"
            f" && ({_PANEL}).context.path.endsWith(path)",
            arg=path,
            timeout=START_S * 1000,
        )
        self.wait_idle(START_S)

    def run_all(self, timeout_s: float = RUN_S) -> None:
        """Run every cell, by the command of the Run menu, and wait for the last."""
        self._command("notebook:run-all-cells", timeout_s)

    def run_cell(self, name: str, timeout_s: float = RUN_S) -> None:
        """Run the cell with the id ``name``, and wait for it."""
        self.show(name)
        self._command("notebook:run-cell", timeout_s)

    def _command(self, name: str, timeout_s: float) -> None:
        self.page.evaluate(
            "(name) => { window.commandDone = false;"
            " window.jupyterapp.commands.execute(name)"
            "   .finally(() => { window.commandDone = true; }); }",
            name,
        )
        self.page.wait_for_function("() => window.commandDone", timeout=timeout_s * 1000)
        self.wait_idle()

    def restart_and_run_all(self, timeout_s: float = RUN_S) -> None:
        """The command of the Kernel menu, its question answered with yes."""
        self.page.evaluate(
            "() => { window.commandDone = false;"
            " window.jupyterapp.commands.execute('runmenu:restart-and-run-all')"
            "   .finally(() => { window.commandDone = true; }); }"
        )
        self.page.locator(".jp-Dialog").locator(".jp-mod-accept").click()
        self.page.wait_for_function("() => window.commandDone", timeout=timeout_s * 1000)
        self.wait_idle()

    def write(self, name: str, source: str) -> None:
        """Type ``source`` into the cell with the id ``name``, in place of what is there."""
        self.show(name).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(source)

    def save(self) -> None:
        """Write the notebook to disk, by the command behind Ctrl-S."""
        self._command("docmanager:save", START_S)

    def outputs(self, name: str) -> str:
        """The text of the outputs of the cell with the id ``name``."""
        return self.show(name).locator(".jp-Cell-outputArea").inner_text()

    def wait_idle(self, timeout_s: float = RUN_S) -> None:
        """Wait until the kernel has nothing to do and no cell waits for it."""
        self.page.wait_for_function(_IDLE, timeout=timeout_s * 1000)

    def show(self, name: str) -> Locator:
        """Scroll to the cell with the id ``name``: its place on the page."""
        index = self.page.evaluate(
            f"async (name) => {{ const panel = {_PANEL};"
            " const cells = [...panel.content.model.cells];"
            " const index = cells.findIndex((cell) => cell.id === name);"
            " if (index >= 0) { panel.content.activeCellIndex = index;"
            "   await panel.content.scrollToItem(index, 'start'); }"
            " return index; }",
            name,
        )
        assert index >= 0, f"no cell {name!r}"
        front = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        cell = front.locator(f".jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def failed(self) -> dict[str, str]:
        """The error of each cell that raised one, by the cell's id."""
        found: dict[str, str] = self.page.evaluate(
            f"() => Object.fromEntries([...({_PANEL}).content.model.cells]"
            ".filter((cell) => cell.type === 'code').flatMap((cell) =>"
            " cell.outputs.toJSON().filter((output) => output.output_type === 'error')"
            "   .map((output) => [cell.id, output.ename + ': ' + output.evalue])))"
        )
        return found


class Terminal:
    """A terminal of JupyterLab's, opened in front of ``notebook``, in the lessons' folder."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.page = notebook.page
        self.page.evaluate("() => window.jupyterapp.commands.execute('terminal:create-new')")
        self.page.wait_for_function(f"() => ({_SCREEN})?.some((line) => line.trim())")
        self.page.locator(".jp-Terminal .xterm-helper-textarea").focus()

    def run(self, line: str, until: str) -> str:
        """Type ``line`` and Enter; what stands on the screen once it shows ``until``, a
        regular expression for a whole line."""
        self.page.keyboard.insert_text(line)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            f"(until) => ({_SCREEN}).some((line) => new RegExp('^' + until + '$').test(line))",
            arg=until,
            timeout=RUN_S * 1000,
        )
        return "\n".join(self.page.evaluate(f"() => {_SCREEN}"))


# the lines that JupyterLab's terminal in front holds; it draws them on a canvas
_SCREEN = """(() => {
  const buffer = window.jupyterapp?.shell.currentWidget?.content?._term?.buffer.active;
  return buffer && [...Array(buffer.length).keys()]
    .map((row) => buffer.getLine(row).translateToString(true));
})()"""

# JupyterLab's panel of the notebook in front
_PANEL = "window.jupyterapp?.shell.currentWidget"
_IDLE = f"""() => {{
  const panel = {_PANEL};
  const cells = [...(panel?.content?.model?.cells ?? [])];
  return panel?.sessionContext?.session?.kernel?.status === "idle"
    && cells.every((cell) => cell.type !== "code" || cell.executionState !== "running");
}}"""


def _elsewhere(host: str) -> Callable[[str], bool]:
    def is_elsewhere(url: str) -> bool:
        return url.startswith(("http:", "https:")) and not url.startswith(f"{host}/")

    return is_elsewhere
