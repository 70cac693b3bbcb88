"""A process that grades one submission after another, so that one which takes its
process down takes down only that.

``python -P -m helpers.grading.worker``: one JSON object a line on stdin, first the
order, then one student each; one JSON object a line on stdout for each student. It
never learns where the course's gradebook is.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import CourseError

if TYPE_CHECKING:
    from helpers.grading.directory import Directory
    from helpers.grading.results import Executed

__all__ = ["main"]


def main() -> None:
    """Serve until stdin ends."""
    # the only way back to the batch; cells' processes inherit the log instead
    wire = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from helpers.grading.directory import open_directory

    order = json.loads(sys.stdin.readline())
    assignment, alone = order["assignment"], Path(order["alone"])
    directory = open_directory(Path(order["root"]), f"sqlite:///{alone}")
    drafted = directory.drafted("autograded")
    with contextlib.ExitStack() as stack:
        execute: Callable[[str], Executed] | None = None
        for line in sys.stdin:
            student = json.loads(line)["student"]
            answer: dict[str, Any]
            # a name may be as long as a file's name can be, and has no room for a suffix
            log = directory.state(assignment) / f"{student[:60]}.log"
            with directory.log_to(log):
                _point_output_at(log)
                try:
                    execute = execute or _executor(drafted, assignment, alone, order, stack)
                    answer = {"executed": execute(student).as_dict()}
                except CourseError as error:
                    answer = {"error": str(error)}
            wire.write(json.dumps(answer) + "\n")
            wire.flush()


def _executor(
    directory: Directory,
    assignment: str,
    alone: Path,
    order: dict[str, Any],
    stack: contextlib.ExitStack,
) -> Callable[[str], Executed]:
    """What grades one submission, as the order wants it."""
    if order["stock"]:
        from helpers.grading.autograde import execute

        return lambda student: execute(directory, assignment, student, alone)
    from helpers.grading.engine import Engine

    engine = Engine(
        directory,
        assignment,
        f"sqlite:///{alone}",
        trusted=order["trusted"],
        solutions_only=order["solutions_only"],
    )
    return stack.enter_context(engine).execute


def _point_output_at(log: Path) -> None:
    """Let this process and those it starts write to ``log`` from now on."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for standard in (sys.stdout, sys.stderr):
        standard.flush()
        os.dup2(file, standard.fileno())
    os.close(file)


if __name__ == "__main__":
    main()
