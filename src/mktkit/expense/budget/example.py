"""A budget to look at."""

from __future__ import annotations

from mktkit.expense.budget.model import Budget, BudgetLine

__all__ = ["example_budget"]


def example_budget(year: int = 2026) -> Budget:
    """Return a budget to look at: each way to spread it once."""
    return Budget(
        year=year,
        note="示例",
        lines=[
            BudgetLine(
                department="市场部",
                category="市场调研费用",
                item="委托调研",
                plan="季度市场调研",
                annual=18_000_000,
            ),
            BudgetLine(
                department="市场部",
                category="品牌推广费用",
                item="广告宣传费",
                plan="全年广告投放",
                spread="按季节",
                annual=60_000_000,
            ),
            BudgetLine(
                department="销售部", category="销售费用", item="差旅费", plan="客户拜访", annual=10_000_000
            ),
            BudgetLine(
                department="客服部",
                category="客服费用",
                item="回访与关怀",
                plan="老客户回访",
                spread="按月填",
                mar=1_500_000,
                jun=1_500_000,
                sep=1_500_000,
                dec=1_500_000,
            ),
        ],
    )
