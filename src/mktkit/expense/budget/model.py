"""The yearly budget as a document: lines by department, category and item, twelve months each, adding up to the 分."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.fields import Money, Year, entry
from mktkit.money import yuan
from mktkit.rules import Rules
from mktkit.rules.subjects import Department

__all__ = ["MONTHS", "Budget", "BudgetLine"]

#: Field names of the twelve months.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Spread = Literal["平均", "按季节", "按去年", "按月填"]


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

    @property
    def total(self) -> int:
        """The year's amount in 分: of the months where any is filled in, else as written; 0 where nothing is."""
        return sum(self.months) if self.spread_already else self.annual or 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Department, category, item and plan: what tells one line from another."""
        return self.department, self.category, self.item, self.plan

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

    year: Year = entry("年度", clause="6.1.1")
    note: str = entry("编制说明", default="", max_length=500)
    lines: list[BudgetLine] = entry("预算明细", default=list, min_length=1, clause="6.1.1")

    @computed_field(title="合计")  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def total(self) -> Money:
        """Sum of all lines in 分."""
        return sum(line.total for line in self.lines)

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
