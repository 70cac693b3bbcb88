"""The scripted server, asked by raw HTTP, by the openai client and by LangChain."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import openai
import pydantic
import pytest

from helpers import scripted
from helpers.scripted import Server, drop, error, raw, text, tool_call

CHAT = {"model": "any", "messages": [{"role": "user", "content": "Hi"}]}
TOOL = {
    "type": "function",
    "function": {"name": "find_order", "parameters": {"type": "object", "properties": {}}},
}


@pytest.fixture
def connect() -> Iterator[Callable[[Server], openai.OpenAI]]:
    """Makes openai clients, and closes them."""
    clients = []

    def make(server: Server, **options: Any) -> openai.OpenAI:
        clients.append(openai.OpenAI(base_url=server.url, api_key=server.key, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def post(server: Server, body: Any, path: str = "/v1/chat/completions", **headers: str) -> Any:
    """``(status, headers, list of the pieces read)`` of one raw request."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        connection.request("POST", path, content, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, list(iter(answer.read1, b""))
    finally:
        connection.close()


def chat(client: openai.OpenAI, **more: Any) -> Any:
    return client.chat.completions.create(**CHAT, **more)


def test_chat(connect: Any) -> None:
    """A text comes as a chat completion, with usage."""
    with Server(text("Hello there", tokens=(12, 3))) as server:
        answer = chat(connect(server))
    assert answer.choices[0].message.content == "Hello there"
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.total_tokens) == (12, 15)


def test_responses(connect: Any) -> None:
    """The same text comes as a response when that is asked for."""
    with Server(text("Hello there", tokens=(12, 3))) as server:
        answer = connect(server).responses.create(model="any", input="Hi")
    assert (answer.output_text, answer.status) == ("Hello there", "completed")
    assert answer.usage.total_tokens == 15


