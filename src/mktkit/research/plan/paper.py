"""What a research plan is handed in as, and whether the plan of a task has been approved (制度 3.1.1)."""

from __future__ import annotations

import datetime as dt

from mktkit.desk.papers import Paper, always
from mktkit.errors import MktkitError
from mktkit.records import Record, Store
from mktkit.research.plan.model import ResearchPlan, plan_number
from mktkit.rules import Rules

__all__ = ["RESEARCH_PLAN", "approved_plan", "review_plan", "unapproved"]


def review_plan(plan: ResearchPlan, record: Record, store: Store, rules: Rules) -> object:
    """Return what whoever approves should see besides the plan."""
    from mktkit.research.plan.review import check_plan

    found = check_plan(plan, rules, dt.date.fromisoformat(record.when[:10]))
    return [finding.as_row() for finding in found] or "样本够、预算列入了规定的科目、实施在提交之后。"


RESEARCH_PLAN: Paper[ResearchPlan, ResearchPlan] = Paper(
    kind="research_plan",
    model=ResearchPlan,
    number=lambda plan: plan_number(plan.task_id),
    title=lambda plan: f"{plan.title}：调研计划",
    clause="3.1.1",
    department=always("市场部"),
    review=review_plan,
)


def approved_plan(task_id: str, store: Store) -> tuple[ResearchPlan, Record]:
    """Return a task's plan as it was approved.

    Raises
    ------
    MktkitError
        There is no plan, or none that was approved (制度 3.1.1: 未经批准，不得实施).
    """
    number = plan_number(task_id)
    where = f"任务 {task_id}"
    try:
        record = store.in_force(number)
        latest = store.latest(number)
    except MktkitError:
        raise MktkitError(
            "没有这个任务的调研计划", "应先有经批准的计划", "在“调研计划”页填写并提交", where=where
        ) from None
    if record is None or record.kind != RESEARCH_PLAN.kind:
        raise MktkitError(
            f"调研计划是{latest.status_title}",
            "未经营销经理批准，不得实施（3.1.1）",
            "等批准；审批人在“待办”页办理",
            where=where,
        )
    return ResearchPlan.model_validate(record.data), record


def unapproved(task_id: str, store: Store) -> str:
    """Return in words why a survey of this task may not be carried out yet; empty when it may."""
    try:
        approved_plan(task_id, store)
    except MktkitError as problem:
        return str(problem)
    return ""
