"""The list of what is to be mended, and each wrong file back with its cells marked."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from mktkit.registers import findings_workbook, marked_copies

if TYPE_CHECKING:
    from conftest import Desk

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
DAY = dt.date(2026, 10, 9)
GRID: list[list[Any]] = [
    ["2026 年 10 月回款"],
    HEADER,
    ["0012", "D1", DAY, 1234.5, "银行转账"],
    ["H2", "D2", "2026-10-32", 5, "现金"],
    ["H3", None, DAY, "约一万", "现金"],
]
#: What is wrong above: a day that does not exist, a blank order, no amount.
WRONG = {"C4", "B5", "D5"}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_wrong_file_comes_back_with_its_cells_marked(desk: Desk, ending: str) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": GRID}) if ending == "xlsx" else desk.csv("回款.csv", GRID)
    table = desk.read("receipts", path)
    copies = marked_copies({path.name: path}, table.findings, table.cell_of)
    assert list(copies) == ["回款-待改.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(copies["回款-待改.xlsx"])).worksheets[0]
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == WRONG
    assert "真实存在" in sheet["C4"].comment.text
    assert all(sheet[cell].fill.fill_type == "solid" for cell in WRONG)
    # Mended in it, it is read without a fault, and a code is still a code.
    sheet["C4"], sheet["B5"], sheet["D5"] = DAY, "D3", 10000
    mended = desk.folder / "回款-改好.xlsx"
    sheet.parent.save(mended)
    again = desk.read("receipts", mended)
    assert (again.faults, again.columns["receipt_id"]) == ((), ["0012", "H2", "H3"])
    assert again.columns["amount"] == [123450, 500, 1000000]


def test_an_xlsx_keeps_its_formulas_and_other_sheets(desk: Desk) -> None:
    path = desk.xlsx(
        "回款.xlsx", {"10月": [*GRID, ["合计", None, None, "=SUM(D3:D5)", None]], "备忘": [["周会"]]}
    )
    table = desk.read("receipts", path)
    (content,) = marked_copies({path.name: path}, table.findings, table.cell_of).values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["10月"]["D6"].value == "=SUM(D3:D5)"
    assert book.sheetnames == ["10月", "备忘"]


def test_a_file_without_faults_does_not_come_back(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", GRID[:3])
    table = desk.read("receipts", path)
    assert marked_copies({path.name: path}, table.findings, table.cell_of) == {}


def test_the_list_names_every_fault_with_its_cell_as_a_link(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": GRID})
    table = desk.read("receipts", path)
    sheet = openpyxl.load_workbook(io.BytesIO(findings_workbook(table.findings, table.cell_of)))["要改的"]
    titles = [cell.value for cell in sheet[4]]
    assert titles == ["序号", "级别", "文件", "工作表", "单元格", "列名", "写的是", "问题", "要求", "怎么改"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    faults = [row for row in rows if row[1] == "错误"]
    assert {row[4] for row in faults} == WRONG
    assert ["约一万" in str(row[6]) for row in faults].count(True) == 1
    links = {
        sheet.cell(at, 5).hyperlink.target: sheet.cell(at, 5).hyperlink.location
        for at in range(5, 5 + len(faults))
    }
    assert set(links) == {"回款-待改.xlsx"}
    assert all(len(str(row[9])) > 1 for row in faults)