@pytest.mark.parametrize("every", [None, 1, 7])
def test_chat_stream(connect: Any, every: int | None) -> None:
    """A stream gives the pieces of the text, wherever its bytes are cut."""
    answer = text(["Grüße ", "von 海 ", "🙂"])
    with Server(answer.cut(every=every) if every else answer) as server:
        chunks = list(chat(connect(server), stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert [delta for delta in deltas if delta] == ["Grüße ", "von 海 ", "🙂"]
    assert chunks[-1].usage.completion_tokens == 3


def test_responses_stream(connect: Any) -> None:
    """Events of a streamed response come in order and end with the whole."""
    with (
        Server(text("Hello there").cut(every=5)) as server,
        connect(server).responses.stream(model="any", input="Hi") as stream,
    ):
        events = list(stream)
        final = stream.get_final_response()
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert deltas == ["Hello ", "there"]
    assert final.output_text == "Hello there"


def test_cut_inside_a_character() -> None:
    """Pieces arrive as they were cut, also when the cut splits a character."""
    body = "data: é\n\n".encode()
    with Server(raw(body).cut(7)) as server:
        status, headers, pieces = post(server, CHAT)
    assert pieces == [b"data: \xc3", b"\xa9\n\n"]
    assert (status, headers["Content-Type"]) == (200, "text/event-stream")


def test_cut_needs_a_place() -> None:
    """A cut that would change nothing is a slip in the script."""
    for at, every in (((), None), ((0,), None), ((), 0), ((5,), 5)):
        with pytest.raises(ValueError, match="cut"):
            text("Hello").cut(*at, every=every)


def test_parsed_answer(connect: Any) -> None:
    """A text of JSON serves the client's structured output."""

    class Order(pydantic.BaseModel):
        number: str

    with Server(text('{"number": "A17"}')) as server:
        completions = connect(server).chat.completions
        answer = completions.parse(**CHAT, response_format=Order)
    assert answer.choices[0].message.parsed == Order(number="A17")


def test_length(connect: Any) -> None:
    """A text cut short says so in either form."""
    with Server(text("Hello", finish="length"), text("Hello", finish="length")) as server:
        client = connect(server)
        assert chat(client).choices[0].finish_reason == "length"
        answer = client.responses.create(model="any", input="Hi")
    assert answer.status == "incomplete"
    assert answer.incomplete_details.reason == "max_output_tokens"


@pytest.mark.parametrize("stream", [False, True])
def test_tool_call(connect: Any, stream: bool) -> None:
    """A tool call reaches the client whole and streamed."""
    with Server(tool_call("find_order", {"number": "A17"})) as server:
        answer = chat(connect(server), tools=[TOOL], stream=stream)
        if stream:
            calls = [each.choices[0].delta.tool_calls for each in answer]
            call = next(each for each in calls if each)[0]
        else:
            assert answer.choices[0].finish_reason == "tool_calls"
            call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "find_order"
    assert json.loads(call.function.arguments) == {"number": "A17"}


@pytest.mark.parametrize("stream", [False, True])
def test_tool_call_in_a_response(connect: Any, stream: bool) -> None:
    """The same as an item of a response, broken arguments included."""
    with Server(tool_call("find_order", '{"number": ')) as server:
        request = {"model": "any", "input": "Hi", "tools": [{"type": "function"} | TOOL]}
        answer = connect(server).responses.create(**request, stream=stream)
        if stream:
            answer = list(answer)[-1].response
    assert (answer.output[0].name, answer.output[0].arguments) == ("find_order", '{"number": ')


def test_retries(connect: Any) -> None:
    """The client tries again after 429, 500 and a dropped connection, and the record
    holds every request; the wait is at least what Retry-After says."""
    faults = [error(429, retry_after_s=0.05), error(500, retry_after_s=0.01), drop()]
    with Server(*faults, text("Hello")) as server:
        answer = chat(connect(server, max_retries=3))
    assert answer.choices[0].message.content == "Hello"
    assert len(server.requests) == 4
    assert server.requests[1].at_s - server.requests[0].at_s >= 0.05
    assert [each.headers["x-stainless-retry-count"] for each in server.requests] == list("0123")


def test_errors(connect: Any) -> None:
    """A status becomes the exception that belongs to it, with the script's message."""
    script = [error(429, "slow down"), error(500), error(401), error(404)]
    kinds = [
        openai.RateLimitError,
        openai.InternalServerError,
        openai.AuthenticationError,
        openai.NotFoundError,
    ]
    with Server(*script) as server:
        client = connect(server, max_retries=0)
        for kind in kinds:
            with pytest.raises(kind) as caught:
                chat(client)
            if kind is openai.RateLimitError:
                assert "slow down" in str(caught.value)


def test_timeout(connect: Any) -> None:
    """A late answer runs into the client's timeout, and the server ends without it."""
    begun = time.monotonic()
    with Server(text("Hello").late(60)) as server:
        client = connect(server, max_retries=0, timeout=0.05)
        with pytest.raises(openai.APITimeoutError):
            chat(client)
    assert time.monotonic() - begun < 30


def test_drop() -> None:
    """A drop gives no answer at all."""
    with Server(drop()) as server, pytest.raises(http.client.RemoteDisconnected):
        post(server, CHAT)
    assert server.requests[0].body == CHAT


def test_drop_in_the_stream(connect: Any) -> None:
    """A stream that breaks gives what came before, then an error."""
    answer = text(["one ", "two ", "three"])
    seen = []
    with Server(answer.dropped(600)) as server, pytest.raises(openai.APIConnectionError):
        seen.extend(chat(connect(server), stream=True))
    assert 0 < len(seen) < 4


def test_dropped_counts_bytes() -> None:
    """The connection breaks after exactly the bytes that were asked for."""
    with Server(raw({"a": 1}).cut(every=2).dropped(3)) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        connection.request("POST", "/v1/responses", json.dumps({"model": "m", "input": "Hi"}))
        with pytest.raises(http.client.IncompleteRead) as caught:
            connection.getresponse().read()
        connection.close()
    assert caught.value.partial == b'{"a'


def test_record() -> None:
    """The record keeps method, path, headers by small letters, and the body."""
    with Server(text("Hello"), text("Hello")) as server:
        post(server, CHAT, Authorization="Bearer abc", **{"Idempotency-Key": "one"})
        post(server, {"model": "m", "input": "é"}, "/v1/responses")
    first, second = server.requests
    assert (first.method, first.path, first.body) == ("POST", "/v1/chat/completions", CHAT)
    assert (first.headers["authorization"], first.headers["idempotency-key"]) == (
        "Bearer abc",
        "one",
    )
    assert second.body["input"] == "é"
    assert 0 < first.at_s < second.at_s


@pytest.mark.parametrize(
    ("body", "path", "status", "named"),
    [
        (b"{", "/v1/chat/completions", 400, "JSON object"),
        ([1], "/v1/chat/completions", 400, "JSON object"),
        ({"messages": []}, "/v1/chat/completions", 400, "model"),
        ({"model": "m"}, "/v1/chat/completions", 400, "messages"),
        ({"model": "m", "messages": []}, "/v1/responses", 400, "input"),
        (CHAT, "/chat/completions", 404, "/v1/chat/completions"),
    ],
)
def test_refusals(body: Any, path: str, status: int, named: str) -> None:
    """What no real API takes is refused, recorded, and uses up no answer."""
    with Server(text("Hello")) as server:
        got, _, pieces = post(server, body, path)
        assert post(server, CHAT)[0] == 200
    assert got == status
    assert named in json.loads(b"".join(pieces))["error"]["message"]
    assert len(server.requests) == 2


def test_key() -> None:
    """A key that was asked for must be brought."""
    with Server(text("Hello"), key="sk-1") as server:
        assert post(server, CHAT)[0] == 401
        assert post(server, CHAT, Authorization="Bearer sk-1")[0] == 200


def test_script_is_over(connect: Any) -> None:
    """After the script comes an error that clients do not retry, or what `then` says."""
    with Server(text("Hello")) as server:
        client = connect(server)
        chat(client)
        with pytest.raises(openai.BadRequestError, match="script of 1 answers is over"):
            chat(client)
    assert len(server.requests) == 2
    with Server(then=lambda request: text(request.body["model"])) as server:
        client = connect(server)
        assert [chat(client).choices[0].message.content for _ in range(3)] == ["any"] * 3


def test_failing_function_is_heard(connect: Any) -> None:
    """A mistake in the script's own function does not pass for a fault of the client."""

    def wrong(request: scripted.Request) -> scripted.Answer:
        return text(request.body["no such field"])

    def ask() -> None:
        with Server(wrong) as server, contextlib.suppress(openai.APIConnectionError):
            chat(connect(server, max_retries=0))

    with pytest.raises(KeyError, match="no such field"):
        ask()

    def ask_and_fail() -> None:
        with Server(wrong) as server:
            chat(connect(server, max_retries=0))

    with pytest.raises(openai.APIConnectionError) as caught:
        ask_and_fail()
    assert "no such field" in caught.value.__notes__[0]


def test_many_at_once(connect: Any) -> None:
    """Requests side by side each take one answer, and none is lost."""
    with Server(*(text(str(number)) for number in range(40))) as server:
        client = connect(server)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: chat(client), range(40)))
    texts = {answer.choices[0].message.content for answer in answers}
    assert texts == {str(number) for number in range(40)}
    assert len({answer.id for answer in answers}) == 40


