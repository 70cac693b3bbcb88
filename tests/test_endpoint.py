"""The endpoint: one server for all, found again, ended; the clients that talk to it.

One server of the real model serves this file; tests that kill or end one have
another, in a folder of their own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import psutil
import pydantic
import pytest

from helpers import endpoint, loopback, models, scripted, server
from helpers.errors import CourseError

HELLO: list[Any] = [{"role": "user", "content": "Say hello."}]
WAIT_S = 180


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    """A client of the server that the whole test run shares."""
    with endpoint.client() as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder without a server; one that appears there is ended."""
    folder = tmp_path / "run"
    monkeypatch.setenv("LLM_COURSE_RUNTIME", str(folder))
    yield folder
    endpoint.stop()
    with contextlib.suppress(KeyError):
        os.close(endpoint._joined.pop(folder))


@pytest.fixture
def broken(own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same, with a model file that no server can load."""
    gguf = tmp_path / "broken.gguf"
    gguf.write_bytes(b"no model")
    monkeypatch.setattr(models, "path", lambda _: gguf)
    return own


def python(code: str, *words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def ended(pid: int) -> None:
    """Wait until the process has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(WAIT_S)


# --- what clients get from it -----------------------------------------------------------


def test_chat(client: openai.OpenAI) -> None:
    """The openai client chats, with a limit and usage."""
    answer = client.chat.completions.create(
        model=endpoint.model(), messages=HELLO, max_completion_tokens=5
    )
    assert answer.choices[0].message.content
    assert answer.usage
    assert answer.usage.completion_tokens == 5
    assert answer.model == endpoint.model()


def test_stream(client: openai.OpenAI) -> None:
    """Chat comes in chunks when it is streamed."""
    stream = client.chat.completions.create(
        model=endpoint.model(),
        messages=[{"role": "user", "content": "Count from one to twenty, in words."}],
        max_completion_tokens=20,
        temperature=0,
        stream=True,
    )
    pieces = [chunk.choices[0].delta.content for chunk in stream if chunk.choices]
    assert len([piece for piece in pieces if piece]) > 1


def test_responses(client: openai.OpenAI) -> None:
    """The responses API answers, whole and streamed."""
    request = {"model": endpoint.model(), "input": "Say hello.", "max_output_tokens": 5}
    assert client.responses.create(**request).output_text
    kinds = [event.type for event in client.responses.create(**request, stream=True)]
    assert "response.output_text.delta" in kinds


def test_schema(client: openai.OpenAI) -> None:
    """A JSON schema holds even a small model to its form."""

    class Color(pydantic.BaseModel):
        name: str = pydantic.Field(max_length=8)  # or the model rambles beyond its tokens
        warm: bool

    answer = client.chat.completions.parse(
        model=endpoint.model(),
        messages=[{"role": "user", "content": "A color, as JSON."}],
        response_format=Color,
        max_completion_tokens=60,
        temperature=0,
    )
    assert isinstance(answer.choices[0].message.parsed, Color)


def test_logprobs(client: openai.OpenAI) -> None:
    """Log-probabilities of the likeliest tokens come with the answer."""
    answer = client.chat.completions.create(
        model=endpoint.model(),
        messages=HELLO,
        max_completion_tokens=3,
        temperature=0,
        logprobs=True,
        top_logprobs=3,
    )
    assert answer.choices[0].logprobs
    for token in answer.choices[0].logprobs.content or []:
        assert len(token.top_logprobs) == 3
        assert token.top_logprobs[0].logprob <= 0


def test_langchain(client: openai.OpenAI) -> None:
    """LangChain's ChatOpenAI invokes, streams, batches and is held to a schema."""
    from langchain_openai import ChatOpenAI

    class Color(pydantic.BaseModel):
        name: str = pydantic.Field(max_length=8)  # or the model rambles beyond its tokens

    model = ChatOpenAI(
        model=endpoint.model(),
        base_url=endpoint.url(),
        api_key=endpoint.key(),
        max_completion_tokens=60,
        temperature=0,
    )
    assert model.invoke("Say hello.").text
    assert len([piece for piece in model.stream("Say hello.") if piece.text]) > 1
    assert len(model.batch(["Say hello."] * 5)) == 5
    structured = model.with_structured_output(Color, method="json_schema")
    assert isinstance(structured.invoke("A color, as JSON."), Color)


def test_key_is_needed(client: openai.OpenAI) -> None:
    """Other users of the machine cannot use the server."""
    request = urllib.request.Request(
        f"{endpoint.url()}/chat/completions",
        json.dumps({"messages": HELLO}).encode(),
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    caught.value.close()
    assert caught.value.code == 401


def test_side_by_side(client: openai.OpenAI) -> None:
    """More requests than the server decodes at a time wait for their turn."""

    def ask(number: int) -> Any:
        return client.with_options(max_retries=0).completions.create(
            model=endpoint.model(), prompt=f"{number} words", max_tokens=1
        )

    with ThreadPoolExecutor(2 * server.SLOTS) as pool:
        assert len(list(pool.map(ask, range(2 * server.SLOTS)))) == 2 * server.SLOTS


def test_prompt_beyond_the_window(client: openai.OpenAI) -> None:
    """A prompt longer than the model's window is refused, by name."""
    prompt = "word " * (server.CONTEXT + 1)
    with pytest.raises(openai.BadRequestError, match="context"):
        client.completions.create(model=endpoint.model(), prompt=prompt, max_tokens=1)


# --- one server, found again ------------------------------------------------------------


def test_state_names_no_secret(client: openai.OpenAI) -> None:
    """The state tells where the server is, and its text does not tell the key."""
    found = endpoint.state()
    assert found.status == "running"
    assert found.url == str(client.base_url).rstrip("/")
    assert found.key == endpoint.key()
    assert found.key not in repr(found)
    assert found.log
    assert found.log.is_file()
    assert (found.log.parent / server.STATE).stat().st_mode & 0o077 == 0


def test_asking_for_the_state_starts_nothing(own: Path) -> None:
    """The state of what is not there is `stopped`, and stopping it is no error."""
    assert endpoint.state().status == "stopped"
    assert endpoint.stop() is False
    assert not own.exists()


def test_two_at_once(own: Path) -> None:
    """Processes that start at the same time get one server."""
    code = "from helpers import endpoint; print(endpoint.url(), endpoint.state().pid)"
    both = [python(code) for _ in range(2)]
    lines = {process.communicate(timeout=WAIT_S)[0] for process in both}
    assert len(lines) == 1
    assert endpoint.url() in lines.pop()


def test_killed_server_is_replaced(own: Path) -> None:
    """When the server dies, a client made before finds the next one by itself, and
    address and key stay."""
    with endpoint.client() as client:
        before = endpoint.state()
        os.kill(before.pid or 0, signal.SIGKILL)
        ended(before.pid or 0)
        assert endpoint.state().status == "stopped"
        assert len(client.models.list().data) == 1
    after = endpoint.state()
    assert after.pid != before.pid
    assert (after.url, after.key) == (before.url, before.key)


def test_taken_port(own: Path) -> None:
    """A server whose old port is taken gets another, and old clients find it."""
    with endpoint.client() as client:
        before = endpoint.url()
        assert endpoint.stop() is True
        port = int(before.rsplit(":", 1)[1].partition("/")[0])
        with socket.create_server((loopback.HOST, port)):
            assert endpoint.url() != before
        assert len(client.models.list().data) == 1


def test_reused_pid(own: Path) -> None:
    """A state file is stale without its lock, even if its process number lives."""
    own.mkdir()
    stale = {"pid": os.getpid(), "port": 9, "key": "old", "model": endpoint.ALIAS}
    (own / server.STATE).write_text(json.dumps(stale))
    assert endpoint.state().status == "stopped"
    assert endpoint.stop() is False
    assert endpoint.url()
    assert endpoint.state().pid not in (None, os.getpid())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port": "x", "pid": []}'])
def test_spoiled_state(own: Path, content: str) -> None:
    """A state file of nonsense is no server."""
    own.mkdir()
    (own / server.STATE).write_text(content)
    assert endpoint.state().status == "stopped"


def test_starting(own: Path) -> None:
    """A lock without an address is a server that is on its way."""
    own.mkdir()
    with (own / server.STATE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write('{"pid": 1}')
        file.flush()
        assert endpoint.state().status == "starting"


def test_ends_when_idle(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server outlives the process that started it as long as another uses it,
    and ends once nobody does."""
    code = "import sys; from helpers import endpoint; print(endpoint.url(), flush=True); input()"
    first, second = (
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"LLM_COURSE_IDLE_S": "0.4"},
        )
        for _ in range(2)
    )
    assert first.stdout
    assert second.stdout
    assert first.stdout.readline() == second.stdout.readline()
    pid = endpoint.state().pid
    assert pid
    first.communicate("\n", timeout=WAIT_S)
    with pytest.raises(psutil.TimeoutExpired):
        psutil.Process(pid).wait(1)
    second.communicate("\n", timeout=WAIT_S)
    ended(pid)
    assert endpoint.state().status == "stopped"


def test_outlives_an_interrupt(own: Path) -> None:
    """Ctrl-C in the notebook, and the notebook's end, do not reach the server."""
    code = "from helpers import endpoint; endpoint.url(); print('up', flush=True); input()"
    starter = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert starter.stdout
    assert starter.stdout.readline() == "up\n"
    os.killpg(starter.pid, signal.SIGINT)
    starter.communicate(timeout=WAIT_S)
    assert endpoint.state().status == "running"


def test_shadowed_modules(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beside the notebook that is called like a library does no harm."""
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    assert endpoint.url()


# --- when it cannot be had --------------------------------------------------------------


def test_model_that_cannot_be_loaded(broken: Path) -> None:
    """A server that does not start is one line: the reason, and where the log lies."""
    with pytest.raises(CourseError) as caught:
        endpoint.url()
    line = str(caught.value)
    assert "\n" not in line
    assert str(broken / server.LOG) in line
    assert "course models" in line
    assert "GGUF" in (broken / server.LOG).read_text()
    assert endpoint.state().status == "stopped"


def test_server_that_hangs(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that takes too long is ended, and leaves no process."""
    os.mkfifo(broken.parent / "fifo")
    monkeypatch.setattr(models, "path", lambda _: broken.parent / "fifo")
    monkeypatch.setattr(endpoint, "START_TIMEOUT_S", 1.0)
    with pytest.raises(CourseError, match="did not start"):
        endpoint.url()
    mine = [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"]]
    assert not [each for each in mine if str(broken) in each.info["cmdline"]]


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that cannot be written. Root may write everywhere, so it becomes nobody."""
    tmp_path.chmod(0o500)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield tmp_path
    os.seteuid(before)


def test_folder_that_cannot_be_written(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime folder that cannot be written is one line with the way out."""
    monkeypatch.setenv("LLM_COURSE_RUNTIME", str(closed / "run"))
    with pytest.raises(CourseError, match=r"run: Permission denied; .*LLM_COURSE_RUNTIME"):
        endpoint.url()


def test_folder_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is one that is a file."""
    (tmp_path / "run").touch()
    monkeypatch.setenv("LLM_COURSE_RUNTIME", str(tmp_path / "run"))
    with pytest.raises(CourseError, match="LLM_COURSE_RUNTIME"):
        endpoint.url()


# --- another API ------------------------------------------------------------------------


def test_another_api(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a base URL in the environment the same calls go there, with its key and
    model, and nothing is started."""
    with scripted.Server(scripted.text("Hello"), key="sk-1") as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.url + "/")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
        assert (endpoint.url(), endpoint.key()) == (other.url, "sk-1")
        assert endpoint.model() == "scripted"
        monkeypatch.setenv("OPENAI_MODEL", "big")
        with endpoint.client() as client:
            answer = client.responses.create(model=endpoint.model(), input="Hi")
        assert answer.output_text == "Hello"
        assert other.requests[-1].body["model"] == "big"
        assert endpoint.state().status == "hosted"
        assert endpoint.stop() is False
    assert not own.exists()


def test_api_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An API that asks for no key needs none."""
    with scripted.Server(scripted.text("Hello")) as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.url)
        with endpoint.client() as client:
            assert client.responses.create(model="any", input="Hi").output_text == "Hello"


def test_key_alone(monkeypatch: pytest.MonkeyPatch, client: openai.OpenAI) -> None:
    """A key in the environment sends no exercise to a service that charges for it."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert endpoint.url().startswith(f"http://{loopback.HOST}:")
    assert endpoint.key() != "sk-1"


def test_base_url_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base URL without a scheme is named, with what it should look like."""
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:8000")
    with pytest.raises(CourseError, match=r"OPENAI_BASE_URL is 'localhost:8000'.*http://"):
        endpoint.url()


def test_which_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an API has several models, or does not tell, one is asked to choose."""
    with scripted.Server(key="sk-1") as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.url)
        with pytest.raises(CourseError, match="OPENAI_MODEL"):
            endpoint.model()


def test_import_is_light() -> None:
    """Importing the endpoint brings no client, no model library and no server."""
    heavy = ["openai", "httpx2", "xllamacpp", "torch", "langchain_core", "numpy"]
    code = "import sys, helpers.endpoint, helpers.scripted; print([*sys.modules])"
    loaded = python(code).communicate(timeout=WAIT_S)[0]
    assert not [name for name in heavy if f"'{name}'" in loaded]
