"""The memo tells the figures, what to watch, and that it is no tax advice."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest

from mktkit.expense.summary.entry import Summarised, example_summary
from mktkit.expense.summary.word import write_memo
from mktkit.rules import load_rules


@pytest.fixture(scope="module")
def made() -> Summarised:
    """The example's October."""
    rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    return example_summary(rules, revenue=30_000_000_00)


def test_the_memo_tells_figures_alerts_and_that_it_is_no_tax_advice(made: Summarised) -> None:
    memo = docx.Document(io.BytesIO(write_memo(made.summary, made.rules, dt.date(2026, 11, 3))))
    text = "\n".join(one.text for one in memo.paragraphs)
    text += "\n".join(cell.text for table in memo.tables for row in table.rows for cell in row.cells)
    for words in ("1,910,000.00", "品牌推广费用", "达到 80%", "不是税务意见", "示例值，待公司确认", "6.1.2"):
        assert words in text
    assert len(memo.inline_shapes) == 3
