"""Positioning sheet and channel plan with its log as documents (制度 3.2.1, 3.2.2, 3.2.3)."""

from __future__ import annotations

from dataclasses import replace

from mktkit.money import yuan
from mktkit.office.document import (
    Block,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Signatures,
    TableColumn,
    table_of,
)
from mktkit.promotion.model import ExecutionLog, LogEntry, Positioning, PromotionPlan
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["by_day", "channel_rows", "log_rows", "plan_document", "positioning_document", "written"]


def written(text: str) -> Paragraph:
    """Return what somebody wrote, or that nobody did."""
    return Paragraph(text.strip() or "（未写）")


def positioning_document(sheet: Positioning, rules: Rules) -> Document:
    """Return the positioning sheet, with a line for 公司高层 to sign.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.promotion import example
    >>> from mktkit.rules import load_rules
    >>> document = positioning_document(example.positioning(), load_rules(on=dt.date(2026, 10, 1), company=None))
    >>> [block.text for block in document.blocks if isinstance(block, Heading)]
    ['依据', '核心价值', '品牌形象', '品牌个性']
    """
    blocks: list[Block] = [Fields((Entry("编号", sheet.number), Entry("品牌", sheet.brand)))]
    blocks.append(Heading("依据", 2, numbered=False))
    blocks.append(
        Fields(
            (
                Entry("产品特点", sheet.features),
                Entry("目标客户", sheet.customers),
                Entry("市场竞争", sheet.competition),
            ),
            across=1,
        )
    )
    for title, text in (
        ("核心价值", sheet.core_value),
        ("品牌形象", sheet.image),
        ("品牌个性", sheet.personality),
    ):
        blocks += [Heading(title, 2, numbered=False), written(text)]
    steps = rules.approval("3.2.1")
    blocks += [
        Signatures(("市场部编制", *(f"{step.by}{step.step}" for step in steps))),
        Paragraph(f"依据：{rules.cite('3.2.1')}。未经审批，不得作为推广的依据。", "note"),
    ]
    return _page(f"{sheet.brand} 品牌定位书", tuple(blocks), rules)


def _page(title: str, blocks: tuple[Block, ...], rules: Rules) -> Document:
    notice = SAMPLE_LABEL if rules.has_samples else ""
    return Document(title, blocks, version=rules.edition, notice=notice, cover=False, contents=False)


def channel_rows(plan: PromotionPlan, rules: Rules) -> list[dict[str, object]]:
    """Return the plan's channels as rows, online before offline in the order of the form."""
    return [
        {
            "类别": "线上" if one.channel in rules.promotion.online_channels else "线下",
            "渠道": one.channel,
            "目标": f"{one.goal} {one.target:,} {one.unit}",
            "内容": one.content,
            "时间": f"{one.starts_on} 至 {one.ends_on}",
            "预算（元）": yuan(one.budget),
            "负责人": one.owner_id,
        }
        for one in plan.channels
    ]


def by_day(log: ExecutionLog) -> list[LogEntry]:
    """Return the log's entries in the order of their days."""
    return sorted(log.entries, key=lambda one: one.day)


def log_rows(log: ExecutionLog) -> list[dict[str, object]]:
    """Return the log's entries as rows, by day."""
    return [
        {
            "日期": one.day,
            "渠道": one.channel,
            "做了什么": one.done,
            "数据": one.result,
            "调整": one.adjusted,
            "客户反馈": one.feedback,
            "花费（元）": yuan(one.cost),
        }
        for one in by_day(log)
    ]


def plan_document(plan: PromotionPlan, rules: Rules, log: ExecutionLog | None = None) -> Document:
    """Return the channel plan and, where there is one, the log of its execution."""
    rows = channel_rows(plan, rules)
    total: dict[str, object] = {"类别": "合计", "预算（元）": yuan(plan.budget)}
    columns = tuple(TableColumn(title, "right" if title.startswith("预算") else "left") for title in rows[0])
    blocks: list[Block] = [
        Fields(
            (
                Entry("编号", plan.number),
                Entry("依据的品牌定位书", plan.positioning),
                Entry("已批准的推广预算", f"{yuan(plan.budget_limit)} 元"),
                Entry("尚未安排", f"{yuan(plan.budget_limit - plan.budget)} 元"),
            )
        ),
        Heading("渠道的选择和组合", 2, numbered=False),
        written(plan.reason),
        table_of([*rows, total], columns, caption="推广渠道计划", total=True),
    ]
    if log is not None:
        entries = log_rows(log)
        blocks += [
            Heading("执行记录", 2, numbered=False),
            table_of(entries, caption="执行记录", note=f"花费合计 {yuan(log.cost)} 元"),
        ]
    blocks.append(Paragraph(f"依据：{rules.cite('3.2.2')}、3.2.3。", "note"))
    document = _page(f"{plan.name} 推广渠道计划", tuple(blocks), rules)
    return replace(document, landscape=True)
