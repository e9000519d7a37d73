"""Claim forms as a person fills them in, cell by cell."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl

from mktkit.expense.claim.blank_form import blank_claim
from mktkit.rules import Rules

FIELDS: dict[str, Any] = {
    "报销日期": dt.datetime(2026, 10, 20), "工号": "X001", "姓名": "示例甲", "部门": "销售部", "岗位": "销售代表", "归属月份": "2026-10",
    "预算科目": "销售费用", "事由": "拜访杭州客户", "出差出发日": dt.datetime(2026, 10, 12), "出差返程日": "2026年10月14日", "原借款": 500,
}  # fmt: skip
HOTEL: dict[str, Any] = {
    "类别": "住宿", "日期": dt.datetime(2026, 10, 12), "止": "2026-10-14", "地点": "杭州", "金额": 700, "发票类型": "数电票",
    "发票号码": "2" * 20, "购方抬头": "示例科技有限公司", "购方税号": "91110108MA0000000X", "附件张数": 1,
}  # fmt: skip
MEALS: dict[str, Any] = {
    "类别": "餐补",
    "日期": dt.datetime(2026, 10, 12),
    "地点": "杭州",
    "金额": "￥240.00",
}


def fill(path: Path, rules: Rules, fields: dict[str, Any], *lines: dict[str, Any]) -> Path:
    """Fill the blank form in as a person does, cell by cell."""
    book = openpyxl.load_workbook(io.BytesIO(blank_claim(rules)))
    sheet = book["报销单"]
    head = next(row for row in range(1, 60) if str(sheet.cell(row, 1).value).startswith("类别"))
    for row in range(1, head):
        label = str(sheet.cell(row, 1).value or "").rstrip(" *")
        if label in fields:
            sheet.cell(row, 2).value = fields[label]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[head]}
    for number, texts in enumerate(lines, head + 1):
        for title, value in texts.items():
            sheet.cell(number, columns[title]).value = value
    book.save(path)
    return path
