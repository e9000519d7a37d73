"""Chapter 5: performance appraisal and incentives."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from mktkit.rules.clauses import read_clauses
from mktkit.rules.schema import Approval, Curve, MonthDay, Number, Percent, RuleModel, Values, Yuan, value

__all__ = [
    "APART",
    "DEPARTMENTS",
    "KPI_CLAUSES",
    "MARKETING",
    "NO_BASE",
    "Annual",
    "AppraisalValues",
    "BonusCurve",
    "CampaignScore",
    "Department",
    "Grade",
    "Honour",
    "Kpi",
    "Leave",
    "LeaveKind",
    "Missing",
    "Treatment",
    "Window",
    "without_base",
]


Department = Literal["市场部", "销售部", "客服部"]

#: KPI group clause of each department (制度 5.1).
DEPARTMENTS: dict[Department, str] = {"市场部": "5.1.1", "销售部": "5.1.2", "客服部": "5.1.3"}

#: The whole that the departments are parts of; 营销经理 stands in it.
MARKETING = "营销部门"

#: What becomes of a KPI without a base.
Missing = Literal["ask", "exclude", "full", "zero"]
#: … as it is decided and printed.
NO_BASE: dict[Missing, str] = {"ask": "待定", "exclude": "剔除", "full": "满分", "zero": "零分"}
#: The decision that a person's rows and target are taken out of the department, on both sides.
APART = "不计入部门"
#: What may be decided: how a KPI without a base is settled, or that a person is not counted in the department.
Treatment = Literal["剔除", "满分", "零分", "不计入部门"]

#: Statuses of 人员 that take days out of a month.
LeaveKind = Literal["病假", "事假", "产假", "陪产假", "育儿假", "工伤", "免考核"]

#: The KPIs of the regulation, in its order.
KPI_CLAUSES = tuple(one.id for one in read_clauses().values() if one.kind == "metric")


def without_base(missing: Missing, verb: str = "") -> str:
    """Return what becomes of a KPI without a base, in a word; `verb` stands before a score that is given.

    Examples
    --------
    >>> without_base("exclude", "计"), without_base("full", "计"), without_base("zero")
    ('剔除', '计满分', '零分')
    """
    return (verb if missing in ("full", "zero") else "") + NO_BASE[missing]


class Kpi(RuleModel):
    """How one KPI is scored.

    ``reads`` says what the curve is read at: the attainment (actual ÷ target, in %) or the actual itself.
    """

    weight: Annotated[Number, Field(ge=0, le=100)] = Field(title="权重")
    unit: Literal["%", "分", "家", "条", "百分点", "元"] = Field(title="单位")
    target: Annotated[Number, Field(gt=0)] | None = Field(None, title="目标")
    target_column: Literal["销售目标", "新客户目标", "意见目标", "费用预算"] | None = Field(
        None, title="目标取自月度目标的哪一列"
    )
    reads: Literal["attainment", "actual"] = Field(title="曲线按什么读")
    direction: Literal["higher", "lower"] = Field("higher", title="越高越好还是越低越好")
    kind: Literal["linear", "step"] = Field("linear", title="曲线类型")
    curve: Curve = Field(title="评分曲线")
    missing: Missing = Field("ask", title="没有基数时")
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


class Leave(RuleModel):
    """What a day of one kind of leave does."""

    days_present: Literal["扣", "不扣"] = Field(title="在岗天数")
    bonus_days: Literal["扣", "不扣"] = Field(title="计奖天数")


class FirstPayment(RuleModel):
    """What a first payment must be for a customer to be won by it."""

    month: Literal["到账的月份", "首单的月份"] = Field(title="计入哪个月")
    least: Annotated[Yuan, Field(gt=0)] = Field(title="一笔到账至少（元）")


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
    shared_baseline: Literal["只计一次", "逐批计"] = value("5.1.1.b", "几批共用一个对照批次")
    campaign: CampaignScore = value("5.1.1.c", "推广活动综合评分")
    sales_basis: Literal["签约", "发货", "开票", "回款"] = value("5.1.2.a", "业绩按哪个日期计入当月")
    tax_inclusive: bool = value("5.1.2.a", "业绩是否含税")
    sales_expense_categories: tuple[str, ...] = value("5.1.2.d", "哪些预算科目算销售费用")
    new_customer_basis: Literal["首单", "首单且首款到账"] = value("5.1.2.b", "什么算新客户")
    first_payment: FirstPayment = value("5.1.2.b", "首款到账")
    min_days: Annotated[int, Field(ge=1, le=31)] = value("5.2", "在一个部门至少在岗几天才考核", "天")
    leave: dict[LeaveKind, Leave] = value("5.2", "各种假扣不扣天数")
    partial_target: Literal["折算", "不折算"] = value("5.2", "整月目标遇到不满整月的人")
    decided_by: tuple[str, ...] = value("5.2", "考核决定由谁作出")
    apart_decided_by: tuple[str, ...] = value("5.2", "不计入部门由谁决定")
    cutoff_days: Annotated[int, Field(ge=0, le=31)] = value("5.2", "截止日在月末后几天", "天")
    monthly_window: Window = value("5.2", "月度考核在次月的哪几天")
    monthly_approval: tuple[Approval, ...] = value("5.2", "月度考核的确认")
    annual: Annual = value("5.2", "年度综合")
    coefficient: BonusCurve = value("5.3.1", "奖金系数")
    bonus_base: dict[str, Yuan] = value("5.3.1", "月奖金基数", "元")
    bonus_without_score: Literal["不发", "按系数 1 发"] = value("5.3.1", "免考核的月份发不发奖金")
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
        if missing := [kind for kind in get_args(LeaveKind) if kind not in self.leave]:
            raise ValueError(f"leave 里没有写{'、'.join(missing)}，每种假都要写明扣不扣天数")
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

    def takes_day(self, kind: str) -> bool:
        """Tell whether a day of this leave is taken out of the days present."""
        return self.leave[kind].days_present == "扣"  # type: ignore[index]  # statuses are checked by the register

    def takes_bonus(self, kind: str) -> bool:
        """Tell whether a day of this leave is taken out of the days of the bonus."""
        return self.leave[kind].bonus_days == "扣"  # type: ignore[index]  # statuses are checked by the register

    def grade_of(self, total: Decimal) -> str:
        """Return the grade that the printed total reaches."""
        return next(grade.name for grade in self.grades if total >= grade.from_total)
