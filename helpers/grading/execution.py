"""Running a notebook's cells in a fresh kernel.

nbgrader's own ``Execute``, so that `course check` and `course grade` run a
notebook alike; what ends a notebook early says so and names the cell. Knows
nothing of scores.
"""

from __future__ import annotations

import functools
from time import monotonic
from typing import Any

__all__ = ["NotebookStopped", "bounded", "timed_out"]

TIMED_OUT = "CellTimeoutError"


class NotebookStopped(Exception):
    """The kernel could not go on; the message says why and at which cell.

    ``index`` is that cell's, None when the kernel did not even start.
    """

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


@functools.cache
def bounded(execute: Any) -> Any:
    """``execute``, nbgrader's ``Execute`` or a class made from it, that says what stopped it.

    Its ``preprocess`` raises NotebookStopped when the kernel dies, does not start, or
    does not answer its interrupt after a cell's time is up. A cell that does answer it
    holds the error that ``timed_out`` finds, and the next cell runs.
    """

    class Bounded(execute):
        # where the kernel's process writes besides its cells' outputs; None: where ours does
        process_output: Any = None

        def setup_kernel(self, **kwargs: Any) -> Any:
            if self.process_output is not None:
                kwargs |= {"stdout": self.process_output, "stderr": self.process_output}
            return super().setup_kernel(**kwargs)

        def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
            from nbclient.exceptions import CellTimeoutError, DeadKernelError

            self.at, self.index = "", 0
            try:
                done: tuple[Any, Any] = super().preprocess(nb, resources, km)
            except DeadKernelError as error:
                if not self.at:
                    raise NotebookStopped(f"the kernel did not start: {error}") from error
                raise NotebookStopped(
                    f"the kernel died in {self.at}: out of memory, or the code ended its process",
                    self.index,
                ) from None
            except CellTimeoutError:
                seconds = monotonic() - self.since
                over = f"after {self.timeout} s" if seconds > (self.timeout or seconds) else ""
                raise NotebookStopped(
                    f"the kernel could not be interrupted {over}".rstrip() + f" in {self.at}",
                    self.index,
                ) from None
            except Exception as error:
                if self.at:
                    raise
                raise NotebookStopped(f"the kernel did not start: {error}") from error
            return done

        def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
            self.at, self.index, self.since = label(cell, index), index, monotonic()
            done: tuple[Any, Any] = super().preprocess_cell(cell, resources, index)
            return done

    # nbgrader_config.py speaks of Execute, and traitlets goes by the names of base classes
    return Bounded


def label(cell: Any, index: int) -> str:
    """How to tell a person which cell: by grade_id, by id, or by its place from 1."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {grade_id!r}" if grade_id else f"cell {index + 1}"


def timed_out(cell: Any) -> bool:
    """Whether the time for ``cell`` was up before it was done."""
    return cell.cell_type == "code" and any(
        output.output_type == "error" and output.ename == TIMED_OUT for output in cell.outputs
    )
