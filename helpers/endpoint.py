"""The OpenAI-compatible API that lessons talk to.

Owns finding the course's server, starting it on first use and ending it, and
stepping aside for another API. Knows nothing of serving (``helpers.server``) or of
lessons.

Every lesson asks here for the address, the key and the model, so the same cells run
on the course's own server or on any API of that form, by environment alone:

    OPENAI_BASE_URL    set: nothing is started, requests go there
    OPENAI_API_KEY     the key for it; an API that wants none needs none
    OPENAI_MODEL       the model to ask for; needed where the API has several

A key alone changes nothing: it never happens unasked that exercises are sent to a
service that charges for them.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from helpers import loopback, models, server
from helpers.errors import CourseError

if TYPE_CHECKING:
    import openai

__all__ = ["MODEL", "State", "client", "key", "model", "runtime_dir", "state", "stop", "url"]

MODEL = "smollm2-135m-instruct-gguf"
ALIAS = MODEL.removesuffix("-gguf")
IDLE_S = 600.0
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0
# how long the server's threads wait for each other before they give up their core: with
# libgomp's default, 1000 times longer, it nearly stands still while others compute
SPINS = "300"

# the folder whose users' lock this process holds, and the open file that holds it
_joined: dict[Path, int] = {}


@dataclass(frozen=True)
class State:
    """What answers, or would.

    ``hosted``: the environment names an API. Otherwise the course's own server is
    ``running``, ``starting`` or ``stopped``; ``log`` is where it says what went
    wrong. ``url`` is empty unless there is something to ask.
    """

    status: Literal["hosted", "running", "starting", "stopped"]
    url: str = ""
    key: str = field(default="", repr=False)
    model: str = ""
    pid: int | None = None
    log: Path | None = None


def url() -> str:
    """The base URL, ending in ``/v1``, of a server that is ready for requests.

    Raises:
        CourseError: the model cannot be had, or the server cannot start.
    """
    return _ready().url


def key() -> str:
    """The API key that goes with ``url()``. Raises as ``url`` does."""
    return _ready().key


def model() -> str:
    """The name of the model to ask for.

    Raises:
        CourseError: as ``url`` does, and where another API has several models and
            ``OPENAI_MODEL`` does not say which.
    """
    found = _ready()
    return found.model or _only_model(found.url)


def client(**options: Any) -> openai.OpenAI:
    """An ``openai.OpenAI`` for the endpoint; ``options`` go to it.

    On the course's own server it also survives the server's death: the request
    that finds nobody there starts another. Raises as ``url`` does.
    """
    from concurrent.futures import ThreadPoolExecutor

    # the import takes as long as the server's start
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(_ready)
        make = _client_class()
        found = starting.result()
    if found.status == "running" and not options.keys() & {"http_client", "base_url"}:
        options["http_client"] = _reviving()
    return make(**{"base_url": found.url, "api_key": found.key} | options)


@functools.cache
def _client_class() -> type[openai.OpenAI]:
    import openai

    class Gone(CourseError, openai.APIConnectionError):
        """Nobody answers; to code it is the error that any client raises."""

    class Client(openai.OpenAI):
        def request(self, *args: Any, **kwargs: Any) -> Any:
            try:
                return super().request(*args, **kwargs)
            except openai.APITimeoutError:
                raise
            except openai.APIConnectionError as error:
                raise Gone(message=_gone(self, error), request=error.request) from error

    return Client


def _gone(client: openai.OpenAI, error: Exception) -> str:
    if isinstance(error.__cause__, CourseError):
        return str(error.__cause__)
    way_out = (
        "mend OPENAI_BASE_URL or the network, or unset it to use the course's own server"
        if os.environ.get("OPENAI_BASE_URL")
        else "run the cell again, and `course doctor` if that does not help"
    )
    return f"nobody answers at {client.base_url}; {way_out}"


def state() -> State:
    """What is there now. Starts nothing and asks no network."""
    if os.environ.get("OPENAI_BASE_URL", "").strip():
        return _hosted()
    folder = runtime_dir()
    log = folder / server.LOG
    try:
        file = (folder / server.STATE).open("rb")
    except FileNotFoundError:
        return State("stopped", log=log)
    except OSError as error:
        raise _unusable(folder, error) from error
    with file:
        if not _held(file.fileno()):
            return State("stopped", log=log)
        try:
            found = json.loads(file.read())
            base = f"http://{loopback.HOST}:{found['port']}/v1"
            return State("running", base, found["key"], found["model"], found["pid"], log)
        except (ValueError, KeyError, TypeError):
            return State("starting", log=log)


def stop() -> bool:
    """End the course's own server, whoever uses it.

    Returns:
        Whether there was one.
    """
    import psutil

    found = state()
    if found.status != "running":
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(found.pid)
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_TIMEOUT_S)
    return True


def runtime_dir() -> Path:
    """The folder for the server's state, on this machine and for this user alone:
    ``$LLM_COURSE_RUNTIME``, or the one the operating system gives. It need not exist.

    Raises:
        CourseError: the one that the operating system gives is another user's.
    """
    if chosen := os.environ.get("LLM_COURSE_RUNTIME"):
        return Path(chosen).expanduser().absolute()
    import platformdirs

    with warnings.catch_warnings():
        # it warns that it chose a folder below /tmp, which serves as well
        warnings.simplefilter("ignore")
        try:
            return Path(platformdirs.user_runtime_dir("llm-course"))
        except PermissionError as error:
            raise CourseError(f"{error}, or LLM_COURSE_RUNTIME") from None


# --- another API ------------------------------------------------------------------------


def _hosted() -> State:
    base = os.environ["OPENAI_BASE_URL"].strip().rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise CourseError(
            f"OPENAI_BASE_URL is {base!r}; it starts with http:// or https:// and mostly "
            "ends in /v1; unset it to use the course's own server"
        )
    # clients refuse an empty key, also for servers that ask for none
    return State(
        "hosted",
        base,
        os.environ.get("OPENAI_API_KEY") or "none",
        os.environ.get("OPENAI_MODEL", ""),
    )


def _only_model(base: str) -> str:
    import openai

    try:
        names = sorted(each.id for each in client().models.list())
    except openai.OpenAIError as error:
        raise CourseError(
            f"OPENAI_BASE_URL: {base} does not say which models it has ({error}); "
            "name one in OPENAI_MODEL, or mend the address or the key"
        ) from None
    if len(names) == 1:
        return names[0]
    some = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
    raise CourseError(f"{base} has {len(names)} models ({some}); name one in OPENAI_MODEL")


# --- the course's own server ------------------------------------------------------------


def _ready() -> State:
    """An API to ask: the environment's, the server that runs, or one started now."""
    found = state()
    if found.status == "hosted":
        return found
    folder = runtime_dir()
    try:
        _join(folder)
        loopback.pass_proxies_by()
        found = state()
        return found if found.status == "running" else _started(folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def _join(folder: Path) -> None:
    """Have this process counted among the server's users until it ends."""
    file = _joined.get(folder)
    if file is not None and (folder / server.USERS).exists():
        return
    if file is not None:
        os.close(file)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / server.USERS, os.O_RDWR | os.O_CREAT, 0o600)
    # waits for a server that is just about to end
    fcntl.flock(file, fcntl.LOCK_SH)
    _joined[folder] = file


