"""`python run.py` reaches a handbook page and, in JupyterLab, a scored notebook: the real server in a real browser."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[Any]]
) -> Iterator[str]:
    """The handbook's address as `mktkit open` prints it, token and all."""
    command = ["run.py"] if os.environ.get("CI") == "true" else ["-m", "mktkit"]
    with serving(
        [sys.executable, *command, "open", "--no-browser", "--port", "{port}"],
        tmp_path_factory.mktemp("data"),
        MKTKIT_RULES=str(tmp_path_factory.mktemp("no-company")),
    ) as served:
        yield served.handbook


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield page
    page.close()


@pytest.mark.browser
def test_from_the_handbook_to_the_notebook_in_lab(opened: str, page: Page) -> None:
    foreign: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            foreign.append(request.url)

    page.on("request", watch)
    page.goto(opened)
    expect(page).to_have_title(re.compile("营销部门制度手册"))
    page.goto(opened.split("?")[0] + "toolkit/appraisal/")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在工作台打开").first.click()
    notebook = popup.value
    notebook.on("request", watch)
    # The example month stands there scored as the notebook opens: nothing has to be run first.
    expect(notebook.get_by_role("heading", name="月度考核打分")).to_be_visible(timeout=90_000)
    captions = notebook.locator("caption")
    expect(captions.filter(has_text="2026-10 绩效考核（示例版，示例值，待公司确认）")).to_have_count(
        1, timeout=30_000
    )
    expect(captions.filter(has_text="X001 示例丙01：总分 107.92，优秀，绩效奖金 2,237.60 元")).to_have_count(
        1
    )
    # Lab itself speaks Chinese, and its links lead back into the handbook.
    expect(notebook.get_by_text("文件", exact=True).first).to_be_visible()
    with notebook.expect_popup() as back:
        notebook.get_by_role("link", name="考核打分怎么用").click()
    expect(back.value).to_have_title(re.compile("考核打分"), timeout=20_000)
    assert "/handbook/toolkit/appraisal" in back.value.url
    assert foreign == []


@pytest.mark.browser
def test_a_fault_in_the_notebook_is_told_without_a_traceback(
    opened: str, page: Page, sample: Path, tmp_path: Path
) -> None:
    """One's own folder, with a date that is none: the message stands in the notebook, and nothing was scored."""
    import openpyxl

    own = tmp_path / "我的 登记表"
    shutil.copytree(sample, own)
    path = next(own.glob("人员*"))
    book = openpyxl.load_workbook(path)
    sheet = book["人员"]
    header = next(row for row in range(1, 8) if str(sheet.cell(row, 1).value).startswith("工号"))
    column = next(n for n in range(1, 20) if str(sheet.cell(header, n).value).startswith("到岗日期"))
    sheet.cell(header + 1, column).value = "2026年2月31日"
    book.save(path)

    base = opened.split("handbook/")[0]
    page.goto(opened)
    page.goto(f"{base}lab/tree/appraisal.ipynb")
    cell = page.locator(".jp-CodeCell").first
    expect(cell).to_be_visible(timeout=90_000)
    expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_attached(timeout=90_000)
    second = page.locator(".jp-CodeCell").nth(1)
    output = second.locator(".jp-OutputArea")
    # Lab at times drops what is asked of a kernel it has just met; a person asks again.
    for _ in range(3):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(f'month = "2026-10"\ndepartment = "销售部"\nregisters = r"{own}"')
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Escape")
        second.locator(".jp-InputArea, .jp-Placeholder, .jp-OutputArea").first.click()
        page.keyboard.press("Control+Enter")
        with contextlib.suppress(AssertionError):
            expect(output).to_contain_text("第 4 行", timeout=45_000)
            break
    expect(output).to_contain_text("第 4 行")
    expect(output).to_contain_text("2026年2月31日")
    expect(output).to_contain_text("应为真实存在的日期")
    expect(output).not_to_contain_text("Traceback")
    expect(output).not_to_contain_text("raise ")


@pytest.mark.browser
def test_any_other_error_is_one_chinese_sentence(opened: str, page: Page) -> None:
    """Whatever is raised in a cell: nobody is shown a traceback."""
    page.goto(opened)
    page.goto(f"{opened.split('handbook/')[0]}lab/tree/appraisal.ipynb")
    cell = page.locator(".jp-CodeCell").first
    expect(cell).to_be_visible(timeout=90_000)
    for code, told in (
        ('{}["张三"]', "这一步出了意外的错误（KeyError），没有完成"),
        ('month = "2026-10', "第 1 行的写法不对"),
        ("nothing.summary()", "还没有「nothing」"),
    ):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(code)
        page.keyboard.press("Control+Enter")
        output = cell.locator(".jp-OutputArea")
        expect(output).to_contain_text(told, timeout=60_000)
        expect(output).not_to_contain_text("Traceback")
        expect(output).not_to_contain_text("Error:")
