"""How long a form takes to stand there, from the request on, against the barest page Voilà can give.

    python benchmarks/voila.py [rounds]

The bare one is Voilà's own application with a notebook that imports pandas and ipywidgets and shows a text field. Ours is
`mktkit open` with a form of five fields that saves its draft. Both in one run, in turn, with an empty browser cache each
time; usable is when the first field takes a text.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, sync_playwright

GOAL = 1.3

BARE = """
import ipywidgets as w
import pandas as pd

print(pd.__version__)
w.Text()
"""

OURS = """
import datetime as dt
from decimal import Decimal

from pydantic import BaseModel, Field

import mktkit


class Plan(BaseModel):
    name: str = Field(title="计划名称")
    start: dt.date = Field(title="开始日期")
    budget: Decimal = Field(title="预算")
    people: int = Field(title="人数")
    note: str = Field("", title="说明")


mktkit.form(Plan)
"""


def main(rounds: int) -> int:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("没有找到 Chromium 浏览器（Debian：apt install chromium）")
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = stack.enter_context(_bare(folder / "bare"))
        ours = stack.enter_context(_ours(folder / "ours"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        took: dict[str, list[float]] = {"bare": [], "ours": []}
        # The first of each fills caches of the disk and is not counted.
        for number in range(rounds + 1):
            for name, (enter, address) in {"bare": bare, "ours": ours}.items():
                seconds = _usable(browser, enter, address)
                if number:
                    took[name].append(seconds)
        browser.close()
    middle = {name: statistics.median(times) for name, times in took.items()}
    for name, title in (("bare", "Voilà 最简页面"), ("ours", "mktkit 表单（5 个字段）")):
        times = "、".join(f"{one:.2f}" for one in took[name])
        print(f"{title}：{middle[name]:.2f} 秒（中位数；{times}）")
    ratio = middle["ours"] / middle["bare"]
    print(f"比值 {ratio:.2f}，目标不超过 {GOAL}：{'达到' if ratio <= GOAL else '没有达到'}")
    return 0 if ratio <= GOAL else 1


def _usable(browser: Browser, enter: str, address: str) -> float:
    """Return the seconds from the request until the first field takes a text."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    if enter:
        page.goto(enter)
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    field = page.locator("input[type=text]:visible").first
    field.fill("试试", timeout=120_000)
    seconds = time.perf_counter() - started
    context.close()
    # Let the kernel of the page left behind end before the next one is timed.
    time.sleep(2)
    return seconds


def _notebook(folder: Path, title: str, code: str) -> Path:
    folder.mkdir(parents=True)
    file = folder / "page.ipynb"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [new_markdown_cell(f"# {title}"), new_code_cell(code.strip())]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), file)
    return file


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def _bare(folder: Path) -> Iterator[tuple[str, str]]:
    """Voilà's own application."""
    notebook, port = _notebook(folder, "Bare", BARE), _free_port()
    command = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, **quiet) as process:
        try:
            _wait_for(port)
            yield "", f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@contextmanager
def _ours(folder: Path) -> Iterator[tuple[str, str]]:
    """`mktkit open`, with a folder of notebooks of its own."""
    notebooks = _notebook(folder / "notebooks", "表单", OURS).parent
    start = (
        "from pathlib import Path\nfrom mktkit.server import serve\n"
        f"serve(port={_free_port()}, browser=False, notebooks=Path({str(notebooks)!r}))"
    )
    env = {**os.environ, "MKTKIT_DATA": str(folder / "data")}
    command = [sys.executable, "-c", start]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"手册\s+(http://127\.0\.0\.1:\d+/)handbook/(\?token=\w+)", line):
                    yield f"{found[1]}handbook/{found[2]}", f"{found[1]}voila/render/page.ipynb"
                    break
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(240):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise SystemExit(f"Voilà 没有在端口 {port} 启动")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
