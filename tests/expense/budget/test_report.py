"""What a revision changes, in words."""

from __future__ import annotations

from typing import Any

from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.expense.budget.report import change_rows


def line(**changes: Any) -> BudgetLine:
    return BudgetLine(**{"department": "市场部", "category": "品牌推广费用", "annual": 120_000_00} | changes)


def budget(*lines: BudgetLine) -> Budget:
    return Budget(year=2027, lines=list(lines or [line()]))


def test_changes_name_lines_that_came_and_went() -> None:
    old, new = budget(line(item="甲")), budget(line(item="乙", annual=1_00))
    assert [(row["细目"], row["原来"], row["现在"]) for row in change_rows(old, new)] == [
        ("甲", "120,000.00", "0.00"),
        ("乙", "0.00", "1.00"),
    ]
