"""What is known of a market, as its form asks for it (制度 3.1.3): size, growth, shares, competitors."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from mktkit.fields import Percent, entry

__all__ = ["Buyers", "CompetitorMark", "Criterion", "MarketData", "PeriodSize", "ShareStep", "Supplier"]


class ShareStep(BaseModel):
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


class PeriodSize(BaseModel):
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


class CompetitorMark(BaseModel):
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
    steps: list[ShareStep] = entry("逐步收窄", default=list, help="每行一个占比，依次相乘")
    buyers: list[Buyers] = entry("客户群", default=list, help="自下而上：每行一类客户")
    periods: list[PeriodSize] = entry("历年规模", default=list, help="每行一期，按先后；缺的留空")
    suppliers: list[Supplier] = entry("各家销售额", default=list, help="同一时期、同一市场")
    market_total: Decimal | None = entry("市场合计", default=None, gt=0, help="各家没有列全时填；列全了留空")
    criteria: list[Criterion] = entry("对比的项目", default=list, help="权重相加为 100")
    marks: list[CompetitorMark] = entry("打分", default=list, help="1 到 5 分，每家每项一行")
