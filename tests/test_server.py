"""The server from outside: who is let in, what it listens on, and that no path leads out of its folders."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import nbformat
import psutil
import pytest
import zmq
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mktkit.errors import MktkitError
from mktkit.server import handbook, inkernel, kernels

SECRET = "不得外传的一行"
START = "from pathlib import Path; from mktkit.server import serve; serve(port={port}, browser=False, notebooks=Path(r'%s'))"


class Answer(NamedTuple):
    status: int
    location: str
    text: str


class Site(NamedTuple):
    served: Any
    notebooks: Path

    def ask(
        self, path: str, *, token: bool = True, method: str = "GET", body: str | None = None, **headers: str
    ) -> Answer:
        """Ask for a path exactly as written: no client makes it tidy on the way."""
        server = urlsplit(self.served.address)
        connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=60)
        if token:
            headers["Authorization"] = f"token {self.served.token}"
        connection.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return Answer(answer.status, answer.getheader("Location", ""), text)


def write_notebook(path: Path, *cells: Any) -> None:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=list(cells), metadata={"kernelspec": kernel}), path)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[Any]]
) -> Iterator[Site]:
    """A server with a folder of notebooks out of which links lead."""
    root = tmp_path_factory.mktemp("served")
    notebooks, outside = root / "notebooks", root / "outside"
    notebooks.mkdir()
    (outside / "inner").mkdir(parents=True)
    page = new_markdown_cell("# 一页"), new_code_cell("print('算过')")
    write_notebook(notebooks / "page.ipynb", *page)
    write_notebook(outside / "secret.ipynb", new_markdown_cell(f"# {SECRET}"))
    (outside / "secret.txt").write_text(SECRET, encoding="utf-8")
    (outside / "inner" / "secret.txt").write_text(SECRET, encoding="utf-8")
    (notebooks / "own.txt").write_text("自己的", encoding="utf-8")
    if hasattr(os, "symlink") and sys.platform != "win32":
        (notebooks / "link").symlink_to(outside, target_is_directory=True)
        (notebooks / "link.txt").symlink_to(outside / "secret.txt")
        (notebooks / "link.ipynb").symlink_to(outside / "secret.ipynb")
        (notebooks / "round").symlink_to("round")
        (notebooks / "within.txt").symlink_to(notebooks / "own.txt")
    with serving([sys.executable, "-c", START % notebooks], root / "data") as served:
        if sys.platform != "win32":
            (served.data / "handbook" / "link.txt").symlink_to(outside / "secret.txt")
            (served.data / "handbook" / "link").symlink_to(outside, target_is_directory=True)
        yield Site(served, notebooks)


# -- who is let in -----------------------------------------------------------------------------------

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
def test_without_the_token_there_is_only_the_login(site: Site, path: str) -> None:
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
def test_without_the_token_nothing_is_done(site: Site, path: str, method: str) -> None:
    answer = site.ask(path, token=False, method=method, body="{}" if method[0] == "P" else None)
    assert answer.status == 403
    assert (site.notebooks / "page.ipynb").is_file()


def test_a_socket_without_the_token_is_refused(site: Site) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    for path in ("/api/kernels/1b5f5a27-3cbd-4957-85fa-8dc9a050d903/channels", "/api/events/subscribe"):
        assert site.ask(path, token=False, **upgrade).status == 403


def test_with_the_token_the_same_answers(site: Site) -> None:
    for path in (
        "/handbook/",
        "/api",
        "/lab",
        "/files/own.txt",
        "/voila/static/voila.js",
        "/static/favicon.ico",
    ):
        assert site.ask(path).status == 200, path


def test_the_login_says_in_chinese_what_to_do(site: Site) -> None:
    login = site.ask("/login", token=False)
    assert login.status == 200
    assert '<html lang="zh-CN">' in login.text
    assert "请从启动窗口打开" in login.text
    assert "http" not in login.text
    assert site.served.token not in login.text


def test_the_token_is_taken_out_of_the_address(site: Site) -> None:
    answer = site.ask(f"/handbook/rules/sales/?a=1&token={site.served.token}&b=%E7%94%B2", token=False)
    assert (answer.status, answer.location) == (302, "/handbook/rules/sales/?a=1&b=%E7%94%B2")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.1.2", ""]
)
@pytest.mark.parametrize(
    "path", ["/handbook/", "/login", "/api", "/voila/static/voila.js", "/voila/render/page.ipynb"]
)
def test_another_host_name_is_refused(site: Site, path: str, host: str) -> None:
    assert site.ask(path, Host=host).status in (400, 403)


# -- what it listens on ------------------------------------------------------------------------------


def test_it_listens_on_this_machine_alone(site: Site) -> None:
    assert site.ask("/voila/render/page.ipynb").status == 200  # a kernel runs now, too
    process = psutil.Process(site.served.pid)
    family = [process, *process.children(recursive=True)]
    assert len(family) > 1
    ports = [
        one for each in family for one in each.net_connections("inet") if one.status == psutil.CONN_LISTEN
    ]
    assert len(ports) > 1
    assert {one.laddr.ip for one in ports} <= {"127.0.0.1", "::1"}


def test_a_kernel_tells_nobody_who_has_no_key(site: Site) -> None:
    started = json.loads(site.ask("/api/kernels", method="POST", body="{}").text)
    try:
        ports = json.loads(
            (site.served.data / "jupyter" / "runtime" / f"kernel-{started['id']}.json").read_text()
        )
        context = zmq.Context()
        listener = context.socket(zmq.SUB)
        listener.setsockopt(zmq.SUBSCRIBE, b"")
        listener.connect(f"tcp://127.0.0.1:{ports['iopub_port']}")
        time.sleep(1)
        site.ask(f"/api/kernels/{started['id']}/restart", method="POST", body="{}")
        heard = listener.poll(3000)
        context.destroy(linger=0)
        assert not heard
    finally:
        site.ask(f"/api/kernels/{started['id']}", method="DELETE")


# -- no path leads out -------------------------------------------------------------------------------

CLIMBING = [
    "../outside/secret.txt",
    "..%2foutside%2fsecret.txt",
    "%2e%2e/outside/secret.txt",
    "..%5coutside%5csecret.txt",
]
CLIMBING += [
    "%252e%252e/outside/secret.txt",
    "x/../../outside/secret.txt",
    "..%c0%afoutside/secret.txt",
    "..%00/secret.txt",
]
ROOTS = ["/handbook/", "/voila/render/", "/voila/files/", "/voila/static/", "/voila/templates/mktkit/static/"]
ROOTS += ["/voila/labextensions/", "/files/", "/api/contents/", "/static/", "/lab/tree/", "/lab/extensions/"]
LINKS = [
    "link.txt",
    "link/secret.txt",
    "link/inner/secret.txt",
    "link.ipynb",
    "link/secret.ipynb",
    "link",
    "round",
]
needs_links = pytest.mark.skipif(
    sys.platform == "win32", reason="making links needs a right of its own on Windows"
)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("path", [*CLIMBING, "/etc/passwd", "//etc/passwd", "C:/Windows/win.ini", "~/x"])
def test_no_path_climbs_out(site: Site, root: str, path: str) -> None:
    answer = site.ask(root + path)
    assert SECRET not in answer.text
    assert "root:" not in answer.text
    # Lab answers any address with its own empty page, and then finds nothing there.
    assert answer.status in (302, 400, 403, 404) or (root == "/lab/tree/" and answer.status == 200)
    if answer.status == 302:
        assert site.ask(answer.location).status in (403, 404)


@needs_links
@pytest.mark.parametrize(
    "root", ["/handbook/", "/voila/render/", "/voila/files/", "/files/", "/api/contents/"]
)
@pytest.mark.parametrize("path", LINKS)
def test_no_link_leads_out(site: Site, root: str, path: str) -> None:
    answer = site.ask(root + path)
    assert SECRET not in answer.text
    assert answer.status in (302, 403, 404)
    if answer.status == 302:
        assert site.ask(answer.location).status in (403, 404)


@needs_links
def test_a_link_is_not_listed_and_one_within_is(site: Site) -> None:
    listed = {one["name"] for one in json.loads(site.ask("/api/contents").text)["content"]}
    assert {"page.ipynb", "own.txt", "within.txt"} <= listed
    assert not listed & {"link", "link.txt", "link.ipynb", "round"}
    assert site.ask("/files/within.txt").text == "自己的"


@needs_links
def test_nothing_is_written_through_a_link(site: Site) -> None:
    outside = site.notebooks.parent / "outside"
    before = sorted(path.name for path in outside.rglob("*"))
    model = json.dumps({"type": "file", "format": "text", "content": "neu"})
    rename = json.dumps({"path": "link/moved.txt"})
    for method, path, body in (
        ("PUT", "link/new.txt", model),
        ("PUT", "link.txt", model),
        ("POST", "link", json.dumps({"type": "file"})),
        ("PATCH", "own.txt", rename),
        ("DELETE", "link/secret.txt", None),
        ("POST", "link.ipynb/checkpoints", "{}"),
    ):
        assert site.ask(f"/api/contents/{path}", method=method, body=body).status in (400, 403, 404), path
    assert sorted(path.name for path in outside.rglob("*")) == before
    assert (outside / "secret.txt").read_text(encoding="utf-8") == SECRET


@needs_links
def test_second_copies_stay_in_the_folder(site: Site, tmp_path: Path) -> None:
    copies = site.notebooks / ".ipynb_checkpoints"
    shutil.rmtree(copies, ignore_errors=True)
    copies.symlink_to(tmp_path, target_is_directory=True)
    try:
        assert site.ask("/api/contents/page.ipynb/checkpoints", method="POST", body="{}").status == 404
        assert list(tmp_path.iterdir()) == []
    finally:
        copies.unlink()


def test_voila_serves_no_files_and_lists_none(site: Site) -> None:
    assert site.ask("/voila/files/own.txt").status == 404
    assert site.ask("/voila/api/contents").status == 404
    for path in ("/voila", "/voila/", "/voila/tree", "/voila/tree/x", "/voila/render/"):
        assert (site.ask(path).status, site.ask(path).location) == (302, "/handbook/toolkit/")


def test_a_page_that_is_not_there_is_told_in_chinese(site: Site) -> None:
    for path in ("/nowhere", "/handbook/nowhere/", "/voila/render/nowhere.ipynb", "/handbook/../x"):
        answer = site.ask(path)
        assert answer.status == 404
        assert "没有这一页" in answer.text
        assert '<html lang="zh-CN">' in answer.text


def test_a_notebook_that_is_broken_is_told_in_chinese(site: Site) -> None:
    (site.notebooks / "broken.ipynb").write_text("{", encoding="utf-8")
    answer = site.ask("/voila/render/broken.ipynb")
    assert answer.status == 400
    assert "这一页读不出来" in answer.text
    (site.notebooks / "broken.ipynb").unlink()


# -- what a kernel tells -----------------------------------------------------------------------------


class _Shell:
    """The part of IPython's shell that is used."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, list[str]]] = []

    def _showtraceback(self, kind: type[BaseException], problem: object, lines: list[str]) -> None:
        self.said.append((kind.__name__, str(problem), lines))

    def tell(self, problem: BaseException) -> str:
        try:
            raise problem
        except BaseException as raised:
            self._showtraceback(type(raised), raised, ["Traceback (most recent call last)", "…"])
        name, text, lines = self.said.pop()
        assert name == inkernel.TOLD
        assert text == "\n".join(lines)
        return text


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Shell:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    made = _Shell()
    inkernel.load_ipython_extension(made)
    return made


