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
