"""The 报销单 printed in Excel, its totals live."""

from __future__ import annotations

import io

import openpyxl
from claims import claim, line

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.workbook import write_claim_workbook
from mktkit.rules import Rules

PRINTED = claim(
    line("住宿", 1200, "1", until="2026-10-14"),
    line("其他", 209.5, "2", purpose="=1+1"),
    advance=100000,
    account="6222…1234",
)
# 700 + 209.50 = 909.50 allowed, 500 own; 1,000 advanced, so 90.50 goes back.
SHOWN = (
    "20261020-abcd",
    "人民币壹仟肆佰零玖元伍角整",
    "人民币玖佰零玖元伍角整",
    "2 张",
    "6222…1234",
    "住宿费超标准",
)
SIGNED = ("报销人", "部门负责人", "会计", "出纳", "领款人")


def test_printed_in_excel_with_live_totals(rules: Rules) -> None:
    content = write_claim_workbook(PRINTED, check_claim(PRINTED, rules), rules, "20261020-abcd")
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    cells = [cell for sheet in values for row in sheet.iter_rows(values_only=True) for cell in row]
    for piece in SHOWN:
        assert piece in cells, piece
    for name in SIGNED:
        assert f"{name}：" in cells
    assert {1409.5, 909.5, 500, 90.5, 1000, "=1+1"} <= set(cells)
    formulas = openpyxl.load_workbook(io.BytesIO(content))["报销单"]
    summed = [cell.value for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(summed) == 4
    assert all(str(one).startswith("=SUBTOTAL(109,") for one in summed)
