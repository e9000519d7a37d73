"""Registers of the market department: 调研任务, 信息来源, 知名度测评, 推广活动, 信息抽检."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.errors import show
from mktkit.fields import Code, Count, Day, Money, Text, YesNo, entry
from mktkit.registers.checks import duplicates, each_row, in_order, not_above
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["AwarenessWaveRow", "CampaignRow", "ResearchTaskRow", "SourceRow", "SpotCheckRow"]


class ResearchTaskRow(Row):
    """A research task, from the approved plan to the reviewed report."""

    title: ClassVar = "调研任务"
    file_names: ClassVar = ("调研任务", "调研登记")
    clauses: ClassVar = ("3.1.1", "3.1.4", "5.1.1.a")
    about: ClassVar = "完成＝在应完成日之前（含当日）提交并通过审核；取消的任务写明批准人，不计入。"

    task_id: Code = entry("任务号", aliases=("任务编号",), example="R2026-015", key=True)
    name: Text | None = entry("名称", aliases=("任务名称",), example="华东渠道价格调研", default=None)
    owner_id: Code = entry("负责人工号", person=True, aliases=("负责人",), example="S001")
    plan_approved_on: Day | None = entry("计划批准日", example="2026-10-09", default=None, clause="3.1.1")
    due_on: Day = entry(
        "应完成日", aliases=("计划完成日", "截止日期"), example="2026-10-28", help="计入应完成日所在的月份"
    )
    submitted_on: Day | None = entry("提交日", aliases=("提交日期",), example="2026-10-25", default=None)
    reviewed_on: Day | None = entry(
        "审核通过日", aliases=("审核日期",), example="2026-10-27", default=None, clause="3.1.4"
    )
    cancelled_by: Text | None = entry(
        "取消（批准人）", aliases=("取消批准人",), default=None, help="取消的任务填批准人；没有取消留空"
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A task once; reviewed after it was submitted."""
        yield from duplicates(columns, ("task_id",), "任务号")
        yield from in_order(columns, "submitted_on", "reviewed_on", "提交日", "审核通过日")
        for position, (submitted, reviewed) in each_row(columns, "submitted_on", "reviewed_on"):
            if reviewed and not submitted:
                yield RowFinding(
                    position, "submitted_on", "有审核通过日，没有提交日", "先提交后审核", "补上提交日"
                )


