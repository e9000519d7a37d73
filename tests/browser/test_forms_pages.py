"""A form in a real Chromium, in JupyterLab and in Voilà: filled, wrong, pasted, undone, reloaded, its kernel killed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve()
MODEL = HERE.parents[1] / "forms" / "notebooks" / "claim_model.py"
TOKEN = "forms-test"
XSS = "<img src=x onerror=window.__xss=1>"
CELLS = {
    "claim.ipynb": [
        "import claim_model as m, mktkit",
        "claim = mktkit.form(m.Claim, people=m.PEOPLE, today=m.TODAY, draft='浏览器测试')\nclaim",
        "mktkit.live(claim, m.summary)",
        "mktkit.action(claim, '提交', lambda value: f'已提交：{value.title}')",
    ],
    "slow.ipynb": [
        "import claim_model as m, mktkit",
        "claim = mktkit.form(m.Claim, value=m.filled(), people=m.PEOPLE, today=m.TODAY, draft=False)",
        "mktkit.live(claim, m.slowly)",
    ],
    "files.ipynb": [
        "import mktkit, hashlib",
        "up = mktkit.upload(label='大文件', accept=['.bin'], most_mb=40)\nup",
        "mktkit.live(up, lambda files: [{'名称': k, '字节': v.stat().st_size, '摘要': hashlib.sha256(v.read_bytes()).hexdigest()} for k, v in files.items()])",
        "mktkit.download('../结果<2026>.bin', lambda: bytes(range(256)) * 60000)",
    ],
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """JupyterLab and Voilà under one address, with a data folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, _free_port()
        (root / "home").mkdir(parents=True)
        book = root / "books"
        book.mkdir()
        shutil.copy(MODEL, book)
        for name, cells in CELLS.items():
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
            notebook.metadata.kernelspec = {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
            nbformat.write(notebook, book / name)
        env = {
            **os.environ,
            "HOME": str(root / "home"),
            "MKTKIT_DATA": str(root / "data"),
            "MKTKIT_PERSON": "X001",
            "JUPYTER_CONFIG_DIR": str(root / "config"),
        }
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--expose-app-in-browser",
        ]
        command += [
            f"--ServerApp.root_dir={book}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            f"--IdentityProvider.token={TOKEN}",
            "--ServerApp.jpserver_extensions={'voila.server_extension': True}",
            "--LabApp.news_url=",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]
        self.log = (root / "server.log").open("w")
        self.process = subprocess.Popen(command, env=env, cwd=book, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.api("api/status")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError((root / "server.log").read_text()) from None
                time.sleep(0.3)

    def api(self, path: str) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}", headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}{'&' if '?' in path else '?'}token={TOKEN}"

    def kernels(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in children if "ipykernel_launcher" in " ".join(one.cmdline())]

    def kill_kernels(self) -> None:
        for kernel in self.kernels():
            kernel.kill()

    def forget(self) -> None:
        """Start the next test from nothing."""
        for session in self.api("api/kernels"):
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/api/kernels/{session['id']}",
                headers={"Authorization": f"token {TOKEN}"},
                method="DELETE",
            )
            urllib.request.urlopen(request, timeout=20).close()
        shutil.rmtree(self.root / "data", ignore_errors=True)

    def stop(self) -> None:
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for child in children:
            if child.is_running():
                child.kill()
        self.log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("forms"))
    yield server
    server.stop()


Open = Callable[..., Any]


