"""Budgets and ledger rows as tests write them, and the summary of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from mktkit.expense.model import BudgetCell, Summary, months_of
from mktkit.expense.summary.calc import summarise
from mktkit.rules import Rules


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return ledger rows with what they do not say left blank."""
    blank = {"department": "市场部", "employee_id": None, "category": "品牌推广费用", "item": None, "month": "2026-01",
             "claim_id": None, "amount": 0}  # fmt: skip
    made = pd.DataFrame([blank | row for row in rows] or [blank]).head(len(rows))
    return made.astype({name: "category" for name in blank if name != "amount"} | {"amount": "int64"})


def budget(
    amount: int, month: str = "2026-01", department: str = "市场部", category: str = "品牌推广费用"
) -> BudgetCell:
    return BudgetCell(department, category, month, amount)


def year(amount: int) -> list[BudgetCell]:
    return [budget(amount, month) for month in months_of(2026)]


def made(
    rules: Rules, rows: Any = (), cells: Any = (), held: Any = (), through: str = "2026-12", **more: Any
) -> Summary:
    return summarise(frame(*rows), cells, held, rules, through, **more)


def with_rule(rules: Rules, **changes: Any) -> Rules:
    return replace(rules, expense=rules.expense.model_copy(update=changes))
