"""What our server adds to Jupyter's: the gate, the handbook, the pages, and where everything is said in Chinese."""

from __future__ import annotations

import logging
import os
import webbrowser
from logging.handlers import RotatingFileHandler
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import web

from mktkit.paths import data_folder
from mktkit.server.app import OPEN, SITE
from mktkit.server.gate import close
from mktkit.server.handbook import HandbookHandler
from mktkit.server.pages import page_routes


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server that this module is an extension."""
    return [{"module": "mktkit.server.extension"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Add everything to a server that is about to start."""
    _log_to_file(app)
    close(app)
    site = Path(os.environ[SITE])
    base = app.web_app.settings["base_url"]
    files = {"path": str(site), "default_filename": "index.html"}
    app.web_app.add_handlers(  # type: ignore[no-untyped-call]  # Jupyter has no types here
        ".*$",
        [
            (
                url_path_join(base, "/handbook"),
                web.RedirectHandler,
                {"url": url_path_join(base, "/handbook/")},
            ),
            (url_path_join(base, r"/handbook/(.*)"), HandbookHandler, files),
            *page_routes(app, site),
        ],
    )


async def _start_jupyter_server_extension(app: ServerApp) -> None:
    """Say where everything is, now that it answers there."""
    token, base = app.identity_provider.token, app.web_app.settings["base_url"]
    address = f"http://127.0.0.1:{app.port}{base}"
    handbook, lab = (f"{address}{path}?token={token}" for path in ("handbook/", "lab"))
    print(
        f"\n已经打开，只有这台电脑能访问：\n  手册    {handbook}\n  工作台  {lab}\n\n用完后在这个窗口按 Ctrl+C，或直接关闭窗口。\n",
        flush=True,
    )
    if os.environ.get(OPEN):
        webbrowser.open(handbook)


def _log_to_file(app: ServerApp) -> None:
    """Keep what goes wrong in the server in a file: the window shows only what is for the reader."""
    file = data_folder() / "log" / "server.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True)
    kept.setLevel(logging.ERROR)
    kept.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    # Jupyter's own announcement, token and all, is logged as critical; ours takes its place.
    kept.addFilter(lambda record: record.levelno < logging.CRITICAL)
    app.log.setLevel(logging.ERROR)
    app.log.propagate = False
    app.log.handlers[:] = [kept]
