"""Registers of the market department: 调研任务, 知名度测评, 推广活动, 信息抽检."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.registers.checks import duplicates, in_order, not_above
from mktkit.registers.model import Code, Columns, Count, Day, Fen, Row, RowFinding, Text, column
from mktkit.rules import Rules

__all__ = ["AwarenessWaveRow", "CampaignRow", "ResearchTaskRow", "SpotCheckRow"]


class ResearchTaskRow(Row):
    """A research task, from the approved plan to the reviewed report."""

    title: ClassVar = "调研任务"
    file_names: ClassVar = ("调研任务", "调研登记")
    clauses: ClassVar = ("3.1.1", "3.1.4", "5.1.1.a")
    about: ClassVar = "完成＝在应完成日之前（含当日）提交并通过审核；取消的任务写明批准人，不计入。"

    task_id: Code = column("任务号", aliases=("任务编号",), example="R2026-015", key=True)
    name: Text | None = column("名称", aliases=("任务名称",), example="华东渠道价格调研", default=None)
    owner_id: Code = column("负责人工号", aliases=("负责人",), example="S001")
    plan_approved_on: Day | None = column("计划批准日", example="2026-10-09", default=None, clause="3.1.1")
    due_on: Day = column(
        "应完成日", aliases=("计划完成日", "截止日期"), example="2026-10-28", help="计入应完成日所在的月份"
    )
    submitted_on: Day | None = column("提交日", aliases=("提交日期",), example="2026-10-25", default=None)
    reviewed_on: Day | None = column(
        "审核通过日", aliases=("审核日期",), example="2026-10-27", default=None, clause="3.1.4"
    )
    cancelled_by: Text | None = column(
        "取消（批准人）", aliases=("取消批准人",), default=None, help="取消的任务填批准人；没有取消留空"
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A task once; reviewed after it was submitted."""
        yield from duplicates(columns, ("task_id",), "任务号")
        yield from in_order(columns, "submitted_on", "reviewed_on", "提交日", "审核通过日")
        for position, (submitted, reviewed) in enumerate(
            zip(columns["submitted_on"], columns["reviewed_on"], strict=True)
        ):
            if reviewed and not submitted:
                yield RowFinding(
                    position, "submitted_on", "有审核通过日，没有提交日", "先提交后审核", "补上提交日"
                )


