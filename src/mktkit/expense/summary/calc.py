"""The summary of chapter 6, pure: budget, commitments and ledger rows in, figures out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals as nw

from mktkit.expense.model import (
    NO_DEPARTMENT,
    UNCATEGORISED,
    Alert,
    BudgetCell,
    Commitment,
    Figures,
    Forecast,
    Place,
    Position,
    Summary,
    group,
    months_of,
)
from mktkit.expense.summary.tax import tax_reminder
from mktkit.money import round_half_up, to_fen, yuan
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["carry_forward", "forecast", "sales_cost", "summarise"]


def summarise(
    ledger: pd.DataFrame,
    budget: Iterable[BudgetCell],
    commitments: Iterable[Commitment],
    rules: Rules,
    through: str,
    *,
    revenue: int | None = None,
    people: Mapping[str, str] | None = None,
) -> Summary:
    """Hold what was spent and committed against the budget of a year.

    Parameters
    ----------
    ledger
        Frame of :class:`mktkit.expense.ledger.model.Ledger`: month, department, employee_id, category, item, claim_id (text),
        amount (分); any order of rows gives the same result.
    budget
        Of the year, in force.
    commitments
        Of approved claims; those whose number a ledger row bears are settled.
    rules
        In force: categories, alerts, carry-forward, tax.
    through
        Last closed month, ``2026-10``; the year is its year.
    revenue
        The year's revenue in 分, for the tax reminder.
    people
        工号 → 部门, for rows that name a person and no department.

    Returns
    -------
    Summary

    Notes
    -----
    制度 6.1.1, 6.1.2. Actual are ledger rows alone.
    """
    year = int(through[:4])
    actual, rows = _spent(ledger, people or {})
    outside = [place for place in actual if not place[2].startswith(f"{year:04d}-")]
    other = (sum(rows[place] for place in outside), sum(actual[place] for place in outside))
    inside = {place: amount for place, amount in actual.items() if place[2].startswith(f"{year:04d}-")}
    planned: dict[Place, int] = defaultdict(int)
    for cell in budget:
        if cell.month.startswith(f"{year:04d}-"):
            planned[cell.department, cell.category, cell.month] += cell.amount
    borne = _claims(ledger)
    listed = [one for one in commitments if one.month.startswith(f"{year:04d}-")]
    committed: dict[Place, int] = defaultdict(int)
    for one in listed:
        if one.claim not in borne:
            committed[one.department, one.category, one.month] += one.amount
    carried, unused = carry_forward(planned, inside, committed, through, rules.expense.carry_forward)
    places = sorted({*planned, *inside, *committed, *carried}, key=_order(rules))
    positions = tuple(
        Position(
            *place,
            Figures(
                planned.get(place, 0) + carried.get(place, 0),
                committed.get(place, 0),
                inside.get(place, 0),
            ),
            rows.get(place, 0),
            carried.get(place, 0),
        )
        for place in places
    )
    loose = [place for place in inside if place[1] == UNCATEGORISED]
    return Summary(
        year=year,
        through=through,
        positions=positions,
        forecasts=forecast(planned, inside, through, rules),
        alerts=_alerts(planned, inside, through, rules),
        tax=_tax(ledger, year, rules, revenue),
        settled=tuple(one for one in listed if one.claim in borne),
        other_years=other,
        uncategorised=(sum(rows[place] for place in loose), sum(inside[place] for place in loose)),
        unused=unused,
        carry_forward=rules.expense.carry_forward,
        edition=rules.edition,
        fingerprint=rules.fingerprint,
        sample=rules.has_samples,
    )


def _order(rules: Rules) -> Any:
    known = [*rules.expense.categories, UNCATEGORISED]

    def key(place: Place) -> tuple[str, int, str, str]:
        department, category, month = place
        return department, known.index(category) if category in known else len(known), category, month

    return key


def _text(value: Any, blank: str) -> str:
    return blank if value is None or value != value or value == "" else str(value)


def _spent(ledger: pd.DataFrame, people: Mapping[str, str]) -> tuple[dict[Place, int], dict[Place, int]]:
    """Sum the rows by department, category and month."""
    names = ["department", "category", "month"] + (["employee_id"] if people else [])
    frame = nw.from_native(ledger, eager_only=True).with_columns(nw.lit(1).alias("_one"))
    summed = frame.group_by(*names).agg(nw.col("amount").sum(), nw.col("_one").sum())
    amounts: dict[Place, int] = defaultdict(int)
    rows: dict[Place, int] = defaultdict(int)
    for department, category, month, *rest in summed.select(*names, "amount", "_one").rows():
        who = _text(rest[0], "") if people else ""
        place = (
            _text(department, people.get(who, NO_DEPARTMENT)),
            _text(category, UNCATEGORISED),
            _text(month, ""),
        )
        amounts[place] += int(rest[-2])
        rows[place] += int(rest[-1])
    return dict(amounts), dict(rows)


def _claims(ledger: pd.DataFrame) -> set[str]:
    """Return the numbers of claims that the ledger bears."""
    distinct = nw.from_native(ledger, eager_only=True).select(nw.col("claim_id").unique())
    return {_text(value, "") for (value,) in distinct.rows()} - {""}


def carry_forward(
    planned: Mapping[Place, int],
    actual: Mapping[Place, int],
    committed: Mapping[Place, int],
    through: str,
    rule: str,
) -> tuple[dict[Place, int], int]:
    """Return how budgets move on from closed months, and what was left of closed months in all.

    Parameters
    ----------
    planned, actual, committed
        分 by department, category, month.
    through
        Last closed month.
    rule
        ``年内结转``: what a closed month left is taken from it and added to the next, overspending is not;
        ``不结转``: it stays where it is.

    Returns
    -------
    tuple
        (changes of the monthly budgets, which sum to zero; 分 left over of closed months).

    Examples
    --------
    >>> left = {("销售部", "销售费用", "2026-01"): 100, ("销售部", "销售费用", "2026-02"): 100}
    >>> carry_forward(left, {("销售部", "销售费用", "2026-01"): 70}, {}, "2026-01", "年内结转")[0]
    {('销售部', '销售费用', '2026-01'): -30, ('销售部', '销售费用', '2026-02'): 30}
    """
    months = months_of(int(through[:4]))
    moved: dict[Place, int] = defaultdict(int)
    unused = 0
    for department, category in sorted({place[:2] for place in planned}):
        brought = 0
        for month in months:
            place = (department, category, month)
            moved[place] += brought
            if month > through:
                break
            left = planned.get(place, 0) + brought - actual.get(place, 0) - committed.get(place, 0)
            brought = 0
            if left > 0 and rule == "年内结转" and month != months[-1]:
                moved[place] -= left
                brought = left
            # What is handed on within the closed months is still there at their end.
            if left > 0 and (not brought or month == through):
                unused += left
    return {place: amount for place, amount in moved.items() if amount}, unused


def forecast(
    planned: Mapping[Place, int], actual: Mapping[Place, int], through: str, rules: Rules
) -> tuple[Forecast, ...]:
    """Foresee the year's end of every category and of all: closed months ÷ their number × 12, and by season."""
    closed = months_of(int(through[:4]), through)
    weights = [Fraction(weight) for weight in rules.expense.seasons]
    share = sum(weights[: len(closed)], Fraction(0)) / sum(weights)
    categories = [*rules.expense.categories, UNCATEGORISED]
    found = []
    for category in [*categories, "合计"]:
        spent = sum(
            amount
            for (_, one, month), amount in actual.items()
            if month <= through and category in (one, "合计")
        )
        budget = sum(amount for (_, one, _), amount in planned.items() if category in (one, "合计"))
        if not spent and not budget:
            continue
        found.append(
            Forecast(
                category,
                len(closed),
                spent,
                budget,
                to_fen(Fraction(spent * 12, len(closed))),
                to_fen(Fraction(spent) / share) if share else None,
            )
        )
    return tuple(found)


