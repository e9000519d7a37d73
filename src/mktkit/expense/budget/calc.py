"""The budget spread over the months, pure: to the 分, by the way each line says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from mktkit.errors import MktkitError
from mktkit.expense.budget.model import MONTHS, Budget, BudgetLine
from mktkit.expense.model import BudgetCell
from mktkit.rules import Rules

__all__ = ["budget_cells", "split", "spread_budget", "spread_line"]


def split(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Split an amount in 分 by weights so that the parts add up to it: largest remainder, ties to the earlier part.

    Parameters
    ----------
    total
        分, not negative.
    weights
        Not negative, not all zero.

    Raises
    ------
    MktkitError
        All weights are zero, or one is negative.

    Examples
    --------
    >>> split(10000000, [1] * 12)[:5], sum(split(10000000, [1] * 12))
    ((833334, 833334, 833334, 833334, 833333), 10000000)
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise MktkitError(
            "各月的比重都是 0，或有负数", "比重应不小于 0，且不都是 0", "换一种分摊方式", where="分摊"
        )
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [int(one // 1) for one in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def spread_line(
    line: BudgetLine, seasons: Sequence[Decimal], last_year: Mapping[tuple[str, str], Sequence[int]]
) -> BudgetLine:
    """Return a line whose twelve months are filled in; one that has its months stays as it is.

    Parameters
    ----------
    line
        With its way to be spread.
    seasons
        Weights of the months, from the rules.
    last_year
        What was spent last year by (department, category), 分 in each month.

    Raises
    ------
    MktkitError
        Last year's shape is asked for, and there is none.
    """
    spread = line.spread_already
    months = line.months if spread else split(line.annual or 0, _weights(line, seasons, last_year))
    return line.model_copy(update=dict(zip(MONTHS, months, strict=True)) | {"annual": sum(months)})


def _weights(
    line: BudgetLine, seasons: Sequence[Decimal], last_year: Mapping[tuple[str, str], Sequence[int]]
) -> list[Fraction]:
    """Return how the months weigh, as the line wants to be spread."""
    if line.spread == "按季节":
        return [Fraction(weight) for weight in seasons]
    if line.spread != "按去年":
        return [Fraction(1)] * len(MONTHS)
    # A month that was credited more than it spent has no shape to give.
    shape = [Fraction(max(0, amount)) for amount in last_year.get((line.department, line.category), ())]
    if not sum(shape):
        raise MktkitError(
            f"{line.department}的{line.category}没有去年的支出",
            "按去年分摊要有去年的台账",
            "先导入去年的台账，或换一种分摊方式",
            where="分摊方式",
        )
    return shape


def spread_budget(
    budget: Budget, rules: Rules, last_year: Mapping[tuple[str, str], Sequence[int]] | None = None
) -> Budget:
    """Return the budget with every month of every line filled in.

    Raises
    ------
    MktkitError
        A category is not in the rules, or a line cannot be spread; names the line.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> line = BudgetLine(department="市场部", category="品牌推广费用", annual=12_000_000)
    >>> spread_budget(Budget(year=2027, lines=[line]), rules).lines[0].months == (1_000_000,) * 12
    True

    Notes
    -----
    制度 6.1.1.
    """
    made = []
    for number, line in enumerate(budget.lines, 1):
        if line.category not in rules.expense.categories:
            raise MktkitError(
                f"科目「{line.category}」不在规则里",
                "可写：" + "、".join(rules.expense.categories),
                "改成现有的科目，或由公司在规则 6.1.1 里加上它",
                where=f"预算明细第 {number} 行",
            )
        try:
            made.append(spread_line(line, rules.expense.seasons, last_year or {}))
        except MktkitError as problem:
            raise MktkitError(
                problem.what, problem.want, problem.mend, where=f"预算明细第 {number} 行"
            ) from None
    return budget.model_copy(update={"lines": made})


def budget_cells(budget: Budget) -> list[BudgetCell]:
    """Return what may be spent month by month; a line without its months is not counted twice: it has none."""
    return [
        BudgetCell(line.department, line.category, f"{budget.year:04d}-{number:02d}", amount)
        for line in budget.lines
        for number, amount in enumerate(line.months, 1)
        if amount
    ]
