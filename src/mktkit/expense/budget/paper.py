"""What a budget is handed in as, and what its reviewer sees (制度 6.1.2)."""

from __future__ import annotations

from typing import Any

from mktkit.desk.papers import Paper
from mktkit.expense.budget.model import Budget
from mktkit.expense.budget.report import change_rows, month_rows, sum_rows
from mktkit.expense.budget.store import budget_in_force, budget_number
from mktkit.records import Record, Store
from mktkit.rules import Rules

__all__ = ["BUDGET", "review_budget"]


def review_budget(budget: Budget, record: Record, store: Store, rules: Rules) -> dict[str, Any]:
    """Return what a reviewer should see besides the lines: months, sums, what a revision changes."""
    shown: dict[str, Any] = {
        "各月（元）": month_rows(budget),
        "按预算科目": sum_rows(budget, "category", "预算科目"),
        "按部门": sum_rows(budget, "department", "部门"),
    }
    before = budget_in_force(store, budget.year)
    if before is not None and record.revision > 1:
        shown["与现行预算相比"] = change_rows(before, budget) or "没有变化"
    unknown = [line.category for line in budget.lines if line.category not in rules.expense.categories]
    if unknown:
        shown["要注意"] = f"这些科目不在规则里：{'、'.join(dict.fromkeys(unknown))}"
    return shown


#: 制度 6.1.2: 财务部门审核 → 公司高层审批; of one that is approved this begins a revision, with a reason.
BUDGET: Paper[Budget, Budget] = Paper(
    kind="expense_budget",
    model=Budget,
    number=lambda budget: budget_number(budget.year),
    title=lambda budget: f"{budget.year} 年费用预算",
    body=lambda budget: budget.model_dump(exclude={"total"}),
    clause="6.1.2",
    review=review_budget,
)
