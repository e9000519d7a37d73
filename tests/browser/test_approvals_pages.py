"""待办 in a real Chromium on two machines: submitted, handed over, approved there, handed back; the author cannot."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mktkit.records import Actor, Draft, open_store
from mktkit.records.handover import accept
from mktkit.records.verify import verify
from mktkit.rules import Rules

pytestmark = pytest.mark.browser

OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]
TITLE = "华东调研计划 <img src=x onerror=window.ran=1>"


@pytest.fixture
def document(tmp_path: Path, rules: Rules) -> str:
    """A plan that its author has just saved on the first machine."""
    with open_store(
        folder=tmp_path / "甲", clock=lambda: dt.datetime(2026, 10, 8, 1, tzinfo=dt.UTC)
    ) as store:
        plan = Draft.of(rules, kind="research_plan", title=TITLE, body={"样本量": 300}, clause="3.1.1")
        return store.save(plan, Actor("S01", "示例乙", ("市场专员",))).document


def desk(page: Page, served: Any, person: str, name: str, *posts: str) -> None:
    """Open 待办 and say who sits there."""
    page.goto(f"{served.address}voila/render/approvals.ipynb?token={served.token}", timeout=120_000)
    expect(page.get_by_label("工号", exact=True)).to_be_visible(timeout=90_000)
    page.get_by_label("工号", exact=True).fill(person)
    page.get_by_label("姓名", exact=True).fill(name)
    for post in posts:
        page.get_by_label(post, exact=True).check()
    expect(page.get_by_role("heading").filter(has_text=TITLE)).to_be_visible(timeout=30_000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_plan_is_submitted_handed_over_approved_and_handed_back(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], document: str, tmp_path: Path
) -> None:
    given, returned = tmp_path / "移交.mktkit", tmp_path / "移交回来.mktkit"
    with serving(OPEN, tmp_path / "甲") as here:
        page = browser.new_page(locale="zh-CN")
        desk(page, here, "S01", "示例乙", "市场专员", "营销经理")
        press(page, "提交")
        expect(page.get_by_text("现在是审批中：批准（营销经理）").first).to_be_visible(timeout=20_000)
        # The author holds the post that approves, and still may not.
        expect(page.get_by_role("button", name="通过", exact=True)).to_be_hidden()
        with page.expect_download() as download:
            page.get_by_role("button", name="移交这张单据").click()
        download.value.save_as(given)
        assert page.evaluate("window.ran") is None
        page.close()
    with serving(OPEN, tmp_path / "乙") as there:
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{there.address}voila/render/approvals.ipynb?token={there.token}", timeout=120_000)
        expect(page.get_by_label("工号", exact=True)).to_be_visible(timeout=90_000)
        page.locator("input[type=file]").set_input_files(given)
        desk_again = page.get_by_text("已接收单据").first
        expect(desk_again).to_be_visible(timeout=30_000)
        page.get_by_label("工号", exact=True).fill("M01")
        page.get_by_label("姓名", exact=True).fill("示例甲")
        page.get_by_label("营销经理", exact=True).check()
        press(page, "退回")
        expect(page.get_by_text("退回要写明理由").first).to_be_visible(timeout=20_000)
        press(page, "通过")
        expect(page.get_by_text("现在是已通过").first).to_be_visible(timeout=20_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="移交这张单据").click()
        download.value.save_as(returned)
        page.close()
    with open_store(folder=tmp_path / "甲") as store:
        accept(store, returned)
        assert store.latest(document).status == "approved"
        assert [record.who.person_id for record in store.history(document)] == ["S01", "S01", "M01"]
        assert verify(store).ok
