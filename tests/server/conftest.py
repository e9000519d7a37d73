"""A server with a folder of notebooks out of which links lead; one for all tests of the server."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

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


@pytest.fixture(scope="session")
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
