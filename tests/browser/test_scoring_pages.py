"""A month's own files in a real Chromium: dropped, their words asked for, scored, followed to the rows, mended in Excel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
MONTH = Path(__file__).parents[1] / "data" / "month" / "2026-10"
#: What 市场部 is scored from.
FILES = ("人员花名册.xlsx", "调研任务.xlsx", "知名度测评.xlsx", "推广活动.xlsx", "信息抽检202610.csv")
ANSWERS = {
    "知名度测评：「知晓率」是哪一列": "不用",
    "推广活动：「实到人数」是哪一列": "参与实际",
    "人员：「状态」写的「在职」是哪一种": "在岗",
    "人员：「状态」写的「病休」是哪一种": "病假",
    "知名度测评：「提示方式」写的「提示」是哪一种": "提示后",
}


def test_own_files_are_asked_about_scored_followed_and_mended(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    company = tmp_path / "company"
    company.mkdir()
    marked = tmp_path / "推广活动.xlsx"
    with serving(OPEN, tmp_path / "data", MKTKIT_RULES=str(company)) as served:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page.goto(f"{served.address}voila/render/appraisal_form.ipynb?token={served.token}", timeout=120_000)
        score = page.get_by_role("button", name="打分", exact=True)
        expect(score).to_be_visible(timeout=90_000)
        page.get_by_label("部门", exact=True).select_option("市场部")
        page.get_by_label("登记表", exact=True).select_option("拖进来的文件")
        page.locator("input[type=file]").first.set_input_files([MONTH / name for name in FILES])
        expect(page.get_by_role("button", name="去掉")).to_have_count(len(FILES), timeout=30_000)
        score.click()
        expect(page.get_by_text(f"有 {len(ANSWERS)} 处公司自己的写法").first).to_be_visible(timeout=30_000)
        for title, answer in ANSWERS.items():
            page.get_by_label(title, exact=True).select_option(answer)
        page.get_by_role("button", name="记住，并重新打分").click()
        expect(page.get_by_text("写的是「约450」").first).to_be_visible(timeout=30_000)
        assert (company / "列名对照.xlsx").is_file()

        # The wrong file comes back with its cell marked and commented, and is mended there.
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 推广活动-待改.xlsx").last.click()
        download.value.save_as(marked)
        book = openpyxl.load_workbook(marked)
        (cell,) = (one for row in book.active for one in row if one.value == "约450")
        assert cell.row == 5
        assert cell.fill.fgColor.rgb == "FFFFC7CE"
        assert "应为数" in cell.comment.text
        cell.value = 450
        book.save(marked)
        page.get_by_role("button", name="去掉").nth(FILES.index(marked.name)).click()
        expect(page.get_by_role("button", name="去掉")).to_have_count(len(FILES) - 1, timeout=30_000)
        page.locator("input[type=file]").first.set_input_files(marked)
        expect(page.get_by_role("button", name="去掉")).to_have_count(len(FILES), timeout=30_000)
        score.click()

        # What was said once is not asked again; from a score down to its rows.
        sums = page.locator("tr", has=page.get_by_role("cell", name="信息抽检", exact=True))
        expect(sums.first.locator("td").nth(3)).to_have_text("3", timeout=30_000)
        expect(page.get_by_text("公司自己的写法")).to_have_count(0)
        page.get_by_label("谁的得分", exact=True).select_option(label="S001 罗亦")
        page.get_by_label("哪项指标", exact=True).select_option(label="5.1.1.c 推广活动效果评估得分")
        row = page.locator("tr", has=page.get_by_role("cell", name="计入", exact=True))
        expect(row).to_have_count(1, timeout=30_000)
        _, _, file, sheet, _, who, _, counted = row.locator("td").all_inner_texts()
        # Reckoned apart: the one campaign of S001 that ended in October is worth 91.
        assert (file, sheet, who, counted) == ("推广活动.xlsx", "Sheet1", "S001", "91.00")
        page.close()
