"""The summary as pictures: budget against actual, the way from budget to available, execution by month."""

from __future__ import annotations

from fractions import Fraction

from mktkit.expense.model import Figures, Summary, group, months_of
from mktkit.expense.summary.calc import Period, period_months
from mktkit.office.charts import Chart, columns, heat_map, waterfall

__all__ = ["budget_against_actual", "execution_map", "from_budget_to_available"]


def _yuan(fen: int) -> Fraction:
    return Fraction(fen, 100)


def budget_against_actual(summary: Summary, period: Period = "年初至今") -> Chart:
    """Draw budget, committed and actual of every category."""
    grouped = group(summary.positions, ["category"], period_months(summary, period))
    listed = {(one,): grouped[(one,)] for one in summary.categories if (one,) in grouped}
    return columns(
        {
            category: {
                "预算": _yuan(figures.budget),
                "实际": _yuan(figures.actual),
                "已占用": _yuan(figures.committed),
            }
            for (category,), figures in listed.items()
        },
        title=f"{summary.through} {period}预算与实际",
        unit="元",
        note="实际＝台账；已占用＝已批准、台账里还没有的报销单",
    )


def from_budget_to_available(summary: Summary, period: Period = "年初至今") -> Chart:
    """Draw how the budget is used up, category by category, until what is available."""
    months = period_months(summary, period)
    grouped = group(summary.positions, ["category"], months)
    whole = sum(grouped.values(), Figures())
    steps = {"预算": _yuan(whole.budget)}
    steps |= {
        category: -_yuan(grouped[(category,)].actual)
        for category in summary.categories
        if grouped.get((category,), Figures()).actual
    }
    if whole.committed:
        steps["已占用"] = -_yuan(whole.committed)
    return waterfall(steps, title=f"{summary.through} {period}预算用到哪里", total="可用", unit="元")


def execution_map(summary: Summary) -> Chart:
    """Draw the execution of every category and month; white is exactly the budget."""
    closed = months_of(summary.year, summary.through)
    grouped = group(summary.positions, ["category", "month"], closed)
    return heat_map(
        {
            category: {
                f"{int(month[5:])}月": grouped.get((category, month), Figures()).execution for month in closed
            }
            for category in summary.categories
        },
        title=f"{summary.year} 年各月执行率",
        unit="%",
        centre=100,
        note="实际÷预算；没有预算的月份显示 —",
    )
