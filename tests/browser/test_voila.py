"""Notebooks as pages: the real server in a real browser."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import nbformat
import openpyxl
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
START = "from pathlib import Path; from mktkit.server import serve; serve(port={port}, browser=False, notebooks=Path(r'%s'))"
NASTY = "<img src=x onerror=window.ran=1>"
#: Voilà brings Lab 4.2's parts along, and says so of each part that wants a later one.
USUAL = re.compile(r"version .* of shared|Starting WebSocket")


class Site(NamedTuple):
    served: Any
    notebooks: Path

    def page(self, notebook: str) -> str:
        return f"{self.served.address}voila/render/{quote(notebook)}"

    def kernels(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.served.address}api/kernels?token={self.served.token}") as answer:
            found: list[dict[str, Any]] = json.load(answer)
            return found


def write_notebook(path: Path, *cells: Any) -> None:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=list(cells), metadata={"kernelspec": kernel}), path)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    serving: Callable[..., AbstractContextManager[Any]],
    sample: Path,
) -> Iterator[Site]:
    """A server with the product's notebooks and some that misbehave."""
    root = tmp_path_factory.mktemp("pages")
    notebooks = root / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks, ignore=shutil.ignore_patterns("结果", ".*"))
    registers = root / "登记表"
    shutil.copytree(sample, registers)
    nasty(registers)
    text, code = new_markdown_cell, new_code_cell
    write_notebook(
        notebooks / "widgets.ipynb",
        text("# 试填\n\n$x^2$"),
        code(
            "import ipywidgets as w\nname = w.Text()\nsaid = w.HTML()\n"
            "name.observe(lambda change: setattr(said, 'value', '收到：' + change['new']), 'value')\nw.VBox([name, said])"
        ),
        code(
            "import anywidget\n\nclass Own(anywidget.AnyWidget):\n"
            "    _esm = 'export default { render({ el }) { el.textContent = \"自己的控件\"; } }'\n\nOwn()"
        ),
    )
    write_notebook(
        notebooks / "told.ipynb",
        text("# 有错"),
        code(
            "import sys\nfrom mktkit.errors import MktkitError\n\nprint('warned', file=sys.stderr)\n"
            f"raise MktkitError('月份写成了「{NASTY}」', '应为 2026-10', '改好后重试')"
        ),
        text("不该看到的下文"),
    )
    write_notebook(
        notebooks / "unexpected.ipynb",
        text("# 意外"),
        code("secret = '张三'\n{}[secret]"),
        text("不该看到的下文"),
    )
    write_notebook(notebooks / "dies.ipynb", text("# 中断"), code("import os\nos._exit(1)"))
    write_notebook(notebooks / "slow.ipynb", text("# 慢"), code("import time\ntime.sleep(600)"))
    write_notebook(
        notebooks / "nasty.ipynb",
        text("# 登记表里的文字"),
        code(
            "from mktkit import score_month\n"
            f"scored = score_month('2026-10', '销售部', {str(registers)!r})\nscored.summary()"
        ),
        code("scored.details('X001')"),
        code("scored.problems()"),
    )
    write_notebook(notebooks / f"{NASTY}.ipynb", text("没有标题"), code("'算过'"))
    with serving([sys.executable, "-c", START % notebooks], root / "data") as served:
        yield Site(served, notebooks)


def nasty(registers: Path) -> None:
    """Give X001 a name that a careless page would run."""
    path = next(registers.glob("人员*"))
    book = openpyxl.load_workbook(path)
    sheet = book["人员"]
    # Below the header: the grey example above it is nobody, and a name typed over it would be asked about.
    header = next(row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("工号"))
    for row in sheet.iter_rows(min_row=header + 1):
        for number, cell in enumerate(row):
            if cell.value == "X001":
                row[number + 1].value = NASTY
    book.save(path)


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that holds the token."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = made.new_page()
    page.goto(site.served.handbook)
    assert "token" not in page.url
    page.close()
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def shown(page: Page, timeout: float = 120_000) -> None:
    """Wait until the page stands there."""
    expect(page.locator("#rendered_cells main")).to_be_visible(timeout=timeout)


