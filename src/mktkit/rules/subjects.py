"""What each subject's rules file may say: one model a file, one field a value the regulation leaves open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mktkit import workdays
from mktkit.errors import MktkitError
from mktkit.rules.claiming import (
    CHECKS,
    CheckName,
    ClaimCheck,
    Company,
    SplitRule,
    TransportClasses,
)
from mktkit.rules.schema import (
    Approval,
    Curve,
    MonthDay,
    Number,
    Percent,
    RuleModel,
    Timespan,
    Values,
    Yuan,
    value,
)

__all__ = [
    "DEPARTMENTS",
    "RAISED_INDUSTRIES",
    "SUBJECTS",
    "AppraisalValues",
    "CategoryRule",
    "ConcentrationBands",
    "ExpenseValues",
    "Kpi",
    "OnboardingValues",
    "PromotionValues",
    "ResearchValues",
    "SalesValues",
    "ServiceValues",
    "Shift",
    "TaxReminder",
]

Department = Literal["市场部", "销售部", "客服部"]

#: KPI group clause of each department (制度 5.1).
DEPARTMENTS: dict[Department, str] = {"市场部": "5.1.1", "销售部": "5.1.2", "客服部": "5.1.3"}

#: The twelve KPIs of the regulation.
KPI_CLAUSES = tuple(f"{group}.{letter}" for group in DEPARTMENTS.values() for letter in "abcd")


# -- onboarding: chapters 1, 2 and 4 ---------------------------------------------------------------


class Post(RuleModel):
    """A post: the department it stands in and the level that travel standards look at."""

    department: Literal["营销部门", "市场部", "销售部", "客服部"]
    level: Literal["经理", "员工"] = "员工"


class Exam(RuleModel):
    """The exam of those who join: how many questions, and the score that passes."""

    questions: int = Field(ge=1, le=100, title="题数")
    pass_mark: Number = Field(ge=0, le=100, title="及格分（满分 100）")


class OnboardingValues(Values):
    """Who belongs to the department, and what they are asked when they join."""

    posts: dict[str, Post] = value("1.2", "岗位及所属部门")
    exam: Exam = value("2.2.1", "入职考试")


# -- research 3.1, promotion 3.2 -------------------------------------------------------------------


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
    size_gap: Percent = value("3.1.3", "两种市场规模推算允许相差", "%")
    concentration: ConcentrationBands = value("3.1.3", "市场集中度的分档")
    report_review: tuple[Approval, ...] = value("3.1.4", "调研报告的审核")


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


# -- sales 3.3 -------------------------------------------------------------------------------------


class CustomerGrade(RuleModel):
    """A grade of customers and how one comes into it."""

    grade: str
    criterion: str


class Dunning(RuleModel):
    """When a payment is reminded of, dunned, and pursued in law; days around the due date."""

    remind_before: int = Field(ge=0, title="到期前提醒（天）")
    dun_after: tuple[int, ...] = Field(min_length=1, title="逾期催款（天）")
    lawyer_letter: int = Field(title="律师函（逾期天）")
    legal_action: int = Field(title="法律程序（逾期天）")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [*self.dun_after, self.lawyer_letter, self.legal_action]
        if any(later <= earlier for earlier, later in pairwise(days)) or days[0] < 1:
            raise ValueError("催款各步的逾期天数应从小到大：催款 → 律师函 → 法律程序")
        return self


class SalesValues(Values):
    """Selling, from the first contact to the money received."""

    customer_categories: tuple[str, ...] = value("3.3.1", "客户类别")
    customer_grades: tuple[CustomerGrade, ...] = value("3.3.1", "客户等级")
    dunning: Dunning = value("3.3.6", "催款的步骤与时点")


# -- service 3.4 -----------------------------------------------------------------------------------


class Shift(RuleModel):
    """The service shift in which reply times run."""

    days: Literal["工作日", "每天"] = Field(title="上班日")
    spans: tuple[tuple[dt.time, dt.time], ...] = Field(min_length=1, title="上班时段")

    @property
    def working(self) -> workdays.Shift:
        """The shift as the working calendar reads it."""
        return workdays.Shift(self.spans, self.days)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        try:
            _ = self.working
        except MktkitError as problem:
            raise ValueError("；".join(part for part in (problem.what, problem.want) if part)) from None
        return self


class ComplaintLimits(RuleModel):
    """Time limits of a complaint, from its receipt."""

    apologise: Timespan = Field(title="记录并致歉")
    forward: Timespan = Field(title="转相关部门")
    first_proposal: Timespan = Field(title="首次方案")
    progress_report: str = Field(title="进度通报")
    resolve: dict[str, Timespan] = Field(title="办结", min_length=1)
    callback: Timespan = Field(title="办结后回访")

    @model_validator(mode="after")
    def _whole_workdays(self) -> Self:
        wrong = [level for level, limit in self.resolve.items() if limit.unit != "个工作日"]
        if wrong:
            raise ValueError(f"投诉办结时限按工作日计，应写成“3 个工作日”：{'、'.join(wrong)}")
        return self


class ServiceValues(Values):
    """Serving customers."""

    shift: Shift = value("3.4.1", "客服班次")
    first_response: dict[str, Timespan] = value("3.4.1", "各渠道首次回复时限")
    complex_answer: Timespan = value("3.4.1", "复杂问题答复时限")
    complaint: ComplaintLimits = value("3.4.2", "投诉各节点时限")
    callback_cycle: dict[str, str] = value("3.4.3", "回访周期")

    @model_validator(mode="after")
    def _shift_time(self) -> Self:
        wrong = [channel for channel, limit in self.first_response.items() if limit.seconds is None]
        if wrong:
            raise ValueError(f"首次回复时限按客服班次的时间计，单位用秒、分钟或小时：{'、'.join(wrong)}")
        return self


# -- appraisal 5 -----------------------------------------------------------------------------------


class Kpi(RuleModel):
    """How one KPI is scored.

    ``reads`` says what the curve is read at: the attainment (actual ÷ target, in %) or the actual itself.
    """

    weight: Annotated[Number, Field(gt=0, le=100)] = Field(title="权重")
    unit: Literal["%", "分", "家", "条", "百分点", "元"] = Field(title="单位")
    target: Annotated[Number, Field(gt=0)] | None = Field(None, title="目标")
    target_column: Literal["销售目标", "新客户目标", "意见目标", "费用预算"] | None = Field(
        None, title="目标取自月度目标的哪一列"
    )
    reads: Literal["attainment", "actual"] = Field(title="曲线按什么读")
    direction: Literal["higher", "lower"] = Field("higher", title="越高越好还是越低越好")
    kind: Literal["linear", "step"] = Field("linear", title="曲线类型")
    curve: Curve = Field(title="评分曲线")
    missing: Literal["ask", "exclude", "full", "zero"] = Field("ask", title="没有基数时")
    min_answers: Annotated[int, Field(ge=1)] = Field(1, title="至少几份有效答卷")
    why: str = Field("", title="为什么取这个值")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.reads == "attainment" and self.target is None and self.target_column is None:
            raise ValueError("曲线按完成率读，就要有 target（目标）或 target_column（目标取自哪一列）")
        scores = [score for _, score in self.curve]
        steps = list(pairwise(scores))
        if self.direction == "higher" and any(b < a for a, b in steps):
            raise ValueError("越高越好的指标，评分曲线不能往下走")
        if self.direction == "lower" and any(b > a for a, b in steps):
            raise ValueError("越低越好的指标，评分曲线不能往上走")
        if any(score < 0 for score in scores):
            raise ValueError("得分不能是负数")
        return self


class CampaignScore(RuleModel):
    """How a campaign is scored: weight of each part, cap of each attainment."""

    participation: Percent = Field(title="参与")
    exposure: Percent = Field(title="曝光")
    conversion: Percent = Field(title="转化")
    cap: Annotated[Percent, Field(gt=0)] = Field(title="单项封顶（%）")

    @model_validator(mode="after")
    def _hundred(self) -> Self:
        total = self.participation + self.exposure + self.conversion
        if total != 100:
            raise ValueError(f"参与、曝光、转化的权重合计应为 100，现在是 {total}")
        return self


class Grade(RuleModel):
    """A grade and the lowest total that reaches it."""

    name: str
    from_total: Percent


class BonusCurve(RuleModel):
    """The bonus coefficient read at the printed total."""

    curve: Curve
    company_plateau: bool = Field(False, title="持平段是否公司口径")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for (x0, y0), (x1, y1) in pairwise(self.curve):
            if y1 < y0:
                raise ValueError(
                    f"奖金系数不能往下走：得分 {x0} 为 {y0}，得分 {x1} 反而是 {y1}（5.3.1 得分越高奖金越高）"
                )
            if y1 == y0 and not self.company_plateau:
                raise ValueError(
                    f"得分 {x0} 到 {x1} 的奖金系数都是 {y0}，5.3.1 要求得分越高奖金越高；"
                    "公司若定为持平，写 company_plateau: true（公司口径）"
                )
        if self.curve[0][1] < 0:
            raise ValueError("奖金系数不能是负数")
        return self


class Window(RuleModel):
    """Days of the following month in which the monthly appraisal is held."""

    first_day: int = Field(ge=1, le=28)
    last_day: int = Field(ge=1, le=28)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("结束日不能早于开始日")
        return self


class Annual(RuleModel):
    """How the year is put together from months and the annual appraisal."""

    monthly_mean: Percent = Field(title="月度平均的权重")
    annual_appraisal: Percent = Field(title="年度考核的权重")
    due: MonthDay = Field(title="次年截止日")

    @model_validator(mode="after")
    def _hundred(self) -> Self:
        if self.monthly_mean + self.annual_appraisal != 100:
            raise ValueError(f"两个权重合计应为 100，现在是 {self.monthly_mean + self.annual_appraisal}")
        return self


class Honour(RuleModel):
    """Who may be honoured."""

    annual_total: Percent = Field(title="年度分不低于")
    lowest_month: Percent = Field(title="任一月不低于")
    share: Percent = Field(title="人数上限（%）")
    titles: tuple[str, ...] = Field(title="称号")


class AppraisalValues(Values):
    """Performance appraisal and incentives."""

    kpi: dict[str, Kpi] = value(KPI_CLAUSES, "指标的权重、目标与评分曲线")
    awareness_prompt: Literal["无提示", "提示后"] = value("5.1.1.b", "知名度取哪种提示方式")
    awareness_cycle: str = value("5.1.1.b", "知名度测评周期")
    campaign: CampaignScore = value("5.1.1.c", "推广活动综合评分")
    sales_basis: Literal["签约", "发货", "开票", "回款"] = value("5.1.2.a", "业绩按哪个日期计入当月")
    tax_inclusive: bool = value("5.1.2.a", "业绩是否含税")
    sales_expense_categories: tuple[str, ...] = value("5.1.2.d", "哪些预算科目算销售费用")
    new_customer_basis: Literal["首单", "首单且首款到账"] = value("5.1.2.b", "什么算新客户")
    cutoff_days: Annotated[int, Field(ge=0, le=31)] = value("5.2", "截止日在月末后几天", "天")
    monthly_window: Window = value("5.2", "月度考核在次月的哪几天")
    monthly_approval: tuple[Approval, ...] = value("5.2", "月度考核的确认")
    annual: Annual = value("5.2", "年度综合")
    coefficient: BonusCurve = value("5.3.1", "奖金系数")
    bonus_base: dict[str, Yuan] = value("5.3.1", "月奖金基数", "元")
    manager_score: Literal["各部门得分的平均"] = value("5.3.1", "营销经理的得分")
    grades: tuple[Grade, ...] = value("5.3.2", "等级", "分")
    promotion_grade: str = value("5.3.2", "可优先晋升的等级")
    development_grade: str = value("5.3.3", "可优先参加培训的等级")
    honour: Honour = value("5.3.4", "荣誉表彰的条件")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for department, group in DEPARTMENTS.items():
            weights = {
                clause: kpi.weight for clause, kpi in self.kpi.items() if clause.startswith(f"{group}.")
            }
            if sum(weights.values()) != 100:
                listed = "、".join(f"{clause} 为 {weight}" for clause, weight in weights.items())
                raise ValueError(
                    f"{department}各指标的权重合计应正好是 100，现在是 {sum(weights.values())}（{listed}）"
                )
        floors = [grade.from_total for grade in self.grades]
        if not floors or floors[-1] != 0 or any(b >= a for a, b in pairwise(floors)):
            raise ValueError("等级应从高到低排列，最低一档从 0 分起")
        if self.sales_basis == "回款" and not self.tax_inclusive:
            raise ValueError("按回款计业绩时到账金额含税，tax_inclusive 只能是 true")
        names = [grade.name for grade in self.grades]
        for key in ("promotion_grade", "development_grade"):
            if getattr(self, key) not in names:
                raise ValueError(
                    f"{key} 写的等级「{getattr(self, key)}」不在 grades 里，可写：{'、'.join(names)}"
                )
        return self

    def grade_of(self, total: Decimal) -> str:
        """Return the grade that the printed total reaches."""
        return next(grade.name for grade in self.grades if total >= grade.from_total)


# -- expense 6 -------------------------------------------------------------------------------------


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
    department_head: dict[Literal["市场部", "销售部", "客服部"], str] = value("6.2.1", "部门负责人由谁担任")
    claim_approval: tuple[Approval, ...] = value("6.2.1", "报销的审批")
    head_claim_by: str = value("6.2.1", "部门负责人本人的报销由谁审核")
    claim_deadline: ClaimDeadline = value("6.2.1", "报销期限")
    company: Company = value("6.2.1", "发票的购方")
    without_invoice: tuple[str, ...] = value("6.2.1", "不要发票的费用类别")
    city_tiers: CityTiers = value("6.2.2", "城市分档")
    lodging: dict[str, TierLimits] = value("6.2.2", "住宿费上限", "元/晚")
    meals: TierLimits = value("6.2.2", "出差餐补", "元/天")
    local_transport: TierLimits = value("6.2.2", "出差市内交通", "元/天")
    transport: dict[str, TransportClasses] = value("6.2.2", "长途交通等级")
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
    def _all_checks(self) -> Self:
        if missing := [name for name in CHECKS if name not in self.claim_checks]:
            raise ValueError(f"claim_checks 缺少检查：{'、'.join(missing)}；不想检查的写 severity: ignore")
        return self


#: Subject → model of its rules file, in the order of the chapters.
SUBJECTS: dict[str, type[Values]] = {
    "onboarding": OnboardingValues,
    "research": ResearchValues,
    "promotion": PromotionValues,
    "sales": SalesValues,
    "service": ServiceValues,
    "appraisal": AppraisalValues,
    "expense": ExpenseValues,
}
