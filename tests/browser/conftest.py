"""A real Chromium, the built handbook, and a plain server for it, as an intranet host would be."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from mktkit.handbook import build


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; without it the tests are skipped, but for CI, where they fail.

    It ends with the file: Playwright keeps an event loop running, and the code that other files test must see none.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "没有找到 Chromium 浏览器（Debian：apt install chromium）"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built handbook, with the sample values alone."""
    return build(tmp_path_factory.mktemp("served") / "handbook", on=dt.date(2026, 11, 23)).destination


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


@pytest.fixture(scope="session")
def address(handbook: Path) -> Iterator[str]:
    """Where a plain server on this machine serves the handbook."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(handbook))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
