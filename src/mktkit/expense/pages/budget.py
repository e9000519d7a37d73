"""Making the budget by form: fetch one, fill the grid, see the months, hand it in."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from mktkit.desk.handing_in import hand_in
from mktkit.desk.person import DeclaredPerson
from mktkit.errors import MktkitError
from mktkit.expense.budget.calc import spread_budget
from mktkit.expense.budget.example import example_budget
from mktkit.expense.budget.model import Budget
from mktkit.expense.budget.paper import BUDGET
from mktkit.expense.budget.report import month_rows, positions, sum_rows
from mktkit.expense.budget.store import budget_number
from mktkit.expense.ledger.book import kept_files, read_book
from mktkit.expense.model import group, months_of
from mktkit.fields import Year
from mktkit.forms import Form, entry
from mktkit.office.charts import columns
from mktkit.records import Store, open_store
from mktkit.rules import Rules, load_rules

__all__ = [
    "HandingIn",
    "Opening",
    "last_year_shape",
    "open_budget",
    "preview_budget",
    "submit_budget",
]


class Opening(BaseModel):
    """Which budget is to be fetched into the form."""

    what: Literal["示例", "已有的预算"] = entry(
        "取出", default="已有的预算", help="已有的预算：退回要改的，或已批准要修订的"
    )
    year: Year = entry("年度", default=2026)


class HandingIn(DeclaredPerson):
    """Who hands the budget in, and why it is revised."""

    form_name: ClassVar = "budget_form.HandingIn"

    reason: str = entry(
        "修订理由",
        default="",
        max_length=500,
        help="修订已批准的预算必须写；第一次提交不用写",
        clause="6.1.2",
    )


def open_budget(asked: Opening, form: Form[Budget], store: Store | None = None) -> str:
    """Put a budget into the form: the newest version, so that a returned one is mended and an approved one revised.

    Raises
    ------
    MktkitError
        There is none of that year.
    """
    if asked.what == "示例":
        form.value = example_budget(asked.year)
        return "已取出示例，改成自己的再提交。"
    with store or open_store() as records:
        found = records.find(budget_number(asked.year))
    if found is None:
        raise MktkitError(f"没有 {asked.year} 年的预算", "应为编制过的年度", "在下面的表里新编，或取出示例")
    form.value = Budget.model_validate(found.data)
    return f"已取出{found.title}（{found.status_title}，第 {found.version} 版）。"


def last_year_shape(rules: Rules, year: int) -> dict[tuple[str, str], list[int]]:
    """Return what the imported ledger says of the year before: (department, category) → twelve months in 分."""
    if not kept_files():
        return {}
    frame = read_book(rules).frame
    months = months_of(year - 1)
    shape: dict[tuple[str, str], list[int]] = {}
    own = frame[frame["month"].astype(object).isin(months)]
    summed: Any = own.groupby(["department", "category", "month"], observed=True)["amount"].sum()
    for (department, category, month), amount in summed.items():
        shape.setdefault((department, category), [0] * 12)[months.index(month)] = int(amount)
    return shape


def _spread(budget: Budget) -> tuple[Budget, Rules]:
    rules = load_rules(on=dt.date(budget.year, 1, 1))
    wanted = any(line.spread == "按去年" and not line.spread_already for line in budget.lines)
    return spread_budget(budget, rules, last_year_shape(rules, budget.year) if wanted else None), rules


def preview_budget(budget: Budget) -> dict[str, Any]:
    """Return what the form makes of a budget: every month, sums, and a picture.

    Examples
    --------
    >>> shown = preview_budget(example_budget())
    >>> shown["各月（元）"][-1]["全年"], shown["各月（元）"][2]["1月"], shown["各月（元）"][2]["5月"]
    ('940,000.00', '8,333.34', '8,333.33')
    """
    made, _ = _spread(budget)
    grouped = group(positions(made), ["month", "category"])
    pictured: dict[str, dict[str, float]] = {}
    for (month, category), one in grouped.items():
        pictured.setdefault(f"{int(month[5:])}月", {})[category] = one.budget / 100
    by_month = {f"{at}月": sum(pictured.get(f"{at}月", {}).values()) for at in range(1, 13)}
    return {
        "各月（元）": month_rows(made),
        "按预算科目": sum_rows(made, "category", "预算科目"),
        "按部门": sum_rows(made, "department", "部门"),
        "各月合计": columns(by_month, title=f"{budget.year} 年各月预算", unit="元").png,
    }


def submit_budget(form: Form[Budget], handing: HandingIn, store: Store | None = None) -> str:
    """Hand the budget in: with every month filled in, for 财务 to review.

    Raises
    ------
    MktkitError
        The form is not complete, the budget waits already, or a revision gives no reason.
    """
    made, rules = _spread(form.value)
    with store or open_store() as records:
        record = hand_in(records, BUDGET, made, handing.actor, rules, handing.reason.strip())
    form.discard()
    return f"已提交{record.title}（{record.document} 第 {record.version} 版），{record.status_title}。在「待办」里办理。"
