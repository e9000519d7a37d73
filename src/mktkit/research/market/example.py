"""The example market: made-up figures that are nobody's."""

from __future__ import annotations

from decimal import Decimal

from mktkit.research.market.model import (
    Buyers,
    CompetitorMark,
    Criterion,
    MarketData,
    PeriodSize,
    ShareStep,
    Supplier,
)

__all__ = ["example_market"]

#: What suppliers are compared by → its weight.
_CRITERIA = {"产品质量": 40, "价格": 30, "交货速度": 18, "售后服务": 12}


def example_market() -> MarketData:
    """Return made-up data of the example's market."""
    return MarketData(
        total=Decimal(520000),
        steps=[
            ShareStep(name="华东占全国", share=Decimal(30)),
            ShareStep(name="标准型占品类", share=Decimal(8)),
        ],
        buyers=[
            Buyers(
                name=name,
                buyers=Decimal(buyers),
                penetration=Decimal(penetration),
                quantity=Decimal(quantity),
                price=Decimal(price),
            )
            for name, buyers, penetration, quantity, price in (
                ("50 人以下", 2790, 40, 120, 230),
                ("50–299 人", 2170, 55, 180, 225),
                ("300 人以上", 1240, 70, 240, 220),
            )
        ],
        periods=[
            PeriodSize(period=str(year), value=Decimal(value))
            for year, value in ((2022, 9120), (2023, 9980), (2024, 10850), (2025, 11700), (2026, 12480))
        ],
        suppliers=[
            Supplier(name=name, sales=Decimal(sales))
            for name, sales in (("甲品牌", 3740), ("本公司", 2870), ("乙品牌", 2250), ("丙品牌", 1250))
        ],
        market_total=Decimal(12480),
        criteria=[Criterion(name=name, weight=Decimal(weight)) for name, weight in _CRITERIA.items()],
        marks=[
            CompetitorMark(company=company, criterion=criterion, score=score)
            for company, scores in (
                ("本公司", (4, 3, 3, 4)),
                ("甲品牌", (4, 4, 4, 3)),
                ("乙品牌", (3, 4, 3, 3)),
            )
            for criterion, score in zip(_CRITERIA, scores, strict=True)
        ],
    )
