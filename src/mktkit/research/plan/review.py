"""What whoever approves a research plan should see (制度 3.1.1): notices, nothing that forbids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mktkit.errors import Finding, notice
from mktkit.research.model import Analysis
from mktkit.research.plan.model import ResearchPlan, SampleDesign
from mktkit.research.plan.sampling import Precision, sample_size
from mktkit.rules import Rules

__all__ = ["check_plan", "required"]


def required(design: SampleDesign) -> Analysis:
    """Return how many answers a sample needs a group.

    Notes
    -----
    制度 3.1.1.
    """
    population = design.population if design.groups == 1 else None
    return sample_size(Precision(design.margin, design.confidence, population), design.response_rate)


def check_plan(plan: ResearchPlan, rules: Rules, today: dt.date | None = None) -> list[Finding]:
    """Return what the one who approves should know: notices, nothing that forbids.

    Parameters
    ----------
    today
        Day on which it is looked at; None does not compare with it.
    """
    found = [*_sample(plan.sample, rules)] if plan.sample is not None else []
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


def _sample(design: SampleDesign, rules: Rules) -> Iterator[Finding]:
    least = int(required(design)["需要的有效答卷"].printed) * design.groups
    wanted = f"误差 ±{design.margin} 个百分点、置信水平 {design.confidence}%"
    if design.population is not None and design.planned > design.population:
        yield notice(
            f"计划样本 {design.planned} 份，多于总体 {design.population} 个",
            "样本不能多于总体",
            "改计划样本或总体人数",
            column="样本",
        )
    if design.planned < least:
        parts = f"（{design.groups} 组，每组 {least // design.groups} 份）" if design.groups > 1 else ""
        yield notice(
            f"计划样本 {design.planned} 份",
            f"{wanted} 需要 {least} 份{parts}",
            "增加样本，或写明接受多大的误差",
            column="样本",
        )
    if design.margin > rules.research.margin or design.confidence < rules.research.confidence:
        yield notice(
            f"允许{wanted}",
            f"公司的要求是 ±{rules.research.margin} 个百分点、{rules.research.confidence}%",
            "说明为什么放宽",
            column="样本",
        )
