"""The research plan as a document (制度 3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mktkit.office.document import (
    Block,
    Bullets,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Table,
    TableColumn,
    table_of,
)
from mktkit.records import SELF_DECLARED, Record
from mktkit.research.plan.model import PlannedCost, ResearchPlan, SampleDesign, WorkStage
from mktkit.research.plan.review import required
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["plan_document"]


def plan_document(plan: ResearchPlan, rules: Rules, record: Record | None = None) -> Document:
    """Return the plan as a document.

    Parameters
    ----------
    record
        The version that was approved; without it the paper says that it is a draft.
    """
    approved = record is not None and record.status == "approved"
    head = (
        f"第 {record.version} 版，{record.status_title}，{record.who.label}，{record.when[:10]}（{SELF_DECLARED}）"
        if record is not None
        else "草稿，未经批准不得实施（3.1.1）"
    )
    return Document(
        title=f"{plan.title}：调研计划",
        subtitle=f"任务号 {plan.task_id}",
        blocks=tuple(_blocks(plan, head, approved)),
        notice=SAMPLE_LABEL if rules.is_sample("research", "margin") else "",
        cover=False,
        contents=False,
    )


def _blocks(plan: ResearchPlan, head: str, approved: bool) -> Iterator[Block]:
    yield Paragraph(head, "plain" if approved else "warning")
    yield Fields(
        (
            Entry("任务号", plan.task_id),
            Entry("负责人工号", plan.owner_id),
            Entry("应完成日", plan.due_on.isoformat()),
            Entry("预算合计", f"{plan.budget_total / 100:,.2f} 元"),
        )
    )
    yield Heading("调研目的")
    yield Paragraph(f"支持的营销目标或业务需求：{plan.goal}")
    yield Paragraph(plan.purpose)
    yield Heading("调研内容")
    yield table_of(
        [{"要弄清的问题": one.question, "方法": one.method} for one in plan.topics], caption="调研内容与方法"
    )
    yield Heading("调研方法")
    yield Bullets(tuple(plan.methods))
    if plan.sample is not None:
        yield from _sample(plan.sample)
    yield Heading("时间安排")
    yield table_of(map(_stage, plan.stages), caption="时间安排")
    yield Heading("预算")
    if plan.budget:
        yield _costs(plan)
    else:
        yield Paragraph("本次调研不安排预算。")
    if plan.other:
        yield Heading("其他事项")
        yield Paragraph(plan.other)


def _stage(one: WorkStage) -> dict[str, object]:
    return {
        "工作": one.work,
        "谁做": one.who,
        "开始": one.starts_on,
        "结束": one.ends_on,
        "实施": "是" if one.fieldwork else "",
    }


def _costs(plan: ResearchPlan) -> Table:
    def row(one: PlannedCost) -> tuple[str, str, Decimal, str]:
        return one.item, one.month, Decimal(one.amount).scaleb(-2), one.basis

    return Table(
        tuple(map(TableColumn, ("项目", "月份", "金额（元）", "怎么算的"))),
        (*map(row, plan.budget), ("合计", None, Decimal(plan.budget_total).scaleb(-2), None)),
        caption=f"预算（列入{plan.category}）",
        total=True,
    )


def _sample(design: SampleDesign) -> Iterator[Block]:
    needed = required(design)
    each = "每组 " if design.groups > 1 else ""
    yield Heading("样本")
    yield Paragraph(
        f"调研总体：{design.universe}"
        + (f"，共 {design.population:,} 个" if design.population else "")
        + f"。计划有效样本 {design.planned:,} 份。"
    )
    yield Paragraph(
        f"误差 ±{design.margin} 个百分点、置信水平 {design.confidence}% 需要 {each}{needed['需要的有效答卷'].text}；"
        f"预计回收率 {design.response_rate}%，{each.strip()}要发出 {needed['需要发出的问卷'].text}。"
    )
    yield Paragraph(f"算法：{needed.method}", "note")
