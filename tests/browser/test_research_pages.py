"""Research in a real Chromium: plan, approval, files, questionnaire, results, report; no code is seen."""

from __future__ import annotations

import html
import io
import re
import sys
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mktkit.research.serialization import from_json
from mktkit.samples.survey import survey_files

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
WAIT = 90_000


def opened(page: Page, served: Any, notebook: str) -> None:
    page.goto(f"{served.address}voila/render/{notebook}.ipynb?token={served.token}", timeout=120_000)


def declare(page: Page, person: str, name: str, post: str) -> None:
    page.get_by_label("工号", exact=True).fill(person)
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label(post, exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def taken(page: Page, name: str) -> bytes:
    """Click a download and return the file."""
    with page.expect_download(timeout=2 * WAIT) as download:
        page.get_by_role("button", name=name).first.click(timeout=WAIT)
    return Path(download.value.path()).read_bytes()


def test_plan_approval_questionnaire_results_report(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    with serving(OPEN, tmp_path / "data") as served:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 1400})
        opened(page, served, "research_plan")
        expect(page.get_by_text("385 份").first).to_be_visible(timeout=WAIT)
        page.get_by_label("总体人数", exact=True).first.fill("2000")
        expect(page.get_by_text("323 份").first).to_be_visible(timeout=30_000)
        assert page.locator(".jp-CodeCell .jp-InputArea:visible").count() == 0

        # Not approved, no files.
        page.get_by_label("任务号", exact=True).last.fill("R2026-EX1")
        press(page, "取文件")
        expect(page.get_by_text("没有这个任务的调研计划").first).to_be_visible(timeout=30_000)
        declare(page, "S001", "示例乙", "市场专员")
        press(page, "保存并提交")
        expect(page.get_by_text("审批中：批准（营销经理）").first).to_be_visible(timeout=30_000)
        press(page, "取文件")
        expect(page.get_by_text("不得实施").first).to_be_visible(timeout=30_000)

        desk = browser.new_page(locale="zh-CN")
        opened(desk, served, "approvals")
        expect(desk.get_by_label("工号", exact=True)).to_be_visible(timeout=WAIT)
        declare(desk, "M001", "示例甲", "营销经理")
        expect(desk.get_by_text("华东四省市在用同类设备的企业").first).to_be_visible(timeout=30_000)
        press(desk, "通过")
        expect(desk.get_by_text("现在是已通过").first).to_be_visible(timeout=30_000)
        desk.close()

        press(page, "取文件")
        paper = taken(page, "下载 调研计划-R2026-EX1.docx")
        with zipfile.ZipFile(io.BytesIO(paper)) as packed:
            assert "示例甲（M001）" in packed.read("word/document.xml").decode()

        opened(page, served, "research_analysis")
        box = page.get_by_label("问卷", exact=True)
        expect(box).to_be_visible(timeout=WAIT)
        box.select_option("拖进来的文件")
        page.get_by_label("任务号", exact=True).fill("R2026-EX1")
        files = [
            {"name": name, "mimeType": "", "buffer": content} for name, content in survey_files().items()
        ]
        page.locator("input[type=file]").nth(2).set_input_files(files)
        expect(page.get_by_role("button", name="去掉")).to_have_count(len(files), timeout=30_000)
        # Every question as it was understood, before anything is calculated.
        expect(page.get_by_text("认出是问卷星的导出，400 份答卷").first).to_be_visible(timeout=30_000)
        expect(page.get_by_role("button", name="记住题目，下一期沿用")).to_be_visible()
        press(page, "分析问卷")
        kept = taken(page, "下载 分析结果-R2026-EX1.json")
        results = from_json(kept)
        assert "加权" in {one.title for one in results}
        assert page.get_by_text("未经营销经理批准").count() == 0
        assert taken(page, "下载 数据分析底稿-R2026-EX1.xlsx")[:2] == b"PK"

        # From results to the report: a figure is named, never typed.
        opened(page, served, "research_report")
        expect(page.get_by_label("题目", exact=True)).to_be_visible(timeout=WAIT)
        page.get_by_label("任务号", exact=True).fill("R2026-EX1")
        page.get_by_label("题目", exact=True).fill("华东渠道价格调研报告")
        page.locator("input[type=file]").first.set_input_files(
            {"name": "分析结果.json", "mimeType": "", "buffer": kept}
        )
        one = next(found for found in results if found.figures)
        page.get_by_label("结论", exact=True).fill(f"结果是 {{{one.title}：{one.figures[0].name}}}。")
        page.get_by_label("结论", exact=True).press("Tab")
        expect(page.get_by_text("正文可以写的数字").first).to_be_visible(timeout=30_000)
        with zipfile.ZipFile(io.BytesIO(taken(page, "下载 Word"))) as packed:
            text = re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())
        assert f"结果是 {one.figures[0].text}。" in html.unescape(text)
        assert "草稿，还有要改的" in text
        assert page.get_by_text("没有这个任务的调研计划").count() == 0
        page.close()