class AwarenessWaveRow(Row):
    """One survey wave of brand awareness."""

    title: ClassVar = "知名度测评"
    file_names: ClassVar = ("知名度测评", "知名度调查")
    clauses: ClassVar = ("3.2.4", "5.1.1.b")
    about: ClassVar = "每批测评一行；后一批在“对照批次”里写前一批的批次号，提升按两批知晓率之差的百分点计。"

    wave_id: Code = column("批次", aliases=("批次号",), example="W2026-2", key=True)
    surveyed_on: Day = column(
        "日期", aliases=("测评日期", "结束日期"), example="2026-10-20", help="测评结束的日期"
    )
    population: Text | None = column(
        "地区/人群", aliases=("人群", "地区"), example="华东目标客户", default=None
    )
    prompt: Literal["无提示", "提示后"] = column("提示方式", example="提示后")
    sample_size: Count = column("样本数", aliases=("样本量",), example="400", gt=0)
    aware: Count = column("知晓数", aliases=("知晓人数",), example="172")
    baseline_id: Code | None = column("对照批次", default=None, help="与哪一批相比，如 W2026-1；首批留空")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A wave once; its baseline exists, is earlier and was asked alike."""
        yield from duplicates(columns, ("wave_id",), "批次")
        yield from not_above(columns, "aware", "sample_size", "知晓数", "样本数")
        place = {wave: position for position, wave in enumerate(columns["wave_id"])}
        for position, baseline in enumerate(columns["baseline_id"]):
            if baseline is None:
                continue
            if baseline not in place:
                yield RowFinding(
                    position,
                    "baseline_id",
                    f"找不到对照批次「{baseline}」",
                    "对照批次应是本表里的一个批次",
                    "补上那一批，或改正批次号",
                )
                continue
            other = place[baseline]
            before, after = columns["surveyed_on"][other], columns["surveyed_on"][position]
            if before and after and before >= after:
                yield RowFinding(
                    position,
                    "baseline_id",
                    f"对照批次「{baseline}」的日期 {before} 不早于本批的 {after}",
                    "对照批次应更早",
                    "核对两批的日期",
                )
            if columns["prompt"][other] != columns["prompt"][position]:
                yield RowFinding(
                    position,
                    "prompt",
                    f"与对照批次「{baseline}」的提示方式不同",
                    "两批提示方式相同才能相比",
                    "换一个对照批次",
                )


class CampaignRow(Row):
    """A promotion campaign with its targets and what it reached."""

    title: ClassVar = "推广活动"
    file_names: ClassVar = ("推广活动", "活动登记")
    clauses: ClassVar = ("3.2.3", "3.2.4", "5.1.1.c")
    about: ClassVar = "每个活动一行；活动结束后填三项实际数，计入结束日期所在的月份。"

    campaign_id: Code = column("活动号", aliases=("活动编号",), example="P2026-008", key=True)
    name: Text | None = column("名称", aliases=("活动名称",), example="秋季展会", default=None)
    owner_id: Code = column("负责人工号", aliases=("负责人",), example="S001")
    starts_on: Day = column("开始日期", aliases=("起始日期",), example="2026-10-10")
    ends_on: Day = column("结束日期", aliases=("截止日期",), example="2026-10-12")
    channel: Text | None = column("渠道", example="展会", default=None)
    participation_target: Count = column("参与目标", example="300", unit="人", gt=0)
    participation_actual: Count | None = column(
        "参与实际", example="286", unit="人", default=None, help="活动结束后必填"
    )
    exposure_target: Count = column("曝光目标", example="20000", unit="次", gt=0)
    exposure_actual: Count | None = column(
        "曝光实际", example="24100", unit="次", default=None, help="活动结束后必填"
    )
    conversion_target: Count = column("转化目标", example="40", unit="个", gt=0)
    conversion_actual: Count | None = column(
        "转化实际", example="37", unit="个", default=None, help="活动结束后必填"
    )
    conversion_definition: Text | None = column("转化定义", example="留下联系方式的到访客户", default=None)
    budget: Fen | None = column("预算", example="30000.00", unit="元", default=None, ge=0)
    cost: Fen | None = column("花费", example="28650.00", unit="元", default=None, ge=0)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A campaign once; it ends after it starts."""
        yield from duplicates(columns, ("campaign_id",), "活动号")
        yield from in_order(columns, "starts_on", "ends_on", "开始日期", "结束日期")


class SpotCheckRow(Row):
    """A sampled check of collected information."""

    title: ClassVar = "信息抽检"
    file_names: ClassVar = ("信息抽检", "抽检登记")
    clauses: ClassVar = ("3.1.2", "5.1.1.d")
    about: ClassVar = "抽检人不能是收集人本人。"

    check_id: Code = column("抽检号", aliases=("抽检编号",), example="C2026-031", key=True)
    checked_on: Day = column("日期", aliases=("抽检日期",), example="2026-10-15")
    collector_id: Code = column("收集人工号", aliases=("收集人",), example="S001")
    checker_id: Code = column("抽检人工号", aliases=("抽检人",), example="S002")
    checked: Count = column("抽检条数", example="50", unit="条", gt=0)
    correct: Count = column("正确条数", example="49", unit="条")
    error_type: Text | None = column("错误类型", example="数据过期", default=None)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A check once, not by the collector."""
        yield from duplicates(columns, ("check_id",), "抽检号")
        yield from not_above(columns, "correct", "checked", "正确条数", "抽检条数")
        for position, (collector, checker) in enumerate(
            zip(columns["collector_id"], columns["checker_id"], strict=True)
        ):
            if collector is not None and collector == checker:
                yield RowFinding(
                    position,
                    "checker_id",
                    f"「{checker}」抽检了自己收集的信息",
                    "抽检人不能是收集人",
                    "由别人抽检，改填其工号",
                )
