"""Reading comfort: light and dark, phone, keyboard, paper, and a folder without a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from mktkit.rules import read_clauses

pytestmark = pytest.mark.browser

#: The published rules of accessibility, as a script that runs in the page.
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
AXE_RUN = """async () => {
  // Colours that are still changing are nobody's choice.
  await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)));
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const wrong = found.violations.filter(one => ["serious", "critical"].includes(one.impact));
  return {
    passed: found.passes.length,
    wrong: wrong.map(one => `${one.impact} ${one.id} ${one.nodes[0].target} ${one.nodes[0].failureSummary}`),
  };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_no_page_shuts_anybody_out(browser: Browser, handbook: Path, address: str) -> None:
    script = AXE.read_text(encoding="utf-8")
    names = sorted(path.relative_to(handbook).as_posix() for path in handbook.rglob("*.html"))
    assert len(names) >= 50
    wrong: list[str] = []
    # Paper is white at night too.
    for scheme, shown in (
        ("light", dict.fromkeys(names, "default")),
        ("dark", dict.fromkeys(names, "slate") | {"print/index.html": "default"}),
    ):
        # The first page decides what the next ones look like, so each scheme has readers of its own.
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", color_scheme=scheme
        )
        page = context.new_page()
        for name in names:
            page.goto(address + name, wait_until="domcontentloaded")
            assert page.locator("body").get_attribute("data-md-color-scheme") == shown[name], name
            if scheme == "dark" and shown[name] == "default":
                continue
            page.evaluate(script)
            found = page.evaluate(AXE_RUN)
            assert found["passed"], name
            wrong += [f"{name} {scheme}: {one}" for one in found["wrong"]]
        context.close()
    assert wrong == []


def test_the_print_version_is_complete_on_paper(
    page: Page, address: str, tmp_path: Path, printed: Callable[..., list[str]]
) -> None:
    page.goto(f"{address}print/")
    file = tmp_path / "print.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    pages = printed(file, "-raw")
    clauses = read_clauses()
    # Cover, contents, the clauses each under its number, and the page to sign.
    assert "营销部门制度规范" in pages[0]
    assert "示例版" in pages[0]
    assert "目录" in pages[1]
    body = "\n".join(pages[2:])
    for clause in clauses.values():
        assert re.search(rf"^\s*{re.escape(clause.id)}\s+{clause.title}\s*$", body, re.MULTILINE), clause.id
    signed = next(one for one in reversed(pages) if one.strip())
    for word in ("签收", "姓名", "签名", "签收日期", "示例版", "2026-11-23"):
        assert word in signed
    # Nothing that only a screen can do.
    assert "复制引用" not in body
    assert "返回手册" not in "".join(pages)


def test_the_way_to_paper_is_on_the_first_screen_of_the_regulation(page: Page, address: str) -> None:
    page.goto(f"{address}rules/")
    page.get_by_role("link", name="打印版").click()
    page.wait_for_url("**/print/")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="打印或存成 PDF").click()
    assert page.evaluate("window.printed")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载 Word 版").click()
    assert loaded.value.suggested_filename == "营销部门制度规范（示例版）.docx"
    page.locator(".print-contents a", has_text="5.3.1 绩效奖金").click()
    expect(page.locator("#p-c5-3-1")).to_be_in_viewport()
    page.get_by_role("link", name="返回手册").click()
    page.wait_for_url(address)


def test_the_menu_of_a_phone_leads_to_a_page_and_shows_where_one_is(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}rules/sales/")
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer).not_to_be_in_viewport()
    page.locator("label.md-header__button[for=__drawer]").click()
    expect(drawer).to_be_in_viewport()
    # The branch of the page is open, and the page itself is marked.
    here = drawer.locator(".md-nav__link--active:visible").last
    assert here.inner_text().strip() == "销售"
    drawer.get_by_role("link", name="客户服务", exact=True).click()
    page.wait_for_url("**/rules/service/")
    expect(page.locator("h1")).to_contain_text("3.4 客户服务流程")


def test_a_reader_without_a_mouse_reaches_the_text_and_copies_a_citation(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}rules/conduct/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.cite')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("button.cite:has-text('已复制')")
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "《营销部门制度规范》4 人员行为规范（示例版）\n"
    )


def test_every_page_works_from_a_folder(page: Page, handbook: Path) -> None:
    """Without a server: no script fails, nothing is missing, and every link leads to a file that is there."""
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(f"{page.url}: {problem}"))
    page.on("console", lambda one: said.append(f"{page.url}: {one.text}") if one.type == "error" else None)
    page.on("requestfailed", lambda one: said.append(f"{page.url}: {one.url}"))
    for path in sorted(handbook.rglob("index.html")):
        page.goto(path.as_uri())
        page.wait_for_timeout(50)
        links = page.evaluate(
            "[...document.querySelectorAll('a[href]')].filter(a => a.protocol === 'file:').map(a => decodeURI(a.pathname))"
        )
        assert [one for one in links if not Path(one).is_file()] == [], path
        # The notebooks need the program: the page says so and how to start it.
        for words in page.locator(".open-notebook").all_inner_texts():
            assert "请先在项目文件夹里运行" in words
    assert said == []
