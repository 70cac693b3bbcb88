"""A server that misbehaves on cue: the OpenAI-compatible API, playing a script.

Owns the script's vocabulary, playing it over real HTTP on loopback, and the record
of what was asked. Knows no model; how a reply is written is ``helpers.replies``'.

    with scripted.Server(error(429, retry_after_s=0.1), text("Hello")) as server:
        client = openai.OpenAI(base_url=server.url, api_key=server.key)
        client.responses.create(model="any", input="Hi").output_text    # "Hello"
    len(server.requests)    # 2: the client tried again

Each request takes the next answer of the script, and gets it in the form it asked
for: chat completions or responses, whole or streamed. What no real API would accept
is refused the way one refuses it, and takes no answer.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any

from helpers import loopback
from helpers.replies import FORMS, Reply, complaint

__all__ = ["Answer", "Request", "Server", "drop", "error", "raw", "text", "tool_call"]

KINDS = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error"}


@dataclass(frozen=True)
class Request:
    """One request as it arrived: header names in small letters, ``body`` as parsed from
    JSON (None where it is no JSON), ``at_s`` in seconds since the server started."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes
    body: Any
    at_s: float


@dataclass(frozen=True)
class Answer:
    """What is done with one request. ``late`` and ``cut`` give variants of it."""

    reply: Reply | None = None
    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    pause_s: float = 0.0
    cuts: int | tuple[int, ...] | None = None
    end: int | None = None

    def late(self, delay_s: float = 0.0, *, pause_s: float = 0.0) -> Answer:
        """Begin ``delay_s`` later; wait ``pause_s`` before each further piece."""
        return replace(self, delay_s=delay_s, pause_s=pause_s)

    def cut(self, *at: int, every: int | None = None) -> Answer:
        """Send the bytes of the body in pieces, cut at these offsets or every so many
        bytes, whatever stands there: an event, a line, a character of several bytes."""
        if (every is None) == (not at) or min(at, default=every or 0) < 1:
            raise ValueError("cut(10, 25) or cut(every=7), by at least 1 byte")
        return replace(self, cuts=every or tuple(sorted(at)))

    def dropped(self, at: int) -> Answer:
        """Break the connection after ``at`` bytes of the body."""
        return replace(self, end=at)


Scripted = Answer | Callable[[Request], Answer]


def text(
    content: str | Sequence[str],
    *,
    finish: str = "stop",
    tokens: tuple[int, int] | None = None,
) -> Answer:
    """A reply. A stream brings it word by word, or in the pieces given as a list.

    Args:
        finish: ``"length"`` for a reply that was cut short.
        tokens: what usage says of the prompt and of the reply; else words count.
    """
    pieces = re.findall(r"\S+\s*|\s+", content) if isinstance(content, str) else content
    return Answer(Reply(tuple(pieces), finish=finish, tokens=tokens))


def tool_call(name: str, arguments: Mapping[str, Any] | str) -> Answer:
    """The wish to call a tool; a string stands as it is, so it may be broken JSON."""
    written = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Answer(Reply(tool=(name, written), finish="tool_calls"))