def _alerts(
    planned: Mapping[Place, int], actual: Mapping[Place, int], through: str, rules: Rules
) -> tuple[Alert, ...]:
    """Return what the rules want pointed out: of the year's budget, spent until `through`."""
    year: dict[tuple[str, str], int] = defaultdict(int)
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for (department, category, _), amount in planned.items():
        year[department, category] += amount
    for (department, category, month), amount in actual.items():
        if month <= through:
            spent[department, category] += amount
    elapsed = Fraction(int(through[5:]) * 100, 12)
    rule = rules.expense.alerts
    found: list[Alert] = []
    for place in sorted({*year, *spent}):
        budget, used = year.get(place, 0), spent.get(place, 0)
        if not budget:
            if used > 0:
                found.append(Alert("超预算", *place, f"没有预算，已支出 {yuan(used)} 元"))
            continue
        execution = Fraction(used * 100, budget)
        told = f"全年预算 {yuan(budget)} 元，已支出 {yuan(used)} 元，执行率 {round_half_up(execution, 1)}%"
        reached = [limit for limit in rule.execution if execution >= Fraction(limit)]
        if used > budget:
            found.append(Alert("超预算", *place, f"{told}，超出 {yuan(used - budget)} 元"))
        elif reached:
            found.append(Alert("预警", *place, f"{told}，达到 {max(reached)}%"))
        ahead = execution - elapsed
        if abs(ahead) >= Fraction(rule.behind_schedule):
            way = "快于" if ahead > 0 else "慢于"
            found.append(
                Alert(
                    "偏离进度",
                    *place,
                    f"{told}，时间进度 {round_half_up(elapsed, 1)}%，{way}进度 {round_half_up(abs(ahead), 1)} 个百分点",
                )
            )
    return tuple(found)


def _tax(ledger: pd.DataFrame, year: int, rules: Rules, revenue: int | None) -> Any:
    frame = nw.from_native(ledger, eager_only=True)
    summed = frame.group_by("item", "month").agg(nw.col("amount").sum()).select("item", "month", "amount")
    by_item: dict[str, int] = defaultdict(int)
    for item, month, amount in summed.rows():
        if _text(month, "").startswith(f"{year:04d}-"):
            by_item[_text(item, "")] += int(amount)
    rule = rules.expense.tax_reminder
    return tax_reminder(
        rule,
        year,
        sum(by_item[item] for item in rule.entertainment.items),
        sum(by_item[item] for item in rule.advertising.items),
        revenue,
    )


def sales_cost(summary: Summary, rules: Rules, months: Iterable[str]) -> Figures:
    """Return budget and actual of selling expenses of 销售部, whose ``execution`` is 5.1.2.d for the department.

    Notes
    -----
    制度 5.1.2.d. The person's own rate takes 月度目标's 费用预算, see :mod:`mktkit.appraisal.measures`.
    """
    wanted = rules.appraisal.sales_expense_categories
    own = [one for one in summary.positions if one.department == "销售部" and one.category in wanted]
    return group(own, (), months).get((), Figures())
