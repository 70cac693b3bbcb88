"""stdout and stderr of a kernel, of bounded length.

A loop that prints forever ends with an error in its own cell, and the cells after it
run. This is a courtesy to honest code: it stands where student code can change it.
What nobody gets around is that the owner reads no more than ``Limits.output_mib``.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from ipykernel.iostream import OutStream

__all__ = ["BoundedStream", "TooMuchOutput"]


class TooMuchOutput(Exception):
    """A cell wrote more than it may."""


class BoundedStream(OutStream):
    """An ``OutStream`` that takes ``most`` characters from each cell."""

    most: ClassVar[int] = 2**21
    # by request: both streams count together
    counted: ClassVar[dict[str, int]] = {}

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Write ``string``.

        Raises:
            TooMuchOutput: not with this one; so far the cell's output arrives.
        """
        request: Any = self.parent_header.get("msg_id", "")
        count = self.counted.get(request, 0) + len(string)
        if count > self.most:
            if threading.current_thread() is getattr(self, "watch_fd_thread", None):
                return len(string)  # from a program, which is not told
            raise TooMuchOutput(f"this cell wrote more than {self.most} characters")
        if request not in self.counted:
            self.counted.clear()
        self.counted[request] = count
        return super().write(string)
