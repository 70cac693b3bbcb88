"""What an OpenAI-compatible API writes: one reply in its four forms.

Owns the JSON and the server-sent events of chat completions and of responses.
Knows nothing of HTTP, nor of where a reply comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FORMS", "Form", "Reply", "complaint", "event"]

Json = dict[str, Any]
CREATED = 1_700_000_000


@dataclass(frozen=True)
class Reply:
    """What a model said: text in the ``pieces`` that a stream brings one by one, or
    a call of a tool as ``(name, arguments in JSON)``. ``finish`` is the reason of
    chat completions: stop, length, tool_calls, content_filter. ``tokens``: of the
    prompt, of the reply; words are counted where it is not given."""

    pieces: tuple[str, ...] = ()
    tool: tuple[str, str] | None = None
    finish: str = "stop"
    tokens: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def usage(self, request: Mapping[str, Any]) -> tuple[int, int]:
        prompt = json.dumps([request.get(name) for name in ("messages", "input", "instructions")])
        return self.tokens or (len(re.findall(r"\w+", prompt)), max(1, len(self.pieces)))


@dataclass(frozen=True)
class Form:
    """How one endpoint of the API writes a reply to ``request``: as one ``body``, or as
    ``events``. ``needs`` names the field that a request cannot do without."""

    needs: str
    body: Callable[[Reply, Mapping[str, Any], int], Json]
    events: Callable[[Reply, Mapping[str, Any], int], Iterator[bytes]]


def event(data: Json | str, name: str = "") -> bytes:
    """One server-sent event. Characters stand as themselves, in one to four bytes."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" * bool(name) + f"data: {text}\n\n").encode()


def complaint(message: str, kind: str, code: str | None = None, param: str | None = None) -> Json:
    """The body of an error."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


# --- chat completions -------------------------------------------------------------------


def _chat(reply: Reply, request: Mapping[str, Any], number: int) -> Json:
    message: Json = {"role": "assistant", "content": reply.text, "refusal": None}
    if reply.tool:
        message |= {"content": None, "tool_calls": [_chat_tool(reply.tool, number)]}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish, "logprobs": None}
    head = _chat_head("chat.completion", request, number)
    return head | {"choices": [choice], "usage": _chat_usage(reply, request)}


def _chat_events(reply: Reply, request: Mapping[str, Any], number: int) -> Iterator[bytes]:
    head = _chat_head("chat.completion.chunk", request, number)

    def chunk(delta: Json, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return event(head | {"choices": [choice]})

    yield chunk({"role": "assistant", "content": None if reply.tool else ""})
    for piece in reply.pieces:
        yield chunk({"content": piece})
    if reply.tool:
        yield chunk({"tool_calls": [{"index": 0} | _chat_tool(reply.tool, number)]})
    yield chunk({}, reply.finish)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield event(head | {"choices": [], "usage": _chat_usage(reply, request)})
    yield event("[DONE]")


def _chat_head(kind: str, request: Mapping[str, Any], number: int) -> Json:
    model = request.get("model")
    return {"id": f"chatcmpl-{number}", "object": kind, "created": CREATED, "model": model}


def _chat_tool(tool: tuple[str, str], number: int) -> Json:
    name, arguments = tool
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


def _chat_usage(reply: Reply, request: Mapping[str, Any]) -> Json:
    prompt, completion = reply.usage(request)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


# --- responses --------------------------------------------------------------------------


def _responses(reply: Reply, request: Mapping[str, Any], number: int) -> Json:
    whole = reply.finish != "length"
    return _responses_head(request, number) | {
        "status": "completed" if whole else "incomplete",
        "incomplete_details": None if whole else {"reason": "max_output_tokens"},
        "output": [_item(reply, number)],
        "usage": _responses_usage(reply, request),
    }


def _responses_events(reply: Reply, request: Mapping[str, Any], number: int) -> Iterator[bytes]:
    for position, (name, data) in enumerate(_responses_steps(reply, request, number)):
        yield event({"type": name, "sequence_number": position} | data, name)


def _responses_steps(
    reply: Reply, request: Mapping[str, Any], number: int
) -> Iterator[tuple[str, Json]]:
    head = _responses_head(request, number) | {"status": "in_progress", "output": []}
    item = _item(reply, number)
    place = {"item_id": item["id"], "output_index": 0}
    yield "response.created", {"response": head}
    yield "response.in_progress", {"response": head}
    if reply.tool:
        bare = item | {"status": "in_progress", "arguments": ""}
        yield "response.output_item.added", {"output_index": 0, "item": bare}
        arguments = reply.tool[1]
        yield "response.function_call_arguments.delta", place | {"delta": arguments}
        done = {"arguments": arguments, "name": reply.tool[0]}
        yield "response.function_call_arguments.done", place | done
    else:
        bare = item | {"status": "in_progress", "content": []}
        yield "response.output_item.added", {"output_index": 0, "item": bare}
        place |= {"content_index": 0}
        yield "response.content_part.added", place | {"part": _part("")}
        for piece in reply.pieces:
            yield "response.output_text.delta", place | {"delta": piece, "logprobs": []}
        yield "response.output_text.done", place | {"text": reply.text, "logprobs": []}
        yield "response.content_part.done", place | {"part": _part(reply.text)}
    yield "response.output_item.done", {"output_index": 0, "item": item}
    body = _responses(reply, request, number)
    yield f"response.{body['status']}", {"response": body}


def _responses_head(request: Mapping[str, Any], number: int) -> Json:
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": CREATED,
        "model": request.get("model"),
        "instructions": request.get("instructions"),
        "error": None,
        "incomplete_details": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools", []),
        "temperature": request.get("temperature"),
        "top_p": request.get("top_p"),
    }


def _item(reply: Reply, number: int) -> Json:
    if reply.tool:
        name, arguments = reply.tool
        call = {"id": f"fc_{number}", "call_id": f"call_{number}", "name": name}
        return call | {"type": "function_call", "status": "completed", "arguments": arguments}
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "status": "incomplete" if reply.finish == "length" else "completed",
        "content": [_part(reply.text)],
    }


def _part(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _responses_usage(reply: Reply, request: Mapping[str, Any]) -> Json:
    prompt, completion = reply.usage(request)
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": completion,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + completion,
    }


FORMS = {
    "/v1/chat/completions": Form("messages", _chat, _chat_events),
    "/v1/responses": Form("input", _responses, _responses_events),
}
