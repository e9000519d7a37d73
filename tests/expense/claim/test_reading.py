"""The claim form filled in by a person who installs nothing, and read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import FIELDS, HOTEL, MEALS, fill

from mktkit.errors import FindingsError
from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.reading import read_claim
from mktkit.rules import Rules


def test_filled_in_and_read_back(tmp_path: Path, rules: Rules) -> None:
    total = {"类别": "合计", "金额": 940}
    read = read_claim(fill(tmp_path / "报销单.xlsx", rules, FIELDS, HOTEL, MEALS, total), rules)
    assert read == Claim(
        claimed_on=dt.date(2026, 10, 20), person_id="X001", name="示例甲", department="销售部", post="销售代表",
        month="2026-10", category="销售费用", purpose="拜访杭州客户", departed_on=dt.date(2026, 10, 12),
        returned_on=dt.date(2026, 10, 14), advance=50000,
        lines=[
            ClaimLine(
                kind="住宿", day=dt.date(2026, 10, 12), until=dt.date(2026, 10, 14), place="杭州", amount=70000,
                invoice_kind="数电票", invoice_number="2" * 20, buyer="示例科技有限公司",
                buyer_tax_number="91110108MA0000000X", attachments=1,
            ),
            ClaimLine(kind="餐补", day=dt.date(2026, 10, 12), place="杭州", amount=24000),
        ],
    )  # fmt: skip
    assert check_claim(read, rules).findings == ()


def test_every_fault_is_named_by_its_cell(tmp_path: Path, rules: Rules) -> None:
    wrong = HOTEL | {"金额": "约七百", "发票号码": 26332000000012345678.0, "类别": "宾馆"}
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS | {"部门": "采购部", "工号": None}, MEALS, wrong)
    with pytest.raises(FindingsError) as refused:
        read_claim(path, rules)
    said = {(one.row, one.column) for one in refused.value.findings}
    rows = {row for row, _ in said if row and row > 20}
    (bad,) = rows
    assert said == {(5, "工号"), (7, "部门"), (bad, "类别"), (bad, "金额"), (bad, "发票号码")}
    assert "后几位已经丢失" in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", "乙"], [1, 2]], "找不到费用明细的表头"),
        ([["类别", "日期", "金额", "心情"], ["餐补", "2026-10-12", 80, "好"]], "不认识的列「心情」"),
        ([["类别", "日期", "金额"]], "没有费用明细"),
    ],
)
def test_a_file_that_is_no_claim(tmp_path: Path, rules: Rules, rows: list[list[Any]], said: str) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(FindingsError, match=said):
        read_claim(tmp_path / "x.xlsx", rules)


@pytest.mark.parametrize("until", ["2026-10-11", "2026/10/1", "2026年10月11日"])
def test_an_end_before_its_beginning_is_told_of_the_row(tmp_path: Path, rules: Rules, until: str) -> None:
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS, HOTEL | {"止": until})
    with pytest.raises(FindingsError) as refused:
        read_claim(path, rules)
    assert "“止”不能早于“日期”" in str(refused.value)
    assert "没有填" not in str(refused.value)
    assert "类别" not in str(refused.value)
