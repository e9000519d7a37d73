"""Notebooks as pages, by Voilà, under ``/voila/render/``: our template, our token, nothing but the notebooks' folder.

Voilà's own extension is not loaded: it serves files, lists folders and reads settings from wherever it is started. Its
renderer, its scripts and its page template are what is used here.
"""

from __future__ import annotations

import asyncio
import json
import os
import posixpath
import re
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import ApiPath, url_escape, url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tornado import iostream, web
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.execute import VoilaExecutor, strip_code_cell_warnings
from voila.exporter import VoilaMarkdownRenderer
from voila.notebook_renderer import NotebookRenderer
from voila.paths import collect_static_paths, collect_template_paths
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.utils import get_data_dir, get_page_config, get_voila_labextensions_path

from mktkit.server.handbook import page_of, without_token
from mktkit.server.inkernel import TOLD
from mktkit.server.kernels import Kernel, Kernels

__all__ = ["page_routes", "title_of"]

#: Says that the server still works on it, so that nothing between gives the connection up.
_BEAT = "<script>window.voila_heartbeat()</script>\n"
_BROKEN = "<script>window.mktkit_broken({})</script>\n"
_LOST = "这一页没有算完：计算进程停了。请刷新本页重试；还不行就关掉启动窗口，再启动一次。"
_UNKNOWN = "这一步出了意外的错误，没有完成；请刷新本页再试一次。"
_SLOW = "这一步算了太久，已停下；请刷新本页再试一次。"


def page_routes(app: ServerApp, site: Path) -> list[tuple[Any, ...]]:
    """Return what answers under ``/voila/``."""
    settings = VoilaConfiguration(parent=app)
    base = app.web_app.settings["base_url"]
    extensions = get_voila_labextensions_path()
    given = {
        "settings": settings,
        "config": app.config,
        "template_paths": collect_template_paths(["voila", "nbconvert"], settings.template),
        "site": site,
    }
    tools = {"url": url_path_join(base, "handbook/toolkit/"), "permanent": False}
    themes = {
        "themes_url": "/voila/api/themes",
        "path": os.path.join(get_data_dir(), "themes"),
        "labextensions_path": extensions,
    }
    routes: list[tuple[Any, ...]] = [
        (r"/voila/render/(.+)", _PageHandler, given),
        (r"/voila(?:/|/tree.*|/render/?)?", web.RedirectHandler, tools),
        (r"/voila/templates/(.*)", TemplateStaticFileHandler),
        (
            r"/voila/static/(.*)",
            MultiStaticFileHandler,
            {"paths": collect_static_paths(["voila", "nbconvert"], settings.template)},
        ),
        (r"/voila/labextensions/(.*)", FileFindHandler, {"path": extensions}),
        (r"/voila/api/themes/(.*)", ThemesHandler, themes),
        (r"/voila/api/shutdown/(.*)", VoilaShutdownKernelHandler),
    ]
    return [(url_path_join(base, pattern), *rest) for pattern, *rest in routes]


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook, its marks taken off; empty when it has none.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> title_of(new_notebook(cells=[new_markdown_cell("前言\\n\\n# **月度**考核 { #a }\\n\\n正文")]))
    '月度考核'
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#{1,6}\s+(.+?)\s*(?:\{[^}]*\}\s*)?#*$", cell.source, re.MULTILINE)
            if found:
                return re.sub(r"[*`]", "", found[1]).strip()
    return ""


