"""What an approved research plan gives to others: its part of the budget, and the task it begins (制度 3.1.1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mktkit.research.plan.model import ResearchPlan

__all__ = ["budget_rows", "task_row"]


def budget_rows(plan: ResearchPlan) -> list[dict[str, object]]:
    """Return the plan's part of the expense budget (制度 6.1.1): category and month with the amount in 元."""
    sums: dict[str, int] = {}
    for line in plan.budget:
        sums[line.month] = sums.get(line.month, 0) + line.amount
    return [
        {
            "预算科目": plan.category,
            "月份": month,
            "金额（元）": Decimal(amount).scaleb(-2),
            "事由": plan.title,
        }
        for month, amount in sorted(sums.items())
    ]


def task_row(plan: ResearchPlan, approved_on: dt.date) -> dict[str, object]:
    """Return the row of the register 调研任务 that an approved plan begins (制度 3.1.1, 5.1.1.a)."""
    return {
        "任务号": plan.task_id,
        "名称": plan.title,
        "负责人工号": plan.owner_id,
        "计划批准日": approved_on,
        "应完成日": plan.due_on,
    }