class SourceRow(Row):
    """A source that information was collected from."""

    title: ClassVar = "信息来源"
    file_names: ClassVar = ("信息来源", "来源登记", "资料来源")
    clauses: ClassVar = ("3.1.2",)
    about: ClassVar = "每个来源一行；报告里的发现写明它的来源号。抽检的结果另记《信息抽检》。"

    source_id: Code = entry("来源号", aliases=("来源编号",), example="Y2026-012", key=True)
    task_id: Code | None = entry("任务号", aliases=("任务编号",), example="R2026-015", default=None)
    channel: Literal["行业报告", "统计数据", "竞争对手资料", "客户反馈", "调研问卷"] = entry(
        "渠道", aliases=("信息渠道", "来源渠道"), example="行业报告", clause="3.1.2"
    )
    name: Text = entry("名称", aliases=("标题", "资料名称", "来源名称"), example="2026 年行业年度报告")
    publisher: Text | None = entry("发布方", aliases=("发布机构", "作者"), example="行业协会", default=None)
    published_on: Day | None = entry("发布日期", example="2026-06-30", default=None)
    collected_on: Day = entry("收集日期", aliases=("取得日期",), example="2026-10-12")
    collector_id: Code = entry("收集人工号", person=True, aliases=("收集人",), example="S001")
    link: Text | None = entry(
        "链接", aliases=("网址",), default=None, help="网上公开的资料写网址", max_length=2000
    )
    file_hash: Code | None = entry(
        "文件指纹",
        aliases=("SHA256", "文件哈希"),
        default=None,
        help="存下的文件写它的 SHA-256（64 位），由“数据分析”页算出；链接和文件指纹至少写一个",
    )
    true: YesNo | None = entry("真实", default=None, help="核对过确有其事、出处可查", clause="3.1.2")
    accurate: YesNo | None = entry("准确", default=None, help="核对过数字、口径无误", clause="3.1.2")
    complete: YesNo | None = entry("完整", default=None, help="核对过没有缺页、缺期、缺项", clause="3.1.2")
    checker_id: Code | None = entry(
        "核对人工号", person=True, aliases=("核对人",), example="S002", default=None
    )
    remark: Text | None = entry("备注", default=None)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A source once; it can be found again; what was checked was checked by somebody else."""
        yield from duplicates(columns, ("source_id",), "来源号")
        yield from in_order(columns, "published_on", "collected_on", "发布日期", "收集日期")
        yield from _findable(columns)
        yield from _checked(columns)


def _findable(columns: Columns) -> Iterator[RowFinding]:
    """Yield sources that cannot be found again by what is written."""
    for position, (link, digest) in each_row(columns, "link", "file_hash"):
        if digest is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            yield RowFinding(
                position,
                "file_hash",
                f"文件指纹写的是{show(digest)}",
                "应为 64 位十六进制（SHA-256）",
                "把文件拖进“数据分析”页，复制算出的指纹",
            )
        if link is not None and not re.match(r"https?://\S+$", link):
            yield RowFinding(
                position,
                "link",
                f"链接写的是{show(link)}",
                "应以 http:// 或 https:// 开头，中间没有空格",
                "从浏览器地址栏复制；不是网上的资料就写文件指纹",
            )
        if link is None and digest is None:
            yield RowFinding(
                position,
                "link",
                "链接和文件指纹都没有写，事后找不回这份资料",
                "至少写一个",
                "补上网址，或存下文件并写它的指纹",
                "notice",
            )


def _checked(columns: Columns) -> Iterator[RowFinding]:
    """Yield what was checked by its collector, or by nobody who says so."""
    names = ("collector_id", "checker_id", "true", "accurate", "complete")
    for position, (collector, checker, *results) in each_row(columns, *names):
        if checker is not None and checker == collector:
            yield RowFinding(
                position,
                "checker_id",
                f"「{checker}」核对了自己收集的资料",
                "核对人不能是收集人",
                "由别人核对，改填其工号",
            )
        if checker is None and any(one is not None for one in results):
            yield RowFinding(
                position,
                "checker_id",
                "写了核对的结果，没有写核对人",
                "核对过的要写核对人工号",
                "补上核对人工号",
            )


class AwarenessWaveRow(Row):
    """One survey wave of brand awareness."""

    title: ClassVar = "知名度测评"
    file_names: ClassVar = ("知名度测评", "知名度调查")
    clauses: ClassVar = ("3.2.4", "5.1.1.b")
    about: ClassVar = "每批测评一行；后一批在“对照批次”里写前一批的批次号，提升按两批知晓率之差的百分点计。"

    wave_id: Code = entry("批次", aliases=("批次号",), example="W2026-2", key=True)
    surveyed_on: Day = entry(
        "日期", aliases=("测评日期", "结束日期"), example="2026-10-20", help="测评结束的日期"
    )
    population: Text | None = entry(
        "地区/人群", aliases=("人群", "地区"), example="华东目标客户", default=None
    )
    prompt: Literal["无提示", "提示后"] = entry("提示方式", example="提示后")
    sample_size: Count = entry("样本数", aliases=("样本量",), example="400", gt=0)
    aware: Count = entry("知晓数", aliases=("知晓人数",), example="172")
    baseline_id: Code | None = entry("对照批次", default=None, help="与哪一批相比，如 W2026-1；首批留空")

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
            before, after = (columns["population"][at] for at in (other, position))
            if before != after:
                yield RowFinding(
                    position,
                    "population",
                    f"本批的地区/人群是{show(after)}，对照批次「{baseline}」的是{show(before)}",
                    "两批地区和人群相同才能相比（5.1.1.b）",
                    "换一个对照批次；是同一地区和人群的，两批写成一样",
                )


class CampaignRow(Row):
    """A promotion campaign with its targets and what it reached."""

    title: ClassVar = "推广活动"
    file_names: ClassVar = ("推广活动", "活动登记")
    clauses: ClassVar = ("3.2.3", "3.2.4", "5.1.1.c")
    about: ClassVar = "每个活动一行；活动结束后填三项实际数，计入结束日期所在的月份。"

    campaign_id: Code = entry("活动号", aliases=("活动编号",), example="P2026-008", key=True)
    name: Text | None = entry("名称", aliases=("活动名称",), example="秋季展会", default=None)
    owner_id: Code = entry("负责人工号", person=True, aliases=("负责人",), example="S001")
    starts_on: Day = entry("开始日期", aliases=("起始日期",), example="2026-10-10")
    ends_on: Day = entry("结束日期", aliases=("截止日期",), example="2026-10-12")
    channel: Text | None = entry("渠道", example="展会", default=None)
    participation_target: Count = entry("参与目标", example="300", unit="人", gt=0)
    participation_actual: Count | None = entry(
        "参与实际", example="286", unit="人", default=None, help="活动结束后必填"
    )
    exposure_target: Count = entry("曝光目标", example="20000", unit="次", gt=0)
    exposure_actual: Count | None = entry(
        "曝光实际", example="24100", unit="次", default=None, help="活动结束后必填"
    )
    conversion_target: Count = entry("转化目标", example="40", unit="个", gt=0)
    conversion_actual: Count | None = entry(
        "转化实际", example="37", unit="个", default=None, help="活动结束后必填"
    )
    conversion_definition: Text | None = entry("转化定义", example="留下联系方式的到访客户", default=None)
    budget: Money | None = entry("预算", example="30000.00", unit="元", default=None, ge=0)
    cost: Money | None = entry("花费", example="28650.00", unit="元", default=None, ge=0)

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

    check_id: Code = entry("抽检号", aliases=("抽检编号",), example="C2026-031", key=True)
    checked_on: Day = entry("日期", aliases=("抽检日期",), example="2026-10-15")
    collector_id: Code = entry("收集人工号", person=True, aliases=("收集人",), example="S001")
    checker_id: Code = entry("抽检人工号", person=True, aliases=("抽检人",), example="S002")
    checked: Count = entry("抽检条数", example="50", unit="条", gt=0)
    correct: Count = entry("正确条数", example="49", unit="条")
    error_type: Text | None = entry("错误类型", example="数据过期", default=None)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A check once, not by the collector."""
        yield from duplicates(columns, ("check_id",), "抽检号")
        yield from not_above(columns, "correct", "checked", "正确条数", "抽检条数")
        for position, (collector, checker) in each_row(columns, "collector_id", "checker_id"):
            if collector is not None and collector == checker:
                yield RowFinding(
                    position,
                    "checker_id",
                    f"「{checker}」抽检了自己收集的信息",
                    "抽检人不能是收集人",
                    "由别人抽检，改填其工号",
                )
