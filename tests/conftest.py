"""Tests run offline and leave nothing behind but models in the person's cache.

Everything else that a program keeps about its user, and every folder of Jupyter,
lies in a temporary place for as long as the tests run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from helpers import endpoint, models

# Third-party deprecations that only their authors can mend, each named exactly.
IGNORED_WARNINGS: tuple[str, ...] = ()

_STATE = Path(tempfile.mkdtemp(prefix="course-"))


def _isolate() -> None:
    shared = models.cache_dir() / "models"
    shared.mkdir(parents=True, exist_ok=True)
    cache = _STATE / "cache"
    cache.mkdir()
    (cache / "models").symlink_to(shared, target_is_directory=True)
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "HF_ENDPOINT", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ |= {
        "LLM_COURSE_CACHE": str(cache),
        "LLM_COURSE_RUNTIME": str(_STATE / "run"),
        # a test run that is killed leaves its server no longer than this
        "LLM_COURSE_IDLE_S": "10",
        "IPYTHONDIR": str(_STATE / "ipython"),
        "JUPYTER_CONFIG_DIR": str(_STATE / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(_STATE / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(_STATE / "jupyter-run"),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(_STATE / "matplotlib"),
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


def _keep_stderr_open() -> None:
    """TensorFlow's logger keeps the stderr it was imported under, pytest's own for the
    test that did it, and closes it when nbgrader configures logging."""
    with contextlib.suppress(ImportError):
        from absl import logging

        logging.get_absl_handler().python_handler.stream = sys.__stderr__


_isolate()
_keep_stderr_open()


def pytest_configure(config: pytest.Config) -> None:
    for warning in IGNORED_WARNINGS:
        config.addinivalue_line("filterwarnings", f"ignore:{warning}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return _skipped_is_failed((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return _skipped_is_failed((yield))


def _skipped_is_failed(report: Any) -> Any:
    """Where ``CI`` is set everything that a test needs is there, so none may be skipped."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI is set: {report.longrepr[2]}"
    return report


def pytest_unconfigure() -> None:
    endpoint.stop()
    # the link to the models goes first, so that they cannot go with the rest
    (_STATE / "cache" / "models").unlink(missing_ok=True)
    shutil.rmtree(_STATE, ignore_errors=True)
