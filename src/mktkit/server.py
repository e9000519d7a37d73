"""One server on this machine: JupyterLab with the notebooks, and the built handbook under ``/handbook/``.

It listens on 127.0.0.1 alone and asks for a token; the handbook's buttons open notebooks under the same address.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import webbrowser
from pathlib import Path
from typing import Any

__all__ = ["serve"]

#: Where the built handbook stands, told to the extension in the server's process.
_SITE = "MKTKIT_SITE"
_OPEN = "MKTKIT_OPEN_BROWSER"


def data_folder() -> Path:
    """Return the folder of this machine's own files: the built handbook, Lab's settings."""
    named = os.environ.get("MKTKIT_DATA")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("mktkit", appauthor=False))


def serve(*, port: int = 8890, browser: bool = True) -> None:
    """Build the handbook, then serve it and JupyterLab until stopped.

    Parameters
    ----------
    port
        First port tried; the next free one is taken when it is in use.
    browser
        Whether to open the handbook in the browser.

    Raises
    ------
    MktkitError
        The rules or the pages are wrong.
    """
    import datetime as dt

    import click

    from mktkit.handbook import build
    from mktkit.paths import project_root

    folder = data_folder()
    site = folder / "handbook"
    click.echo("正在生成手册……")
    built = build(site, on=dt.date.today())
    click.echo(
        f"手册已生成（{built.pages} 页，{built.clauses} 个条款，用时 {built.seconds:.1f} 秒）。正在启动……"
    )
    os.environ[_SITE], os.environ[_OPEN] = str(site), "1" if browser else ""
    # The user's own Jupyter settings may switch on what asks the network or changes the address.
    os.environ["JUPYTER_CONFIG_DIR"] = str(folder / "jupyter")
    settings = _lab_settings(folder)

    from jupyterlab.labapp import LabApp

    arguments = [
        f"--ServerApp.root_dir={project_root() / 'notebooks'}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=50",
        "--ServerApp.open_browser=False",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.jpserver_extensions={'mktkit.server': True}",
        "--ServerApp.default_url=/handbook/",
        "--ServerApp.quit_button=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        f"--LabApp.app_settings_dir={settings}",
        # Neither news nor an extension catalogue: both ask other hosts.
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    sys.argv = ["mktkit", *arguments]
    LabApp.launch_instance(arguments)


def _lab_settings(folder: Path) -> Path:
    """Write Lab's defaults: Chinese, no news, no update checks."""
    settings = folder / "lab-settings"
    settings.mkdir(parents=True, exist_ok=True)
    overrides = {
        "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    (settings / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")
    shutil.rmtree(folder / "jupyter" / "lab" / "workspaces", ignore_errors=True)
    return settings


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell Jupyter Server that this module is an extension."""
    return [{"module": "mktkit.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Put the handbook under ``/handbook/`` and say where everything is."""
    from jupyter_server.base.handlers import JupyterHandler
    from jupyter_server.utils import url_path_join
    from tornado import web

    class HandbookHandler(JupyterHandler, web.StaticFileHandler):
        """The built handbook, for whoever holds the token."""

        @web.authenticated
        async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]  # JupyterHandler's is looser
            await web.StaticFileHandler.get(self, path, include_body)

        @web.authenticated
        async def head(self, path: str) -> None:  # type: ignore[override]  # as above
            await web.StaticFileHandler.get(self, path, include_body=False)

        def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
            found = super().validate_absolute_path(root, absolute_path)
            # A link inside the folder must not lead out of it.
            if found is not None and not Path(found).resolve().is_relative_to(Path(root).resolve()):
                raise web.HTTPError(403)
            return found

        def compute_etag(self) -> str | None:
            return web.StaticFileHandler.compute_etag(self)

        def set_extra_headers(self, path: str) -> None:
            self.set_header("Cache-Control", "no-cache")

    # Its own English announcement, links and all, is logged as critical; ours below takes its place.
    app.log.setLevel(logging.CRITICAL + 1)
    site = os.environ[_SITE]
    base = app.web_app.settings["base_url"]
    pattern = url_path_join(base, r"/handbook/(.*)")
    app.web_app.add_handlers(
        ".*$",
        [
            (
                url_path_join(base, "/handbook"),
                web.RedirectHandler,
                {"url": url_path_join(base, "/handbook/")},
            ),
            (pattern, HandbookHandler, {"path": site, "default_filename": "index.html"}),
        ],
    )

    def announce() -> None:
        token = app.identity_provider.token
        address = f"http://127.0.0.1:{app.port}{base}"
        handbook, lab = (
            f"{address}handbook/?token={token}",
            f"{address}lab/tree/appraisal.ipynb?token={token}",
        )
        print(
            f"\n已经打开，只有这台电脑能访问：\n  手册    {handbook}\n  工作台  {lab}\n\n用完后在这个窗口按 Ctrl+C，或直接关闭窗口。\n",
            flush=True,
        )
        if os.environ.get(_OPEN):
            webbrowser.open(handbook)

    app.io_loop.add_callback(announce)
