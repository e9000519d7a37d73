"""What is known of a market, by form, and every result of it: size, growth, shares, competitors: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from mktkit.errors import MktkitError
from mktkit.fields.declare import Percent, entry
from mktkit.research.market.competitor import competitor_matrix
from mktkit.research.market.concentration import concentration, market_share
from mktkit.research.market.growth import growth
from mktkit.research.market.size import Segment, bottom_up, size_gap, top_down
from mktkit.research.model import Analysis
from mktkit.rules import Rules

__all__ = ["MarketData", "analyse_market", "example_market"]


class Step(BaseModel):
    """A share that narrows a total down."""

    name: str = entry("是什么占比", min_length=1)
    share: Percent = entry("占比", ge=0, le=100)


class Buyers(BaseModel):
    """A group of buyers."""

    name: str = entry("客户群", min_length=1)
    buyers: Decimal = entry("数量", ge=0)
    penetration: Percent = entry("渗透率", ge=0, le=100)
    quantity: Decimal = entry("每年买多少", ge=0)
    price: Decimal = entry("单价", unit="元", ge=0)


class Period(BaseModel):
    """The size of a market in one period."""

    period: str = entry("期间", example="2025", min_length=1)
    value: Decimal | None = entry("市场规模", default=None)


class Supplier(BaseModel):
    """A supplier and its sales."""

    name: str = entry("企业", min_length=1)
    sales: Decimal = entry("销售额", ge=0)


class Criterion(BaseModel):
    """What suppliers are compared by."""

    name: str = entry("项目", min_length=1)
    weight: Percent = entry("权重", ge=0, le=100)


class Mark(BaseModel):
    """A supplier's mark for one criterion."""

    company: str = entry("企业", min_length=1)
    criterion: str = entry("项目", min_length=1)
    score: int = entry("得分", ge=1, le=5)


class MarketData(BaseModel):
    """What is known of a market; every part that is filled in is calculated."""

    model_config = ConfigDict(title="市场数据")
    form_name: ClassVar = "market_request.MarketData"

    unit: Literal["元", "万元", "亿元"] = entry("金额单位", default="万元", clause="3.1.3")
    total: Decimal | None = entry("公布的总量", default=None, ge=0, help="自上而下：从一个有出处的总量开始")
    steps: list[Step] = entry("逐步收窄", default=list, help="每行一个占比，依次相乘")
    buyers: list[Buyers] = entry("客户群", default=list, help="自下而上：每行一类客户")
    periods: list[Period] = entry("历年规模", default=list, help="每行一期，按先后；缺的留空")
    suppliers: list[Supplier] = entry("各家销售额", default=list, help="同一时期、同一市场")
    market_total: Decimal | None = entry("市场合计", default=None, gt=0, help="各家没有列全时填；列全了留空")
    criteria: list[Criterion] = entry("对比的项目", default=list, help="权重相加为 100")
    marks: list[Mark] = entry("打分", default=list, help="1 到 5 分，每家每项一行")


def _unique(names: list[str], what: str) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise MktkitError(f"「{twice}」写了两次", f"{what}里每个只写一次", "删去一行或改名", where=what)


def _sizes(data: MarketData, rules: Rules) -> list[Analysis]:
    found = []
    if data.total is not None:
        found.append(top_down(data.total, [(one.name, one.share) for one in data.steps], data.unit))
    elif data.steps:
        raise MktkitError(
            "有逐步收窄的占比，没有公布的总量", "自上而下要有一个总量", "填上总量", where="市场规模"
        )
    if data.buyers:
        groups = [
            Segment(one.name, one.buyers, one.penetration, one.quantity, one.price) for one in data.buyers
        ]
        found.append(bottom_up(groups, data.unit))
    if len(found) == 2:
        found.append(size_gap(found[0], found[1], rules.research.size_gap))
    return found


def _growth(data: MarketData) -> list[Analysis]:
    if not data.periods:
        return []
    _unique([one.period for one in data.periods], "历年规模")
    return [growth("市场规模", {one.period: one.value for one in data.periods}, data.unit)]


def _shares(data: MarketData, rules: Rules) -> list[Analysis]:
    if not data.suppliers:
        return []
    _unique([one.name for one in data.suppliers], "各家销售额")
    sales = {one.name: one.sales for one in data.suppliers}
    shares = market_share(sales, data.unit, data.market_total)
    # Of the shares as they are printed, so that a reader squaring them gets the same.
    printed: dict[str, Any] = {name: shares[f"{name}的份额"].value for name in sales}
    return [shares, concentration(printed, rules.research.concentration)]


def _competitors(data: MarketData) -> list[Analysis]:
    if not (data.criteria or data.marks):
        return []
    _unique([one.name for one in data.criteria], "对比的项目")
    _unique([f"{one.company}的{one.criterion}" for one in data.marks], "打分")
    scores: dict[str, dict[str, int]] = {}
    for one in data.marks:
        scores.setdefault(one.company, {})[one.criterion] = one.score
    return [competitor_matrix({one.name: one.weight for one in data.criteria}, scores)]


def _parts(data: MarketData, rules: Rules) -> Iterator[Callable[[], list[Analysis]]]:
    yield lambda: _sizes(data, rules)
    yield lambda: _growth(data)
    yield lambda: _shares(data, rules)
    yield lambda: _competitors(data)


def analyse_market(data: MarketData, rules: Rules) -> tuple[list[Analysis], list[str]]:
    """Calculate every part that is filled in; what cannot be calculated is said, and why.

    Notes
    -----
    制度 3.1.3: 市场规模、市场增长率、市场份额、竞争对手优劣势.
    """
    done: list[Analysis] = []
    problems = []
    for make in _parts(data, rules):
        try:
            done += make()
        except MktkitError as problem:
            problems.append(str(problem))
    return done, problems


def example_market() -> MarketData:
    """Return made-up data of the example's market."""
    return MarketData(
        total=Decimal(520000),
        steps=[Step(name="华东占全国", share=Decimal(30)), Step(name="标准型占品类", share=Decimal(8))],
        buyers=[
            Buyers(
                name="50 人以下",
                buyers=Decimal(2790),
                penetration=Decimal(40),
                quantity=Decimal(120),
                price=Decimal(230),
            ),
            Buyers(
                name="50–299 人",
                buyers=Decimal(2170),
                penetration=Decimal(55),
                quantity=Decimal(180),
                price=Decimal(225),
            ),
            Buyers(
                name="300 人以上",
                buyers=Decimal(1240),
                penetration=Decimal(70),
                quantity=Decimal(240),
                price=Decimal(220),
            ),
        ],
        periods=[
            Period(period=str(year), value=Decimal(value))
            for year, value in ((2022, 9120), (2023, 9980), (2024, 10850), (2025, 11700), (2026, 12480))
        ],
        suppliers=[
            Supplier(name=name, sales=Decimal(sales))
            for name, sales in (("甲品牌", 3740), ("本公司", 2870), ("乙品牌", 2250), ("丙品牌", 1250))
        ],
        market_total=Decimal(12480),
        criteria=[
            Criterion(name=name, weight=Decimal(weight))
            for name, weight in (("产品质量", 40), ("价格", 30), ("交货速度", 18), ("售后服务", 12))
        ],
        marks=[
            Mark(company=company, criterion=criterion, score=score)
            for company, scores in (
                ("本公司", (4, 3, 3, 4)),
                ("甲品牌", (4, 4, 4, 3)),
                ("乙品牌", (3, 4, 3, 3)),
            )
            for criterion, score in zip(("产品质量", "价格", "交货速度", "售后服务"), scores, strict=True)
        ],
    )
