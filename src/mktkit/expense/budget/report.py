"""The budget as tables of plain words: its months, its sums, what a revision changes."""

from __future__ import annotations

from collections.abc import Sequence

from mktkit.expense.budget.calc import budget_cells
from mktkit.expense.budget.model import Budget
from mktkit.expense.model import WHOLE, Figures, Position, group
from mktkit.money import yuan

__all__ = ["change_rows", "month_rows", "positions", "sum_rows"]


def positions(budget: Budget) -> list[Position]:
    """Return what may be spent as positions, for :func:`mktkit.expense.model.group`."""
    return [
        Position(cell.department, cell.category, cell.month, Figures(cell.amount))
        for cell in budget_cells(budget)
    ]


def sum_rows(budget: Budget, by: str, title: str) -> list[dict[str, str]]:
    """Return the budget summed by department or category, and the total below."""
    grouped = group(positions(budget), [by])
    whole = sum(one.budget for one in grouped.values())
    rows = [{title: key[0], "预算": yuan(one.budget)} for key, one in grouped.items()]
    return [*rows, {title: WHOLE, "预算": yuan(whole)}]


def month_rows(budget: Budget) -> list[dict[str, str]]:
    """Return every line with its twelve months, and the total below."""
    rows = [_month_row(line.department, line.category, line.item, line.months) for line in budget.lines]
    sums = [sum(amounts) for amounts in zip(*(line.months for line in budget.lines), strict=True)]
    return [*rows, _month_row(WHOLE, "", "", sums)]


def _month_row(department: str, category: str, item: str, months: Sequence[int]) -> dict[str, str]:
    head = {"部门": department, "预算科目": category, "细目": item, "全年": yuan(sum(months))}
    return head | {f"{at}月": yuan(amount) for at, amount in enumerate(months, 1)}


def change_rows(old: Budget, new: Budget) -> list[dict[str, str]]:
    """Return what a revision changes, line by line, in 元; what it replaces stays in the records.

    Examples
    --------
    >>> from mktkit.expense.budget.model import BudgetLine
    >>> line = BudgetLine(department="市场部", category="品牌推广费用", annual=1_000_00)
    >>> more = line.model_copy(update={"annual": 1_200_00})
    >>> change_rows(Budget(year=2027, lines=[line]), Budget(year=2027, lines=[more]))[0]["增减"]
    '200.00'
    """
    before, after = ({line.key: line.total for line in budget.lines} for budget in (old, new))
    return [
        {
            "部门": key[0],
            "预算科目": key[1],
            "细目": key[2],
            "计划项目": key[3],
            "原来": yuan(before.get(key, 0)),
            "现在": yuan(after.get(key, 0)),
            "增减": yuan(after.get(key, 0) - before.get(key, 0)),
        }
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]
