"""The summary's workbook recalculates to what Python says."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from mktkit.expense.summary.entry import Summarised, example_summary
from mktkit.expense.summary.workbook import write_workbook
from mktkit.rules import load_rules


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
