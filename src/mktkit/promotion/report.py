"""The evaluation of a campaign as a report (制度 3.2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from mktkit.appraisal.model import KpiScore
from mktkit.appraisal.report import number
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
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.campaign import Campaign
from mktkit.promotion.document import written
from mktkit.promotion.model import Evaluation
from mktkit.research.document import Results, method_blocks
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["evaluation_document", "kpi_rows"]


def kpi_rows(result: Evaluated) -> list[dict[str, str]]:
    """Return what the evaluation means for the appraisal, as rows."""
    told = [
        (
            result.kpi,
            f"{result.campaign.owner_id} 在 {result.campaign.month.month} 结束的 {result.kpi.rows} 个活动的平均",
        ),
        *([(result.lift, "当月结束的各批测评与其对照批次之差")] if result.lift else []),
    ]
    return [
        {
            "条款": kpi.clause,
            "指标": kpi.title,
            "实际": _actual(kpi),
            "得分": f"{kpi.score}" if kpi.score is not None else "待定",
            "怎么来的": why + (f"；{kpi.note}" if kpi.note else ""),
        }
        for kpi, why in told
    ]


def _actual(kpi: KpiScore) -> str:
    return "—" if kpi.actual is None else f"{number(kpi.actual)} {kpi.unit}"


def evaluation_document(asked: Evaluation, result: Evaluated, rules: Rules) -> Document:
    """Return the evaluation as a report.

    Notes
    -----
    制度 3.2.4.
    """
    campaign = result.campaign
    return Document(
        f"{campaign.name or campaign.id} 推广效果评估",
        (*_measured(result, rules), *_told(asked, result)),
        subtitle=f"活动号 {campaign.id}",
        date=campaign.ends_on,
        version=result.edition,
        notice=SAMPLE_LABEL if rules.has_samples else "",
    )


def _measured(result: Evaluated, rules: Rules) -> Iterator[Block]:
    """Yield what was measured."""
    results = Results(result.analyses)
    yield Heading("活动概况")
    yield _facts(result.campaign)
    yield Heading("活动得分")
    yield from results.blocks(result.score.title)
    yield table_of(kpi_rows(result), caption="计入考核的得分", note=f"依据：{rules.cite('5.1.1.c')}、5.1.1.b")
    yield Heading("知名度与美誉度")
    surveys = [one for one in (result.awareness, result.reputation) if one is not None]
    for one in surveys:
        yield from results.blocks(one.title)
    if not surveys:
        yield Paragraph("这次没有测评知名度和美誉度。")
    yield Heading("流量、粉丝与销售")
    yield from _changes(result)
    yield Heading("转化与花费")
    for one in (result.funnel, result.costs):
        yield from results.blocks(one.title)


def _told(asked: Evaluation, result: Evaluated) -> Iterator[Block]:
    """Yield what the numbers cannot say, what was learned, and how each came about."""
    yield Heading("这些数字不能说明什么")
    yield Paragraph(result.causality)
    warnings = tuple(f"{one.title}：{told}" for one in result.analyses for told in one.warnings)
    yield Bullets(warnings or ("没有其他要注意的。",))
    yield Heading("经验教训与调整")
    for title, text in (("经验", asked.worked), ("教训", asked.failed), ("策略怎样调整", asked.next_steps)):
        yield Heading(title, 2)
        yield written(text)
    yield Heading("附录　方法、前提和注意", numbered=False)
    yield from method_blocks(result.analyses)


def _facts(campaign: Campaign) -> Fields:
    return Fields(
        (
            Entry("活动号", campaign.id),
            Entry("负责人工号", campaign.owner_id),
            Entry("起止", f"{campaign.starts_on} 至 {campaign.ends_on}"),
            Entry("渠道", campaign.channel),
        )
    )


def _changes(result: Evaluated) -> Iterator[Block]:
    if not result.changes:
        yield Paragraph("没有填写流量、粉丝、销售的变化。")
        return
    titles = ("活动前", "活动后", "增减", "增长率", "平常波动下限", "平常波动上限", "判断")
    rows = []
    for one in result.changes:
        told = {figure.name: figure.text for figure in one.figures}
        rows.append((one.title, *(told.get(title, "—") for title in titles)))
    columns = (
        TableColumn("指标"),
        *(TableColumn(title, "left" if title == "判断" else "right") for title in titles),
    )
    yield Table(
        columns, tuple(rows), caption="活动前后一期的变化", note="平常波动：不做活动时一期会落在的范围"
    )
