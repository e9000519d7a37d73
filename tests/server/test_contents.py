"""No path and no link leads out of the folders that are served."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

SECRET = "不得外传的一行"


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
def test_no_path_climbs_out(site: Any, root: str, path: str) -> None:
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
def test_no_link_leads_out(site: Any, root: str, path: str) -> None:
    answer = site.ask(root + path)
    assert SECRET not in answer.text
    assert answer.status in (302, 403, 404)
    if answer.status == 302:
        assert site.ask(answer.location).status in (403, 404)


@needs_links
def test_a_link_is_not_listed_and_one_within_is(site: Any) -> None:
    listed = {one["name"] for one in json.loads(site.ask("/api/contents").text)["content"]}
    assert {"page.ipynb", "own.txt", "within.txt"} <= listed
    assert not listed & {"link", "link.txt", "link.ipynb", "round"}
    assert site.ask("/files/within.txt").text == "自己的"


@needs_links
def test_nothing_is_written_through_a_link(site: Any) -> None:
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
def test_second_copies_stay_in_the_folder(site: Any, tmp_path: Path) -> None:
    copies = site.notebooks / ".ipynb_checkpoints"
    shutil.rmtree(copies, ignore_errors=True)
    copies.symlink_to(tmp_path, target_is_directory=True)
    try:
        assert site.ask("/api/contents/page.ipynb/checkpoints", method="POST", body="{}").status == 404
        assert list(tmp_path.iterdir()) == []
    finally:
        copies.unlink()
