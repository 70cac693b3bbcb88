"""A browser for every test below, and what is kept of a page when its test fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import jupyter


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium for one file's tests."""
    if jupyter.MISSING:
        pytest.skip(jupyter.MISSING)
    with jupyter.browser() as browser:
        yield browser
