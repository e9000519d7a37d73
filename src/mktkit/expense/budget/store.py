"""Budgets among the records: which is in force (制度 6.1.2)."""

from __future__ import annotations

from mktkit.expense.budget.model import Budget
from mktkit.records import Store

__all__ = ["budget_in_force", "budget_number"]


def budget_number(year: int) -> str:
    """Return the number of a year's budget.

    Examples
    --------
    >>> budget_number(2027)
    'YS-2027'
    """
    return f"YS-{year}"


def budget_in_force(store: Store, year: int) -> Budget | None:
    """Return the budget that is approved, None while there is none; a revision counts once it is approved too."""
    number = budget_number(year)
    record = store.in_force(number) if store.find(number) else None
    return None if record is None else Budget.model_validate(record.data)
