"""费用预算 and 费用汇总 in a real Chromium: a budget made, an export whose columns are named once, the summary moves."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mktkit.desk.handing_in import hand_in
from mktkit.expense.budget.calc import spread_budget
from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.expense.budget.paper import BUDGET
from mktkit.expense.ledger.book import read_book
from mktkit.records import Actor, open_store
from mktkit.rules import load_rules

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
#: Where the handbook's pictures come from; set by hand when they are to be taken anew.
SHOTS = os.environ.get("MKTKIT_SHOTS")
EXPORT = (
    "付款日,部门,收款方,摘要,发生数\r\n"
    "2026-10-08,市场部,远景广告公司,广告投放,60000.00\r\n"
    "2026-10-20,市场部,<img src=x onerror=window.ran=1>,办公用品,12.345\r\n"
    "2026-10-21,市场部,会展服务公司,广告投放,5000.50\r\n"
)


def shot(page: Page, name: str) -> None:
    """Take a picture for the handbook."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def approve(folder: Path) -> None:
    """Let 财务 and 高层 approve what waits."""
    with open_store(folder=folder) as store:
        for number, post in (("C1", "财务部门"), ("G1", "公司高层")):
            store.act("YS-2026", Actor(number, post, (post,)), "approve")


def test_a_budget_is_made_and_handed_in(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    with serving(OPEN, tmp_path) as here:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page.goto(f"{here.address}voila/render/expense_budget.ipynb?token={here.token}", timeout=120_000)
        page.get_by_role("button", name="取出到下面的表").wait_for(timeout=120_000)
        press(page, "取出到下面的表")
        expect(page.get_by_text("940,000.00").first).to_be_visible(timeout=60_000)
        # 100,000.00 evenly: four months of 8,333.34, eight of 8,333.33.
        expect(page.get_by_text("8,333.34").first).to_be_visible()
        expect(page.get_by_text("8,333.33").first).to_be_visible()
        page.get_by_label("工号", exact=True).fill("S001")
        page.get_by_label("姓名", exact=True).fill("示例甲")
        page.get_by_label("市场专员", exact=True).check()
        shot(page, "expense_budget")
        press(page, "提交审批")
        expect(page.get_by_text("审批中：审核（财务部门）").first).to_be_visible(timeout=30_000)
    approve(tmp_path)


def test_an_export_is_named_once_imported_and_moves_the_summary(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    rules = load_rules(on=dt.date(2026, 1, 1), company=None)
    line = BudgetLine(department="市场部", category="品牌推广费用", annual=1_200_000_00)
    with open_store(folder=tmp_path) as store:
        hand_in(
            store, BUDGET, spread_budget(Budget(year=2026, lines=[line]), rules), Actor("S1", "甲"), rules
        )
    approve(tmp_path)
    export = tmp_path / "财务导出.csv"
    export.write_bytes(EXPORT.encode("gb18030"))
    with serving(OPEN, tmp_path) as here:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page.goto(f"{here.address}voila/render/expense_summary.ipynb?token={here.token}", timeout=120_000)
        expect(page.get_by_text("2,292,000.00").first).to_be_visible(timeout=120_000)
        shot(page, "expense_summary")
        page.locator("input[type=file]").first.set_input_files(export)
        expect(page.get_by_text("认不出哪一列是日期、金额").first).to_be_visible(timeout=30_000)
        page.get_by_label("来源名称", exact=True).fill("示例系统")
        for row, standard in ((0, "日期"), (2, "供应商"), (4, "金额")):
            page.locator(f'.mk-grid-cell[data-row="{row}"][data-column="2"]').first.click()
            page.keyboard.insert_text(standard)
            page.keyboard.press("Enter")
        shot(page, "expense_import")
        press(page, "记住这个来源")
        expect(page.get_by_text("列名都认得，可以导入").first).to_be_visible(timeout=30_000)
        press(page, "导入")
        expect(page.get_by_text("数据行 3 ＝ 采用 2 ＋ 退回 1").first).to_be_visible(timeout=30_000)
        expect(page.get_by_text("金额最多两位小数").first).to_be_visible()
        press(page, "导入")
        expect(page.get_by_text("已经导入过：财务导出.csv").first).to_be_visible(timeout=30_000)
        page.get_by_label("资料", exact=True).select_option("本机的台账和预算")
        page.get_by_label("看哪一段", exact=True).select_option("当月")
        press(page, "汇总")
        # 60,000.00 + 5,000.50 of October's 100,000.00.
        expect(page.get_by_text("65,000.50").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("34,999.50").first).to_be_visible()
        assert page.evaluate("window.ran") is None


DATA = Path(__file__).parents[1] / "data" / "ledger"


def booked(folder: Path) -> int:
    """Return what the ledger holds, in 分."""
    rules = load_rules(on=dt.date(2026, 11, 30), company=None)
    return int(read_book(rules, folder).frame["amount"].sum())


def test_a_ledger_and_a_bill_are_imported_by_choices_an_overlap_chosen_an_import_taken_back(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    with serving(OPEN, tmp_path) as here:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page.goto(f"{here.address}voila/render/expense_summary.ipynb?token={here.token}", timeout=120_000)
        drop = page.locator("input[type=file]").first

        def take(name: str, seen: str) -> None:
            drop.set_input_files(DATA / name)
            expect(page.get_by_text(seen).first).to_be_visible(timeout=60_000)

        page.get_by_role("button", name="导入", exact=True).wait_for(timeout=120_000)
        # 用友: understood by its shape; counter-entries, tax, closing and 管理费用 are listed, not counted.
        take("u8_journal.xls", "凭证账")
        expect(page.get_by_text("管理费用（没有选部门）").first).to_be_visible()
        shot(page, "expense_kinds")
        press(page, "导入")
        expect(page.get_by_text("采用 13,741.00 元").first).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="去掉 u8_journal.xls").click()
        # 微信: what may be no expense is answered once.
        take("wechat_narrow.csv", "微信账单")
        page.get_by_label("转账给个人（1 行）", exact=True).select_option("不计")
        page.get_by_label("红包（1 行）", exact=True).select_option("不计")
        press(page, "记住这些回答")
        expect(page.get_by_label("红包（1 行）", exact=True)).to_have_count(0, timeout=60_000)
        press(page, "导入")
        expect(page.get_by_text("采用 478.26 元").first).to_be_visible(timeout=60_000)
        assert booked(tmp_path) == 13_741_00 + 478_26
        page.get_by_role("button", name="去掉 wechat_narrow.csv").click()
        # The whole month of the same bill meets it: shown, and booked only once chosen.
        take("wechat_wide.csv", "微信账单")
        press(page, "导入")
        expect(page.get_by_text("还没有导入").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("同号不同额").first).to_be_visible()
        assert booked(tmp_path) == 13_741_00 + 478_26
        page.get_by_label("重叠的行", exact=True).select_option("以新的为准")
        press(page, "导入")
        # 1,144.06 of the whole month less the 443.26 that are there already.
        expect(page.get_by_text("采用 700.80 元").first).to_be_visible(timeout=60_000)
        shot(page, "expense_overlap")
        assert booked(tmp_path) == 13_741_00 + 1_144_06
        page.get_by_label("导入过的文件", exact=True).select_option("wechat_wide.csv")
        page.get_by_label("撤销的理由", exact=True).fill("导早了")
        page.get_by_label("撤销的理由", exact=True).blur()
        press(page, "撤销这次导入")
        expect(page.get_by_text("已撤销「wechat_wide.csv」").first).to_be_visible(timeout=60_000)
        assert booked(tmp_path) == 13_741_00 + 478_26