def test_from_the_handbook_to_the_scored_month_and_back(
    site: Site, context: BrowserContext, page: Page
) -> None:
    foreign: list[str] = []
    said: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            foreign.append(request.url)

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not USUAL.search(message.text):
            said.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400:
            said.append(f"{response.status} {response.url}")

    context.on("request", watch)
    context.on("console", hear)
    context.on("response", answered)
    page.goto(f"{site.served.address}handbook/toolkit/appraisal/")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="打开考核打分").first.click()
    form = popup.value
    # At once: the header, the title and what is going on, in Chinese.
    expect(form.get_by_role("heading", name="考核打分", exact=True)).to_be_visible(timeout=60_000)
    expect(form.get_by_role("link", name="营销部门制度手册")).to_be_visible()
    assert re.fullmatch("正在(准备|计算).*……", form.locator("#loading_text").inner_text())
    assert form.title() == "考核打分 · 营销部门制度手册"
    assert form.locator("html").get_attribute("lang") == "zh-CN"
    shown(form)
    # The example month is scored as the page opens; then another department, and one person's details.
    expect(form.locator("td", has_text=re.compile("^M001$")).first).to_be_visible(timeout=30_000)
    form.get_by_label("部门", exact=True).select_option("销售部")
    form.get_by_label("看谁的明细").fill("X001")
    form.get_by_role("button", name="打分", exact=True).click()
    expect(form.get_by_text("X001 的明细")).to_be_visible(timeout=30_000)
    expect(form.locator("td", has_text=re.compile("^M001$"))).to_have_count(0)
    # No code, no prompts, none of Voilà's own English.
    for word in ("score_request", "jp-InputArea-editor", "Executing", "Voilà"):
        assert word not in form.locator("body").inner_text()
    with form.expect_download() as download:
        form.get_by_role("button", name="下载 绩效考核-2026-10.xlsx").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    # … and the page lives on after it.
    form.wait_for_timeout(6000)
    expect(form.locator("#mk-lost")).to_be_hidden()
    with form.expect_popup() as lab:
        form.get_by_role("link", name="在工作台打开").click()
    assert lab.value.url.endswith("/lab/tree/appraisal_form.ipynb")
    lab.value.close()
    form.get_by_role("link", name="怎么用", exact=True).click()
    form.wait_for_url("**/handbook/toolkit/appraisal/")
    assert foreign == []
    assert said == []


def test_widgets_work_offline_and_formulas_too(site: Site, page: Page) -> None:
    page.goto(site.page("widgets.ipynb"), timeout=120_000)
    shown(page)
    page.locator("input[type=text]").fill("甲")
    page.locator("input[type=text]").press("Enter")
    expect(page.get_by_text("收到：甲")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("自己的控件")).to_be_visible()
    expect(page.locator("mjx-container")).to_have_count(1, timeout=30_000)


@pytest.mark.parametrize(
    ("notebook", "told"),
    [
        ("told.ipynb", f"月份写成了「{NASTY}」；应为 2026-10；改好后重试。"),
        ("unexpected.ipynb", "这一步出了意外的错误（KeyError），没有完成"),
        ("dies.ipynb", "计算进程停了。请刷新本页重试"),
    ],
)
def test_an_error_is_its_message_alone(site: Site, page: Page, notebook: str, told: str) -> None:
    page.goto(site.page(notebook), timeout=120_000)
    shown(page)
    expect(page.locator(".mk-error")).to_have_count(1)
    expect(page.locator(".mk-error")).to_contain_text(told)
    text = page.content()
    for word in ("Traceback", "ipykernel", "张三", "不该看到的下文", "warned", "MktkitError", "<img src=x"):
        assert word not in text
    assert page.evaluate("window.ran") is None


def test_text_of_a_register_or_a_file_name_never_runs(site: Site, page: Page) -> None:
    page.goto(site.page("nasty.ipynb"), timeout=120_000)
    shown(page)
    expect(page.locator("td", has_text=NASTY).first).to_be_visible()
    expect(page.locator("caption", has_text=NASTY)).to_have_count(1)
    assert page.evaluate("window.ran") is None

    page.goto(site.page(f"{NASTY}.ipynb"))
    shown(page)
    assert page.title() == f"{NASTY} · 营销部门制度手册"
    assert page.evaluate("window.ran") is None

    page.goto(f"{site.served.address}lab/tree/{quote('nasty.ipynb')}")
    expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=90_000)
    expect(page.locator(".jp-DirListing-item", has_text="onerror")).to_have_count(1, timeout=30_000)
    expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_attached(timeout=90_000)
    # Lab on a busy machine may ask which kernel to take, above everything else: the one that is named already.
    page.add_locator_handler(
        page.locator(".jp-Dialog").last,
        lambda asked: asked.locator(".jp-mod-accept").click(),
        no_wait_after=True,
    )
    result = page.locator(".jp-OutputArea td", has_text=NASTY).first
    # Lab at times drops what is asked of a kernel it has just met; a person asks again.
    for _ in range(3):
        page.get_by_text("运行", exact=True).click()
        page.get_by_text("运行所有单元格", exact=True).click()
        with contextlib.suppress(AssertionError):
            expect(result).to_be_visible(timeout=45_000)
            break
    expect(result).to_be_visible()
    page.goto(f"{site.served.address}lab/tree/{quote(NASTY)}.ipynb")
    expect(page.get_by_role("paragraph").filter(has_text="没有标题")).to_be_visible(timeout=90_000)
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(site: Site, context: BrowserContext, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    for notebook in ("nasty.ipynb", "widgets.ipynb", "told.ipynb"):
        page.goto(site.page(notebook), timeout=120_000)
        shown(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, notebook


def test_the_login_and_a_missing_page_fit_a_phone(
    site: Site, browser: Browser, context: BrowserContext
) -> None:
    stranger = browser.new_context(viewport={"width": 390, "height": 844})
    page = stranger.new_page()
    page.goto(site.page("appraisal.ipynb"), timeout=120_000)
    expect(page.get_by_role("heading", name="请从启动窗口打开")).to_be_visible()
    page.get_by_label("也可以只填凭证").fill("falsch")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("alert")).to_contain_text("凭证不对")
    page.get_by_label("也可以只填凭证").fill(site.served.token)
    page.get_by_role("button", name="打开").click()
    page.wait_for_url("**/voila/render/appraisal.ipynb")
    stranger.close()
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.served.address}voila/render/nowhere.ipynb", timeout=120_000)
    expect(page.get_by_role("heading", name="没有这一页")).to_be_visible()
    page.get_by_role("link", name="看有哪些工具").click()
    page.wait_for_url("**/handbook/toolkit/")


