"""The one rule before all others: whoever does not hold the token sees the login page, and nothing else."""

from __future__ import annotations

import hmac
import re
from urllib.parse import unquote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import httputil, web
from tornado.httputil import url_concat
from tornado.routing import Matcher, Rule

__all__ = ["close"]


def close(app: ServerApp) -> None:
    """Put the rule before every other of the server, those included that are added later."""
    app.web_app.default_router.rules.insert(0, Rule(_Refused(app), _Refusal))


class _Refused(Matcher):
    """Matches each request that is not let in, so that no other rule is asked about it.

    Jupyter leaves this to each handler: static files and the server's version answer anybody.
    """

    def __init__(self, app: ServerApp) -> None:
        self._app = app
        self._open = url_path_join(app.web_app.settings["base_url"], "login")

    def match(self, request: httputil.HTTPServerRequest) -> dict[str, dict[str, int]] | None:
        # Only asked what it knows of the request; it answers nothing.
        asking = JupyterHandler(self._app.web_app, request)
        if not asking.check_host():
            return _status(403)
        if _climbs(request.path):
            return _status(404)
        if request.path == self._open or self._holds_token(asking):
            return None
        return _status(401)

    def _holds_token(self, asking: JupyterHandler) -> bool:
        provider = self._app.identity_provider
        given = provider.get_token(asking) or ""
        if hmac.compare_digest(given.encode(), provider.token.encode()):
            return True
        return provider.get_user_cookie(asking) is not None


def _status(status: int) -> dict[str, dict[str, int]]:
    return {"target_kwargs": {"status": status}}


def _climbs(path: str) -> bool:
    """Tell whether an address tries to leave its folder; no browser sends such a one by itself.

    Examples
    --------
    >>> [_climbs(path) for path in ("/a/../b", "/a/%2e%2e/b", "/a/..%5cb", "/a/%252e%252e/b", "/a/b..c", "/a%00")]
    [True, True, True, True, False, True]
    """
    plain = unquote(unquote(path))
    return "\0" in plain or ".." in re.split(r"[/\\]", plain)


class _Refusal(JupyterHandler):
    """Says no: to a reader with the login page, to a program with a status."""

    def initialize(self, status: int) -> None:
        self._status = status

    async def prepare(self) -> None:  # type: ignore[override]  # Jupyter's takes more
        self.current_user = self._jupyter_current_user = None
        if self._status != 401:
            raise web.HTTPError(self._status)
        reads = "text/html" in self.request.headers.get("Accept", "")
        if self.request.method in ("GET", "HEAD") and reads:
            self.redirect(url_concat(self.settings["login_url"], {"next": self.request.uri or ""}))
        else:
            raise web.HTTPError(403)
