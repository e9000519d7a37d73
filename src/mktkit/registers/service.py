"""Registers of the service department: 客户咨询, 客户投诉, 客户回访, 客户意见."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.fields import Code, Day, Moment, Score, Text, YesNo, entry
from mktkit.registers.checks import duplicates, each_row, in_order
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["MISSED_CALL", "CallbackRow", "ComplaintRow", "InquiryRow", "OpinionRow"]

#: The channel whose limit holds for a missed call.
MISSED_CALL = "未接回拨"


def _channels(rules: Rules) -> list[str]:
    return [channel for channel in rules.service.first_response if channel != MISSED_CALL]


class InquiryRow(Row):
    """An inquiry of a customer."""

    title: ClassVar = "客户咨询"
    file_names: ClassVar = ("客户咨询", "咨询登记", "工单")
    clauses: ClassVar = ("3.4.1", "5.1.3.a")
    about: ClassVar = "每张工单一行。首次回复时间：电话填接起的时间，未接的填回拨的时间。"

    ticket_id: Code = entry("工单号", aliases=("工单编号",), example="G2026-1203", key=True)
    channel: Text = entry(
        "渠道", aliases=("咨询渠道",), example="网站留言", choices=_channels, clause="3.4.1"
    )
    received_at: Moment = entry("接收时间", aliases=("咨询时间", "来电时间"), example="2026-10-12 09:05:00")
    first_response_at: Moment | None = entry(
        "首次回复时间",
        aliases=("回复时间",),
        example="2026-10-12 09:50:00",
        default=None,
        help="还没有回复留空",
    )
    agent_id: Code = entry("接待工号", person=True, aliases=("客服工号",), example="K001")
    complex: YesNo | None = entry("是否复杂", example="否", default=None, clause="3.4.1")
    forwarded_to: Text | None = entry("转办部门", default=None)
    promised_at: Moment | None = entry("承诺时间", default=None)
    answered_at: Moment | None = entry("最终答复时间", default=None)
    invalid: YesNo | None = entry(
        "无效标记", aliases=("是否无效",), default=None, help="骚扰、拨错等填“是”，不计入"
    )
    missed: Literal["未接", "已回拨"] | None = entry(
        "未接/回拨", aliases=("未接回拨",), default=None, help="电话未接的填；按回拨时限计"
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A ticket once; answers after the question; a missed call is a call."""
        yield from duplicates(columns, ("ticket_id",), "工单号")
        yield from in_order(columns, "received_at", "first_response_at", "接收时间", "首次回复时间")
        yield from in_order(columns, "received_at", "answered_at", "接收时间", "最终答复时间")
        for position, (missed, channel, response) in each_row(
            columns, "missed", "channel", "first_response_at"
        ):
            if missed and channel and channel != "电话":
                yield RowFinding(
                    position,
                    "missed",
                    f"渠道是「{channel}」，却写了「{missed}」",
                    "只有电话才有未接和回拨",
                    "清空这一格，或改正渠道",
                )
            if missed == "未接" and response is not None:
                yield RowFinding(
                    position,
                    "missed",
                    "写了“未接”，又有首次回复时间",
                    "回拨过的应写“已回拨”",
                    "改为已回拨，或清空首次回复时间",
                )