class _Markdown(VoilaMarkdownRenderer):  # type: ignore[misc]  # Voilà has no types
    """Text of a notebook; Voilà reads pictures through a manager that it does not wait for, and falls over."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(super(VoilaMarkdownRenderer, self).image(text, url, title))


class _Executor(VoilaExecutor):  # type: ignore[misc]  # as above
    """Runs the cells; of an error its message is kept and never where it came from."""

    def strip_code_cell_errors(self, cell: NotebookNode) -> NotebookNode:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                told = output["traceback"] if output["ename"] == TOLD else [_UNKNOWN]
                output.update(ename=TOLD, evalue="", traceback=told)
        return cell

    def show_code_cell_timeout(self, cell: NotebookNode) -> None:
        cell["outputs"] = [_error(_SLOW)]


def _error(text: str) -> dict[str, str | list[str]]:
    return {"output_type": "error", "ename": TOLD, "evalue": "", "traceback": [text]}


class _Renderer(NotebookRenderer):  # type: ignore[misc]  # as above
    """One notebook becoming one page."""

    async def _jinja_kernel_start(
        self, nb: NotebookNode, kernel_id: str, kernel_future: Awaitable[Kernel]
    ) -> str:
        self.executor = _Executor(nb, km=await ensure_async(kernel_future), config=self.traitlet_config)
        self.executor.kc = await self.executor.async_start_new_kernel_client()
        self.kernel_started = True
        return kernel_id

    async def _jinja_cell_generator(self, nb: NotebookNode, kernel_id: str) -> AsyncIterator[NotebookNode]:
        """Run cell after cell; what follows an error is not run and not shown, as if it had been run by hand."""
        going = True
        for index, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
            try:
                await self.executor.execute_cell(cell, None, index, store_history=False)
            except CellExecutionError:
                strip_code_cell_warnings(cell)
                self.executor.strip_code_cell_errors(cell)
                going = False
            except (CellTimeoutError, TimeoutError):
                going = False
            except DeadKernelError:
                cell["outputs"] = [_error(_LOST)]
                going = False
            yield cell
            if not going:
                break
        await self._cleanup_resources()


class _PageHandler(JupyterHandler):
    """One notebook as a page, run in a kernel of its own."""

    def initialize(
        self, settings: VoilaConfiguration, config: Config, template_paths: list[str], site: Path
    ) -> None:
        self._settings, self._config = settings, config
        self._template_paths, self._site = template_paths, site
        self._kernel = ""
        self._ending: asyncio.Future[None] | None = None

    @property
    def kernels(self) -> Kernels:
        """The server's kernels, which are ours."""
        return cast(Kernels, self.kernel_manager)

    @web.authenticated
    async def get(self, path: str) -> None:
        if without_token(self):
            return
        if not path.endswith(".ipynb"):
            # A link in the page to a file beside the notebook.
            self.redirect(url_path_join(self.base_url, "files", url_escape(path)))
            return
        renderer = await self._renderer(path)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        # Asking for it is what puts it into a cookie; the page shows it when it ends its kernel.
        _ = self.xsrf_token
        self._kernel = await ensure_async(
            self.kernels.start_kernel(
                kernel_name=renderer.notebook.metadata.kernelspec.name,
                path=ApiPath(posixpath.dirname(path)),
                env={**os.environ, "QUERY_STRING": self.request.query},
            )
        )
        self.kernels.belongs_to_page(self._kernel)
        try:
            async for piece in _with_beats(self._pieces(renderer), self._settings.http_keep_alive_timeout):
                self.write(piece)
                await self.flush()
        except iostream.StreamClosedError:
            await self._end_kernel()
        else:
            self.kernels.look_after(self._kernel)
            self._kernel = ""

    async def _renderer(self, path: str) -> _Renderer:
        page_config = get_page_config(
            base_url=self.base_url,
            settings=self.settings,
            log=self.log,
            voila_configuration=self._settings,
        )
        # With neither, formulas are set by what Voilà brings along, else by what another host gives.
        page_config.update(fullMathjaxUrl=None, mathjaxConfig=None)
        renderer = _Renderer(
            request_handler=self,
            voila_configuration=self._settings,
            traitlet_config=self._config,
            notebook_path=path,
            template_paths=self._template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config=page_config,
            mathjax_config="",
            mathjax_url="",
        )
        await renderer.initialize()
        renderer.exporter.markdown_renderer_class = _Markdown
        renderer.resources["mktkit"] = {
            "title": title_of(renderer.notebook) or Path(path).stem,
            "handbook": url_path_join(self.base_url, "handbook/"),
            "explained": url_path_join(self.base_url, "handbook", page_of(self._site, path)),
            "lab": url_path_join(self.base_url, "lab/tree", url_escape(path)),
        }
        return renderer

    async def _pieces(self, renderer: _Renderer) -> AsyncIterator[str]:
        kernel = self.kernels.get_kernel(self._kernel)
        try:
            async for piece, _ in renderer.generate_content_generator(self._kernel, kernel):
                yield piece
        except Exception:
            # The head of the page is out already: what is left is to say so in it.
            self.log.exception("a page was not finished")
            yield _BROKEN.format(json.dumps(_LOST, ensure_ascii=False))

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._ending = asyncio.ensure_future(self._end_kernel())

    async def _end_kernel(self) -> None:
        """End the kernel of a page that was left before it was there."""
        kernel, self._kernel = self._kernel, ""
        if kernel and kernel in self.kernels:
            await ensure_async(self.kernels.shutdown_kernel(kernel, now=True))  # type: ignore[no-untyped-call]  # Jupyter has no types here


async def _with_beats(pieces: AsyncIterator[str], seconds: float) -> AsyncIterator[str]:
    """Hand pieces on, and a sign of life when there was none for a while."""
    upcoming = asyncio.ensure_future(anext(pieces, None))
    try:
        while True:
            done, _ = await asyncio.wait({upcoming}, timeout=seconds)
            if not done:
                yield _BEAT
                continue
            piece = upcoming.result()
            if piece is None:
                return
            yield piece
            upcoming = asyncio.ensure_future(anext(pieces, None))
    finally:
        upcoming.cancel()