def test_an_error_of_ours_is_its_message(shell: _Shell) -> None:
    problem = MktkitError("月份写成了「2026/13」", "应为 2026-10", "改好后重试")
    assert shell.tell(problem) == str(problem)
    assert not inkernel.log_file().exists()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("month = '2026-10", "第 1 行的写法不对"),
        ("scored.summary()", "还没有「scored」"),
        ("raise KeyboardInterrupt", "已中断。"),
    ],
)
def test_a_slip_in_a_cell_is_told_in_chinese(shell: _Shell, code: str, told: str) -> None:
    with pytest.raises((SyntaxError, NameError, KeyboardInterrupt)) as raised:
        exec(compile(code, "<cell>", "exec"), {})
    assert told in shell.tell(raised.value)
    assert not inkernel.log_file().exists()


def test_an_unexpected_error_is_one_sentence_and_its_places_are_kept(shell: _Shell) -> None:
    def reads() -> None:
        try:
            {}["张三 13800000000"]
        except KeyError as problem:
            raise ValueError("李四") from problem

    with pytest.raises(ValueError, match="李四") as raised:
        reads()
    told = shell.tell(raised.value)
    assert told.startswith("这一步出了意外的错误（ValueError），没有完成；")
    assert str(inkernel.log_file()) in told
    kept = inkernel.log_file().read_text(encoding="utf-8")
    assert "builtins.KeyError" in kept
    assert "builtins.ValueError" in kept
    assert "test_server.py:" in kept
    for value in ("张三", "李四", "13800000000"):
        assert value not in told + kept


