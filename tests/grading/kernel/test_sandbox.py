"""Sandboxes: nothing gets out, nothing is left, and what is let in works."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.grading.kernel import host, mounts, sandbox, script
from helpers.grading.kernel.probe import ATTEMPTS, probe
from helpers.grading.kernel.sandbox import Limits, Sandbox, Unavailable
from helpers.grading.kernel.zygote import Zygote, ZygoteError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a sandbox needs Linux")

# those that need no rights and do no harm where they succeed
HARMLESS = ["reads other files", "sees other processes", "uses the network", "finds a secret"]
PROBE = (
    "import json; from helpers.grading.kernel.probe import probe\n"
    "print(json.dumps({one.part: [one.held, one.seen] for one in probe()}))"
)
# as somebody else for whom this Python can be read: homes are closed to others
AS_NOBODY = """
mount --make-rprivate /
python=$1; shift
case $python in "$CLOSED"/*)
    inner=${python#"$CLOSED"/}; top=$CLOSED/${inner%%/*}
    mkdir "$HOME/python"; mount --bind "$top" "$HOME/python"
    mount -t tmpfs -o mode=755 none "$CLOSED"; mkdir "$top"; mount --bind "$HOME/python" "$top"
esac
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(limits=Limits(threads=1, memory_mib=256), bare=True) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def attempts() -> dict[str, object]:
    return {one.part: one for one in probe()}


@pytest.mark.parametrize("part", ATTEMPTS)
def test_it_holds(attempts: dict[str, object], part: str) -> None:
    """Each attempt to break out fails, each bomb is stopped."""
    attempt = attempts[part]
    assert attempt.held, attempt.seen  # type: ignore[attr-defined]


def test_an_attempt_succeeds_where_there_is_no_sandbox() -> None:
    """So the attempts are able to find a hole."""
    assert [one.held for one in probe(HARMLESS, trusted=True)] == [False] * len(HARMLESS)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_holds_for_a_person_without_rights(tmp_path: Path) -> None:
    """In a user namespace as well as with root's means."""
    home = tmp_path / "home"
    home.mkdir()
    for folder in (home, *tmp_path.parents[:2], tmp_path):
        folder.chmod(0o755)
    os.chown(home, 65534, 65534)
    real = str(Path(sys.executable).resolve())
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", AS_NOBODY, "sh", real, sys.executable, "-P", "-c", PROBE],
        env={
            "PATH": "/usr/bin:/bin:/usr/sbin",
            "HOME": str(home),
            "TMPDIR": str(home),
            "CLOSED": str(Path.home()),
        },
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {part: seen for part, (held, seen) in told.items() if not held} == {}
    assert list(told) == list(ATTEMPTS)


def test_nothing_is_missing_here() -> None:
    """Or every other test here would fail, for this reason."""
    assert host.missing() == []


def forbidden(code: str) -> str:
    """What ``code`` prints where no further user namespace may be made."""
    script = (
        "echo 0 > /proc/sys/user/max_user_namespaces && "
        'exec setpriv --bounding-set=-sys_admin --inh-caps=-all "$@"'
    )
    done = subprocess.run(
        ["unshare", "-U", "-r", "sh", "-c", script, "sh", sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_the_host_does_not_give_is_named() -> None:
    """With the setting that is behind it."""
    told = forbidden("from helpers.grading.kernel import host; print(host.missing())")
    assert "part='user namespace'" in told
    assert "user.max_user_namespaces = 0" in told


def test_there_is_no_kernel_without_a_sandbox() -> None:
    """A zygote refuses to start; trusted, it starts."""
    told = forbidden(
        "from helpers.grading.kernel.zygote import Zygote\n"
        "from helpers.grading.kernel.sandbox import Unavailable\n"
        "try:\n    with Zygote(bare=True): print('started')\n"
        "except Unavailable as error: print('refused:', error.part)\n"
        "with Zygote(trusted=True, bare=True): print('trusted')"
    )
    assert told == "refused: user namespace\ntrusted\n"


def test_only_what_is_named_can_be_read(tmp_path: Path) -> None:
    """A folder that is let in, read-only, at its own path; not the one beside it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "word").write_text("yes")
    (tmp_path / "out").write_text("no")
    source = (
        f"import os; print(open('{tmp_path}/in/word').read(), os.listdir('{tmp_path}'))\n"
        f"open('{tmp_path}/in/word', 'w')"
    )
    for folder in (*tmp_path.parents[:2], tmp_path):
        folder.chmod(0o755)
    with Zygote(bare=True, box=Sandbox(readable=(str(tmp_path / "in"),))) as zygote:
        told = script.run(zygote, source).output.splitlines()
    assert told[0] == "yes ['in']"
    assert told[1].startswith("OSError: [Errno 30] Read-only file system")


@pytest.mark.skipif(os.geteuid() != 0, reason="root's kernels are other users")
def test_what_others_cannot_read_is_named_with_the_remedy(tmp_path: Path) -> None:
    """Rather than lessons that fail in strange ways."""
    (tmp_path / "models").mkdir(mode=0o700)
    with (
        pytest.raises(Unavailable, match=r"readable by its owner only: chmod -R o\+rX"),
        Zygote(bare=True, box=Sandbox(readable=(str(tmp_path / "models"),))),
    ):
        pass


def test_the_solutions_are_not_shown() -> None:
    """Whatever stands on ``sys.path``, and tests put the whole course there."""
    root = Path(__file__).parents[3]
    assert str(root) in sys.path
    shown = mounts.readable(Sandbox())
    assert str(root / "helpers") in shown
    assert not any((root / "solutions").is_relative_to(path) for path in shown)


def test_links_out_of_the_submission_are_not_followed(zygote: Zygote, tmp_path: Path) -> None:
    """Neither those to files nor those to folders, nor pipes, which would block."""
    (tmp_path / "folder").symlink_to("/etc")
    (tmp_path / "file").symlink_to(__file__)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "plain").write_text("x")
    ran = script.run(zygote, "import os; print(os.listdir())", cwd=tmp_path)
    assert ran.output == "['plain']\n"


def test_a_submission_larger_than_the_disk_is_our_error(zygote: Zygote, tmp_path: Path) -> None:
    """It names the limit; the next one is not affected."""
    (tmp_path / "big").write_bytes(bytes(3 * 2**20))
    with pytest.raises((ZygoteError, Unavailable), match="disk_mib is 2"):
        script.run(zygote, "", cwd=tmp_path, limits=Limits(disk_mib=2))
    assert script.run(zygote, "print('next')").output == "next\n"


def test_it_can_compute_start_programs_and_write(zygote: Zygote) -> None:
    """What honest code does: subprocesses, threads, temporary files, pipes, sleep, locks."""
    source = """
import concurrent.futures, multiprocessing, os, pathlib, socket, subprocess, sys, tempfile
print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout)
with tempfile.NamedTemporaryFile("w+") as file: file.write("2"); file.seek(0); print(file.read())
with concurrent.futures.ThreadPoolExecutor() as pool: print(sum(pool.map(int, "12")))
with multiprocessing.get_context("fork").Pool(2) as pool: print(sum(pool.map(abs, [-2, 2])))
home = pathlib.Path.home() / ".config"; home.mkdir(); print(5 if home.is_dir() else "")
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(server.getsockname()): print(6)
print(os.popen("echo 7; whoami; hostname").read())
"""
    told = script.run(zygote, source).output.split()
    assert told == ["1", "2", "3", "4", "5", "6", "7", "student", "sandbox"]


@pytest.fixture
def endpoint() -> Iterator[tuple[str, int]]:
    """A web server of the host's that says what it was asked, twice as large as a buffer."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[::-1])

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever).start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()


def test_the_model_endpoint_can_be_reached_and_nothing_else(endpoint: tuple[str, int]) -> None:
    """At its own address, by code that knows of no sandbox."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        source = f"""
import urllib.request, socket
body = b"ab" * 300_000
answer = urllib.request.urlopen("http://127.0.0.1:{endpoint[1]}/v1", data=body).read()
print(answer == body[::-1])
for _ in range(100):
    urllib.request.urlopen("http://127.0.0.1:{endpoint[1]}/v1", data=b"x").read()
socket.create_connection(("127.0.0.1", {other.getsockname()[1]}))
"""
        with Zygote(bare=True, box=Sandbox(endpoint=endpoint)) as zygote:
            told = script.run(zygote, source).output.splitlines()
    assert told == ["True", "ConnectionRefusedError: [Errno 111] Connection refused"]


def test_an_endpoint_elsewhere_has_its_own_name() -> None:
    """So that a certificate fits it: the name leads to the sandbox's end of the relay."""
    with Zygote(bare=True, box=Sandbox(endpoint=("models.example.org", 8443))) as zygote:
        ran = script.run(zygote, "import socket; print(socket.gethostbyname('models.example.org'))")
    assert ran.output == "127.0.0.1\n"


def test_a_dead_endpoint_is_hung_up_on() -> None:
    """Not waited for."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    source = f"import socket; print(socket.create_connection(('127.0.0.1', {port})).recv(1))"
    with Zygote(bare=True, box=Sandbox(endpoint=("127.0.0.1", port))) as zygote:
        assert script.run(zygote, source, timeout_s=60).output in (
            "b''\n",
            "ConnectionResetError: [Errno 104] Connection reset by peer\n",
        )


def test_a_user_id_for_each_sandbox() -> None:
    """What one starts is not counted against another's limit."""
    assert sandbox.own_user(1) != sandbox.own_user(2) or os.geteuid() != 0
