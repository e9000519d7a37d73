"""Registers about people: 人员, 月度目标, 考核决定."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.fields import Code, Count, Day, Money, Month, Text, entry
from mktkit.registers.checks import duplicates, each_row, in_order, repeated
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules
from mktkit.rules.subjects import APART, OUTSIDE, LeaveKind, Treatment

__all__ = ["DecisionRow", "StaffRow", "TargetRow"]


def _posts(rules: Rules) -> list[str]:
    return [*rules.onboarding.posts, *OUTSIDE]


def _departments(rules: Rules) -> list[str]:
    return list(dict.fromkeys([*(post.department for post in rules.onboarding.posts.values()), *OUTSIDE]))


class StaffRow(Row):
    """A person in a post; whose post, base or status changed has a row more for each change."""

    title: ClassVar = "人员"
    file_names: ClassVar = ("人员", "花名册", "员工")
    clauses: ClassVar = ("1.2", "2.1", "5.3.1")
    about: ClassVar = (
        "每人一行；有变动的另起一行，原来那行留着：调岗的，新行填“调岗生效日”；奖金基数变了的，新行填“基数生效日”；"
        "请假的，填“状态”和起止日；离开后又回来的，原来那行填“离岗日期”，新行填新的“到岗日期”。"
    )

    employee_id: Code = entry(
        "工号", person=True, aliases=("员工编号", "员工号", "职工号"), example="X001", key=True
    )
    name: Text = entry("姓名", aliases=("员工姓名",), example="（示例）甲")
    department: Text = entry(
        "部门", aliases=("所属部门",), example="销售部", choices=_departments, clause="2.1"
    )
    post: Text = entry("岗位", aliases=("职务", "职位"), example="销售代表", choices=_posts, clause="1.2")
    level: Literal["经理", "员工"] | None = entry(
        "职级", example="员工", default=None, help="费用标准按职级", clause="6.2.2"
    )
    supervisor_id: Code | None = entry(
        "直接上级工号", person=True, aliases=("上级工号",), example="M001", default=None
    )
    status: Literal["在岗", "试用", "离职", LeaveKind] | None = entry(
        "状态",
        aliases=("人员状态",),
        example="在岗",
        default=None,
        help="空白按在岗；各种假和免考核填起止日，扣不扣天数按规则 5.2；离职的填“离岗日期”",
        clause="5.2",
    )
    status_from: Day | None = entry(
        "状态起始日", default=None, key=True, help="这个状态从哪天起；留空为一直如此"
    )
    status_until: Day | None = entry("状态截止日", default=None, help="这个状态到哪天止；还没有结束留空")
    joined: Day = entry(
        "到岗日期", aliases=("入职日期",), example="2025-03-01", help="奖金按在岗天数计", clause="5.3.1"
    )
    left: Day | None = entry(
        "离岗日期", aliases=("离职日期",), default=None, help="最后在岗的那天；仍在岗留空"
    )
    confirmed: Day | None = entry("转正日期", default=None)
    transferred: Day | None = entry(
        "调岗生效日", default=None, key=True, help="在这个岗位上从哪天起；一直在这个岗位的留空"
    )
    bonus_base: Money | None = entry(
        "月奖金基数", default=None, unit="元", help="留空用岗位的基数", clause="5.3.1", ge=0
    )
    bonus_base_from: Day | None = entry(
        "基数生效日",
        default=None,
        key=True,
        help="个人基数从哪天起；留空为一直有效；月中变了的，按各自的天数计",
        clause="5.3.1",
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A row once a person and change, a post in its department, dates in order, a departure with its day."""
        yield from _once(columns)
        for position, (status, left) in each_row(columns, "status", "left"):
            if status == "离职" and left is None:
                yield RowFinding(
                    position,
                    "left",
                    "状态写了「离职」，没有填离岗日期",
                    "离岗日期是最后在岗的那天，当月的得分和奖金按它计",
                    "补上离岗日期",
                )
        for position, (post, department) in each_row(columns, "post", "department"):
            known = rules.onboarding.posts.get(post)
            belongs = known.department if known else post if post in OUTSIDE else None
            if belongs and department is not None and belongs != department:
                yield RowFinding(
                    position,
                    "department",
                    f"岗位「{post}」写在了「{department}」",
                    f"{post}属于{belongs}",
                    "核对部门和岗位",
                )
        yield from in_order(columns, "joined", "left", "到岗日期", "离岗日期")
        yield from in_order(columns, "status_from", "status_until", "状态起始日", "状态截止日")


def _once(columns: Columns) -> Iterator[RowFinding]:
    """Yield rows of one person that begin alike; a rehire may, after the row before was closed."""
    rows = [row for _, row in each_row(columns, *_CHANGES)]
    for position, first, key in repeated(None if row[0] is None else row for row in rows):
        closed, joined = columns["left"][first], columns["joined"][position]
        if closed is None or joined is None or joined <= closed:
            yield RowFinding(
                position,
                "employee_id",
                f"工号「{key[0]}」重复",
                "每个工号一行；有变动的另起一行，写明从哪天起",
                "删去多余的一行；调岗的补“调岗生效日”，基数变了的补“基数生效日”，请假的补“状态起始日”",
                same_as=first,
            )