class ComplaintRow(Row):
    """A complaint, from its receipt to the callback."""

    title: ClassVar = "客户投诉"
    file_names: ClassVar = ("客户投诉", "投诉登记")
    clauses: ClassVar = ("3.4.2", "5.1.3.b")
    about: ClassVar = "每宗投诉一行，按受理月份计；未到期又未办结的不计入。"

    complaint_id: Code = entry("投诉号", aliases=("投诉编号",), example="T2026-019", key=True)
    level: Text | None = entry(
        "级别",
        aliases=("投诉级别",),
        example="一般",
        default=None,
        choices=lambda rules: list(rules.service.complaint.resolve),
        help="空白按一般",
    )
    received_at: Moment = entry("受理时间", aliases=("投诉时间",), example="2026-10-13 10:20:00")
    agent_id: Code = entry("受理工号", person=True, aliases=("客服工号",), example="K001")
    apologised_at: Moment | None = entry("致歉时间", default=None, clause="3.4.2")
    forwarded_at: Moment | None = entry("转办时间", default=None, clause="3.4.2")
    responsible: Text | None = entry("责任部门", default=None)
    proposed_at: Moment | None = entry("方案时间", default=None, clause="3.4.2")
    resolved_at: Moment | None = entry(
        "办结时间", aliases=("解决时间",), example="2026-10-15 16:00:00", default=None
    )
    confirmed: Literal["认可", "不认可"] | None = entry(
        "客户确认", example="认可", default=None, help="客户不认可的不算解决"
    )
    callback_result: Text | None = entry("回访结果", default=None, clause="3.4.2")
    repeated: YesNo | None = entry("重复投诉", example="否", default=None)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A complaint once; every step after its receipt."""
        yield from duplicates(columns, ("complaint_id",), "投诉号")
        for name, title in (
            ("apologised_at", "致歉时间"),
            ("forwarded_at", "转办时间"),
            ("proposed_at", "方案时间"),
            ("resolved_at", "办结时间"),
        ):
            yield from in_order(columns, "received_at", name, "受理时间", title)


class CallbackRow(Row):
    """A callback to a customer."""

    title: ClassVar = "客户回访"
    file_names: ClassVar = ("客户回访", "回访登记")
    clauses: ClassVar = ("3.4.3", "5.1.3.c")
    about: ClassVar = "每次回访一行。“对回访工作满意度”问的是回访本身，不是产品。"

    callback_id: Code = entry("回访号", aliases=("回访编号",), example="V2026-077", key=True)
    customer_id: Code = entry("客户编号", example="K0012")
    kind: Text | None = entry("类型", aliases=("回访类型",), example="例行回访", default=None)
    due_on: Day | None = entry("应访日", example="2026-10-20", default=None)
    visited_on: Day = entry("实访日", aliases=("回访日期",), example="2026-10-20")
    employee_id: Code = entry("工号", person=True, aliases=("回访人工号", "客服工号"), example="K001")
    connected: YesNo | None = entry("是否接通", example="是", default=None, help="空白按接通")
    product_satisfaction: Score | None = entry(
        "产品满意度", example="4", unit="分", default=None, clause="3.4.3"
    )
    service_rating: Score | None = entry("服务评价", example="5", unit="分", default=None, clause="3.4.3")
    callback_satisfaction: Score | None = entry(
        "对回访工作满意度",
        aliases=("回访满意度",),
        example="5",
        unit="分",
        default=None,
        clause="5.1.3.c",
        help="接通时必填；客户不愿评分的留空，不计入",
    )
    new_needs: Text | None = entry("新需求", default=None, clause="3.4.3")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A callback once; a score only from who was reached."""
        yield from duplicates(columns, ("callback_id",), "回访号")
        for position, (connected, score) in each_row(columns, "connected", "callback_satisfaction"):
            if connected is False and score is not None:
                yield RowFinding(
                    position,
                    "callback_satisfaction",
                    f"没有接通，却有评分 {score}",
                    "没有接通就没有评分",
                    "清空评分，或把是否接通改为是",
                )
            if connected is not False and score is None:
                yield RowFinding(
                    position,
                    "callback_satisfaction",
                    "接通了，没有评分，不计入回访满意度",
                    "",
                    "客户评过分的请补上",
                    level="notice",
                )


class OpinionRow(Row):
    """An opinion or suggestion of a customer."""

    title: ClassVar = "客户意见"
    file_names: ClassVar = ("客户意见", "意见登记", "意见建议")
    clauses: ClassVar = ("3.4.3", "5.1.3.d")
    about: ClassVar = "每条意见一行；去重后判定为有效的才计数。"

    opinion_id: Code = entry("意见号", aliases=("意见编号",), example="Y2026-140", key=True)
    collected_on: Day = entry("日期", aliases=("收集日期",), example="2026-10-21")
    customer_id: Code | None = entry("客户编号", example="K0012", default=None)
    employee_id: Code = entry("收集工号", person=True, aliases=("收集人工号",), example="K001")
    text: Text = entry("原文", aliases=("意见内容", "内容"), example="希望包装上标明批号", min_length=1)
    valid: YesNo | None = entry(
        "是否有效（去重）",
        aliases=("是否有效",),
        example="是",
        default=None,
        help="与已有意见重复的填否；空白为尚未判定，不计数",
    )
    forwarded_to: Text | None = entry("转办部门", example="生产部", default=None)
    outcome: Text | None = entry("处理结果", default=None)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """An opinion once; unjudged ones are pointed out."""
        yield from duplicates(columns, ("opinion_id",), "意见号")
        for position, valid in enumerate(columns["valid"]):
            if valid is None:
                yield RowFinding(
                    position, "valid", "还没有判定是否有效，不计数", "", "去重后填是或否", level="notice"
                )
