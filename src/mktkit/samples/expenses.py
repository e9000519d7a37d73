"""Expenses of 市场部 and 客服部, and the budget of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from mktkit.samples.rows import MONTHS, Cells, chance, month_of, numbered, spread, workdays_within, yuan_cell
from mktkit.workdays import Calendar

__all__ = ["budget_rows", "expense_rows"]

#: Department, category, item, yearly budget in 元, vendor, what for.
_LINES = (
    ("市场部", "市场调研费用", "委托调研", 180_000, "明察调研公司", "季度市场调研"),
    ("市场部", "市场调研费用", "数据与报告", 60_000, "行研数据公司", "行业数据订阅"),
    ("市场部", "品牌推广费用", "广告宣传费", 600_000, "远景广告公司", "广告投放"),
    ("市场部", "品牌推广费用", "推广活动", 300_000, "会展服务公司", "推广活动"),
    ("客服部", "客服费用", "电话与系统", 120_000, "云呼科技公司", "客服系统与话费"),
    ("客服部", "客服费用", "回访与关怀", 60_000, "礼品贸易公司", "老客户回访"),
)
#: What of the month's budget was spent; 广告宣传费 runs ahead of its plan.
_SHARE: Mapping[str, tuple[float, float]] = {"广告宣传费": (1.0, 1.16), "数据与报告": (0.4, 0.7)}


def expense_rows(calendar: Calendar) -> list[Cells]:
    """Return rows of the register 费用台账 that belong to no single person."""
    rng = chance("department expenses")
    rows: list[Cells] = []
    for department, category, item, yearly, vendor, what in _LINES:
        for month in MONTHS:
            low, high = _SHARE.get(item, (0.7, 1.05))
            total = int(yearly * 100 / 12 * rng.uniform(low, high)) // 100 * 100
            last = dt.date(2026, month + 1, 1) - dt.timedelta(days=1)
            days = workdays_within(calendar, dt.date(2026, month, 1), last)
            for amount in spread(total, rng.randint(1, 3), rng, 100):
                rows.append(
                    {
                        "日期": rng.choice(days),
                        "归属月份": month_of(month),
                        "部门": department,
                        "预算科目": category,
                        "细目": item,
                        "金额": yuan_cell(amount),
                        "供应商": vendor,
                        "摘要": what,
                    }
                )
    return list(numbered(rows, "单号", "B2026-", 4, ("日期", "部门", "细目", "金额")))


def budget_rows() -> list[Cells]:
    """Return the register 费用预算: the year 2026, even over the months."""
    sales = (("销售部", "销售费用", "差旅费", 888_000, "", ""), ("销售部", "其他", "其他", 84_000, "", ""))
    return [
        {
            "部门": department,
            "预算科目": category,
            "细目": item,
            "月份": month_of(month),
            "金额": yearly // 12,
        }
        for department, category, item, yearly, *_ in (*_LINES, *sales)
        for month in range(1, 13)
    ]
