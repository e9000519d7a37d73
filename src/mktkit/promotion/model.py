"""Documents of brand promotion: positioning sheet (制度 3.2.1), channel plan (3.2.2), execution log (3.2.3), evaluation (3.2.4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.fields import Code, LongText, Money, entry
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = [
    "Change",
    "Channel",
    "Evaluation",
    "ExecutionLog",
    "FunnelStage",
    "LogEntry",
    "Positioning",
    "PromotionPlan",
    "Reputation",
    "past_values",
]


def _channels(rules: Rules) -> list[str]:
    return [*rules.promotion.online_channels, *rules.promotion.offline_channels]


class Positioning(BaseModel):
    """What the brand stands for; in force once 公司高层 has approved it."""

    model_config = ConfigDict(title="品牌定位书")
    form_name: ClassVar = "model.Positioning"

    number: Code = entry("编号", example="B2026-01", min_length=1, max_length=30)
    brand: str = entry("品牌", min_length=1, max_length=40)
    features: LongText = entry("产品特点", min_length=1, clause="3.2.1")
    customers: LongText = entry("目标客户", min_length=1, clause="3.2.1")
    competition: LongText = entry("市场竞争", min_length=1, clause="3.2.1")
    core_value: LongText = entry("核心价值", min_length=1, help="品牌给客户的根本利益是什么", clause="3.2.1")
    image: LongText = entry("品牌形象", min_length=1, help="希望客户怎样看待品牌", clause="3.2.1")
    personality: LongText = entry(
        "品牌个性", min_length=1, help="以怎样的性格和口吻与客户往来", clause="3.2.1"
    )


class Channel(BaseModel):
    """A channel with its goal, content, time and budget."""

    channel: str = entry("渠道", choices=_channels)
    goal: str = entry("目标", example="收集询价线索", min_length=1)
    target: int = entry("目标值", example="120", ge=1)
    unit: str = entry("单位", example="条", min_length=1, max_length=10)
    content: LongText = entry("内容", min_length=1)
    starts_on: dt.date = entry("开始")
    ends_on: dt.date = entry("结束")
    budget: Money = entry("预算", ge=0)
    owner_id: Code = entry("负责人工号", example="S001", min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(f"「{self.channel}」的结束 {self.ends_on} 早于开始 {self.starts_on}")
        return self


class PromotionPlan(BaseModel):
    """Which channels, combined how, for how much."""

    model_config = ConfigDict(title="推广渠道计划")
    form_name: ClassVar = "model.PromotionPlan"

    number: Code = entry("编号", example="T2026-03", min_length=1, max_length=30)
    name: str = entry("名称", example="秋季新品推广", min_length=1, max_length=60)
    positioning: Code = entry(
        "依据的品牌定位书", example="B2026-01", clause="3.2.1", help="填编号；高层审批通过的才能作依据"
    )
    reason: LongText = entry("渠道怎样选择和组合", min_length=1, clause="3.2.2")
    budget_limit: Money = entry("已批准的推广预算", ge=0, clause="6.1.2")
    channels: list[Channel] = entry("渠道", min_length=1, clause="3.2.2")

    @computed_field(title="各渠道预算合计")  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def budget(self) -> Money:
        """Sum of the channels' budgets."""
        return sum(one.budget for one in self.channels)

    @model_validator(mode="after")
    def _within_budget(self) -> Self:
        if self.budget > self.budget_limit:
            raise ValueError(
                f"各渠道预算合计 {yuan(self.budget)} 元，超过已批准的 {yuan(self.budget_limit)} 元"
            )
        return self


class LogEntry(BaseModel):
    """What was done on a day, what came of it, what was changed."""

    day: dt.date = entry("日期")
    channel: str = entry("渠道", choices=_channels)
    done: LongText = entry("做了什么", min_length=1)
    result: str = entry("数据", default="", example="到访 96 人")
    adjusted: str = entry("调整", default="")
    feedback: str = entry("客户反馈", default="")
    cost: Money = entry("花费", default=0, ge=0)


