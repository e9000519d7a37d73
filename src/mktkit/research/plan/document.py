"""The research plan (制度 3.1.1): what a reviewer should see, the document, and the rows it gives to registers and budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mktkit.errors import Finding, notice
from mktkit.office.document import (
    Block,
    Bullets,
    Column,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Table,
    table_of,
)
from mktkit.records import SELF_DECLARED, Record
from mktkit.research.model import Analysis
from mktkit.research.plan.model import ResearchPlan
from mktkit.research.plan.sampling import sample_size
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["budget_rows", "check_plan", "plan_paper", "required", "task_row"]


def required(plan: ResearchPlan) -> Analysis | None:
    """Return how many answers the plan's sample needs a group, None where it has none.

    Notes
    -----
    制度 3.1.1.
    """
    design = plan.sample
    if design is None:
        return None
    population = design.population if design.groups == 1 else None
    return sample_size(design.margin, design.confidence, population, response_rate=design.response_rate)


def check_plan(plan: ResearchPlan, rules: Rules, today: dt.date | None = None) -> list[Finding]:
    """Return what the one who approves should know: notices, nothing that forbids.

    Parameters
    ----------
    today
        Day on which it is looked at; None does not compare with it.
    """
    found = []
    needed = required(plan)
    design = plan.sample
    if needed is not None and design is not None:
        least = int(needed["需要的有效答卷"].value or 0) * design.groups
        if design.population is not None and design.planned > design.population:
            found.append(
                notice(
                    f"计划样本 {design.planned} 份，多于总体 {design.population} 个",
                    "样本不能多于总体",
                    "改计划样本或总体人数",
                    column="样本",
                )
            )
        if design.planned < least:
            parts = f"（{design.groups} 组，每组 {least // design.groups} 份）" if design.groups > 1 else ""
            found.append(
                notice(
                    f"计划样本 {design.planned} 份",
                    f"误差 ±{design.margin} 个百分点、置信水平 {design.confidence}% 需要 {least} 份{parts}",
                    "增加样本，或写明接受多大的误差",
                    column="样本",
                )
            )
        if design.margin > rules.research.margin or design.confidence < rules.research.confidence:
            found.append(
                notice(
                    f"允许误差 ±{design.margin} 个百分点、置信水平 {design.confidence}%",
                    f"公司的要求是 ±{rules.research.margin} 个百分点、{rules.research.confidence}%",
                    "说明为什么放宽",
                    column="样本",
                )
            )
    if plan.category != rules.research.budget_category:
        found.append(
            notice(
                f"预算科目是「{plan.category}」",
                f"调研预算列入「{rules.research.budget_category}」",
                "改科目，或说明理由",
                column="预算科目",
            )
        )
    if not plan.budget:
        found.append(notice("没有预算", "3.1.1 要求写明预算", "不花钱的写明“无”及理由", column="预算"))
    first = min((one.starts_on for one in plan.stages if one.fieldwork), default=None)
    if today is not None and first is not None and first <= today:
        found.append(
            notice(
                f"实施从 {first} 开始，今天是 {today}，计划还没有批准",
                "未经批准，不得实施（3.1.1）",
                "把实施改到批准之后",
                column="时间安排",
            )
        )
    return found


def budget_rows(plan: ResearchPlan) -> list[dict[str, Any]]:
    """Return the plan's part of the expense budget (制度 6.1.1): category and month with the amount in 元."""
    sums: dict[str, int] = {}
    for line in plan.budget:
        sums[line.month] = sums.get(line.month, 0) + line.amount
    return [
        {
            "预算科目": plan.category,
            "月份": month,
            "金额（元）": Decimal(amount).scaleb(-2),
            "事由": plan.title,
        }
        for month, amount in sorted(sums.items())
    ]


def task_row(plan: ResearchPlan, approved_on: dt.date) -> dict[str, Any]:
    """Return the row of the register 调研任务 that an approved plan begins (制度 3.1.1, 5.1.1.a)."""
    return {
        "任务号": plan.task_id,
        "名称": plan.title,
        "负责人工号": plan.owner_id,
        "计划批准日": approved_on,
        "应完成日": plan.due_on,
    }


def plan_paper(plan: ResearchPlan, rules: Rules, record: Record | None = None) -> Document:
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
    needed = required(plan)
    if plan.sample is not None and needed is not None:
        yield from _sample(plan, needed)
    yield Heading("时间安排")
    yield table_of(
        [
            {
                "工作": one.work,
                "谁做": one.who,
                "开始": one.starts_on,
                "结束": one.ends_on,
                "实施": "是" if one.fieldwork else "",
            }
            for one in plan.stages
        ],
        caption="时间安排",
    )
    yield Heading("预算")
    if plan.budget:
        lines = [(one.item, one.month, Decimal(one.amount).scaleb(-2), one.basis) for one in plan.budget]
        yield Table(
            tuple(map(Column, ("项目", "月份", "金额（元）", "怎么算的"))),
            (*lines, ("合计", None, Decimal(plan.budget_total).scaleb(-2), None)),
            caption=f"预算（列入{plan.category}）",
            total=True,
        )
    else:
        yield Paragraph("本次调研不安排预算。")
    if plan.other:
        yield Heading("其他事项")
        yield Paragraph(plan.other)


def _sample(plan: ResearchPlan, needed: Analysis) -> Iterator[Block]:
    design = plan.sample
    assert design is not None
    yield Heading("样本")
    yield Paragraph(
        f"调研总体：{design.universe}"
        + (f"，共 {design.population:,} 个" if design.population else "")
        + f"。计划有效样本 {design.planned:,} 份。"
    )
    each = f"每组 {needed['需要的有效答卷'].text}" if design.groups > 1 else needed["需要的有效答卷"].text
    yield Paragraph(
        f"误差 ±{design.margin} 个百分点、置信水平 {design.confidence}% 需要 {each}；"
        f"预计回收率 {design.response_rate}%，{'每组' if design.groups > 1 else ''}要发出 {needed['需要发出的问卷'].text}。"
    )
    yield Paragraph(f"算法：{needed.method}", "note")
