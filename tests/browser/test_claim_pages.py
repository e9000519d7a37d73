"""报销 in a real Chromium: told of an over-standard night and a duplicate invoice, mended, returned, approved; the summary moves."""

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
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.ledger.book import import_files
from mktkit.records import Actor, open_store
from mktkit.rules import load_rules

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
#: Where the handbook's pictures come from; set by hand when they are to be taken anew.
SHOTS = os.environ.get("MKTKIT_SHOTS")
HEAD, FINANCE, TOP = (
    Actor("M001", "示例乙", ("营销经理",)),
    Actor("F001", "示例丙", ("财务部门",)),
    Actor("G001", "示例丁", ("公司高层",)),
)
TAKEN = "26332000000000000001"
TRAIN = (
    "城市间交通",
    "2026-10-12",
    "",
    "杭州",
    "<img src=x onerror=window.ran=1>",
    "73",
    "数电票",
    "",
    TAKEN,
)
HOTEL = ("住宿", "2026-10-12", "2026-10-14", "杭州", "", "1200", "数电票", "", "26332000000000000002")
TAXI = ("市内交通", "2026-10-12", "", "杭州", "", "30", "出租车", "133002600011", "04561234", *7 * ("",), "1")
REFUND = ("城市间交通", "2026-10-12", "", "杭州", "退票", "-20", "铁路电子客票", *9 * ("",), "1")
BUYER = ("", "", "示例科技有限公司", "91110108MA0000000X", "", "", "", "1")


