"""Who is let in: nobody without the token, and no other host name."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = [
    "/",
    "/handbook",
    "/handbook/",
    "/handbook/rules/appraisal/",
    "/handbook/assets/handbook.css",
    "/handbook/handbook.json",
    "/voila",
    "/voila/render/page.ipynb",
    "/voila/render/own.txt",
    "/voila/files/own.txt",
    "/voila/static/voila.js",
    "/voila/templates/mktkit/static/voila-style.js",
    "/voila/labextensions/anywidget/package.json",
    "/voila/api/contents",
    "/voila/api/themes/@jupyterlab/theme-light-extension/index.css",
    "/lab",
    "/lab/tree/page.ipynb",
    "/lab/api/settings",
    "/static/favicon.ico",
    "/static/lab/main.js",
    "/lab/extensions/anywidget/package.json",
    "/files/own.txt",
    "/files/page.ipynb",
    "/api",
    "/api/",
    "/api/status",
    "/api/contents",
    "/api/contents/page.ipynb",
    "/api/kernels",
    "/api/sessions",
    "/api/kernelspecs",
    "/api/terminals",
    "/api/me",
    "/kernelspecs/python3/logo-64x64.png",
    "/metrics",
    "/logout",
    "/favicon.ico",
    "/robots.txt",
    "/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_there_is_only_the_login(site: Any, path: str) -> None:
    for given in ({}, {"Authorization": "token falsch"}, {"Cookie": "username-127-0-0-1=x"}):
        program = site.ask(path, token=False, **given)
        assert program.status == 403, given
        reader = site.ask(path, token=False, Accept="text/html", **given)
        assert reader.status == 302
        assert reader.location.startswith("/login?next=")
    assert site.ask(f"{path}?token=", token=False).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/api/kernels", "/api/contents/page.ipynb", "/api/shutdown", "/voila/api/shutdown/x"]
)
def test_without_the_token_nothing_is_done(site: Any, path: str, method: str) -> None:
    answer = site.ask(path, token=False, method=method, body="{}" if method[0] == "P" else None)
    assert answer.status == 403
    assert (site.notebooks / "page.ipynb").is_file()


def test_a_socket_without_the_token_is_refused(site: Any) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    for path in ("/api/kernels/1b5f5a27-3cbd-4957-85fa-8dc9a050d903/channels", "/api/events/subscribe"):
        assert site.ask(path, token=False, **upgrade).status == 403


def test_with_the_token_the_same_answers(site: Any) -> None:
    for path in (
        "/handbook/",
        "/api",
        "/lab",
        "/files/own.txt",
        "/voila/static/voila.js",
        "/static/favicon.ico",
    ):
        assert site.ask(path).status == 200, path


def test_the_login_says_in_chinese_what_to_do(site: Any) -> None:
    login = site.ask("/login", token=False)
    assert login.status == 200
    assert '<html lang="zh-CN">' in login.text
    assert "请从启动窗口打开" in login.text
    assert "http" not in login.text
    assert site.served.token not in login.text


def test_the_token_is_taken_out_of_the_address(site: Any) -> None:
    answer = site.ask(f"/handbook/rules/sales/?a=1&token={site.served.token}&b=%E7%94%B2", token=False)
    assert (answer.status, answer.location) == (302, "/handbook/rules/sales/?a=1&b=%E7%94%B2")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.1.2", ""]
)
@pytest.mark.parametrize(
    "path", ["/handbook/", "/login", "/api", "/voila/static/voila.js", "/voila/render/page.ipynb"]
)
def test_another_host_name_is_refused(site: Any, path: str, host: str) -> None:
    assert site.ask(path, Host=host).status in (400, 403)