class ExecutionLog(BaseModel):
    """The log of a plan's execution."""

    model_config = ConfigDict(title="推广执行记录")
    form_name: ClassVar = "model.ExecutionLog"

    plan: Code = entry("推广渠道计划编号", example="T2026-03", min_length=1, max_length=30)
    entries: list[LogEntry] = entry("记录", min_length=1, clause="3.2.3")

    @computed_field(title="花费合计")  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def cost(self) -> Money:
        """Sum of what was spent."""
        return sum(one.cost for one in self.entries)


class Reputation(BaseModel):
    """How many spoke well of the brand, before and after, of two independent samples."""

    yes_before: int = entry("活动前评价好的", unit="人", ge=0)
    n_before: int = entry("活动前样本", unit="人", ge=1)
    yes_after: int = entry("活动后评价好的", unit="人", ge=0)
    n_after: int = entry("活动后样本", unit="人", ge=1)

    @model_validator(mode="after")
    def _not_more_than_all(self) -> Self:
        for yes, n, when in ((self.yes_before, self.n_before, "前"), (self.yes_after, self.n_after, "后")):
            if yes > n:
                raise ValueError(f"活动{when}评价好的 {yes} 人多于样本 {n} 人")
        return self


def past_values(text: str) -> list[Decimal]:
    """Read the values of earlier periods.

    Raises
    ------
    ValueError
        Something there is no number.

    Examples
    --------
    >>> past_values("8200、7900, 8500")
    [Decimal('8200'), Decimal('7900'), Decimal('8500')]
    """
    listed = [
        one.strip() for one in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    ]
    try:
        values = [Decimal(one) for one in listed if one]
    except ArithmeticError:
        raise ValueError("以往各期应为用顿号隔开的数，如 8200、7900、8500") from None
    if not all(value.is_finite() for value in values):
        raise ValueError("以往各期应为有限的数")
    return values


class Change(BaseModel):
    """A count of a whole period before and after: no sample, so no sampling error, but periods differ by themselves."""

    indicator: str = entry("指标", example="网站访问量", min_length=1, max_length=30)
    unit: str = entry("单位", example="次", default="", max_length=10)
    before: Decimal = entry("活动前一期", ge=0, allow_inf_nan=False)
    after: Decimal = entry("活动后一期", ge=0, allow_inf_nan=False)
    past: str = entry("更早的各期", default="", example="8200、7900、8500", help="同样长短的几期，用顿号隔开")

    @model_validator(mode="after")
    def _readable(self) -> Self:
        past_values(self.past)
        return self


class FunnelStage(BaseModel):
    """A stage of the conversion funnel."""

    name: str = entry("环节", example="提交试用申请", min_length=1, max_length=20)
    count: int = entry("数量", ge=0)


class Evaluation(BaseModel):
    """The evaluation of a campaign; its own numbers come from the registers 推广活动 and 知名度测评."""

    model_config = ConfigDict(title="推广效果评估")
    form_name: ClassVar = "model.Evaluation"

    campaign_id: Code = entry(
        "活动号", example="P2026-008", help="《推广活动》里的活动号", clause="3.2.4", min_length=1
    )
    wave_id: Code | None = entry(
        "知名度测评批次",
        default=None,
        example="W2026-2",
        help="《知名度测评》里活动后的一批；没有就留空",
        clause="5.1.1.b",
    )
    reputation: Reputation | None = entry("美誉度", default=None, clause="3.2.4")
    changes: list[Change] = entry(
        "流量、粉丝、销售等", default=list, help="粉丝数这类一直在涨的，填每期新增数", clause="3.2.4"
    )
    stages: list[FunnelStage] = entry(
        "转化漏斗", default=list, help="从第一步到最后一步；留空就用曝光、参与、转化"
    )
    concurrent: LongText = entry("同期还有什么事", default="", help="旺季、降价、对手停产……这些也会引起变化")
    worked: LongText = entry("经验", default="", help="哪些做法有效，凭什么说", clause="3.2.4")
    failed: LongText = entry("教训", default="", help="哪些没有效果，原因是什么", clause="3.2.4")
    next_steps: LongText = entry("策略怎样调整", default="", clause="3.2.4")
