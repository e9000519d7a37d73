"""What the forms of brand promotion are handed in as (制度 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mktkit.desk.papers import Paper, always
from mktkit.errors import Finding, fault
from mktkit.promotion.model import Evaluation, ExecutionLog, Positioning, PromotionPlan
from mktkit.records import Store
from mktkit.rules import Rules

__all__ = ["POSITIONING", "PROMOTION_EVALUATION", "PROMOTION_LOG", "PROMOTION_PLAN"]

_MARKET = always("市场部")


def _positioning_number(number: str) -> str:
    return f"品牌定位书-{number}"


def _plan_number(number: str) -> str:
    return f"推广渠道计划-{number}"


def _positioning_files(sheet: Positioning, rules: Rules) -> Iterable[tuple[str, bytes]]:
    from mktkit.office.word import write_word
    from mktkit.promotion.document import positioning_document

    document = positioning_document(sheet, rules)
    return [(f"{_positioning_number(sheet.number)}.docx", write_word(document))]


def _plan_files(plan: PromotionPlan, rules: Rules) -> Iterable[tuple[str, bytes]]:
    from mktkit.office.word import write_word
    from mktkit.promotion.document import plan_document

    document = plan_document(plan, rules)
    return [(f"{_plan_number(plan.number)}.docx", write_word(document))]


def _positioned(plan: PromotionPlan, store: Store) -> Sequence[Finding]:
    """Say why a plan may not stand on its positioning sheet."""
    number = _positioning_number(plan.positioning)
    known = store.find(number)
    known = known if known and known.kind == POSITIONING.kind else None
    if known and store.in_force(number) is not None:
        return ()
    what = f"品牌定位书 {plan.positioning} {'还没有审批通过' if known else '不在这台电脑的记录里'}"
    return (
        fault(
            what,
            "推广策略应以高层审批通过的品牌定位为依据（3.2.1、3.2.2）",
            "等审批通过；在别处批的，先在“待办”里接收移交文件",
            file="依据的品牌定位书",
        ),
    )


POSITIONING: Paper[Positioning, Positioning] = Paper(
    kind="brand_positioning",
    model=Positioning,
    number=lambda sheet: _positioning_number(sheet.number),
    title=lambda sheet: f"{sheet.brand} 品牌定位书",
    clause="3.2.1",
    department=_MARKET,
    files=_positioning_files,
)

PROMOTION_PLAN: Paper[PromotionPlan, PromotionPlan] = Paper(
    kind="promotion_plan",
    model=PromotionPlan,
    number=lambda plan: _plan_number(plan.number),
    title=lambda plan: f"{plan.name} 推广渠道计划",
    clause="3.2.2",
    department=_MARKET,
    files=_plan_files,
    check=_positioned,
)

PROMOTION_LOG: Paper[ExecutionLog, ExecutionLog] = Paper(
    kind="promotion_log",
    model=ExecutionLog,
    number=lambda log: f"推广执行记录-{log.plan}",
    title=lambda log: f"{log.plan} 推广执行记录",
    clause="3.2.3",
    department=_MARKET,
)

PROMOTION_EVALUATION: Paper[Evaluation, Evaluation] = Paper(
    kind="promotion_evaluation",
    model=Evaluation,
    number=lambda asked: f"推广效果评估-{asked.campaign_id}",
    title=lambda asked: f"{asked.campaign_id} 推广效果评估",
    clause="3.2.4",
    department=_MARKET,
)
