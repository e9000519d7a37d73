"""The plan of the shipped example survey."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial

from mktkit.research.plan.model import SURVEY, PlannedCost, ResearchPlan, SampleDesign, Topic, WorkStage

__all__ = ["example_plan"]


def example_plan() -> ResearchPlan:
    """Return the plan of the shipped example survey.

    Examples
    --------
    >>> example_plan().budget_total
    2860000
    """
    day = partial(dt.date, 2026)
    return ResearchPlan(
        task_id="R2026-EX1",
        title="华东渠道价格调研",
        owner_id="S001",
        goal="四季度在华东把标准型的渠道份额提高 2 个百分点",
        purpose="弄清华东客户买什么品牌、为什么买、对价格怎么看，为四季度的渠道价格提供依据。",
        topics=[
            Topic(question="各品牌在华东的使用率和满意度是多少", method=SURVEY),
            Topic(question="客户能接受的价格在什么范围", method=SURVEY),
            Topic(question="竞争对手的报价和政策是什么", method="案头研究"),
        ],
        methods=[SURVEY, "案头研究"],
        sample=SampleDesign(
            universe="华东四省市在用同类设备的企业",
            population=6200,
            margin=Decimal(5),
            confidence=Decimal(95),
            response_rate=Decimal(40),
            planned=400,
        ),
        stages=[
            WorkStage(work="设计问卷", who="S001", starts_on=day(9, 21), ends_on=day(9, 30)),
            WorkStage(
                work="问卷实施", who="S001、S002", starts_on=day(10, 12), ends_on=day(10, 19), fieldwork=True
            ),
            WorkStage(work="分析和报告", who="S001", starts_on=day(10, 20), ends_on=day(10, 26)),
        ],
        due_on=day(10, 28),
        budget=[
            PlannedCost(item="问卷平台和样本服务", month="2026-10", amount=2_000_000, basis="400 份 × 50 元"),
            PlannedCost(item="答谢礼品", month="2026-10", amount=800_000, basis="400 份 × 20 元"),
            PlannedCost(item="资料购买", month="2026-09", amount=60_000),
        ],
    )
