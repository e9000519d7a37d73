"""The built handbook, for whoever holds the token."""

from __future__ import annotations

from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from tornado.httputil import url_concat

from mktkit.server.contents import inside

__all__ = ["HandbookHandler", "without_token"]


def without_token(handler: web.RequestHandler) -> bool:
    """Send the reader on to the same address without the token, which must not stay where links are copied from.

    The token has become a cookie by then.
    """
    if not handler.get_query_argument("token", ""):
        return False
    rest = [
        (name, value)
        for name in handler.request.query_arguments
        if name != "token"
        for value in handler.get_query_arguments(name)
    ]
    handler.redirect(url_concat(handler.request.path, rest))
    return True


class HandbookHandler(JupyterHandler, web.StaticFileHandler):
    """A file of the built handbook."""

    @web.authenticated
    async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]  # JupyterHandler's is looser
        if include_body and without_token(self):
            return
        await web.StaticFileHandler.get(self, path, include_body)

    @web.authenticated
    async def head(self, path: str) -> None:  # type: ignore[override]  # as above
        await web.StaticFileHandler.get(self, path, include_body=False)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        found = super().validate_absolute_path(root, absolute_path)
        if found is not None and not inside(found, root):
            raise web.HTTPError(404)
        return found

    def compute_etag(self) -> str | None:
        return web.StaticFileHandler.compute_etag(self)

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")


def page_of(site: Path, notebook: str) -> str:
    """Return the page of the handbook that explains a notebook, its address below ``/handbook/``.

    ``research_plan.ipynb`` has a page of its own or the one of its subject, else the list of tools is given.
    """
    stem = Path(notebook).stem
    for name in (stem, stem.partition("_")[0]):
        if (site / "toolkit" / name / "index.html").is_file():
            return f"toolkit/{name}/"
    return "toolkit/"
