"""The yearly budget as a document: lines by department, category and item, twelve months each, adding up to the 分."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.errors import MktkitError
from mktkit.expense.model import BudgetCell
from mktkit.fields.declare import Money, entry
from mktkit.money import yuan
from mktkit.records import Actor, Draft, Record, Store
from mktkit.records.model import FINAL
from mktkit.rules import Rules
from mktkit.rules.subjects import Department

__all__ = [
    "KIND",
    "MONTHS",
    "Budget",
    "BudgetLine",
    "budget_cells",
    "budget_in_force",
    "changes",
    "save_budget",
    "split",
    "spread_budget",
    "spread_line",
]

#: Kind of the document in the records.
KIND = "expense_budget"
#: Field names of the twelve months.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Spread = Literal["平均", "按季节", "按去年", "按月填"]


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


def _categories(rules: Rules) -> list[str]:
    return list(rules.expense.categories)


class BudgetLine(BaseModel):
    """One line of the budget."""

    department: Literal[Department, "营销部门"] = entry("部门")
    category: str = entry("预算科目", choices=_categories, clause="6.1.1")
    item: str = entry("细目", default="", example="广告宣传费", max_length=40)
    plan: str = entry(
        "对应的营销计划项目", default="", example="秋季新品推广", max_length=100, clause="2.2.1"
    )
    spread: Spread = entry(
        "分摊方式", default="平均", help="平均、按季节、按去年：填全年金额，各月自动算；按月填：填各月"
    )
    annual: Money | None = entry("全年", default=None, ge=0)
    jan: Money | None = entry("1月", default=None, ge=0)
    feb: Money | None = entry("2月", default=None, ge=0)
    mar: Money | None = entry("3月", default=None, ge=0)
    apr: Money | None = entry("4月", default=None, ge=0)
    may: Money | None = entry("5月", default=None, ge=0)
    jun: Money | None = entry("6月", default=None, ge=0)
    jul: Money | None = entry("7月", default=None, ge=0)
    aug: Money | None = entry("8月", default=None, ge=0)
    sep: Money | None = entry("9月", default=None, ge=0)
    oct: Money | None = entry("10月", default=None, ge=0)
    nov: Money | None = entry("11月", default=None, ge=0)
    dec: Money | None = entry("12月", default=None, ge=0)

    @property
    def months(self) -> tuple[int, ...]:
        """The twelve months in 分; a blank one is 0."""
        return tuple(getattr(self, month) or 0 for month in MONTHS)

    @property
    def spread_already(self) -> bool:
        """Whether any month is filled in."""
        return any(getattr(self, month) is not None for month in MONTHS)

    @model_validator(mode="after")
    def _adds_up(self) -> BudgetLine:
        if self.spread_already:
            summed = sum(self.months)
            if self.annual is not None and summed != self.annual:
                raise ValueError(
                    f"各月合计 {yuan(summed)} 元，全年写的是 {yuan(self.annual)} 元；"
                    "要重新分摊就清空各月，按月填就改全年或留空"
                )
        elif self.spread == "按月填":
            raise ValueError("选了按月填，1 月至 12 月至少要填一个")
        elif self.annual is None:
            raise ValueError("填上全年金额，或选按月填并填各月")
        return self


class Budget(BaseModel):
    """The budget of a year."""

    model_config = ConfigDict(title="费用预算表")
    form_name: ClassVar = "budget.Budget"

    year: int = entry("年度", ge=2000, le=2100, clause="6.1.1")
    note: str = entry("编制说明", default="", max_length=500)
    lines: list[BudgetLine] = entry("预算明细", default=list, min_length=1, clause="6.1.1")

    @computed_field(title="合计")  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def total(self) -> Money:
        """Sum of all lines in 分."""
        return sum(sum(line.months) if line.spread_already else line.annual or 0 for line in self.lines)

    @model_validator(mode="after")
    def _each_once(self) -> Budget:
        seen: dict[tuple[str, str, str, str], int] = {}
        for number, line in enumerate(self.lines, 1):
            key = (line.department, line.category, line.item.strip(), line.plan.strip())
            if key in seen:
                raise ValueError(
                    f"第 {number} 行和第 {seen[key]} 行是同一部门、科目、细目和计划项目（{'、'.join(filter(None, key))}），"
                    "同一个月不能有两个预算；合成一行，或写明不同的细目"
                )
            seen[key] = number
        return self


def spread_line(
    line: BudgetLine, seasons: Sequence[Any], last_year: Mapping[tuple[str, str], Sequence[int]]
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
    if line.spread_already:
        months: Sequence[int] = line.months
    elif line.spread == "按去年":
        shape = [max(0, amount) for amount in last_year.get((line.department, line.category), ())]
        if not sum(shape):
            raise MktkitError(
                f"{line.department}的{line.category}没有去年的支出",
                "按去年分摊要有去年的台账",
                "先导入去年的台账，或换一种分摊方式",
                where="分摊方式",
            )
        months = split(line.annual or 0, shape)
    elif line.spread == "按季节":
        months = split(line.annual or 0, [Fraction(weight) for weight in seasons])
    else:
        months = split(line.annual or 0, [1] * 12)
    filled: dict[str, Any] = dict(zip(MONTHS, months, strict=True))
    return line.model_copy(update=filled | {"annual": sum(months)})


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


def changes(old: Budget, new: Budget) -> list[dict[str, Any]]:
    """Return what a revision changes, line by line, in 元; what it replaces stays in the records.

    Examples
    --------
    >>> line = BudgetLine(department="市场部", category="品牌推广费用", annual=1_000_00)
    >>> more = line.model_copy(update={"annual": 1_200_00})
    >>> changes(Budget(year=2027, lines=[line]), Budget(year=2027, lines=[more]))[0]["增减"]
    '200.00'
    """

    def by_line(budget: Budget) -> dict[tuple[str, str, str, str], int]:
        return {
            (line.department, line.category, line.item, line.plan): sum(line.months)
            if line.spread_already
            else line.annual or 0
            for line in budget.lines
        }

    before, after = by_line(old), by_line(new)
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


# -- in the records ------------------------------------------------------------------------------------


def _document(year: int) -> str:
    return f"YS-{year}"


def save_budget(store: Store, budget: Budget, actor: Actor, rules: Rules, reason: str = "") -> Record:
    """Save a budget and hand it in for 财务 to review; of one that is approved this begins a revision, with a reason.

    Raises
    ------
    MktkitError
        It waits for approval already, or a revision gives no reason.

    Notes
    -----
    制度 6.1.2: 财务部门审核 → 公司高层审批.
    """
    draft = Draft.of(
        rules,
        kind=KIND,
        title=f"{budget.year} 年费用预算",
        body=budget.model_dump(exclude={"total"}),
        document=_document(budget.year),
        clause="6.1.2",
    )
    known = {record.document: record for record in store.list(kind=KIND)}
    last = known.get(draft.document)
    final = last is not None and last.status in FINAL
    saved = store.correct(draft, actor, reason) if final else store.save(draft, actor, reason=reason)
    return store.act(saved.document, actor, "submit")


def budget_in_force(store: Store, year: int) -> Budget | None:
    """Return the budget that is approved, None while there is none; a revision counts once it is approved too."""
    if _document(year) not in {record.document for record in store.list(kind=KIND)}:
        return None
    record = store.in_force(_document(year))
    return None if record is None else Budget.model_validate(record.data)