@pytest.fixture
def context(browser: Any, server: Server) -> Iterator[Any]:
    server.forget()
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, accept_downloads=True)
    context.set_default_timeout(45_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    for page in context.pages:
        if not page.is_closed():
            shots = os.environ.get("MKTKIT_SHOTS")
            if shots:
                page.screenshot(
                    path=f"{shots}/{os.environ['PYTEST_CURRENT_TEST'].split('::')[-1].split(' ')[0]}.png"
                )
    context.close()


def run_lab(page: Any) -> None:
    """Run the notebook that is open in JupyterLab."""
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")


def open_page(
    context: Any, server: Server, place: str, book: str = "claim.ipynb", wait: str = ".mk-form .mk-grid"
) -> Any:
    page = context.new_page()
    page.set_default_timeout(45_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    if place == "voila":
        page.goto(server.url(f"voila/render/{book}"), timeout=120_000)
    else:
        page.goto(server.url(f"lab/tree/{book}?reset"))
        run_lab(page)
    page.wait_for_selector(wait)
    return page


def show(page: Any, place: str) -> None:
    """Show the page again after a reload: Voilà runs the notebook, in Lab the user runs it."""
    page.reload()
    if place == "lab":
        run_lab(page)
    page.wait_for_selector(".mk-form .mk-grid")


def field(page: Any, label: str) -> Any:
    return page.locator(".mk-field").filter(has=page.get_by_label(label, exact=True)).last


def note(page: Any, label: str) -> str:
    return str(field(page, label).locator(".mk-note").last.inner_text())


def write(page: Any, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


def saved(page: Any) -> None:
    page.wait_for_function("document.querySelector('.mk-saved').textContent.includes('已保存')")
    page.wait_for_timeout(900)


def paste(page: Any, text: str) -> None:
    """Paste as the browser does after a copy in a spreadsheet: through the clipboard and Ctrl+V."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def count(page: Any, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.mk-grid-count').textContent.includes(words)", arg=words
    )


def cell(page: Any, row: int, column: int) -> Any:
    return page.locator(f'.mk-grid-cell[data-row="{row}"][data-column="{column}"]')


def fill_all(page: Any) -> None:
    write(page, "事由", "拜访客户")
    write(page, "报销人", "张三")
    write(page, "归属月份", "3月")
    write(page, "报销日期", "3/5")
    write(page, "预支金额", "1.2万")
    page.get_by_label("类型", exact=True).select_option("差旅")
    page.get_by_label("否", exact=True).check()
    write(page, "城市", "杭州")


@pytest.fixture(params=["lab", "voila"])
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_form_is_filled_and_its_result_follows(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place)
    fill_all(page)
    cell(page, 0, 0).click()
    page.keyboard.type("3/5")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("高铁")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("交")
    page.keyboard.press("Tab")
    page.keyboard.type("73")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mk-summary.mk-fine")
    page.wait_for_function("document.body.innerText.includes('拜访客户，共 73.00 元')")
    assert cell(page, 0, 0).inner_text() == "2026-03-05"
    assert cell(page, 0, 2).inner_text() == "交通"
    assert "人民币壹万贰仟元整" in note(page, "预支金额")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_function("document.body.innerText.includes('已提交：拜访客户')")
    assert page.problems == []


def test_wrong_input_is_said_in_chinese_under_its_field(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place)
    page.get_by_label("报销日期", exact=True).press_sequentially("2026-13")
    page.wait_for_function("document.querySelector('.mk-said')")
    assert note(page, "报销日期").startswith("⚠ 应为真实存在的日期")
    write(page, "人数", "0")
    page.wait_for_function("[...document.querySelectorAll('.mk-said')].length === 2")
    assert "应不小于 1" in note(page, "人数")
    assert page.get_by_label("人数", exact=True).get_attribute("aria-invalid") == "true"
    # The summary on top leads to the field.
    page.locator(".mk-summary").get_by_text("人数：应不小于 1").click()
    page.wait_for_function("document.activeElement.closest('.mk-field')?.innerText.includes('人数')")
    # What is conditional appears.
    assert page.get_by_label("加急原因", exact=True).is_hidden()
    page.get_by_label("是", exact=True).check()
    page.get_by_label("加急原因", exact=True).wait_for(state="visible")
    # A click on the button says what is missing, at each field.
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_function("document.body.innerText.includes('改好后再点一次')")
    assert "这一项必填" in note(page, "事由")


def test_fifty_rows_are_pasted_undone_and_copied(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place)
    rows = [f"2026-3-{at % 28 + 1}\t事项{at}\t住宿\t{at + 1}.50" for at in range(49)]
    rows.append('2026/3/9\t"两行\n""文字"""\t餐饮\t"1,234.50"')
    cell(page, 0, 0).click()
    paste(page, "\r\n".join(rows) + "\r\n")
    count(page, "共 50 行")
    assert cell(page, 0, 0).inner_text() == "2026-03-01"
    assert cell(page, 0, 3).inner_text() == "1.50"
    page.keyboard.press("Control+End")
    assert cell(page, 49, 3).inner_text() == "1,234.50"
    assert cell(page, 49, 1).text_content() == '两行\n"文字"'
    page.keyboard.press("Control+Z")
    count(page, "共 0 行")
    page.keyboard.press("Control+Y")
    count(page, "共 50 行")
    # Copied out, a spreadsheet takes it: tabs, line ends, quoted cells.
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    text = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert text.startswith("2026-03-01\t事项0\t住宿\t1.50\n")
    assert text.endswith('2026-03-09\t"两行\n""文字"""\t餐饮\t1,234.50')
    # A wrong cell is marked, and said beside the row.
    cell(page, 1, 3).click()
    page.keyboard.type("十块")
    page.keyboard.press("Enter")
    count(page, "1 行要改")
    assert cell(page, 1, 3).get_attribute("aria-invalid") == "true"
    beside = page.locator(".mk-grid-row[aria-rowindex='3'] .mk-grid-problem")
    assert beside.inner_text().startswith("金额：应为金额")


def test_rows_are_moved_added_and_deleted_by_keys(context: Any, server: Server) -> None:
    page = open_page(context, server, "voila")
    cell(page, 0, 1).click()
    for name in ("甲", "乙", "丙"):
        page.keyboard.insert_text(name)
        page.keyboard.press("Enter")
    count(page, "共 3 行")
    names = lambda: [cell(page, at, 1).text_content() for at in range(3)]  # noqa: E731  # three words, used below
    assert names() == ["甲", "乙", "丙"]
    cell(page, 2, 1).click()
    page.keyboard.press("Control+Alt+ArrowUp")
    page.wait_for_function(
        "document.querySelector('[data-row=\"1\"][data-column=\"1\"]').textContent === '丙'"
    )
    assert names() == ["甲", "丙", "乙"]
    page.keyboard.press("Control+-")
    count(page, "共 2 行")
    page.keyboard.press("Control+z")
    count(page, "共 3 行")
    # F2 edits, Escape leaves as it was, Delete clears.
    cell(page, 0, 1).click()
    page.keyboard.press("F2")
    page.keyboard.insert_text("乙")
    page.keyboard.press("Escape")
    assert cell(page, 0, 1).text_content() == "甲"
    page.keyboard.press("Delete")
    page.wait_for_function("document.querySelector('[data-row=\"0\"][data-column=\"1\"]').textContent === ''")
    # Shift selects; Ctrl+D fills down.
    page.keyboard.insert_text("丁")
    page.keyboard.press("Enter")
    cell(page, 0, 1).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    page.wait_for_function(
        "document.querySelector('[data-row=\"2\"][data-column=\"1\"]').textContent === '丁'"
    )
    assert names() == ["丁", "丁", "丁"]


def test_an_input_method_composes_in_the_cell(context: Any, server: Server) -> None:
    """The keys that pick a candidate (Enter, arrows) belong to the input method, not to the grid."""
    page = open_page(context, server, "voila")
    cell(page, 0, 1).click()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "gaotie", "selectionStart": 6, "selectionEnd": 6})
    page.evaluate(
        """() => document.querySelector('.mk-grid-editor').dispatchEvent(
            new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, isComposing: true}))"""
    )
    assert page.locator(".mk-grid-editor.mk-editing").count() == 1
    client.send("Input.insertText", {"text": "高铁"})
    assert page.locator(".mk-grid-editor").input_value() == "高铁"
    page.keyboard.press("Enter")
    count(page, "共 1 行")
    assert cell(page, 0, 1).text_content() == "高铁"


def test_work_survives_reload_and_a_killed_kernel(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place)
    write(page, "事由", "没写完的")
    page.get_by_label("报销日期", exact=True).press_sequentially("2026-3-")
    cell(page, 0, 1).click()
    page.keyboard.insert_text("高铁")
    page.keyboard.press("Enter")
    saved(page)
    show(page, place)
    page.wait_for_function("document.querySelector('.mk-saved').textContent.includes('已恢复')")
    assert page.get_by_label("事由", exact=True).input_value() == "没写完的"
    # Half-typed and wrong content comes back too, with its message.
    assert page.get_by_label("报销日期", exact=True).input_value() == "2026-3-"
    assert cell(page, 0, 1).text_content() == "高铁"
    page.wait_for_selector(".mk-banner", state="hidden")
    write(page, "事由", "接着写的")
    saved(page)
    server.kill_kernels()
    page.wait_for_timeout(1500)
    show(page, place)
    assert page.get_by_label("事由", exact=True).input_value() == "接着写的"
    page.wait_for_selector(".mk-banner", state="hidden")
    # And the way back is still there.
    page.get_by_role("button", name="撤销").first.click()
    page.wait_for_function("[...document.querySelectorAll('input')].some(one => one.value === '没写完的')")


def test_a_second_window_is_told_and_can_take_over(context: Any, server: Server) -> None:
    first = open_page(context, server, "voila")
    write(first, "事由", "第一个窗口")
    saved(first)
    second = open_page(context, server, "voila")
    second.get_by_text("已在另一窗口打开").wait_for()
    assert second.get_by_label("事由", exact=True).is_disabled()
    assert second.get_by_label("事由", exact=True).input_value() == "第一个窗口"
    second.get_by_role("button", name="在这里继续编辑").click()
    second.wait_for_selector(".mk-banner", state="hidden")
    write(second, "事由", "第二个窗口")
    saved(second)
    # The first window can no longer write over it.
    first.get_by_text("已在另一窗口打开").wait_for()
    assert first.get_by_label("事由", exact=True).is_disabled()
    # Once the second window closes, the first goes on from what stands there now.
    second.close(run_before_unload=True)
    first.wait_for_selector(".mk-banner", state="hidden", timeout=75_000)
    assert first.get_by_label("事由", exact=True).input_value() == "第二个窗口"


def test_drafts_are_listed_opened_and_discarded(context: Any, server: Server) -> None:
    page = open_page(context, server, "voila")
    write(page, "事由", "第一份")
    saved(page)
    page.get_by_role("button", name="草稿").click()
    page.get_by_label("新草稿的名称").fill("第二份单据")
    page.get_by_role("button", name="新建").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.mk-form input')].every(one => one.value !== '第一份')"
    )
    write(page, "事由", "第二份")
    saved(page)
    page.get_by_role("button", name="草稿").click()
    page.get_by_text("浏览器测试（").wait_for()
    page.get_by_role("button", name="打开").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.mk-form input')].some(one => one.value === '第一份')"
    )
    page.get_by_role("button", name="草稿").click()
    other = page.locator(".mk-draft").filter(has_text="第二份单据")
    other.get_by_role("button", name="丢弃").click()
    other.get_by_role("button", name="确定丢弃？").click()
    other.wait_for(state="detached")


