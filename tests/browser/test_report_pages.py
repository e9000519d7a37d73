"""Report and promotion in a real Chromium: example filled in, files downloaded, handed in; no code is seen."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
WAIT = 90_000


def taken(page: Page, name: str) -> bytes:
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=name).first.click()
    return Path(download.value.path()).read_bytes()


def no_code(page: Page) -> None:
    words = page.locator("body").inner_text()
    assert not [
        one
        for one in ("import mktkit", "mktkit.form(", "jp-InputArea-editor", "example(", "Traceback")
        if one in words
    ]


def test_a_report_is_written_checked_taken_and_handed_in_and_a_campaign_evaluated(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    with serving(OPEN, tmp_path / "data") as served:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 1400})
        page.goto(f"{served.address}voila/render/research_report.ipynb?token={served.token}", timeout=120_000)
        page.get_by_role("button", name="填入示例").click(timeout=WAIT)
        expect(page.get_by_text("{年均复合增长}").last).to_be_visible(timeout=30_000)
        no_code(page)
        word = docx.Document(io.BytesIO(taken(page, "下载 Word")))
        assert any("华东市场规模为 12,500 万元，比上年增长 10.6%" in one.text for one in word.paragraphs)
        # A section emptied is named at once, and stops handing in, not saving.
        page.get_by_label("建议", exact=True).fill("")
        page.get_by_label("建议", exact=True).press("Tab")
        expect(page.get_by_text("建议是空的").first).to_be_visible(timeout=30_000)
        page.get_by_label("工号", exact=True).fill("S001")
        page.get_by_label("姓名", exact=True).fill("示例乙")
        page.get_by_label("市场专员", exact=True).check()
        page.get_by_role("button", name="保存并提交", exact=True).click()
        expect(page.get_by_text("还不能提交（可以先保存）").first).to_be_visible(timeout=30_000)
        page.get_by_label("建议", exact=True).fill("先在知晓率低的地区试点。")
        page.get_by_label("建议", exact=True).press("Tab")
        page.get_by_role("button", name="保存并提交", exact=True).click()
        expect(page.get_by_text("审批中：审核（营销经理）").first).to_be_visible(timeout=30_000)
        page.goto(f"{served.address}voila/render/promotion.ipynb?token={served.token}", timeout=120_000)
        page.get_by_role("button", name="填入示例").last.click(timeout=WAIT)
        expect(page.get_by_text("没有对照组").first).to_be_visible(timeout=60_000)
        no_code(page)
        word = docx.Document(io.BytesIO(taken(page, "下载 推广效果评估-P2026-060.docx")))
        assert any("不能证明变化由活动引起" in one.text for one in word.paragraphs)
        page.close()
