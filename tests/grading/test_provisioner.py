"""nbgrader's executor on forked kernels: the same outputs, and an end that is explained."""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient.exceptions import DeadKernelError
from nbformat import v4

from helpers.errors import CourseError
from helpers.grading.kernel.zygote import Limits, Zygote
from helpers.grading.provisioner import Warm, kernels_from, zygote_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")

PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}
LIMITS = Limits(threads=1, notebook_s=60, memory_mib=300, processes=64, output_mib=1)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(["numpy"], LIMITS) as zygote:
        yield zygote


@pytest.fixture
def warm(zygote: Zygote) -> Iterator[Warm]:
    with kernels_from(zygote) as warm:
        yield warm


class Models(http.server.BaseHTTPRequestHandler):
    """An API that has no model."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"data": []}')

    def log_message(self, *args: object) -> None:
        pass


def execute(sources: list[str], cwd: Path, **options: Any) -> list[Any]:
    """The outputs of cells with these ``sources``, run by nbgrader's executor."""
    from nbgrader.preprocessors import Execute

    notebook = v4.new_notebook(
        cells=[v4.new_code_cell(source) for source in sources], metadata={"kernelspec": PYTHON}
    )
    options = {"timeout": 120} | options
    Execute(**options).preprocess(notebook, {"metadata": {"path": str(cwd)}})
    return [cell.outputs for cell in notebook.cells]


def first_line(outputs: list[Any]) -> str:
    return str(outputs[0]["text"]).splitlines()[0]


def test_outputs_are_those_of_a_fresh_kernel(
    zygote: Zygote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values, streams, errors, figures' machinery, magics: cell by cell the same."""
    sources = [
        "x = 3\nx",
        "print('out'); import sys; print('err', file=sys.stderr)",
        "1 / 0",
        "%%timeit -n1 -r1 -q\npass",
        "!echo $((6 * 7))",
        "from IPython.display import display, HTML; display(HTML('<b>x</b>')); x",
        "import matplotlib; matplotlib.get_backend()",
        "await __import__('asyncio').sleep(0, 5)",
        "import random; random.seed(1); random.random()",
        "input()",
        "_ih[1], Out[1], __name__, sys.argv[1], sys.argv[3:]",
        "import subprocess; subprocess.run(['sh', '-c', 'exit 3']).returncode",
    ]
    monkeypatch.delenv("MPLBACKEND")
    cold = execute(sources, tmp_path)
    with kernels_from(zygote):
        assert execute(sources, tmp_path) == cold


def test_each_notebook_has_its_own_kernel(warm: Warm, tmp_path: Path) -> None:
    """What one leaves in memory or on disk, the next does not find."""
    execute(["x = 1; open('left', 'w').close(); import numpy; numpy.left = 1"], tmp_path)
    found = execute(
        ["import os, numpy; 'x' in dir(), os.listdir(), hasattr(numpy, 'left')"], tmp_path
    )
    assert found[0][0]["data"]["text/plain"] == "(False, [], False)"


def test_files_are_there_and_can_be_changed_only_in_there(warm: Warm, tmp_path: Path) -> None:
    """A copy of what lies beside the notebook: the original stays as it was."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text("a,b\n")
    source = "open('data/table.csv', 'a').write('1,2'); print(open('data/table.csv').read())"
    assert first_line(execute([source], tmp_path)[0]) == "a,b"
    assert (tmp_path / "data" / "table.csv").read_text() == "a,b\n"


def test_the_notebook_itself_is_not_there(warm: Warm, tmp_path: Path) -> None:
    """It holds the tests, hidden ones too; and links lead nowhere."""
    (tmp_path / "lesson.ipynb").write_text("{}")
    (tmp_path / "link").symlink_to("/etc/hostname")
    found = execute(["import os; print(sorted(os.listdir()), '')"], tmp_path)
    assert first_line(found[0]).strip() == "[]"


def test_a_cell_that_takes_too_long_is_interrupted(warm: Warm, tmp_path: Path) -> None:
    """And the next one runs in the same kernel, with what was computed before."""
    outputs = execute(["x = 1", "while True: pass", "print(x)"], tmp_path, timeout=1)
    assert outputs[1][-1]["ename"] in ("KeyboardInterrupt", "CellTimeoutError")
    assert first_line(outputs[2]) == "1"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(0)", "its code ended the kernel's process"),
        ("import os; os.kill(os.getpid(), 9)", "its code ended the kernel's process"),
        ("import ctypes; ctypes.string_at(0)", "its code ended the kernel's process"),
        ("while True: display('flood' * 1000)", "it wrote more than 1 MiB of output"),
    ],
)
def test_a_dead_kernel_has_a_reason(warm: Warm, tmp_path: Path, source: str, reason: str) -> None:
    """nbclient says that it died; ``Warm.reason`` says why."""
    with pytest.raises(DeadKernelError):
        execute([source], tmp_path)
    assert warm.reason == reason
    assert first_line(execute(["print('next')"], tmp_path)[0]) == "next"


def test_printing_without_end_costs_one_cell(warm: Warm, tmp_path: Path) -> None:
    """An error in it, and the next one prints."""
    outputs = execute(["while True: print('flood' * 1000)", "print('next')"], tmp_path)
    assert outputs[0][-1]["ename"] == "TooMuchOutput"
    assert first_line(outputs[1]) == "next"


def test_a_program_that_writes_without_end_is_cut(warm: Warm, tmp_path: Path) -> None:
    """As far as a cell may write; it is not told, and can be stopped."""
    outputs = execute(["import os; os.system('yes | head -c 3000000')", "print('next')"], tmp_path)
    assert 0 < sum(len(one.get("text", "")) for one in outputs[0]) <= 2**17
    assert first_line(outputs[1]) == "next"


def test_a_kernel_of_another_language_is_refused(
    warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could only run without a sandbox."""
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["R"], "display_name": "R", "language": "R"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with pytest.raises(CourseError, match="runs R; only Python kernels"):
        execute(["1"], tmp_path)


def test_a_lesson_about_an_api_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the address that its own code asks for; other lessons reach nothing."""
    source = (
        "from helpers import endpoint; import urllib.request\n"
        "print(urllib.request.urlopen(endpoint.url() + '/models').read().decode())"
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Models) as server:
        threading.Thread(target=server.serve_forever).start()
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
        monkeypatch.setenv("OPENAI_MODEL", "any")
        with zygote_for([source]) as zygote, kernels_from(zygote):
            outputs = execute([source], tmp_path)
        assert zygote_for(["import json"]).box.endpoint is None
        server.shutdown()
    assert first_line(outputs[0]) == '{"data": []}'


def test_a_lesson_finds_the_courses_models(tmp_path: Path) -> None:
    """Where ``helpers.models`` looks for them, and it cannot change them."""
    source = (
        "from helpers import models; import os; folder = models.cache_dir() / 'models'\n"
        "print(sorted(os.listdir(folder)) if folder.exists() else [], os.access(folder, os.W_OK))"
    )
    from helpers import models

    folder = models.cache_dir() / "models"
    with zygote_for(["import json"]) as zygote, kernels_from(zygote):
        outputs = execute([source], tmp_path)
    there = sorted(one.name for one in folder.iterdir())
    assert first_line(outputs[0]) == f"{there} False"


def test_afterwards_kernels_are_jupyters_own(zygote: Zygote) -> None:
    """Nothing stays changed."""
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    with kernels_from(zygote):
        assert factory.default_provisioner_name != before
    assert factory.default_provisioner_name == before
