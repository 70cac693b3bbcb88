"""Forked kernels: what they inherit, how they end, and that nothing is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.grading.kernel import script
from helpers.grading.kernel.zygote import Limits, Zygote, ZygoteError, sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")

FOREVER = "import time\nprint('up', flush=True)\nwhile True: time.sleep(1)"
PRINTED_BY_OWNER = """
import sys
from helpers.grading.kernel import script
from helpers.grading.kernel.zygote import Zygote
with Zygote(bare=True) as zygote:
    forked = zygote.fork(script.ENTRY, {"source": "while True: pass"}, files=[1])
    print(zygote.told["pid"], zygote.folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(
        ["numpy", "no_such_module", "helpers.checks"], Limits(threads=1), bare=True
    ) as zygote:
        yield zygote


def wait_until_gone(pids: list[int]) -> None:
    """Return when none of ``pids``, of which none is ours, is there any more."""
    files = []
    for pid in pids:
        try:
            files.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    for file in files:
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        assert _readable(file), "a process is left"
        os.close(file)


def _readable(file: int) -> bool:
    import select

    return bool(select.select([file], [], [], 20)[0])


def start_forever(zygote: Zygote) -> None:
    """A fork that has begun to run its endless script."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as output:
        zygote.fork(script.ENTRY, {"source": FOREVER}, files=[write])
        os.close(write)
        assert output.readline() == b"up\n"


def below(pid: int) -> list[int]:
    """``pid`` and all that descend from it."""
    import psutil

    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def test_what_was_imported_is_there(zygote: Zygote) -> None:
    """A fork has the zygote's modules without importing them."""
    ran = script.run(zygote, "import sys; print('numpy' in sys.modules, flush=True)")
    assert ran.output == "True\n"


def test_what_cannot_be_imported_is_named(zygote: Zygote) -> None:
    """A name that is no module does no harm: whoever needs it will hear of it."""
    assert "no_such_module" in zygote.told["failed"]
    assert "numpy" in zygote.told["imported"]


def test_a_class_that_loads_late_is_loaded() -> None:
    """``package.Name`` stands for an attribute where it is no module."""
    with Zygote(
        ["xml.dom.minidom.parseString", "concurrent.futures.ThreadPoolExecutor"], bare=True
    ) as zygote:
        ran = script.run(
            zygote, "import sys; print('concurrent.futures.thread' in sys.modules, flush=True)"
        )
    assert ran.output == "True\n"


def test_a_module_that_starts_threads_stays_out(tmp_path: Path) -> None:
    """A process with threads cannot be forked soundly, so kernels import that one anew."""
    (tmp_path / "spawns.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
    )
    with Zygote(["json", "spawns"], environment={"PYTHONPATH": str(tmp_path)}, bare=True) as zygote:
        assert "threads" in zygote.told["failed"]["spawns"]
        ran = script.run(zygote, "import sys; print('spawns' in sys.modules, flush=True)")
    assert ran.output == "False\n"


def test_forks_draw_different_random_numbers(zygote: Zygote) -> None:
    """As two fresh processes would."""
    source = "import random, numpy\nprint(random.random(), numpy.random.rand(), flush=True)"
    assert script.run(zygote, source).output != script.run(zygote, source).output


def test_nothing_of_the_owner_is_inherited(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither open files nor environment; the memory is the zygote's, which had neither."""
    monkeypatch.setenv("SECRET_OF_THE_INSTRUCTOR", "s3cret")
    with Zygote(bare=True) as fresh:
        ran = script.run(
            fresh,
            "import os\n"
            "print(sorted(os.listdir('/proc/self/fd')), flush=True)\n"
            "print('s3cret' in str(os.environ), flush=True)\n"
            "print(b's3cret' in open('/proc/self/environ', 'rb').read(), flush=True)",
        )
    assert ran.output == "['0', '1', '2', '3']\nFalse\nFalse\n"  # 3: the listing itself


def test_an_exit_status_comes_back(zygote: Zygote) -> None:
    """Of a process that ended itself."""
    ran = script.run(zygote, "import os; os._exit(7)")
    assert (ran.ending, ran.status) == ("exit", 7)


def test_a_crash_has_its_signal(zygote: Zygote) -> None:
    """Negative, as in ``subprocess``; and the next fork is none the worse."""
    ran = script.run(zygote, "import ctypes; ctypes.string_at(0)")
    assert ran.status == -signal.SIGSEGV
    assert script.run(zygote, "print('well', flush=True)").output == "well\n"


def test_closing_removes_the_folder_and_every_process() -> None:
    """Nothing of a zygote outlives its ``with`` block."""
    with Zygote(bare=True) as zygote:
        start_forever(zygote)
        pids, folder = below(zygote.process.pid), zygote.folder
        assert len(pids) > 3
    wait_until_gone(pids)
    assert not folder.exists()


def test_a_killed_zygote_takes_its_kernels_along() -> None:
    """And whoever asks it for a kernel is told, in an error of ours."""
    with Zygote(bare=True) as zygote:
        start_forever(zygote)
        pids = below(zygote.process.pid)
        os.kill(zygote.told["pid"], signal.SIGKILL)
        wait_until_gone([pid for pid in pids if pid != zygote.process.pid])
        with pytest.raises(ZygoteError, match="the zygote is gone"):
            script.run(zygote, "print(1)")
        # what stands outside of the sandbox ends a moment after what is in it
        zygote.process.wait(10)
        assert not zygote.alive()


def test_a_killed_owner_leaves_no_process_and_the_next_one_sweeps() -> None:
    """Not even when it had no chance to clean up."""
    owner = subprocess.Popen(
        [sys.executable, "-c", PRINTED_BY_OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    folder = Path(owner.stdout.readline().split()[1])
    pids = below(owner.pid)
    assert len(pids) > 4
    owner.kill()
    owner.wait()
    owner.stdout.close()
    owner.stdin.close()
    wait_until_gone(pids[1:])
    assert folder.is_dir()
    sweep()
    assert not folder.exists()


def test_a_live_zygotes_folder_is_not_swept(zygote: Zygote) -> None:
    """Only what nobody holds any more."""
    sweep()
    assert zygote.folder.is_dir()


def test_sockets_have_short_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A socket's path has 107 bytes, and temporary folders can be deep."""
    deep = tmp_path / ("d" * 80)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with Zygote(bare=True) as zygote:
        assert len(str(zygote.folder / "999" / "k-5")) < 100


def test_a_trusted_fork_has_the_rights_of_its_owner(tmp_path: Path) -> None:
    """Without a sandbox: one's own work, on one's own machine."""
    with Zygote(trusted=True, bare=True) as zygote:
        ran = script.run(
            zygote, "import os; open('made', 'w'); print(os.getcwd(), flush=True)", cwd=tmp_path
        )
    assert ran.output == f"{tmp_path}\n"
    assert (tmp_path / "made").exists()


def test_time_is_up_for_whoever_does_not_end(zygote: Zygote) -> None:
    """``notebook_s`` is from ready to dead."""
    start = time.monotonic()
    ran = script.run(zygote, FOREVER, limits=Limits(notebook_s=0.5))
    assert ran.ending == "time"
    assert time.monotonic() - start < 20
