"""What a reader does in the handbook, in a real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

pytestmark = pytest.mark.browser

CITATION = "《营销部门制度规范》5.1.2.a 销售业绩完成率（示例版）"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def pages_of(handbook: Path) -> list[str]:
    """Return the address of every page, relative to the root."""
    found = sorted(path.relative_to(handbook).as_posix() for path in handbook.rglob("index.html"))
    return [name.removesuffix("index.html") for name in found]


def test_no_page_asks_another_host_or_complains(page: Page, handbook: Path, address: str) -> None:
    asked: list[str] = []
    said: list[str] = []

    def let_through(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.startswith(address):
            route.continue_()
        else:
            route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"{page.url}: {message.text}")

    page.route(re.compile("^(?!data:|blob:)"), let_through)
    page.on("console", hear)
    page.on("pageerror", lambda problem: said.append(f"{page.url}: {problem}"))
    page.on(
        "response",
        lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    names = pages_of(handbook)
    assert len(names) >= 20
    for name in names:
        page.goto(address + name)
        # What scripts ask for once the page stands comes at once or not at all.
        page.wait_for_timeout(200)
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []


def test_no_page_scrolls_sideways_on_a_phone(page: Page, handbook: Path, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    for name in pages_of(handbook):
        page.goto(address + name, wait_until="domcontentloaded")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, name


def test_search_finds_a_clause(page: Page, address: str) -> None:
    page.goto(address)
    page.click("input.md-search__input")
    page.keyboard.insert_text("催款")
    # Typed Chinese raises no keyup of its own, and the search box listens for it.
    page.keyboard.press("End")
    page.locator(".md-search-result__item a", has_text="3.3.6").first.click()
    page.wait_for_url("**/rules/sales/**")


def test_a_citation_is_copied_with_its_permanent_link(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}rules/appraisal/?q=1#c5-3")
    button = page.locator('button.cite[data-anchor="c5-1-2-a"]')
    button.click()
    # The clipboard answers a moment later.
    expect(button).to_have_text("已复制")
    assert (
        page.evaluate("navigator.clipboard.readText()") == f"{CITATION}\n{address}rules/appraisal/#c5-1-2-a"
    )
    page.wait_for_function("button => button.textContent === '复制引用'", arg=button.element_handle())


def test_the_handbook_works_from_a_folder_without_a_server(page: Page, handbook: Path) -> None:
    home = (handbook / "index.html").as_uri()
    page.goto(home)
    page.locator(".tasks a", has_text="6.2.1 报销流程").click()
    page.wait_for_url("file://**/rules/expense/index.html#c6-2-1")
    # What Chromium copies on file:// is read back by pasting.
    page.locator('button.cite[data-anchor="c6-2-1"]').click()
    page.wait_for_selector('button.cite[data-anchor="c6-2-1"]:has-text("已复制")')
    page.evaluate("document.body.prepend(document.createElement('textarea'))")
    page.locator("textarea").first.focus()
    page.keyboard.press("Control+V")
    pasted = page.locator("textarea").first.input_value()
    assert pasted.split("\n")[0] == "《营销部门制度规范》6.2.1 报销流程（示例版）"
    assert pasted.split("\n")[1].endswith("/rules/expense/#c6-2-1")


def test_the_citation_is_copied_where_the_clipboard_is_withheld(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{address}rules/appraisal/")
    page.locator('button.cite[data-anchor="c5-1-2-a"]').click()
    page.wait_for_selector('button.cite[data-anchor="c5-1-2-a"]:has-text("已复制")')


def test_without_notebooks_the_button_says_how_to_start_them(page: Page, address: str) -> None:
    page.goto(f"{address}toolkit/appraisal/", wait_until="networkidle")
    assert (
        page.locator(".open-notebook").inner_text()
        == "打开考核打分：请先在项目文件夹里运行 启动.bat（或 python run.py）"
    )


@pytest.mark.parametrize(
    ("where", "title", "form", "notebook"),
    [
        ("toolkit/appraisal/", "考核打分", "appraisal_form", "appraisal"),
        ("rules/appraisal/", "考核打分", "appraisal_form", "appraisal"),
        # A page whose clauses several notebooks carry out.
        ("rules/expense/", "费用汇总", "expense_summary", "expense_summary"),
    ],
)
def test_with_notebooks_behind_it_the_button_opens_one(
    page: Page, handbook: Path, where: str, title: str, form: str, notebook: str
) -> None:
    """A server that answers as `mktkit open` does: the handbook under /handbook/, Jupyter's version at /api."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://127.0.0.1:1/base/").split("?")[0]
        if path == "api":
            route.fulfill(json={"version": "2.21.1"})
        elif path.startswith("handbook/"):
            file = handbook / path.removeprefix("handbook/")
            route.fulfill(path=file / "index.html" if file.is_dir() else file)
        else:
            route.fulfill(body=json.dumps(path), content_type="text/plain")

    page.context.route("**/*", answer)
    page.goto(f"http://127.0.0.1:1/base/handbook/{where}")
    mark = page.locator(f".open-notebook.ready [data-notebook='{notebook}.ipynb']")
    for name, path in (
        (f"打开{title}", f"voila/render/{form}"),
        ("在工作台打开", f"lab/tree/{notebook}"),
    ):
        with page.expect_popup() as opened:
            mark.get_by_role("link", name=name).click()
        assert opened.value.url == f"http://127.0.0.1:1/base/{path}.ipynb"


def test_dark_and_light_are_both_there(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.locator("label[title='换成浅色']").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
