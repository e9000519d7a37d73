"""The budget's lines: they add up, and no month is budgeted twice."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mktkit.expense.budget.model import Budget, BudgetLine


def line(**changes: Any) -> BudgetLine:
    return BudgetLine(**{"department": "市场部", "category": "品牌推广费用", "annual": 120_000_00} | changes)


def budget(*lines: BudgetLine) -> Budget:
    return Budget(year=2027, lines=list(lines or [line()]))


def test_a_budget_for_a_month_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="同一个月不能有两个预算"):
        budget(line(item="广告"), line(item="广告 "))
    assert len(budget(line(item="广告"), line(item="活动")).lines) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"annual": None}, "填上全年金额"),
        ({"spread": "按月填"}, "至少要填一个"),
        ({"jan": 1_00, "annual": 2_00}, "各月合计 1.00 元，全年写的是 2.00 元"),
        ({"annual": -1}, "greater than or equal to 0"),
    ],
)
def test_a_line_that_does_not_add_up_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        line(**wrong)
