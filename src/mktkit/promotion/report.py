"""Documents of brand promotion for Word: positioning sheet, channel plan with its log, evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mktkit.appraisal.model import KpiScore
from mktkit.appraisal.report import number
from mktkit.money import yuan
from mktkit.office.document import (
    Block,
    Bullets,
    Column,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Signatures,
    Table,
    table_of,
)
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.model import Evaluation, ExecutionLog, Positioning, PromotionPlan
from mktkit.research.document import Results, method_blocks
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = [
    "channel_rows",
    "evaluation_document",
    "kpi_rows",
    "log_rows",
    "plan_document",
    "positioning_document",
]


def _lines(text: str) -> Paragraph:
    return Paragraph(text.strip() or "（未写）")


def positioning_document(sheet: Positioning, rules: Rules) -> Document:
    """Return the positioning sheet, with a line for 公司高层 to sign.

    Examples
    --------
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
        blocks += [Heading(title, 2, numbered=False), _lines(text)]
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
        for one in sorted(log.entries, key=lambda one: one.day)
    ]


def plan_document(plan: PromotionPlan, rules: Rules, log: ExecutionLog | None = None) -> Document:
    """Return the channel plan and, where there is one, the log of its execution."""
    rows = channel_rows(plan, rules)
    total: dict[str, object] = {"类别": "合计", "预算（元）": yuan(plan.budget)}
    columns = tuple(Column(title, "right" if title.startswith("预算") else "left") for title in rows[0])
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
        _lines(plan.reason),
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
    return Document(**{**vars(document), "landscape": True})


def kpi_rows(result: Evaluated) -> list[dict[str, str]]:
    """Return what the evaluation means for the appraisal, as rows."""
    told = [
        (
            result.kpi,
            f"{result.campaign['owner_id']} 在 {result.month} 结束的 {result.kpi.rows} 个活动的平均",
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
    campaign, results = result.campaign, Results(result.analyses)
    blocks: list[Block] = [Heading("活动概况"), _facts(result), Heading("活动得分")]
    blocks += results.blocks(result.score.title)
    blocks.append(
        table_of(kpi_rows(result), caption="计入考核的得分", note=f"依据：{rules.cite('5.1.1.c')}、5.1.1.b")
    )
    blocks.append(Heading("知名度与美誉度"))
    surveys = [one for one in (result.awareness, result.reputation) if one is not None]
    for one in surveys:
        blocks += results.blocks(one.title)
    if not surveys:
        blocks.append(Paragraph("这次没有测评知名度和美誉度。"))
    blocks.append(Heading("流量、粉丝与销售"))
    blocks += _changes(result)
    blocks.append(Heading("转化与花费"))
    for one in (result.funnel, result.costs):
        blocks += results.blocks(one.title)
    blocks += [
        Heading("这些数字不能说明什么"),
        Paragraph(result.causality),
        Bullets(
            tuple(f"{one.title}：{told}" for one in result.analyses for told in one.warnings)
            or ("没有其他要注意的。",)
        ),
        Heading("经验教训与调整"),
    ]
    for title, text in (("经验", asked.worked), ("教训", asked.failed), ("策略怎样调整", asked.next_steps)):
        blocks += [Heading(title, 2), _lines(text)]
    blocks += [Heading("附录　方法、前提和注意", numbered=False), *method_blocks(result.analyses)]
    return Document(
        f"{campaign['name'] or campaign['campaign_id']} 推广效果评估",
        tuple(blocks),
        subtitle=f"活动号 {campaign['campaign_id']}",
        date=_day(campaign["ends_on"]),
        version=result.edition,
        notice=SAMPLE_LABEL if rules.has_samples else "",
    )


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _facts(result: Evaluated) -> Fields:
    campaign = result.campaign
    channel = campaign["channel"]
    return Fields(
        (
            Entry("活动号", str(campaign["campaign_id"])),
            Entry("负责人工号", str(campaign["owner_id"])),
            Entry("起止", f"{_day(campaign['starts_on'])} 至 {_day(campaign['ends_on'])}"),
            Entry("渠道", channel if isinstance(channel, str) else ""),
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
    columns = (Column("指标"), *(Column(title, "left" if title == "判断" else "right") for title in titles))
    yield Table(
        columns, tuple(rows), caption="活动前后一期的变化", note="平常波动：不做活动时一期会落在的范围"
    )