def line(number: str) -> ClaimLine:
    return ClaimLine(
        kind="其他", day=dt.date(2026, 10, 8), amount=5000, invoice_number=number, attachments=1,
        buyer="示例科技有限公司", buyer_tax_number="91110108MA0000000X",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A machine with an approved budget, a ledger, and a colleague's claim of an invoice and of a night for both."""
    rules = load_rules(on=dt.date(2026, 10, 20), company=None)
    budget = BudgetLine(department="销售部", category="销售费用", annual=1_200_000_00)
    both = ClaimLine(
        kind="住宿", day=dt.date(2026, 10, 13), until=dt.date(2026, 10, 14), place="杭州", amount=70000, rooms=2,
        attendees="X002、x001", invoice_number="26332000000000000009", attachments=1, buyer="示例科技有限公司",
        buyer_tax_number="91110108MA0000000X",
    )  # fmt: skip
    earlier = Claim(
        claimed_on=dt.date(2026, 10, 15), person_id="X002", name="示例己", department="销售部", post="销售代表",
        month="2026-09", category="销售费用", purpose="寄样品", lines=[line(TAKEN), both],
    )  # fmt: skip
    with open_store(folder=tmp_path) as store:
        hand_in(
            store, BUDGET, spread_budget(Budget(year=2026, lines=[budget]), rules), Actor("S1", "甲"), rules
        )
        store.act("YS-2026", FINANCE, "approve")
        store.act("YS-2026", TOP, "approve")
        record = hand_in_claim(store, earlier, rules)
        store.act(record.document, HEAD, "approve")
        store.act(record.document, FINANCE, "approve")
    ledger = tmp_path / "费用台账.csv"
    rows = "日期,部门,预算科目,供应商,摘要,金额\r\n2026-10-09,销售部,销售费用,示例快递,快递,100.00\r\n"
    ledger.write_text(rows, encoding="utf-8")
    import_files([(ledger, ledger.name)], rules, tmp_path)
    return tmp_path


def shot(page: Page, name: str) -> None:
    """Take a picture for the handbook."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def go(page: Page, here: Any, notebook: str) -> None:
    page.goto(f"{here.address}voila/render/{notebook}.ipynb?token={here.token}", timeout=120_000)


def cell(page: Page, row: int, column: int, text: str) -> None:
    page.locator(f'.mk-grid-cell[data-row="{row}"][data-column="{column}"]').click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def who(page: Page, actor: Actor, *, before: Actor | None = None) -> None:
    """Say on the desk who sits there."""
    page.get_by_label("工号", exact=True).fill(actor.person_id)
    page.get_by_label("姓名", exact=True).fill(actor.name)
    if before:
        page.get_by_label(before.posts[0], exact=True).uncheck()
    page.get_by_label(actor.posts[0], exact=True).check()


def test_a_claim_from_its_first_line_to_the_summary(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], folder: Path
) -> None:
    with serving(OPEN, folder) as here:
        context = browser.new_context(
            locale="zh-CN",
            viewport={"width": 1280, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        go(page, here, "expense_claim")
        page.get_by_label("报销日期", exact=True).wait_for(timeout=120_000)
        for label, text in (
            ("报销日期", "2026-10-20"), ("工号", "X001"), ("姓名", "示例甲"), ("归属月份", "2026-10"), ("出差出发日", "2026-10-12"),
            ("出差返程日", "2026-10-14"), ("事由", "拜访杭州客户"),
        ):  # fmt: skip
            page.get_by_label(label, exact=True).first.fill(text)
            page.keyboard.press("Tab")
        for label, text in (("部门", "销售部"), ("岗位", "销售代表"), ("预算科目", "销售费用")):
            page.get_by_label(label, exact=True).select_option(text)
        rows = (
            "\t".join((*HOTEL, *BUYER)),
            "\t".join((*TRAIN, *BUYER, "高铁二等座")),
            "\t".join(TAXI),
            "\t".join(REFUND),
        )
        page.locator('.mk-grid-cell[data-row="0"][data-column="0"]').click()
        page.evaluate("text => navigator.clipboard.writeText(text)", "\r\n".join(rows) + "\r\n")
        page.keyboard.press("Control+V")
        # 1,200 for two nights of 350 in a city of the second tier; the train's invoice is on a colleague's claim.
        expect(page.get_by_text("住宿 1,200.00 元，可报 700.00 元，自负 500.00 元").first).to_be_visible(
            timeout=60_000
        )
        expect(
            page.get_by_role("row").filter(has_text="住宿费超标准").filter(has_text="6.2.2").first
        ).to_be_visible()
        expect(
            page.get_by_role("row").filter(has_text="发票重复报销").filter(has_text="6.2.1").first
        ).to_be_visible()
        # The night of the 13th is in the colleague's claim; the ticket that was returned belongs to the train.
        expect(
            page.get_by_role("row")
            .filter(has_text="2026-10-13 这一晚的住宿已在报销单")
            .filter(has_text="6.2.2")
            .first
        ).to_be_visible()
        expect(
            page.get_by_role("row").filter(has_text="冲减本单第 2 行的费用").filter(has_text="6.2.1").first
        ).to_be_visible()
        # A taxi's receipt bears no buyer, and none is asked for.
        expect(page.get_by_text("购方抬头是")).to_have_count(0)
        shot(page, "expense_claim")
        press(page, "提交")
        expect(page.get_by_text("有 2 处要改，没有提交").first).to_be_visible()
        cell(page, 0, 2, "2026-10-13")
        cell(page, 0, 5, "350")
        cell(page, 1, 8, "26332000000000000003")
        expect(page.get_by_text("没有发现问题，可以提交").first).to_be_visible(timeout=60_000)
        press(page, "提交")
        expect(page.get_by_text("审批中：审核签字（部门负责人）").first).to_be_visible(timeout=60_000)
        assert page.evaluate("window.ran") is None

        go(page, here, "approvals")
        page.get_by_label("工号", exact=True).wait_for(timeout=120_000)
        who(page, HEAD)
        expect(page.get_by_text("人民币肆佰叁拾叁元整").first).to_be_visible(timeout=60_000)
        page.get_by_label("理由", exact=True).fill("事由写详细")
        page.keyboard.press("Tab")
        press(page, "退回")
        expect(page.get_by_text("现在是已退回").first).to_be_visible(timeout=60_000)

        go(page, here, "expense_claim")
        chooser = page.get_by_label("单据", exact=True)
        chooser.wait_for(timeout=120_000)
        chooser.select_option(index=1)
        expect(page.get_by_text("退回，理由：事由写详细").first).to_be_visible(timeout=60_000)
        page.get_by_label("事由", exact=True).first.fill("拜访杭州客户，谈续约")
        page.keyboard.press("Tab")
        press(page, "提交")
        expect(page.get_by_text("审批中：审核签字（部门负责人）").first).to_be_visible(timeout=60_000)

        go(page, here, "approvals")
        page.get_by_label("工号", exact=True).wait_for(timeout=120_000)
        expect(page.get_by_text("拜访杭州客户，谈续约").first).to_be_visible(timeout=60_000)
        press(page, "通过")
        expect(page.get_by_text("现在是审批中：审核（财务部门）").first).to_be_visible(timeout=60_000)
        who(page, FINANCE, before=HEAD)
        press(page, "通过")
        expect(page.get_by_text("现在是已通过").first).to_be_visible(timeout=60_000)

        go(page, here, "expense_summary")
        page.get_by_label("资料", exact=True).wait_for(timeout=120_000)
        page.get_by_label("资料", exact=True).select_option("本机的台账和预算")
        page.get_by_label("看哪一段", exact=True).select_option("当月")
        press(page, "汇总")
        # Of October's 100,000.00: 350 + 73 + 30 - 20 are committed, 100 spent.
        expect(page.get_by_text("433.00", exact=True).first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("99,467.00", exact=True).first).to_be_visible()
        context.close()
