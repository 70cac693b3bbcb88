"""The process that serves the chat model: an OpenAI-compatible server on loopback.

Owns the life of that process: detaching from the notebook that started it, one
lock that says it lives, the state file, and ending when nobody needs it. Knows
nothing of how it is found and asked; ``helpers.endpoint`` does.

Theory of operation. ``server.json`` carries the state, and the server holds an
exclusive lock on it for as long as it lives. The operating system takes the lock
away with the process, however that ends, so a state file whose lock can be had is
stale, whatever has become of the process number in it. The same way each process
that uses the endpoint holds a shared lock on ``users``: when the server can have
that one for itself, nobody is left. After ``SLEEP_S`` without a request the model
leaves the memory until the next request (0.3 s); after ``idle_s`` without a
request and without users the process ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers import loopback

__all__ = ["CONTEXT", "LOG", "READY", "SLOTS", "STATE", "USERS", "main"]

STATE = "server.json"
USERS = "users"
LOG = "server.log"
READY = b"ready\n"

# tokens that the requests in progress share; SmolLM2 was trained on windows of 8192
CONTEXT = 8192
# requests decoded side by side; more of them wait for their turn
SLOTS = 4
SLEEP_S = 600
SET_ASIDE_MIB = 128
# more threads make a model this small slower
MOST_THREADS = 8


def main(folder: Path, gguf: Path, alias: str, idle_s: float) -> None:
    """Serve ``gguf`` under the name ``alias`` until it is not needed; called in a
    process of its own. Says ``READY`` on stdout once requests can come."""
    if os.fork():
        # the starter has one child to wait for, and the server is nobody's zombie
        os._exit(0)
    ready = os.dup(1)
    os.dup2(2, 1)
    state = os.open(folder / STATE, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(state, fcntl.LOCK_EX)
    before = _read(state)
    now = {"pid": os.getpid()}
    _write(state, now)
    # an old key and, where it is free, the old port: clients made before keep working
    key = str(before.get("key") or secrets.token_urlsafe(24))
    port = before.get("port")
    server = _serve(gguf, alias, key, port if port and loopback.free(port) else 0)
    port = int(server.listening_address.rsplit(":", 1)[1])
    _write(state, now | {"port": port, "key": key, "model": alias})
    try:
        os.write(ready, READY)
    except BrokenPipeError:
        # whoever started this is gone; others may come
        print("started for nobody", file=sys.stderr)
    os.close(ready)
    _wait(folder, state, idle_s, lambda: str(server.handle_metrics()))
    # not by way of the interpreter, whose end waits for the server's threads
    os._exit(0)


def _serve(gguf: Path, alias: str, key: str, port: int) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(gguf)
    params.model_alias = {alias}
    params.hostnames = [loopback.HOST]
    params.port = port
    params.api_keys = [key]
    params.n_ctx = CONTEXT
    params.n_parallel = SLOTS
    params.kv_unified = True
    # fitting to the memory of a GPU reads the model twice, and the first request warms up
    params.fit_params = params.warmup = False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads()
    # what idle slots have read is set aside: a request attends over all that is in the
    # context, other slots' tokens included. The default may grow to 8 GiB
    params.cache_ram_mib = SET_ASIDE_MIB
    params.cache_idle_slots = True
    params.sleep_idle_seconds = SLEEP_S
    params.endpoint_metrics = True
    params.endpoint_slots = False
    params.ui = False
    params.cors_origins = ""
    params.verbosity = 1
    return xllamacpp.Server(params)


def _wait(folder: Path, state: int, idle_s: float, metrics: Callable[[], str]) -> None:
    """Return when the server is not needed any more, holding the lock on ``USERS``
    so that a newcomer finds either a server that stays or none."""
    users = os.open(folder / USERS, os.O_RDWR | os.O_CREAT, 0o600)
    needed_at, activity = time.monotonic(), ""
    while _same(folder / STATE, state):
        time.sleep(min(5.0, idle_s / 4))
        if not _alone(users):
            needed_at = time.monotonic()
            continue
        fcntl.flock(users, fcntl.LOCK_UN)
        if (counted := metrics()) != activity:
            needed_at, activity = time.monotonic(), counted
        if time.monotonic() - needed_at >= idle_s and _alone(users):
            return


def _alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same(path: Path, file: int) -> bool:
    """Whether ``path`` still is the open file; somebody may have removed the folder."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def _read(state: int) -> dict[str, Any]:
    try:
        found = json.loads(os.pread(state, 4096, 0))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(state: int, content: dict[str, Any]) -> None:
    os.ftruncate(state, 0)
    os.pwrite(state, json.dumps(content).encode(), 0)


def _threads() -> int:
    """The cores this process may use; a container's share counts, not the machine."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    limit = Path("/sys/fs/cgroup/cpu.max")
    if limit.is_file():
        quota, period = limit.read_text().split()
        if quota != "max":
            cores = min(cores, max(1, round(int(quota) / int(period))))
    return min(cores, MOST_THREADS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
