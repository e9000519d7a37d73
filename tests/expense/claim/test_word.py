"""The 报销单 printed in Word."""

from __future__ import annotations

import io

import docx
from claims import claim, line

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.word import write_claim
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


def test_printed_in_word(rules: Rules) -> None:
    content = write_claim(PRINTED, check_claim(PRINTED, rules), rules, "20261020-abcd", template=None)
    word = docx.Document(io.BytesIO(content))
    text = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    text += "\n".join(one.text for one in word.paragraphs)
    for piece in (*SHOWN, *SIGNED, "应退 ￥90.50", "￥1,409.50", "=1+1", "示例值，待公司确认"):
        assert piece in text, piece