def error(
    status: int,
    message: str = "",
    *,
    retry_after_s: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """An error of the API: 429, 500, or any other status from 400."""
    kind = KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    body = complaint(message or f"scripted error {status}", kind)
    more = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    return raw(body, status=status, headers=more | dict(headers or {}))


def raw(
    content: bytes | str | Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Exactly these bytes, or this JSON: a body that no real API would send."""
    if isinstance(content, Mapping):
        content = json.dumps(content, ensure_ascii=False)
    body = content.encode() if isinstance(content, str) else content
    kind = "text/event-stream" if body.startswith((b"data:", b"event:")) else "application/json"
    return Answer(None, body, status, {"Content-Type": kind} | dict(headers or {}))


def drop() -> Answer:
    """No answer: the connection breaks once the request has been read."""
    return Answer(status=0)


class Server:
    """Plays ``script`` to whoever asks, inside a ``with`` block.

    Args:
        script: the answers, in order; a function in place of one is called with the
            request and gives the answer.
        then: the answer to everything after the script; by default an error 400,
            which says that the script is over and which no client tries again.
        key: the key that requests must bring; by default any will do, or none.

    After the block no thread, port or connection is left, and an exception that a
    function of the script raised is raised again.
    """

    def __init__(
        self, *script: Scripted, then: Scripted | None = None, key: str | None = None
    ) -> None:
        self._script = script
        self._then = then
        self._wanted_key = key
        self._played = 0
        self._lock = threading.Lock()
        self._started_s = time.monotonic()
        self._listener: _Listener | None = None
        self.key = key or "scripted-key"
        self.requests: list[Request] = []

    @property
    def url(self) -> str:
        """The base URL, ending in ``/v1``."""
        if self._listener is None:
            raise RuntimeError("the scripted server runs inside its `with` block only")
        return f"http://{loopback.HOST}:{self._listener.server_address[1]}/v1"

    def __enter__(self) -> Server:
        loopback.pass_proxies_by()
        self._listener = _Listener(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        listener, self._listener = self._listener, None
        assert listener is not None
        listener.end()
        if listener.failure and raised:
            raised.add_note(f"before that, the script failed: {listener.failure!r}")
        elif listener.failure:
            raise listener.failure

    def _answer(self, request: Request) -> tuple[int, Answer]:
        """The number of ``request``, which goes on record, and the answer to it."""
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
            refusal = self._refusal(request)
            if refusal:
                return number, refusal
            place = self._played
            self._played += 1
        if place < len(self._script):
            chosen: Scripted | None = self._script[place]
        else:
            chosen = self._then
        if chosen is None:
            chosen = error(400, f"the script of {len(self._script)} answers is over")
        return number, chosen if isinstance(chosen, Answer) else chosen(request)

    def _refusal(self, request: Request) -> Answer | None:
        path = request.path.partition("?")[0]
        given = request.headers.get("authorization")
        if self._wanted_key is not None and given != f"Bearer {self._wanted_key}":
            return error(401, "Incorrect API key provided.")
        if (request.method, path) == ("GET", "/v1/models"):
            return raw({"object": "list", "data": [{"id": "scripted", "object": "model"}]})
        if "transfer-encoding" in request.headers:
            return error(411, "Send the body in one piece, with a Content-Length.")
        if path not in FORMS:
            return error(404, f"Unknown path {path}; there are {', '.join(FORMS)}")
        if request.method != "POST":
            return error(405, f"{path} is asked by POST, not by {request.method}")
        if not isinstance(request.body, dict):
            return error(400, "The body of the request is not a JSON object.")
        for needed in ("model", FORMS[path].needs):
            if needed not in request.body:
                message = f"Missing required parameter: '{needed}'."
                return raw(complaint(message, "invalid_request_error", param=needed), status=400)
        return None


# --- playing it over HTTP ---------------------------------------------------------------


class _Listener(socketserver.ThreadingTCPServer):
    """The open port, a thread that listens, and one thread a connection."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, server: Server) -> None:
        self.server = server
        self.failure: BaseException | None = None
        self.ending = threading.Event()
        self._connections: set[socket.socket] = set()
        super().__init__((loopback.HOST, 0), _Connection)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        self.ending.set()
        self.shutdown()
        self._thread.join()
        for connection in list(self._connections):
            _break(connection)
        # waits for the connections' threads
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests go on the server's record, not on the screen."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            # the other side went away, as a client does whose time is up
            pass
        except Exception as failure:
            self.server.failure = self.server.failure or failure

    def do_GET(self) -> None:
        script = self.server.server
        size = self.headers.get("Content-Length", "")
        content = self.rfile.read(int(size) if size.isdigit() else 0)
        if "Transfer-Encoding" in self.headers:
            # what follows on this connection is not read as another request
            self.close_connection = True
        request = Request(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            content,
            _parsed(content),
            time.monotonic() - script._started_s,
        )
        number, answer = script._answer(request)
        if self.server.ending.wait(answer.delay_s) or answer.status == 0:
            self._drop()
            return
        headers, pieces = _written(answer, request, number)
        self.send_response(answer.status)
        for name, value in (headers | {"x-request-id": f"req_{number}"}).items():
            self.send_header(name, value)
        if len(pieces) == 1 and answer.end is None:
            self.send_header("Content-Length", str(len(pieces[0])))
            self.end_headers()
            self.wfile.write(pieces[0])
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._send(pieces, answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _send(self, pieces: Iterable[bytes], answer: Answer) -> None:
        """Each piece as a chunk of its own, up to the byte where the answer ends."""
        left = sys.maxsize if answer.end is None else answer.end
        for place, piece in enumerate(pieces):
            if place and self.server.ending.wait(answer.pause_s):
                break
            if sent := piece[:left]:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(sent), sent))
            left -= len(sent)
            if left <= 0:
                break
        else:
            if answer.end is None:
                self.wfile.write(b"0\r\n\r\n")
                return
        self._drop()

    def _drop(self) -> None:
        self.close_connection = True
        _break(self.connection)


def _written(answer: Answer, request: Request, number: int) -> tuple[dict[str, str], list[bytes]]:
    """Headers and body, in the pieces in which it is sent."""
    headers = {"Content-Type": "application/json"}
    pieces = [answer.content]
    if answer.reply:
        form = FORMS[request.path.partition("?")[0]]
        if request.body.get("stream"):
            headers = {"Content-Type": "text/event-stream; charset=utf-8"}
            pieces = list(form.events(answer.reply, request.body, number))
        else:
            body = form.body(answer.reply, request.body, number)
            pieces = [json.dumps(body, ensure_ascii=False).encode()]
    if answer.cuts is not None:
        pieces = list(_cut(b"".join(pieces), answer.cuts))
    return headers | dict(answer.headers), pieces


def _cut(content: bytes, cuts: int | tuple[int, ...]) -> Iterator[bytes]:
    places = range(cuts, len(content), cuts) if isinstance(cuts, int) else cuts
    begin = 0
    for place in [*places, len(content)]:
        if content[begin:place]:
            yield content[begin:place]
        begin = place


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _break(connection: socket.socket) -> None:
    # the other side may have been quicker
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
