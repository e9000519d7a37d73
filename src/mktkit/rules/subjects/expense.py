"""Chapter 6: budget and reimbursement."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mktkit.rules.schema import Approval, MonthDay, Number, Percent, RuleModel, Timespan, Values, Yuan, value
from mktkit.rules.subjects.appraisal import Department
from mktkit.rules.subjects.claim_checks import (
    CHECKS,
    CheckName,
    ClaimCheck,
    Company,
    ReceiptRule,
    SplitRule,
    TransportClasses,
)

__all__ = [
    "RAISED_INDUSTRIES",
    "Advertising",
    "AdvertisingTax",
    "Alerts",
    "CategoryRule",
    "CityTiers",
    "ClaimDeadline",
    "Entertainment",
    "EntertainmentTax",
    "ExpenseValues",
    "RaisedShare",
    "TaxReminder",
    "TierLimits",
]


class CategoryRule(RuleModel):
    """Where rows of a finance system's export belong; of each list that is not empty one entry must fit."""

    category: str = Field(title="预算科目")
    item: str = Field("", title="细目")
    vendors: tuple[str, ...] = Field((), title="供应商名称含")
    keywords: tuple[str, ...] = Field((), title="摘要、细目或会计科目含")
    accounts: tuple[str, ...] = Field((), title="会计科目编码以此开头")

    @model_validator(mode="after")
    def _tells_apart(self) -> Self:
        if not (self.vendors or self.keywords or self.accounts):
            raise ValueError("归类规则至少写供应商、关键词、会计科目编码中的一样，否则什么都配得上")
        if "" in (*self.vendors, *self.keywords, *self.accounts):
            raise ValueError("归类规则里不能有空白的词，它什么都配得上")
        return self


class EntertainmentTax(RuleModel):
    """What of entertainment may be deducted: a share of it, at most a share of the revenue."""

    items: tuple[str, ...] = Field(title="哪些细目算业务招待费")
    share: Annotated[Percent, Field(le=100)] = Field(title="按发生额扣除（%）")
    revenue_share: Percent = Field(title="最高不超过当年收入的（%）")


class AdvertisingTax(RuleModel):
    """What of advertising may be deducted: at most a share of the revenue."""

    items: tuple[str, ...] = Field(title="哪些细目算广告费和业务宣传费")
    revenue_share: Percent = Field(title="不超过当年收入的（%）")


class RaisedShare(RuleModel):
    """A higher share for some industries, for some years."""

    revenue_share: Percent = Field(title="提高后不超过当年收入的（%）")
    first_day: dt.date = Field(title="自哪一天")
    last_day: dt.date = Field(title="至哪一天")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("截止日不能早于起始日")
        return self


#: Making or selling cosmetics, making pharmaceuticals, making non-alcoholic drinks have the raised share.
RAISED_INDUSTRIES = ("化妆品制造或销售", "医药制造", "饮料制造（不含酒类）")


class TaxReminder(RuleModel):
    """How much of two kinds of expense corporate income tax lets a company deduct; a reminder, no tax advice."""

    on: bool = Field(True, title="是否提醒")
    entertainment: EntertainmentTax = Field(title="业务招待费")
    advertising: AdvertisingTax = Field(title="广告费和业务宣传费")
    raised: RaisedShare = Field(title="化妆品、医药制造、饮料制造")
    industry: Literal["一般", "化妆品制造或销售", "医药制造", "饮料制造（不含酒类）", "烟草"] = Field(
        title="本公司行业"
    )


class Alerts(RuleModel):
    """When budget execution is pointed out."""

    execution: tuple[Percent, ...] = Field(title="执行率达到（%）")
    behind_schedule: Percent = Field(title="偏离时间进度（百分点）")


class ClaimDeadline(RuleModel):
    """Until when an expense may be claimed."""

    after: Timespan = Field(title="发生或返程后")
    next_year: MonthDay = Field(title="跨年的，次年")

    @model_validator(mode="after")
    def _in_days(self) -> Self:
        if self.after.unit != "天":
            raise ValueError("报销期限按天数，应写成“30 天”")
        return self


class TierLimits(RuleModel):
    """Limits by city tier, 元."""

    first: Yuan = Field(title="一线城市")
    second: Yuan = Field(title="二线城市")
    other: Yuan = Field(title="其他城市")


class CityTiers(RuleModel):
    """Which cities stand in the first and the second tier."""

    first: tuple[str, ...] = Field(title="一线城市")
    second: tuple[str, ...] = Field(title="二线城市")

    @model_validator(mode="after")
    def _apart(self) -> Self:
        both = sorted(set(self.first) & set(self.second))
        if both:
            raise ValueError(f"城市不能既是一线又是二线：{'、'.join(both)}")
        return self