def test_nothing_is_left() -> None:
    """After the block there is no thread, no port, and idle connections are closed."""
    before = threading.enumerate()
    with Server(text("Hello")) as server:
        place = urlsplit(server.url).netloc
        connection = http.client.HTTPConnection(place, timeout=60)
        connection.request("POST", "/v1/chat/completions", json.dumps(CHAT))
        connection.getresponse().read()
    assert threading.enumerate() == before
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(place).connect()
    with pytest.raises(RuntimeError, match="with"):
        _ = server.url


def test_langchain() -> None:
    """ChatOpenAI speaks with it: whole, streamed, in either form, with a tool, and
    after a fault."""
    from langchain_openai import ChatOpenAI

    texts = [error(500, retry_after_s=0.01), text("Hello there"), text("Hello there")]
    with Server(*texts, tool_call("find_order", {"number": "A17"}), text("Hi")) as server:
        options = {"model": "any", "base_url": server.url, "api_key": server.key}
        model = ChatOpenAI(**options)
        assert model.invoke("Hi").text == "Hello there"
        assert [each.text for each in model.stream("Hi") if each.text] == ["Hello ", "there"]
        (call,) = model.bind_tools([TOOL]).invoke("Hi").tool_calls
        assert (call["name"], call["args"]) == ("find_order", {"number": "A17"})
        assert ChatOpenAI(**options, use_responses_api=True).invoke("Hi").text == "Hi"
    assert [each.path for each in server.requests[-2:]] == ["/v1/chat/completions", "/v1/responses"]


def test_past_a_proxy(monkeypatch: pytest.MonkeyPatch, connect: Any) -> None:
    """A proxy in the environment does not come between."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with Server(text("Hello")) as server:
        assert chat(connect(server, max_retries=0)).choices[0].message.content == "Hello"
