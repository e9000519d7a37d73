"""The 报销单 as a workbook, laid out for print: number, attachments, 大写, lines to sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mktkit.expense.claim.calc import settled_lines, settlement
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.report import claim_facts, handler_text, invoice_text, span_text, yuan_number
from mktkit.expense.claim.word import SIGNERS
from mktkit.money import capital_words
from mktkit.office.excel import Styles, new_workbook, print_on_a4, write_cell, write_table
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_claim_workbook"]

_MONEY = "#,##0.00"
_COLUMNS = (
    ("行", 6, "0"), ("类别", 12, ""), ("日期", 24, ""), ("地点", 14, ""), ("事由", 26, ""), ("发票号码", 26, ""), ("附件张数", 9, "0"),
    ("金额", 13, _MONEY), ("核定", 13, _MONEY), ("自负", 13, _MONEY),
)  # fmt: skip
_LAST = len(_COLUMNS) - 1


def write_claim_workbook(claim: Claim, checked: CheckResult, rules: Rules, number: str = "") -> bytes:
    """Return a claim as an .xlsx: sheets 报销单 and 检查.

    Parameters
    ----------
    claim, checked, rules, number
        As of :func:`mktkit.expense.claim.word.claim_document`.
    """
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("报销单")
        sheet.merge_range(0, 0, 0, _LAST, "费用报销单", styles.get(bold=True, font_size=16, align="center"))
        sample = f"　{SAMPLE_LABEL}" if rules.is_sample("expense", "lodging") else ""
        sheet.merge_range(
            1, 0, 1, _LAST, f"{rules.cite('6.2.1')}{sample}", styles.get(align="center", font_color="#5B6675")
        )
        row = _pairs(sheet, styles, 2, claim_facts(claim, number, " "))
        below = _lines(sheet, styles, row, claim, checked)
        paid = settlement(claim, checked)
        below = _pairs(
            sheet, styles, below,
            [
                ("合计（大写）", capital_words(claim.total)), ("核定（大写）", capital_words(checked.allowed)),
                ("原借款", paid.advance), ("附件张数", f"{claim.attachments} 张"),
                ("应退", paid.refund), ("应补", paid.due),
                ("收款账户", claim.account), ("经办人", handler_text(claim)),
            ],
        )  # fmt: skip
        for position, name in enumerate(SIGNERS):
            sheet.merge_range(
                below + 1, 2 * position, below + 1, 2 * position + 1, f"{name}：", styles.get(bold=True)
            )
            sheet.merge_range(below + 2, 2 * position, below + 2, 2 * position + 1, "日期：", styles.get())
        sheet.set_row(below + 1, 34)
        print_on_a4(sheet, row)
        _checks(workbook.add_worksheet("检查"), styles, checked, rules)
    return buffer.getvalue()


def _pairs(sheet: Worksheet, styles: Styles, top: int, pairs: Sequence[tuple[str, str | int]]) -> int:
    """Write labelled fields, two beside each other, and return the row below; whole numbers are 分."""
    label = styles.cell(bold=True, bg_color="#E8EEF5")
    for at, (title, value) in enumerate(pairs):
        row, left = top + at // 2, 5 * (at % 2)
        sheet.merge_range(row, left, row, left + 1, title, label)
        money = isinstance(value, int)
        style = styles.cell(_MONEY if money else "", text_wrap=True, align="left")
        sheet.merge_range(row, left + 2, row, left + 4, "", style)
        write_cell(sheet, row, left + 2, value / 100 if isinstance(value, int) else value, style)
        if isinstance(value, str) and len(value) > 28:
            sheet.set_row(row, 15 * (len(value) // 28 + 1))
    return top + (len(pairs) + 1) // 2


def _lines(sheet: Worksheet, styles: Styles, top: int, claim: Claim, checked: CheckResult) -> int:
    rows = [
        {
            "行": one.number,
            "类别": one.line.kind,
            "日期": span_text(one.line),
            "地点": one.line.place,
            "事由": one.line.purpose,
            "发票号码": invoice_text(one.line),
            "附件张数": one.line.attachments or 0,
            "金额": yuan_number(one.line.amount),
            "核定": yuan_number(one.allowed),
            "自负": yuan_number(one.own),
        }
        for one in settled_lines(claim, checked)
    ]
    return write_table(sheet, styles, top, _COLUMNS, rows, totals=("附件张数", "金额", "核定", "自负"))


def _checks(sheet: Worksheet, styles: Styles, checked: CheckResult, rules: Rules) -> None:
    sheet.write_string(0, 0, "检查", styles.title)
    sheet.write_string(
        1, 0, f"{rules.cite('6.2.2')}；规则指纹 {rules.fingerprint[:12]}", styles.get(font_color="#5B6675")
    )
    columns = (
        ("级别", 8, ""),
        ("位置", 14, ""),
        ("检查", 24, ""),
        ("条款", 9, ""),
        ("问题", 56, ""),
        ("要求", 44, ""),
        ("怎么改", 44, ""),
    )
    rows = [one.as_row() for one in checked.findings] or [{"检查": "没有发现问题"}]
    write_table(sheet, styles, 3, columns, rows, freeze=True)
    print_on_a4(sheet, 3)
