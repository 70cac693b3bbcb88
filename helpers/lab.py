"""Starts JupyterLab on the lessons.

Owns the command line of JupyterLab and the environment its kernels and
terminals inherit. Knows nothing of what is in a lesson.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import NoReturn

from jupyter_core.paths import jupyter_config_dir

from helpers import course
from helpers.errors import CourseError

__all__ = ["command", "launch"]

START = "start.ipynb"
_STATIC = Path(__file__).parent / "static"


def command(folder: Path, *, no_browser: bool, port: int | None) -> list[str]:
    """The command line that opens JupyterLab in ``folder``.

    Raises:
        CourseError: ``port`` cannot be had.
    """
    shell = os.environ.get("SHELL") or shutil.which("bash") or "sh"
    styles = [str(place / "custom") for place in (Path(jupyter_config_dir()), _STATIC)]
    line = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        # started from no terminal Jupyter would take a login shell, which forgets the PATH
        f"--ServerApp.terminado_settings={{'shell_command': [{shell!r}]}}",
        # a learner's own custom.css comes first, and where there is none ours
        "--LabApp.custom_css=True",
        f"--ServerApp.tornado_settings={{'static_custom_path': {styles!r}}}",
    ]
    if os.geteuid() == 0:
        # in a container everybody is root; the address is still this machine's own
        line.append("--ServerApp.allow_root=True")
    if no_browser:
        line.append("--no-browser")
    if port is not None:
        if refused := _refused(port):
            raise CourseError(f"port {port} {refused}; name another with --port, or leave it out")
        line += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return line


def launch(*, no_browser: bool, port: int | None, teach: bool = False) -> NoReturn:
    """Become JupyterLab on the lessons, or with ``teach`` on the whole course and with
    nbgrader's panels for instructors; does not return.

    Raises:
        CourseError: there is no course here, or the port cannot be had.
    """
    home = course.root()
    folder = home if teach else home / course.RELEASE
    if not folder.is_dir():
        raise CourseError(f"{folder}: no lessons here; `git restore lessons` brings them back")
    line = command(folder, no_browser=no_browser, port=port)
    if (folder / START).is_file():
        line.append(f"--LabApp.default_url=/lab/tree/{START}")
    os.chdir(home)  # where nbgrader's panels look for nbgrader_config.py
    sys.stdout.flush()
    # in this process's place, so that Ctrl-C and a signal reach JupyterLab, which ends its kernels
    os.execve(line[0], line, os.environ | _environment(teach))


def _environment(teach: bool) -> dict[str, str]:
    # the `course` command in JupyterLab's terminals is this interpreter's; the settings
    # keep JupyterLab from asking for news, which lie on the network
    settings = [_STATIC] if teach else [_STATIC / "student", _STATIC]
    first = {
        "PATH": [Path(sys.executable).parent],
        "JUPYTER_CONFIG_PATH": settings,
    }
    return {
        name: os.pathsep.join([*map(str, paths), *filter(None, [os.environ.get(name)])])
        for name, paths in first.items()
    }


def _refused(port: int) -> str:
    """Why nobody can listen on ``port``, ``""`` when somebody can."""
    if not 0 < port < 1 << 16:
        return "does not exist, 1 to 65535 do"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return "is the system's own"
        except OSError:
            return "is in use"
    return ""