def _held(file: int) -> bool:
    """Whether a living process holds the lock on the open file."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _started(folder: Path) -> State:
    """Start the server, unless another process was quicker."""
    import filelock

    gguf = models.path(MODEL)
    lock = folder / "start.lock"
    try:
        with filelock.FileLock(lock, timeout=2 * START_TIMEOUT_S):
            found = _settled()
            return found if found.status == "running" else _launch(folder, gguf)
    except filelock.Timeout:
        raise CourseError(
            f"another process has been starting the endpoint for {2 * START_TIMEOUT_S:.0f} s; "
            f"see {folder / server.LOG}, then try again"
        ) from None


def _settled() -> State:
    """The state, once a start has ended whose starter is gone."""
    end = time.monotonic() + START_TIMEOUT_S
    while (found := state()).status == "starting" and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _launch(folder: Path, gguf: Path) -> State:
    idle_s = os.environ.get("LLM_COURSE_IDLE_S", str(IDLE_S))
    package = str(Path(__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    with (folder / server.LOG).open("wb") as log:
        process = subprocess.Popen(
            # safe path: a file of the student's beside the notebook shadows nothing
            [sys.executable, "-P", "-m", "helpers.server", folder, gguf, ALIAS, idle_s],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            env={"GOMP_SPINCOUNT": SPINS} | os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            # out of reach of the notebook's interrupt and end
            start_new_session=True,
        )
    answer = b""
    try:
        answer, _ = process.communicate(timeout=START_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if answer != server.READY:
            # its session has no other members
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    found = state()
    if found.status != "running":
        raise _silent(folder)
    return found


def _silent(folder: Path) -> CourseError:
    log = folder / server.LOG
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return CourseError(
        f"the endpoint did not start: {last[:200]}; all of it is in {log}; "
        "`course models` says whether the model is whole"
    )


def _unusable(folder: Path, error: OSError) -> CourseError:
    return CourseError(
        f"the endpoint cannot keep its state in {folder}: {error.strerror or error}; "
        "make that writable, or set LLM_COURSE_RUNTIME to another folder"
    )


def _reviving() -> Any:
    """The HTTP client of openai, for a server that may die between two requests."""
    import httpx2
    import openai

    class Transport(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            try:
                return super().handle_request(request)
            except httpx2.ConnectError:
                request.url = request.url.copy_with(port=httpx2.URL(url()).port)
                return super().handle_request(request)

    return openai.DefaultHttpxClient(transport=Transport(), trust_env=False)
