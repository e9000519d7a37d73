"""The commands import a ledger once and summarise it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_commands_import_once_and_summarise(mktkit: Run, sample: Path, tmp_path: Path) -> None:
    data = {"MKTKIT_DATA": str(tmp_path / "data")}
    export = tmp_path / "导出.csv"
    export.write_text(
        "付款日,发生数,摘要,部门\n2026-10-08,60000,广告投放,市场部\n2026-10-09,x,广告,市场部\n",
        encoding="utf-8",
    )
    stopped = mktkit("expense", "import", export, **data)
    assert stopped.returncode == 1
    assert "列名对照" in stopped.stderr
    columns = ("--source", "甲", "--map", "付款日=日期", "--map", "发生数=金额")
    done = mktkit("expense", "import", export, *columns, "-o", tmp_path / "费用台账.xlsx", **data)
    assert done.returncode == 0, done.stderr
    assert "数据行 2 ＝ 采用 1 ＋ 退回 1" in done.stdout
    assert (tmp_path / "费用台账.xlsx").is_file()
    again = mktkit("expense", "import", export, **data)
    assert "已经导入过，没有变化" in again.stdout
    refused = mktkit("expense", "summary", "--through", "2026-10", **data)
    assert refused.returncode == 1
    assert "没有 2026 年已批准的预算" in refused.stderr
    budget = ("--budget", sample / "费用预算-2026.xlsx")
    files = ("-o", tmp_path / "a.xlsx", "--word", tmp_path / "a.docx", "--csv", tmp_path / "a.csv")
    found = mktkit("expense", "summary", "--through", "2026-10", *budget, *files, "--format", "json", **data)
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout)
    assert said["total"]["budget"] == 2_292_000_00
    assert said["total"]["actual"] == 60_000_00
    assert said["files"][0]["refused"] == 1
    assert all((tmp_path / f"a.{ending}").is_file() for ending in ("xlsx", "docx", "csv"))
    wrong = mktkit("expense", "summary", "--through", "2026-13", **data)
    assert wrong.returncode == 2
    named = mktkit("expense", "summary", "--through", "2026-10", "--word", "汇报.doc", **data)
    assert named.returncode == 2
    assert named.stderr.strip() == "--word：结果文件写成了「汇报.doc」；应以 .docx 结尾；改为 汇报.docx。"


def test_the_commands_say_what_to_try_ask_about_an_overlap_and_take_an_import_back(
    mktkit: Run, tmp_path: Path
) -> None:
    data = {"MKTKIT_DATA": str(tmp_path / "data")}
    first, second, odd = tmp_path / "10月上.csv", tmp_path / "10月.csv", tmp_path / "odd.csv"
    first.write_text("日期,部门,摘要,金额\n2026-10-01,销售部,餐费,100\n", encoding="utf-8")
    second.write_text(
        "日期,部门,摘要,金额\n2026-10-01,销售部,餐费,100\n2026-10-20,销售部,餐费,50\n", encoding="utf-8"
    )
    odd.write_text("Paid,VAT code,How much\n2026-10-01,A,5\n", encoding="utf-8")
    stopped = mktkit("expense", "import", odd, **data)
    assert stopped.returncode == 1
    assert "odd.csv 的表头：Paid、VAT code、How much" in stopped.stderr
    assert "mktkit expense import odd.csv --source 名称 --map 表头=日期 --map 表头=金额" in stopped.stderr
    named = ("--source", "甲", "--map", "Paid=日期", "--map", "How much=金额")
    stopped = mktkit("expense", "import", odd, *named, "--look", **data)
    assert stopped.returncode == 1
    assert '--ignore "VAT code"' in stopped.stderr
    done = mktkit(
        "expense", "import", odd, *named, "--ignore", "VAT code", "--set", "部门=市场部", "--look", **data
    )
    assert done.returncode == 0, done.stderr
    assert mktkit("expense", "import", first, **data).returncode == 0
    asked = mktkit("expense", "import", second, **data)
    assert asked.returncode == 1
    assert "新的 1 行（50.00 元），已有 1 行（100.00 元）" in asked.stderr
    taken = mktkit("expense", "import", second, "--overlap", "只加新的", "--format", "json", **data)
    assert [one["used"] for one in json.loads(taken.stdout)["files"]] == [1]
    undone = mktkit("expense", "undo", "10月.csv", "--reason", "导错了", **data)
    assert "已撤销「10月.csv」" in undone.stdout
    wrong = mktkit("expense", "undo", "10月.csv", "--reason", "再撤一次", **data)
    assert wrong.returncode == 1
