"""Joining, in a real Chromium: ticks that stay, a quiz taken and resumed, an exam sat through to its certificate."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from docx import Document as read_docx
from playwright.sync_api import Browser, Locator, Page, expect

from mktkit.onboarding import ExamResult, draw
from mktkit.records import open_store
from mktkit.records.verify import verify
from mktkit.rules import load_rules
from mktkit.rules.quiz import read_quiz

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
OPEN = [sys.executable, "-m", "mktkit", "open", "--no-browser", "--port", "{port}"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def answer(question: Locator, *, right: bool) -> None:
    """Choose the right option, or the first wrong one."""
    values = {
        bool(one.get_attribute("class")): one.get_attribute("data-value")
        for one in question.locator("li[data-value]").all()
    }
    question.locator(f'input[value="{values[right]}"]').check()


def test_a_quiz_is_taken_and_resumed(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto(f"{address}onboarding/quiz/?post=客服人员")
    told = page.locator(".quiz-bar .told")
    asked = page.locator(".question:visible")
    count = len(read_quiz(load_rules(on=dt.date(2026, 11, 23), company=None)).for_post("客服人员"))
    expect(told).to_have_text(f"已做 0 / {count} 题，答对 0 题。")
    expect(asked).to_have_count(count)
    expect(page.locator(".question details[open]")).to_have_count(0)
    answer(asked.nth(1), right=False)
    expect(asked.nth(1).locator(".verdict")).to_have_text("答错了，看看为什么。")
    expect(page.locator(".question details[open]")).to_have_count(1)
    answer(asked.nth(0), right=True)
    expect(asked.nth(0).locator(".verdict")).to_have_text("答对了。")
    # The reason for each option, and the clause.
    expect(asked.nth(1).locator("details li")).to_have_count(3)
    expect(asked.nth(1).locator(".basis a")).to_be_visible()
    wrong = asked.nth(1).get_attribute("id")
    # Another day: what was answered is there, and it goes on at the third.
    page.goto(address)
    page.goto(f"{address}onboarding/quiz/")
    expect(told).to_have_text(f"已做 2 / {count} 题，答对 1 题。")
    expect(asked.nth(0).locator("input").first).to_be_disabled()
    third = asked.nth(2).get_attribute("id")
    page.get_by_role("link", name="接着做").click()
    expect(page.locator(f"#{third} input").first).to_be_focused()
    expect(page.locator(f"#{third}")).to_be_in_viewport()
    # By keyboard alone.
    page.keyboard.press("Space")
    expect(told).to_have_text(re.compile(f"已做 3 / {count} 题"))
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator(".quiz-bar .which").select_option("答错的")
    assert wrong in [one.get_attribute("id") for one in asked.all()]
    page.get_by_role("button", name="重做答错的").click()
    expect(asked).to_have_count(0)
    page.locator(".quiz-bar .which").select_option("没做的")
    expect(page.locator(f"#{wrong} input").first).to_be_enabled()
    page.locator(".quiz-bar .post").select_option("全部岗位")
    page.locator(".quiz-bar .which").select_option("全部")
    expect(asked).to_have_count(131)
    assert said == []


def test_the_answered_quiz_shuts_nobody_out(page: Page, address: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{address}onboarding/quiz/?post=销售代表")
        for number, right in enumerate((True, False)):
            question = page.locator(".question:visible").nth(number)
            if question.locator("input").first.is_enabled():
                answer(question, right=right)
            else:
                question.locator("summary").click()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        # Colours that are still changing are nobody's choice.
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        wrong = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["failureSummary"]) for one in wrong] == []


def test_without_a_script_the_quiz_is_a_list_with_its_answers(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}onboarding/quiz/#q3-1-1-1")
    expect(page.locator(".quiz-bar")).to_be_hidden()
    question = page.locator("#q3-1-1-1")
    question.locator("summary").click()
    expect(question.locator("li.right")).to_contain_text("营销经理审核批准之后才可实施")
    context.close()


def test_an_answer_to_other_words_is_not_taken_for_one_to_these(page: Page, address: str) -> None:
    page.goto(f"{address}onboarding/quiz/?post=销售代表")
    answer(page.locator("#q3-3-4-1"), right=True)
    page.evaluate(
        """const held = JSON.parse(localStorage.getItem("mktkit.quiz"));
        held["q3-3-4-1"].words = "000000"; localStorage.setItem("mktkit.quiz", JSON.stringify(held));"""
    )
    page.reload()
    expect(page.locator("#q3-3-4-1 input").first).to_be_enabled()


@pytest.mark.parametrize("where", ["http", "file"])
def test_ticks_on_a_reading_path_stay(page: Page, handbook: Path, address: str, where: str) -> None:
    root = address if where == "http" else f"{handbook.as_uri()}/"
    name = "index.html" if where == "file" else ""
    path = f"{root}onboarding/service/{name}"
    page.goto(path)
    boxes = page.locator(".path input")
    bound = load_rules(on=dt.date(2026, 11, 23), company=None).clauses_of("客服人员")
    assert {box.get_attribute("data-clause") for box in boxes.all()} == {one.id for one in bound}
    page.get_by_label("读过 1 总则").check()
    page.get_by_label("读过 3.4.2 投诉处理").check()
    page.reload()
    expect(page.get_by_label("读过 3.4.2 投诉处理")).to_be_checked()
    expect(page.locator(".path-bar .done")).to_have_text("2")
    # What everyone reads is read on every path.
    page.goto(f"{root}onboarding/sales/{name}")
    expect(page.get_by_label("读过 1 总则")).to_be_checked()
    expect(page.locator(".path-bar .done")).to_have_text("1")
    page.get_by_role("link", name="接着读").click()
    page.wait_for_url(re.compile("rules/general/.*#c1-1$"))


def test_a_clause_that_changed_after_it_was_read_is_to_be_read_again(page: Page, address: str) -> None:
    page.add_init_script(
        """localStorage.setItem("mktkit.read", '{"4.2.2":"2026-11-22","4.2.3":"2026-11-23"}')"""
    )
    page.goto(f"{address}onboarding/sales/")
    step = page.locator("li", has=page.get_by_label("读过 4.2.2 着装"))
    expect(step.locator("input")).not_to_be_checked()
    expect(step.get_by_text("读后有修订，请重读")).to_be_visible()
    expect(page.get_by_label("读过 4.2.3 沟通礼仪")).to_be_checked()


def test_where_the_browser_keeps_nothing_the_page_says_so_and_works(page: Page, address: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('withheld') } })"
    )
    page.goto(f"{address}onboarding/quiz/")
    answer(page.locator("#q1-1"), right=True)
    expect(page.locator(".quiz-bar .told")).to_have_text(
        "已做 1 / 131 题，答对 1 题。这个浏览器不让本页保存进度，关掉页面就没有了。"
    )


def test_an_exam_is_sat_through_to_its_certificate(
    browser: Browser, serving: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    """Begun, left, gone on with, handed in; the certificate is reopened and the paper made again from the record."""
    file = tmp_path / "证书.docx"
    with serving(OPEN, tmp_path / "数据") as served:
        page = browser.new_page(locale="zh-CN")
        sign_in(page, served)
        quiz = read_quiz(load_rules(on=dt.date.today(), company=None))
        items = draw(quiz, "销售代表", seed_of(page), 20).items
        for item in items[:8]:
            choose(page, item)
        expect(page.get_by_text("草稿已保存").last).to_be_visible(timeout=20_000)
        page.close()
        page = browser.new_page(locale="zh-CN")
        sign_in(page, served)
        expect(page.get_by_text("接着上次没有交的卷").first).to_be_visible()
        assert draw(quiz, "销售代表", seed_of(page), 20).items == items
        for item in items[8:]:
            choose(page, item)
        page.get_by_role("button", name="交卷").click()
        expect(page.get_by_text("100.00 分（80 分及格）").first).to_be_visible(timeout=30_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 入职考试合格证书").click()
        download.value.save_as(file)
        assert page.evaluate("window.ran") is None
        page.close()
    document = read_docx(io.BytesIO(file.read_bytes()))
    text = "\n".join(
        [
            *(one.text for one in document.paragraphs),
            *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
        ]
    )
    assert "入职考试合格证书" in text
    assert "示例丙 <img src=x onerror=window.ran=1>（X009，本机自报）" in text
    assert "100.00 分" in text
    with open_store(folder=tmp_path / "数据") as store:
        (record,) = store.list()
        assert (record.kind, record.status) == ("onboarding_exam", "filed")
        assert record.document in text
        result = ExamResult.model_validate(record.data)
        again = draw(quiz, result.post, result.seed, result.asked)
        assert (again.items, again.bank) == (items, result.bank)
        assert verify(store).ok


def sign_in(page: Page, served: Any) -> None:
    """Open the exam, say who sits it, begin."""
    page.goto(f"{served.address}voila/render/onboarding.ipynb?token={served.token}", timeout=120_000)
    expect(page.get_by_label("工号", exact=True)).to_be_visible(timeout=90_000)
    page.get_by_label("工号", exact=True).fill("X009")
    page.get_by_label("姓名", exact=True).fill("示例丙 <img src=x onerror=window.ran=1>")
    page.get_by_label("岗位", exact=True).select_option("销售代表")
    page.get_by_role("button", name="开始考试").click()
    expect(page.get_by_text("卷号").first).to_be_visible(timeout=30_000)


def seed_of(page: Page) -> str:
    found = re.search(r"卷号 (\w+)", page.locator(".mk-title", has_text="卷号").inner_text())
    assert found is not None
    return found[1]


def choose(page: Page, item: Any) -> None:
    # Two questions may offer the same words.
    field = page.locator(".mk-options").nth(item.number - 1)
    field.get_by_label(f"{item.right}. {item.question.right.say}", exact=True).check()


def test_the_search_does_not_know_the_questions(handbook: Path) -> None:
    index = (handbook / "search" / "index.bin").read_bytes()
    page = (handbook / "onboarding" / "quiz" / "index.html").read_text(encoding="utf-8")
    assert "小周在营销部门新设的" in page
    assert "恶意拖欠".encode() in index
    for words in ("直播运营", "小周", "答案和理由", "重做答错的"):
        assert words.encode() not in index, words
