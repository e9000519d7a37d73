"""Section 3.1: market research."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from mktkit.rules.schema import Approval, Number, Percent, RuleModel, Values, value

__all__ = ["ConcentrationBands", "ResearchValues"]


class ConcentrationBands(RuleModel):
    """From which HHI on a market counts as concentrated, and whose bands these are."""

    source: str = Field(min_length=1, title="分档的出处")
    year: int = Field(ge=1982, le=2100, title="哪一年的")
    moderate: Annotated[Number, Field(gt=0)] = Field(title="中度集中从")
    high: Annotated[Number, Field(le=10000)] = Field(title="高度集中高于")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high <= self.moderate:
            raise ValueError("高度集中的界限应高于中度集中的界限")
        return self


class ResearchValues(Values):
    """Market research."""

    plan_approval: tuple[Approval, ...] = value("3.1.1", "调研计划的审批")
    methods: tuple[str, ...] = value("3.1.1", "可选的调研方法")
    confidence: Annotated[Percent, Field(ge=50, lt=100)] = value("3.1.1", "样本量按什么置信水平算", "%")
    margin: Annotated[Percent, Field(gt=0, lt=50)] = value("3.1.1", "样本量按多大的允许误差算", "百分点")
    budget_category: str = value("3.1.1", "调研预算列入哪个预算科目")
    spot_check: Annotated[Percent, Field(gt=0, le=100)] = value("3.1.2", "信息来源抽检的比例", "%")
    speeder_part: Annotated[int, Field(ge=2, le=10)] = value(
        "3.1.2", "问卷所用时间不到中位数的几分之一算答得过快"
    )
    straight_items: Annotated[int, Field(ge=3, le=50)] = value(
        "3.1.2", "问卷的矩阵量表几项起都打同一个分算直线作答", "项"
    )
    size_gap: Percent = value("3.1.3", "两种市场规模推算允许相差", "%")
    concentration: ConcentrationBands = value("3.1.3", "市场集中度的分档")
    report_review: tuple[Approval, ...] = value("3.1.4", "调研报告的审核")
