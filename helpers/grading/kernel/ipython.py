"""IPython's kernel in a process forked for it: an entry of ``server``.

The same kernel as ``python -m ipykernel_launcher`` starts, with its connection given
instead of read from a file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

__all__ = ["enter"]

# of all output, what one cell may write: the others have something to say too
SHARE = 8
# what the kernel imports when it starts; imported before, it need not be imported each time
IMPORTS = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "helpers.grading.kernel.stream",
    "helpers.grading.kernel.agent",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.history",
    "sqlite3",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "encodings.ascii",
    "encodings.idna",
    "encodings.latin_1",
    "faulthandler",
    "mimetypes",
    "tornado.gen",
    "tornado.platform.asyncio",
    "tornado.queues",
)


def enter(args: dict[str, Any], given: list[int], ready: Callable[[], None]) -> None:
    """Serve until the kernel ends. ``args``: ``connection``, as in a connection file, with
    sockets in this process's ``folder``; ``argv``, what else ipykernel's command line has;
    ``output_mib``, 0 for no bound, of which each cell may write its share."""
    from ipykernel.kernelapp import IPKernelApp

    from helpers.grading.kernel import stream

    class ForkedKernelApp(IPKernelApp):
        name = "ipython-kernel"

        def init_connection_file(self) -> None:
            info = {**args["connection"], "ip": f"{args['folder']}/k"}
            self.load_connection_info(info)  # type: ignore[arg-type]

        def write_connection_file(self, **kwargs: Any) -> None:
            pass

        def init_crash_handler(self) -> None:
            pass

    if args["output_mib"]:
        stream.BoundedStream.most = args["output_mib"] * 2**20 // SHARE
        ForkedKernelApp.outstream_class.default_value = f"{stream.__name__}.BoundedStream"
    # as whoever reads the command line of a kernel expects it
    sys.argv = ["ipykernel_launcher.py", "-f", f"{args['folder']}/kernel.json", *args["argv"]]
    app = ForkedKernelApp.instance()
    app.initialize(args["argv"])
    ready()
    app.start()
