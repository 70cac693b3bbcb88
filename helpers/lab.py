"""Starts JupyterLab on the lessons.

Owns the command line of JupyterLab and the environment its kernels and
terminals inherit. Knows nothing of what is in a lesson.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from helpers import course
from helpers.errors import CourseError

__all__ = ["command", "launch"]


def command(folder: Path, *, no_browser: bool, port: int | None) -> list[str]:
    """The command line that opens JupyterLab in ``folder``, with nothing that
    asks the network.

    Raises:
        CourseError: ``port`` is taken.
    """
    line = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if no_browser:
        line.append("--no-browser")
    if port is not None:
        if not _free(port):
            raise CourseError(f"port {port} is in use; name another with --port, or leave it out")
        line += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return line


def launch(*, no_browser: bool, port: int | None) -> None:
    """Open JupyterLab on the lessons and stay until it ends.

    Raises:
        CourseError: there is no course here, or the port is taken.
    """
    folder = course.root() / course.RELEASE
    if not folder.is_dir():
        raise CourseError(f"{folder}: no lessons here; `git restore lessons` brings them back")
    line = command(folder, no_browser=no_browser, port=port)
    # the `course` command in JupyterLab's terminals is this interpreter's
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    try:
        code = subprocess.run(line, env=os.environ | {"PATH": path}, check=False).returncode
    except KeyboardInterrupt:
        code = 0
    if code:
        raise CourseError(f"JupyterLab ended with code {code}; its last lines above say why")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
