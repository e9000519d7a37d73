"""Section 3.2: brand promotion."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from mktkit.rules.schema import Approval, Percent, Timespan, Values, value

__all__ = ["PromotionValues"]


class PromotionValues(Values):
    """Brand promotion."""

    positioning_approval: tuple[Approval, ...] = value("3.2.1", "品牌定位的审批")
    online_channels: tuple[str, ...] = value("3.2.2", "可选的线上渠道")
    offline_channels: tuple[str, ...] = value("3.2.2", "可选的线下渠道")
    evaluation_after: Timespan = value("3.2.4", "活动结束后多久内完成评估")
    evaluation_cycle: str = value("3.2.4", "例行评估周期")
    confidence: Annotated[Percent, Field(ge=50, lt=100)] = value("3.2.4", "前后对比按什么置信水平", "%")
    past_periods: Annotated[int, Field(ge=3)] = value("3.2.4", "至少几期以往数据才判断平常波动", "期")

    @model_validator(mode="after")
    def _apart(self) -> Self:
        both = sorted(set(self.online_channels) & set(self.offline_channels))
        if both:
            raise ValueError(f"渠道不能既是线上又是线下：{'、'.join(both)}")
        return self