class Entertainment(RuleModel):
    """Standards of entertaining guests."""

    per_head: dict[str, TierLimits] = Field(title="人均上限")
    prior_approval_from: Yuan = Field(title="单次多少元起须事前批准")
    approved_by: dict[str, str] = Field(title="由谁批准")
    few_guests: int = Field(ge=1, title="客人不超过几人时限制陪餐")
    hosts_for_few: int = Field(ge=1, title="此时陪餐不超过几人")


class Advertising(RuleModel):
    """Standards of advertising expenses."""

    staff_up_to: Yuan = Field(title="员工可自行决定的上限")
    manager_up_to: Yuan = Field(title="经理可批准的上限")
    three_quotes_from: Yuan = Field(title="多少元起须三家比价")
    documents: tuple[str, ...] = Field(title="报销必备")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.manager_up_to < self.staff_up_to:
            raise ValueError("经理可批准的上限不能低于员工的上限")
        return self


class ExpenseValues(Values):
    """Budget and reimbursement."""

    categories: tuple[str, ...] = value("6.1.1", "预算科目")
    items: dict[str, tuple[str, ...]] = value("6.1.1", "细目")
    category_rules: tuple[CategoryRule, ...] = value("6.1.1", "台账归类规则")
    seasons: Annotated[tuple[Annotated[Number, Field(ge=0)], ...], Field(min_length=12, max_length=12)] = (
        value("6.1.1", "按季节分摊时 1–12 月的比重")
    )
    carry_forward: Literal["不结转", "年内结转"] = value("6.1.1", "当月没用完的预算")
    tax_reminder: TaxReminder = value("6.1.1", "税前扣除提醒")
    budget_approval: tuple[Approval, ...] = value("6.1.2", "预算的审批")
    alerts: Alerts = value("6.1.2", "预算执行预警")
    department_head: dict[Department, str] = value("6.2.1", "部门负责人由谁担任")
    claim_approval: tuple[Approval, ...] = value("6.2.1", "报销的审批")
    head_claim_by: str = value("6.2.1", "部门负责人本人的报销由谁审核")
    claim_deadline: ClaimDeadline = value("6.2.1", "报销期限")
    company: Company = value("6.2.1", "发票的购方")
    without_invoice: tuple[str, ...] = value("6.2.1", "不要发票的费用类别")
    receipts: dict[str, ReceiptRule] = value("6.2.1", "票据的种类")
    stopped_claims: Literal["写明理由", "不得通过"] = value("6.2.1", "提交以后才查出「拦下」的报销单")
    city_tiers: CityTiers = value("6.2.2", "城市分档")
    lodging: dict[str, TierLimits] = value("6.2.2", "住宿费上限", "元/晚")
    day_room: Annotated[Percent, Field(le=100)] = value("6.2.2", "钟点房按一晚标准的", "%")
    meals: TierLimits = value("6.2.2", "出差餐补", "元/天")
    hosted_meals: dict[Literal["早餐", "午餐", "晚餐"], Annotated[Percent, Field(le=100)]] = value(
        "6.2.2", "有招待餐的，从当天餐补里扣", "%"
    )
    local_transport: TierLimits = value("6.2.2", "出差市内交通", "元/天")
    transport: dict[str, TransportClasses] = value("6.2.2", "长途交通等级")
    transport_classes: tuple[str, ...] = value("6.2.2", "可填的交通等级")
    entertainment: Entertainment = value("6.2.2", "业务招待费")
    advertising: Advertising = value("6.2.2", "广告宣传费")
    monthly_caps: dict[str, Yuan] = value("6.2.2", "每人每月累计上限", "元/人·月")
    split: SplitRule = value("6.2.2", "疑似拆分")
    claim_checks: dict[CheckName, ClaimCheck] = value("6.2.2", "报销检查")

    @model_validator(mode="after")
    def _some_season(self) -> Self:
        if not sum(self.seasons):
            raise ValueError("seasons 的 12 个比重不能都是 0")
        return self

    @model_validator(mode="after")
    def _whole_meals(self) -> Self:
        if sum(self.hosted_meals.values()) > 100:
            raise ValueError("hosted_meals 三餐合计不能超过 100%")
        return self

    @model_validator(mode="after")
    def _all_checks(self) -> Self:
        if missing := [name for name in CHECKS if name not in self.claim_checks]:
            raise ValueError(f"claim_checks 缺少检查：{'、'.join(missing)}；不想检查的写 severity: ignore")
        return self
