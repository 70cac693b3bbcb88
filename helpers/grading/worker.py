"""A process that grades one submission after another, so that one which takes its
process down takes down only that.

``python -P -m helpers.grading.worker``: one JSON object a line on stdin, first the
order, then one student each; on stdout one JSON object a line for each student, and
before it one for each cell that is about to run, so that who reads it can end this
process when a cell does not end. It never learns where the course's gradebook is.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import CourseError

if TYPE_CHECKING:
    from helpers.grading.directory import Directory
    from helpers.grading.results import Executed

__all__ = ["main"]

_Execute = Callable[[str, Collection[tuple[str, str]]], "Executed"]


def main() -> None:
    """Serve until stdin ends."""
    # the only way back to the batch; cells' processes inherit the log instead
    wire = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from helpers.grading.directory import open_directory

    def say(message: dict[str, Any]) -> None:
        wire.write(json.dumps(message) + "\n")
        wire.flush()

    order = json.loads(sys.stdin.readline())
    assignment, alone = order["assignment"], Path(order["alone"])
    directory = open_directory(Path(order["root"]), f"sqlite:///{alone}")
    drafted = directory.drafted("autograded")
    with contextlib.ExitStack() as stack:
        execute: _Execute | None = None
        for line in sys.stdin:
            asked = json.loads(line)
            student, endless = asked["student"], [tuple(cell) for cell in asked["endless"]]
            answer: dict[str, Any]
            # a name may be as long as a file's name can be, and has no room for a suffix
            log = directory.state(assignment) / f"{student[:60]}.log"
            with directory.log_to(log):
                _point_output_at(log)
                try:
                    execute = execute or _executor(drafted, assignment, alone, order, say, stack)
                    answer = {"executed": execute(student, endless).as_dict()}
                except CourseError as error:
                    answer = {"error": str(error)}
            say(answer)


def _executor(
    directory: Directory,
    assignment: str,
    alone: Path,
    order: dict[str, Any],
    say: Callable[[dict[str, Any]], None],
    stack: contextlib.ExitStack,
) -> _Execute:
    """What grades one submission, as the order wants it."""
    if order["stock"]:
        from helpers.grading.autograde import execute

        return lambda student, endless: execute(directory, assignment, student, alone)
    from helpers.grading.engine import Engine

    engine = Engine(
        directory,
        assignment,
        f"sqlite:///{alone}",
        trusted=order["trusted"],
        solutions_only=order["solutions_only"],
        watch=lambda cell, limit_s: say({"cell": cell, "limit_s": limit_s}),
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
