"""The summary of chapter 6, pure: budget, commitments and ledger rows in, figures out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import narwhals as nw

from mktkit.errors import MktkitError
from mktkit.expense.model import (
    NO_DEPARTMENT,
    UNCATEGORISED,
    BudgetCell,
    Commitment,
    Figures,
    Place,
    Position,
    Summary,
    TaxLine,
    group,
    months_of,
)
from mktkit.expense.summary.alerts import alerts
from mktkit.expense.summary.carry_forward import carry_forward
from mktkit.expense.summary.forecast import forecast
from mktkit.expense.summary.tax import tax_reminder
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PERIODS", "Period", "period_months", "sales_cost", "summarise"]

#: What part of the year is looked at.
Period = Literal["当月", "本季度", "年初至今", "全年"]
PERIODS: tuple[Period, ...] = get_args(Period)


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
        Of approved claims; what ledger rows that bear their number have paid of them is committed no more.
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
    months = months_of(year)
    spent = _spent(ledger, people or {})
    inside = {place: one for place, one in spent.items() if place[2] in months}
    outside = [one for place, one in spent.items() if place[2] not in months]
    loose = [one for place, one in inside.items() if place[1] == UNCATEGORISED]
    actual = {place: amount for place, (_, amount) in inside.items()}
    planned = _summed(cell for cell in budget if cell.month in months)
    of_year = [one for one in commitments if one.month in months]
    remaining, settled = _not_paid(of_year, _paid(ledger))
    committed = _summed(remaining)
    carried, unused = carry_forward(planned, actual, committed, through, rules.expense.carry_forward)
    positions = tuple(
        Position(
            *place,
            Figures(planned[place] + carried.get(place, 0), committed[place], actual.get(place, 0)),
            inside.get(place, (0, 0))[0],
            carried.get(place, 0),
        )
        for place in sorted({*planned, *actual, *committed, *carried}, key=_order(rules))
    )
    return Summary(
        year=year,
        through=through,
        positions=positions,
        forecasts=forecast(planned, actual, through, rules),
        alerts=alerts(planned, actual, through, rules, committed),
        tax=_tax(ledger, year, rules, revenue),
        settled=settled,
        other_years=_both(outside),
        uncategorised=_both(loose),
        unused=unused,
        carry_forward=rules.expense.carry_forward,
        edition=rules.edition,
        fingerprint=rules.fingerprint,
        sample=rules.has_samples,
    )


def _summed(charged: Iterable[BudgetCell | Commitment]) -> defaultdict[Place, int]:
    summed: defaultdict[Place, int] = defaultdict(int)
    for one in charged:
        summed[one.place] += one.amount
    return summed


def _both(counted: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the sums of rows and of 分."""
    listed = list(counted)
    return sum(rows for rows, _ in listed), sum(amount for _, amount in listed)


def _order(rules: Rules) -> Callable[[Place], tuple[str, int, str, str]]:
    known = [*rules.expense.categories, UNCATEGORISED]

    def key(place: Place) -> tuple[str, int, str, str]:
        department, category, month = place
        return department, known.index(category) if category in known else len(known), category, month

    return key


def _text(value: object, blank: str = "") -> str:
    return blank if value is None or value != value or value == "" else str(value)


def _spent(ledger: pd.DataFrame, people: Mapping[str, str]) -> dict[Place, tuple[int, int]]:
    """Count the rows, and sum their 分, by department, category and month."""
    names = ["department", "category", "month"] + (["employee_id"] if people else [])
    frame = nw.from_native(ledger, eager_only=True).with_columns(nw.lit(1).alias("_one"))
    summed = frame.group_by(*names).agg(nw.col("_one").sum(), nw.col("amount").sum())
    spent: dict[Place, tuple[int, int]] = {}
    for rows, amount, department, category, month, *person in summed.select("_one", "amount", *names).rows():
        own = people.get(_text(person[0]), NO_DEPARTMENT) if person else NO_DEPARTMENT
        place = _text(department, own), _text(category, UNCATEGORISED), _text(month)
        spent[place] = _both([spent.get(place, (0, 0)), (int(rows), int(amount))])
    return spent


def _paid(ledger: pd.DataFrame) -> dict[str, int]:
    """Return number of claim → 分 that the ledger has paid of it."""
    frame = nw.from_native(ledger, eager_only=True)
    summed = frame.group_by("claim_id").agg(nw.col("amount").sum()).select("claim_id", "amount")
    return {_text(claim): int(amount) for claim, amount in summed.rows() if _text(claim)}


def _not_paid(
    commitments: Iterable[Commitment], paid: Mapping[str, int]
) -> tuple[list[Commitment], tuple[Commitment, ...]]:
    """Part commitments by what is paid of their claim: what is still committed, and those that are settled whole."""
    left = dict(paid)
    remaining: list[Commitment] = []
    settled: list[Commitment] = []
    for one in commitments:
        used = min(max(left.get(one.claim, 0), 0), max(one.amount, 0))
        left[one.claim] = left.get(one.claim, 0) - used
        if one.claim in paid and used == one.amount:
            settled.append(one)
        else:
            remaining.append(replace(one, amount=one.amount - used))
    return remaining, tuple(settled)


def _tax(ledger: pd.DataFrame, year: int, rules: Rules, revenue: int | None) -> tuple[TaxLine, ...]:
    frame = nw.from_native(ledger, eager_only=True)
    summed = frame.group_by("item", "month").agg(nw.col("amount").sum()).select("item", "month", "amount")
    by_item: dict[str, int] = defaultdict(int)
    for item, month, amount in summed.rows():
        if _text(month) in months_of(year):
            by_item[_text(item)] += int(amount)
    rule = rules.expense.tax_reminder
    entertainment, advertising = (
        sum(by_item[item] for item in one.items) for one in (rule.entertainment, rule.advertising)
    )
    return tax_reminder(rule, year, entertainment, advertising, revenue)


def period_months(summary: Summary, period: str) -> list[str]:
    """Return the months of 当月, 本季度, 年初至今 or 全年.

    Raises
    ------
    MktkitError
        None of these.
    """
    closed = months_of(summary.year, summary.through)
    if period not in PERIODS:
        raise MktkitError(f"期间写成了「{period}」", "可写：" + "、".join(PERIODS), "改好后重试")
    if period == "当月":
        return closed[-1:]
    if period == "本季度":
        return closed[(len(closed) - 1) // 3 * 3 :]
    return closed if period == "年初至今" else months_of(summary.year)


def sales_cost(summary: Summary, rules: Rules, months: Iterable[str]) -> Figures:
    """Return budget and actual of selling expenses of 销售部, whose ``execution`` is 5.1.2.d for the department.

    Notes
    -----
    制度 5.1.2.d. The person's own rate takes 月度目标's 费用预算, see :mod:`mktkit.appraisal.measures`.
    """
    wanted = rules.appraisal.sales_expense_categories
    own = [one for one in summary.positions if one.department == "销售部" and one.category in wanted]
    return group(own, (), months).get((), Figures())