def until(site: Site, count: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while len(site.kernels()) != count:
        assert time.monotonic() < end, site.kernels()
        time.sleep(0.5)


def test_a_page_that_goes_takes_its_kernel_along(site: Site, context: BrowserContext) -> None:
    before = len(site.kernels())
    page = context.new_page()
    page.goto(site.page("widgets.ipynb"), timeout=120_000)
    shown(page)
    assert len(site.kernels()) == before + 1
    page.goto(f"{site.served.address}handbook/")
    until(site, before)
    # One that is left before its cells are through.
    page.goto(site.page("slow.ipynb"), wait_until="commit")
    expect(page.locator("#loading_text")).to_have_text("正在计算 1／2……", timeout=60_000)
    assert len(site.kernels()) == before + 1
    page.close()
    until(site, before)


def test_a_page_says_when_its_kernel_is_gone(site: Site, context: BrowserContext) -> None:
    known = {one["id"] for one in site.kernels()}
    page = context.new_page()
    page.goto(site.page("widgets.ipynb"), timeout=120_000)
    shown(page)
    (own,) = [one["id"] for one in site.kernels() if one["id"] not in known]
    for process in psutil.Process(site.served.pid).children(recursive=True):
        if any(own in part for part in process.cmdline()):
            process.kill()
    expect(page.locator("#mk-lost")).to_contain_text("请刷新本页", timeout=60_000)
    page.reload()
    shown(page)
    expect(page.locator("#mk-lost")).to_be_hidden()
    expect(page.locator("input[type=text]")).to_be_editable()


def test_a_score_leads_to_its_rows_and_a_row_back_to_it(site: Site, page: Page) -> None:
    page.goto(site.page("appraisal_form.ipynb"), timeout=120_000)
    shown(page)
    sums = page.locator("tr", has=page.get_by_role("cell", name="销售台账", exact=True))
    # The example month's sales: 267 rows and 2,741,928.00 元, none left out.
    expect(sums.locator("td").nth(3)).to_have_text("267", timeout=60_000)
    page.get_by_label("谁的得分", exact=True).select_option(label="X001 示例丙01")
    page.get_by_label("哪项指标", exact=True).select_option(label="5.1.2.a 销售业绩完成率")
    row = page.locator("tr", has=page.get_by_role("cell", name="90400.00", exact=True))
    expect(row).to_have_count(1, timeout=30_000)
    _, _, file, sheet, number, who, fate, _ = row.locator("td").all_inner_texts()
    assert (who, fate) == ("X001", "计入")
    page.get_by_label("文件", exact=True).select_option(label=file)
    page.get_by_label("工作表", exact=True).fill(sheet)
    page.get_by_label("行", exact=True).fill(number)
    page.get_by_label("行", exact=True).press("Tab")
    expect(row).to_have_count(2, timeout=30_000)
    assert row.last.locator("td").all_inner_texts() == row.first.locator("td").all_inner_texts()
    page.get_by_label("行", exact=True).fill("99999")
    page.get_by_label("行", exact=True).press("Tab")
    expect(page.get_by_text(f"读到的行里没有 {file} 第 99999 行").first).to_be_visible(timeout=30_000)
    expect(row).to_have_count(1)
