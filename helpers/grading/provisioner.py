"""Kernels from a zygote, wherever Jupyter starts one.

``with kernels_from(zygote):`` makes nbclient, and so nbgrader's ``Execute``, run its
cells in forked, sandboxed kernels; nothing else about them changes. ``zygote_for`` makes
the zygote that an assignment needs. Where there is no
zygote Jupyter's own provisioner starts kernels as ever: slower, with the same results.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Type

from helpers.errors import CourseError
from helpers.grading.imports import imports_of
from helpers.grading.kernel.zygote import Forked, Limits, Sandbox, Zygote

__all__ = ["Warm", "ZygoteProvisioner", "kernels_from", "zygote_for"]

NAME = "course-zygote"
GRANTED = ("KERAS_BACKEND", "TF_ENABLE_ONEDNN_OPTS", "TZ")
API_CLIENTS = ("helpers.endpoint", "openai", "langchain_openai")
ENTRY = "helpers.grading.kernel.ipython:enter"
STOPPED_S = 10
_PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}


def zygote_for(
    sources: Iterable[str],
    *,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
    trusted: bool = False,
) -> Zygote:
    """A zygote for an assignment whose instructor's code cells have these ``sources``, not
    yet entered. Its kernels may read the course's models, and have ``environment`` besides
    what every kernel has; of this process's own they get what chooses libraries and the
    folder of models. Code that talks to a model's API reaches the one that
    ``helpers.endpoint`` has, which is started, and is given its address and its key.

    Raises:
        CourseError: the endpoint cannot be used.
    """
    from helpers import models

    names = imports_of(sources)
    cache = models.cache_dir()
    granted = {name: os.environ[name] for name in GRANTED if name in os.environ}
    granted |= {"LLM_COURSE_CACHE": str(cache)}
    if any(name == one or name.startswith(f"{one}.") for name in names for one in API_CLIENTS):
        granted |= _api()
    granted |= environment or {}
    return Zygote(
        names,
        limits,
        Sandbox(
            readable=(str(cache / "models"),), endpoint=_address(granted.get("OPENAI_BASE_URL"))
        ),
        environment=granted,
        trusted=trusted,
    )


def _api() -> dict[str, str]:
    from helpers import endpoint

    return {
        "OPENAI_BASE_URL": endpoint.url(),
        "OPENAI_API_KEY": endpoint.key(),
        "OPENAI_MODEL": endpoint.model(),
    }


def _address(url: str | None) -> tuple[str, int] | None:
    """Host and port of ``url``."""
    if not url:
        return None
    parts = urlsplit(url)
    return (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


class Warm:
    """A zygote in use. ``reason`` says why the kernel that was stopped last had to be; it
    is empty when none was, and the one who reads it may empty it again."""

    def __init__(self, zygote: Zygote) -> None:
        self.zygote = zygote
        self.reason = ""


_current: list[Warm] = []


@contextlib.contextmanager
def kernels_from(zygote: Zygote) -> Iterator[Warm]:
    """Let every kernel that this process starts meanwhile come from ``zygote``."""
    from importlib.metadata import EntryPoint

    factory = KernelProvisionerFactory.instance()
    place = f"{__name__}:{ZygoteProvisioner.__name__}"
    factory.provisioners[NAME] = EntryPoint(NAME, place, factory.GROUP_NAME)
    before, factory.default_provisioner_name = factory.default_provisioner_name, NAME
    warm = Warm(zygote)
    _current.append(warm)
    try:
        yield warm
    finally:
        _current.remove(warm)
        factory.default_provisioner_name = before


class ZygoteProvisioner(KernelProvisionerBase):
    """Asks the zygote of ``kernels_from`` for a kernel."""

    forked: Forked | None = None
    ending = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.warm = _current[-1]
        # the kernel manager; traitlets do not say so
        self.manager: Any = self.parent

    @property
    def has_process(self) -> bool:
        return self.forked is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Called before ``launch_kernel``, with what the kernel's manager was given.

        Raises:
            CourseError: a kernel that cannot be forked from this Python.
        """
        self._check_kernel()
        if issubclass(self.manager.client_factory, AsyncKernelClient):
            self.manager.client_factory = PromptClient
        extra = kwargs.pop("extra_arguments", [])
        given = await super().pre_launch(**kwargs)
        return given | {"cmd": [*self.kernel_spec.argv, *extra], "argv": list(extra)}

    def _check_kernel(self) -> None:
        name = self.kernel_spec.display_name
        if self.kernel_spec.language.lower() != "python":
            raise CourseError(
                f"the kernel {name!r} runs {self.kernel_spec.language}; only Python kernels can be "
                "sandboxed: use --trusted if you trust every submission"
            )
        program = self.kernel_spec.argv[0]
        if Path(program).is_absolute() and Path(program).parent != Path(sys.executable).parent:
            raise CourseError(
                f"the kernel {name!r} is another Python, {program}; run this command with it"
            )

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Called with the result of ``pre_launch``; returns how to connect."""
        zygote, session = self.warm.zygote, self.manager.session
        told: dict[str, Any] = {
            "transport": "ipc",
            "key": session.key.decode(),
            "signature_scheme": session.signature_scheme,
            **_PORTS,
        }
        cwd = kwargs.get("cwd")
        self.ending = ""
        self.forked = zygote.fork(
            ENTRY,
            {
                "connection": told,
                "argv": kwargs["argv"],
                "output_mib": 0 if zygote.trusted else zygote.limits.output_mib,
            },
            cwd=Path(cwd) if cwd else None,
            environment=dict(self.kernel_spec.env),
        )
        # where it goes with the zygote, also when this process is killed, and where no
        # kernel can have put a link
        self.manager.connection_file = str(zygote.folder / f"{self.forked.folder.name}.json")
        reached = told | {"key": session.key, "ip": str(self.forked.folder / "k")}
        self.connection_info = cast(KernelConnectionInfo, reached)
        return self.connection_info

    async def poll(self) -> int | None:
        if self.forked is None:
            return 0
        return None if self.forked.alive() else self._returncode()

    def _returncode(self) -> int:
        assert self.forked is not None
        self._note()
        status = self.forked.returncode()
        return -signal.SIGKILL if status is None else status

    def _note(self) -> None:
        """Keep why the kernel ended, for ``Warm.reason``."""
        assert self.forked is not None
        limits = self.warm.zygote.limits
        texts = {
            "time": f"the notebook ran for more than {limits.notebook_s:g} s",
            "memory": f"it used more than {limits.memory_mib} MiB of memory",
            "processes": f"it started more than {limits.processes} processes",
            "output": f"it wrote more than {limits.output_mib} MiB of output",
            "exit": "its code ended the kernel's process",
        }
        self.ending = self.ending or self.forked.why()
        if self.ending:
            self.warm.reason = texts.get(self.ending, self.ending)

    async def wait(self) -> int | None:
        if self.forked is None:
            return 0
        gone = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self.forked.last, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(self.forked.last)
        code = self._returncode()
        self._let_go()
        return code

    def _let_go(self) -> None:
        if self.forked is not None:
            self.forked.close()
            self.forked = None

    async def send_signal(self, signum: int) -> None:
        if self.forked is not None:
            self.forked.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self.forked is not None:
            self.forked.kill()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """A kernel has nothing to put in order: it is ended, and nothing waits for it."""
        await self.kill(restart)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), STOPPED_S)

    async def cleanup(self, restart: bool = False) -> None:
        self._let_go()

    def flooded(self) -> None:
        """The kernel wrote more than it may."""
        if self.forked is not None and not self.ending:
            self.ending = "output"
            self.forked.kill()


class BoundedChannel(AsyncZMQSocketChannel):
    """A channel that is read up to a number of bytes; then it calls ``full`` and is silent."""

    left = sys.maxsize
    full: Any = None

    async def _recv(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        parts = await self.socket.recv_multipart(**kwargs)
        self.left -= sum(map(len, parts))
        if self.left < 0:
            self.full()
            await asyncio.Event().wait()
        _, message = self.session.feed_identities(parts)
        return dict(self.session.deserialize(message))


class PromptClient(AsyncKernelClient):
    """A client that knows when its kernel is ready, instead of trying until it seems so,
    and that takes no more output than the limits allow."""

    iopub_channel_class = Type(BoundedChannel)

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        provisioner = self._provisioner()
        allowed = provisioner.warm.zygote.limits.output_mib * 2**20
        # a message that is much too long is not even taken in: ZeroMQ hangs up
        self.context.setsockopt(zmq.MAXMSGSIZE, 4 * allowed)
        super().start_channels(*args, **kwargs)
        self.iopub_channel.left = allowed
        self.iopub_channel.full = provisioner.flooded

    def _provisioner(self) -> ZygoteProvisioner:
        manager: Any = self.parent
        return cast(ZygoteProvisioner, manager.provisioner)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel answers and its output arrives.

        Raises:
            RuntimeError: it did not within ``timeout`` seconds, or it died.
        """
        try:
            await asyncio.wait_for(self._ready(), timeout)
        except TimeoutError:
            alive = await self._provisioner().poll() is None
            why = f"did not answer in {timeout:g} s" if alive else "died before it answered"
            raise RuntimeError(f"the kernel {why}") from None

    async def _ready(self) -> None:
        # the kernel greets each subscriber: what it publishes from then on arrives
        while (await self.get_iopub_msg())["msg_type"] != "iopub_welcome":
            pass
        asked = self.kernel_info()
        while True:
            reply = await self.get_shell_msg()
            if reply["parent_header"].get("msg_id") == asked:
                break
        self._handle_kernel_info_reply(reply)
        while True:
            told = await self.get_iopub_msg()
            if (
                told["parent_header"].get("msg_id") == asked
                and told["content"].get("execution_state") == "idle"
            ):
                return