#: What names a row: the person, and since when post, base and status are so.
_CHANGES = ("employee_id", "transferred", "bonus_base_from", "status_from")


class TargetRow(Row):
    """A person's targets of a month."""

    title: ClassVar = "月度目标"
    file_names: ClassVar = ("月度目标", "目标分解", "目标表")
    clauses: ClassVar = ("2.2.3", "5.1.2.a", "5.1.2.b", "5.1.2.d", "5.1.3.d")
    about: ClassVar = "每人每月一行；目标调整时另起一行，版本加一并写明原因，计算时取最新版本。"

    employee_id: Code = entry("工号", person=True, aliases=("员工编号",), example="X001", key=True)
    month: Month = entry("月份", aliases=("考核月份",), example="2026-10", key=True)
    sales_target: Money | None = entry(
        "销售目标",
        aliases=("业绩目标",),
        example="200000.00",
        unit="元",
        default=None,
        clause="5.1.2.a",
        gt=0,
    )
    new_customer_target: Count | None = entry(
        "新客户目标", example="3", unit="家", default=None, clause="5.1.2.b", gt=0
    )
    opinion_target: Count | None = entry("意见目标", unit="条", default=None, clause="5.1.3.d", gt=0)
    expense_budget: Money | None = entry(
        "费用预算", example="8000.00", unit="元", default=None, clause="5.1.2.d", gt=0
    )
    basis: Literal["整月", "在岗期间"] | None = entry(
        "目标口径",
        example="整月",
        default=None,
        help="整月：按天数折算；在岗期间：已经按在岗的天数定好，不再折算。整月在岗的可以留空",
        clause="5.2",
    )
    version: Count | None = entry("版本", example="1", default=None, key=True, help="空白按 1", ge=1)
    reason: Text | None = entry("调整原因", default=None, help="版本大于 1 时必填")
    confirmed_on: Day | None = entry(
        "员工确认日期", aliases=("确认日期",), example="2026-10-01", default=None
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A version once, with a reason when it is an adjustment."""
        versions = {**columns, "version": [version or 1 for version in columns["version"]]}
        yield from duplicates(
            versions,
            ("employee_id", "month", "version"),
            "工号＋月份＋版本",
            "目标有调整的把版本加一，写明调整原因",
        )
        for position, (version, reason) in each_row(columns, "version", "reason"):
            if (version or 1) > 1 and not reason:
                yield RowFinding(
                    position,
                    "reason",
                    f"第 {version} 版目标没有写调整原因",
                    "调整目标要写明原因",
                    "补上调整原因",
                )


class DecisionRow(Row):
    """What was decided about a KPI that has no base."""

    title: ClassVar = "考核决定"
    file_names: ClassVar = ("考核决定",)
    clauses: ClassVar = ("5.2",)
    about: ClassVar = (
        "某人某项指标当月没有基数、结果为“待定”时，由有权的人在这里决定怎么处理，并写明理由。"
        "“不计入部门”是把这个人的实际和目标从部门的这一项里一起去掉，两个数都会印出来。"
    )

    month: Month = entry("月份", example="2026-10", key=True)
    employee_id: Code = entry(
        "工号", person=True, example="X001", key=True, help="对部门的决定，这里填部门名称"
    )
    kpi: Code = entry("指标", example="5.1.2.c", key=True, help="条款号，如 5.1.2.c")
    treatment: Treatment = entry(
        "处理", example="剔除", help="剔除：其余指标按权重分摊；不计入部门：由公司高层决定"
    )
    reason: Text = entry("理由", example="当月在外培训，没有客户评价", min_length=1)
    decided_by: Code = entry("决定人工号", person=True, aliases=("决定人",), example="M001")
    decided_on: Day = entry("决定日期", example="2026-11-03")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """One decision a person and KPI, not by the person concerned, about a KPI that exists, once the month began."""
        apart = {**columns, "apart": [treatment == APART for treatment in columns["treatment"]]}
        yield from duplicates(
            apart, ("month", "employee_id", "kpi", "apart"), "月份＋工号＋指标", "同一事项只留一个决定"
        )
        for position, (month, day) in each_row(columns, "month", "decided_on"):
            if month is not None and day is not None and f"{day:%Y-%m}" < month:
                yield RowFinding(
                    position,
                    "decided_on",
                    f"决定日期 {day} 早于 {month} 开始",
                    "当月开始以后才能决定",
                    "核对月份和决定日期",
                )
        for position, (employee, kpi, by) in each_row(columns, "employee_id", "kpi", "decided_by"):
            if employee is not None and employee == by:
                yield RowFinding(
                    position,
                    "decided_by",
                    f"「{by}」给自己作了决定",
                    "本人不能决定自己的考核",
                    "由上级决定，改填上级的工号",
                )
            if kpi is not None and kpi not in rules.appraisal.kpi:
                yield RowFinding(
                    position,
                    "kpi",
                    f"没有指标「{kpi}」",
                    "应为考核指标的条款号：" + "、".join(rules.appraisal.kpi),
                    "改成对应的条款号",
                )