def test_text_never_runs(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place)
    fill_all(page)
    for label in ("事由", "报销人", "归属月份", "报销日期", "预支金额", "人数", "城市", "邮编", "依据条款"):
        write(page, label, XSS)
    cell(page, 0, 0).click()
    paste(page, "\t".join([XSS] * 4))
    count(page, "共 1 行")
    page.wait_for_timeout(700)
    write(page, "报销人", "张三")
    write(page, "归属月份", "3月")
    write(page, "报销日期", "3/5")
    write(page, "预支金额", "1")
    write(page, "人数", "1")
    write(page, "依据条款", "6.1.1")
    cell(page, 0, 0).click()
    paste(page, f"2026-3-5\t{XSS}\t交通\t1")
    page.wait_for_function("document.querySelector('.mk-result').innerText.includes('onerror')")
    page.wait_for_timeout(500)
    assert page.evaluate("window.__xss") is None
    assert page.locator("img[src='x']").count() == 0


def test_cancel_is_heard_while_work_is_under_way(context: Any, server: Server, place: str) -> None:
    page = open_page(context, server, place, "slow.ipynb", ".mk-result progress")
    page.wait_for_function("document.querySelector('.mk-result progress')?.value > 0.05")
    page.get_by_role("button", name="取消").click()
    page.get_by_text("已取消").wait_for(timeout=3000)


def test_large_files_come_in_and_go_out(context: Any, server: Server, place: str, tmp_path: Path) -> None:
    """25 MB is more than a websocket message may hold; it arrives whole all the same."""
    import hashlib

    page = open_page(context, server, place, "files.ipynb", ".mk-drop")
    assert "每个不超过 40 MB" in page.locator(".mk-drop-limit").inner_text()
    data = os.urandom(25 * 1024 * 1024)
    (tmp_path / "大.bin").write_bytes(data)
    page.locator(".mk-drop input").set_input_files(tmp_path / "大.bin")
    page.wait_for_function(
        "digest => document.body.innerText.includes(digest)",
        arg=hashlib.sha256(data).hexdigest(),
        timeout=60_000,
    )
    (tmp_path / "太大.bin").write_bytes(bytes(41 * 1024 * 1024))
    page.locator(".mk-drop input").set_input_files(tmp_path / "太大.bin")
    page.get_by_text("超过 40 MB，没有上传").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载").click()
    assert waiting.value.suggested_filename == "结果_2026_.bin"
    assert Path(waiting.value.path()).read_bytes() == bytes(range(256)) * 60000
