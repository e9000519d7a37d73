"""What the summary is handed on as: a workbook that recalculates, a memo, commands; the same input gives the same."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from mktkit.expense.pages.summary import SummaryRequest, summary_request
from mktkit.expense.summary.entry import Summarised, example_summary
from mktkit.expense.summary.word import write_memo
from mktkit.expense.summary.workbook import write_workbook
from mktkit.rules import load_rules

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def made() -> Summarised:
    """The example's October."""
    rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    return example_summary(rules, revenue=30_000_000_00)


def test_libreoffice_recalculates_every_total_to_pythons(
    made: Summarised, recalculated: Callable[[Callable[[], bytes]], int]
) -> None:
    assert recalculated(lambda: write_workbook(made.summary, made.rules, made.ledger)) > 400


def test_the_workbook_says_what_the_summary_says(made: Summarised) -> None:
    content = write_workbook(made.summary, made.rules, made.ledger)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert book.sheetnames == [
        "汇总", "各月", "热力图", "预警", "预测", "税前扣除", "台账", "退回", "未归类", "依据",
    ]  # fmt: skip
    front = {
        row[0].value: [cell.value for cell in row[1:4]]
        for row in book["汇总"].iter_rows(min_row=6, max_row=11)
    }
    # Ten of twelve months of 2,292,000, and the rows of the ledger added up by hand of pandas.
    assert front["合计"] == [1_910_000, 0, int(made.ledger.frame["amount"].sum()) / 100]
    # Native charts, and colours by value.
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 2
        assert any(
            b"colorScale" in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name
        )
    assert book["各月"].auto_filter.ref
    assert book["台账"].auto_filter.ref
    assert content == write_workbook(made.summary, made.rules, made.ledger)


def test_a_ledger_too_long_for_a_workbook_leaves_the_months_as_values(
    made: Summarised, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mktkit.expense.summary.workbook.LIVE_ROWS", 10)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(made.summary, made.rules, made.ledger)))
    assert "台账" not in book.sheetnames
    assert isinstance(book["各月"]["H6"].value, int | float)
    assert any("没有写进工作簿" in str(cell.value) for row in book["依据"].iter_rows() for cell in row)


def test_the_memo_tells_figures_alerts_and_that_it_is_no_tax_advice(made: Summarised) -> None:
    memo = docx.Document(io.BytesIO(write_memo(made.summary, made.rules, dt.date(2026, 11, 3))))
    text = "\n".join(one.text for one in memo.paragraphs)
    text += "\n".join(cell.text for table in memo.tables for row in table.rows for cell in row.cells)
    for words in ("1,910,000.00", "品牌推广费用", "达到 80%", "不是税务意见", "示例值，待公司确认", "6.1.2"):
        assert words in text
    assert len(memo.inline_shapes) == 3


def test_the_form_shows_rows_behind_a_figure() -> None:
    shown = summary_request(SummaryRequest(period="当月", department="客服部", category="客服费用"))
    assert shown["汇总（元，含税）"][-1]["预算"] == "191,000.00"
    rows = shown["台账明细"]
    assert {(row["部门"], row["预算科目"], row["月份"]) for row in rows} == {
        ("客服部", "客服费用", "2026-10")
    }
    of_category = next(row for row in shown["汇总（元，含税）"] if row["预算科目"] == "客服费用")
    assert sum(float(row["金额"].replace(",", "")) for row in rows) == float(
        of_category["实际"].replace(",", "")
    )
    assert shown["结果文件"][0].caption == "［下载 费用汇总-2026-10.xlsx］"


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
