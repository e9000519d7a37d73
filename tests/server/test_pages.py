"""Notebooks as pages: no files beside them, and what goes wrong is told in Chinese."""

from __future__ import annotations

from typing import Any


def test_voila_serves_no_files_and_lists_none(site: Any) -> None:
    assert site.ask("/voila/files/own.txt").status == 404
    assert site.ask("/voila/api/contents").status == 404
    for path in ("/voila", "/voila/", "/voila/tree", "/voila/tree/x", "/voila/render/"):
        assert (site.ask(path).status, site.ask(path).location) == (302, "/handbook/toolkit/")


def test_a_page_that_is_not_there_is_told_in_chinese(site: Any) -> None:
    for path in ("/nowhere", "/handbook/nowhere/", "/voila/render/nowhere.ipynb", "/handbook/../x"):
        answer = site.ask(path)
        assert answer.status == 404
        assert "没有这一页" in answer.text
        assert '<html lang="zh-CN">' in answer.text


def test_a_notebook_that_is_broken_is_told_in_chinese(site: Any) -> None:
    (site.notebooks / "broken.ipynb").write_text("{", encoding="utf-8")
    answer = site.ask("/voila/render/broken.ipynb")
    assert answer.status == 400
    assert "这一页读不出来" in answer.text
    (site.notebooks / "broken.ipynb").unlink()