def test_the_log_does_not_grow_without_end(shell: _Shell) -> None:
    file = inkernel.log_file()
    file.parent.mkdir(parents=True)
    file.write_text("x" * 1_000_001, encoding="utf-8")
    shell.tell(OSError())
    assert file.stat().st_size < 10_000
    assert file.with_suffix(".old.log").exists()


def test_where_the_log_cannot_be_written_the_reader_is_told(shell: _Shell, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be", encoding="utf-8")
    assert "没有能记下来" in shell.tell(OSError())


# -- when a kernel ends ------------------------------------------------------------------------------


def test_a_kernel_whose_page_is_lost_ends_and_a_notebooks_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A browser that breaks down says nothing when it goes."""
    monkeypatch.setattr(kernels, "LEFT_SECONDS", 0.1)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))

    async def lose() -> None:
        known = kernels.Kernels(root_dir=str(tmp_path))
        page, looked_at, notebook = [await known.start_kernel() for _ in range(3)]
        for one in (page, looked_at):
            known.belongs_to_page(one)
        for one in (page, looked_at, notebook):
            known.notify_connect(one)
        for one in (page, notebook):
            known.notify_disconnect(one)
        known.look_after(looked_at)
        for _ in range(200):
            await asyncio.sleep(0.1)
            if page not in known:
                break
        assert set(known.list_kernel_ids()) == {looked_at, notebook}
        await known.shutdown_all(now=True)

    asyncio.run(lose())


# -- the rest ----------------------------------------------------------------------------------------


def test_the_page_that_explains_a_notebook(tmp_path: Path) -> None:
    for name in ("sales", "research_plan"):
        (tmp_path / "toolkit" / name).mkdir(parents=True)
        (tmp_path / "toolkit" / name / "index.html").touch()
    assert handbook.page_of(tmp_path, "sales.ipynb") == "toolkit/sales/"
    assert handbook.page_of(tmp_path, "sales_review.ipynb") == "toolkit/sales/"
    assert handbook.page_of(tmp_path, "research_plan.ipynb") == "toolkit/research_plan/"
    assert handbook.page_of(tmp_path, "unknown.ipynb") == "toolkit/"


def test_settings_of_the_user_are_left_alone(tmp_path: Path) -> None:
    """What a user's own Jupyter is told, as to listen to everybody, holds for that Jupyter alone."""
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    (home / ".jupyter" / "jupyter_server_config.py").write_text("c.ServerApp.ip = '0.0.0.0'\n")
    (tmp_path / "voila.json").write_text('{"VoilaConfiguration": {"file_allowlist": [".*"]}}')
    code = "from mktkit.server.app import _own_folders, _settings; from pathlib import Path; folder = Path(r'%s')\n"
    code += "_own_folders(folder)\nfrom jupyter_server.serverapp import ServerApp\n"
    code += "app = ServerApp.instance(config=_settings(folder, folder, 0))\n"
    code += "app.initialize(argv=[], find_extensions=False, new_httpserver=False)\nprint(app.ip, app.config_file_paths)"
    done = subprocess.run(
        [sys.executable, "-c", code % (tmp_path / "data")],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(home), "USERPROFILE": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.startswith("127.0.0.1 "), done.stderr
    assert str(home) not in done.stdout
