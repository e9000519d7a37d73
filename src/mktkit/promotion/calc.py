"""Evaluating a campaign: pure, and by the same measures that the appraisal counts (制度 5.1.1.b, 5.1.1.c)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import narwhals as nw

from mktkit.appraisal.calc import score_kpi
from mktkit.appraisal.kpi import Evidence, Frames
from mktkit.appraisal.measures import CAMPAIGN_COLUMNS, CampaignPart, campaign_parts, kpi_measure
from mktkit.appraisal.model import KpiScore, Period
from mktkit.errors import MktkitError, closest, show
from mktkit.office.document import Column, Table
from mktkit.promotion.effects import change, conversion_funnel, cost_per_result
from mktkit.promotion.model import Evaluation, past_values
from mktkit.research.model import Analysis, Plot, figure
from mktkit.research.proportions import Proportion, compare_proportions
from mktkit.rules import Rules

__all__ = ["Evaluated", "evaluate"]

#: Gives the rules in force in a month, for a month is scored by its own.
RulesOf = Callable[[Period], Rules]

_CAUSE = "以上是活动前后的比较，没有对照组：它说明变化与活动同时发生，不能证明变化由活动引起，也不能把变化全部算作活动的效果。"


@dataclass(frozen=True)
class Evaluated:
    """A campaign evaluated.

    Attributes
    ----------
    campaign
        Its row of 推广活动, field → value.
    month
        The month it ended in, whose rules it is scored by.
    score
        Its own score and the parts of it.
    kpi
        5.1.1.c of its owner in that month: the mean over all of the owner's campaigns that ended in it.
    awareness, lift
        Before and after of the wave, and 5.1.1.b of the month the wave was closed in; None without a wave.
    reputation
        Before and after; None where it was not measured.
    changes
        Traffic, followers, sales …
    funnel, costs
        From the campaign's own numbers.
    causality
        What the comparison cannot say.
    """

    campaign: Mapping[str, Any]
    month: str
    score: Analysis
    kpi: KpiScore
    awareness: Analysis | None
    lift: KpiScore | None
    reputation: Analysis | None
    changes: tuple[Analysis, ...]
    funnel: Analysis
    costs: Analysis
    causality: str
    edition: str
    fingerprint: str

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """All results in the order they are told."""
        maybe = (self.score, self.awareness, self.reputation, *self.changes, self.funnel, self.costs)
        return tuple(one for one in maybe if one is not None)


def evaluate(asked: Evaluation, frames: Frames, rules_of: RulesOf) -> Evaluated:
    """Evaluate a campaign.

    Parameters
    ----------
    asked
        Which campaign and wave, and what no register holds.
    frames
        ``campaigns`` and, where a wave is named, ``awareness_waves``, as narwhals frames of any engine.
    rules_of
        The rules of a month.

    Raises
    ------
    MktkitError
        No such campaign or wave, or it has not ended or no results yet.

    Notes
    -----
    制度 3.2.4; the scores are those of 5.1.1.b and 5.1.1.c, by the measures of :mod:`mktkit.appraisal.measures`.
    """
    campaign = _row(frames["campaigns"], "campaign_id", asked.campaign_id, "推广活动", "活动号")
    missing = [name for name in CAMPAIGN_COLUMNS if _none(campaign[name])]
    if missing:
        raise MktkitError(
            f"活动 {asked.campaign_id} 还没有填实际数",
            "参与、曝光、转化的目标和实际都要有",
            "活动结束后在《推广活动》里补上；确实没有的填 0",
            where="推广活动",
        )
    period = Period.of(f"{campaign['ends_on']:%Y-%m}")
    rules = rules_of(period)
    parts = campaign_parts([int(campaign[name]) for name in CAMPAIGN_COLUMNS], rules)
    complete = Evidence({"campaigns": _complete(frames["campaigns"])}, period, rules)
    measured = kpi_measure("5.1.1.c", rules).measure(complete)[campaign["owner_id"]]
    awareness = lift = None
    if asked.wave_id:
        awareness, lift = _awareness(asked.wave_id, frames, rules_of)
    results = {title: int(campaign[f"{name}_actual"]) for title, name in _PARTS.items()}
    stages = {one.name: one.count for one in asked.stages} or {
        title: results[title] for title in ("曝光", "参与", "转化")
    }
    return Evaluated(
        campaign=campaign,
        month=period.month,
        score=_score(campaign, parts, rules),
        kpi=score_kpi("5.1.1.c", measured, None, rules),
        awareness=awareness,
        lift=lift,
        reputation=_reputation(asked, rules),
        changes=tuple(
            change(
                one.indicator,
                one.before,
                one.after,
                past_values(one.past),
                one.unit,
                confidence=rules.promotion.confidence,
                periods=rules.promotion.past_periods,
            )
            for one in asked.changes
        ),
        funnel=conversion_funnel(stages),
        costs=cost_per_result(_fen(campaign["cost"]), _fen(campaign["budget"]), results),
        causality=_causality(asked.concurrent),
        edition=rules.edition,
        fingerprint=rules.fingerprint,
    )


_PARTS = {"参与": "participation", "曝光": "exposure", "转化": "conversion"}


def _none(value: Any) -> bool:
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas' NA
        return True


def _fen(value: Any) -> int | None:
    return None if _none(value) else int(value)


def _row(frame: Any, key: str, wanted: str, register: str, title: str) -> dict[str, Any]:
    rows = {row[key]: row for row in frame.rows(named=True)}
    if wanted not in rows:
        raise MktkitError(
            f"《{register}》里没有{title}{show(wanted)}",
            f"应为登记过的{title}",
            closest(wanted, rows, "核对登记表"),
            where=title,
        )
    return dict(rows[wanted])


def _complete(frame: Any) -> Any:
    """Leave out campaigns whose results are not in yet: they would end in the month and count for nothing."""
    return frame.filter(*(~nw.col(name).is_null() for name in CAMPAIGN_COLUMNS))


def _score(campaign: Mapping[str, Any], parts: Sequence[CampaignPart], rules: Rules) -> Analysis:
    rule = rules.appraisal.campaign
    total = figure("活动综合得分", sum((part.points for part in parts), Fraction(0)), "分")
    rows = [
        (
            part.title,
            int(campaign[f"{_PARTS[part.title]}_target"]),
            int(campaign[f"{_PARTS[part.title]}_actual"]),
            figure("", part.attainment * 100, "%").text,
            figure("", part.weight, digits=0).value,
            figure("", part.points).value,
        )
        for part in parts
    ]
    columns = ("部分", "目标", "实际", "完成率", "权重", "得分")
    capped = [part.title for part in parts if part.attainment * 100 > Fraction(rule.cap)]
    definition = campaign.get("conversion_definition")
    return Analysis(
        title="活动综合得分",
        method=f"Σ 权重 × min(实际 ÷ 目标，{rule.cap}%)；转化指{definition if not _none(definition) else '（《推广活动》没有写转化定义）'}",
        n=None,
        figures=(total, *(figure(f"{part.title}完成率", part.attainment * 100, "%") for part in parts)),
        tables=(
            Table(
                tuple(map(Column, columns)), tuple(rows), caption="活动综合得分", note=f"合计 {total.text}"
            ),
        ),
        caveats=("目标是自己定的：得分高也可能是目标低，和往次活动的实际数一起看",),
        warnings=tuple(f"{title}超过目标的部分按 {rule.cap}% 封顶" for title in capped),
        plot=Plot(
            "bars",
            {part.title: figure("", part.attainment * 100).value for part in parts},
            "完成率",
            "%",
            options={"reference": ("目标", 100)},
        ),
        clause="5.1.1.c",
    )


def _awareness(wave_id: str, frames: Frames, rules_of: RulesOf) -> tuple[Analysis, KpiScore]:
    if "awareness_waves" not in frames:
        raise MktkitError(
            "没有《知名度测评》",
            "写了批次就要有这张登记表",
            "把它也放进来，或把批次留空",
            where="知名度测评批次",
        )
    waves = frames["awareness_waves"]
    wave = _row(waves, "wave_id", wave_id, "知名度测评", "批次")
    if _none(wave["baseline_id"]):
        raise MktkitError(
            f"批次 {wave_id} 没有对照批次",
            "活动后的一批要写和哪一批相比",
            "在《知名度测评》里补上",
            where="知名度测评",
        )
    before = _row(waves, "wave_id", wave["baseline_id"], "知名度测评", "批次")
    period = Period.of(f"{wave['surveyed_on']:%Y-%m}")
    rules = rules_of(period)
    analysis = compare_proportions(
        "知名度",
        Proportion(int(before["aware"]), int(before["sample_size"])),
        Proportion(int(wave["aware"]), int(wave["sample_size"])),
        labels=(str(before["wave_id"]), wave_id),
        confidence=rules.promotion.confidence,
    )
    measure = kpi_measure("5.1.1.b", rules).measure(Evidence(frames, period, rules)).get(None)
    return analysis, score_kpi("5.1.1.b", measure, None, rules)


def _reputation(asked: Evaluation, rules: Rules) -> Analysis | None:
    one = asked.reputation
    if one is None:
        return None
    return compare_proportions(
        "美誉度",
        Proportion(one.yes_before, one.n_before),
        Proportion(one.yes_after, one.n_after),
        labels=("活动前", "活动后"),
        confidence=rules.promotion.confidence,
    )


def _causality(concurrent: str) -> str:
    told = concurrent.strip().rstrip("。")
    if told:
        return f"{_CAUSE}同期还有：{told}。变化也可能由这些引起。"
    return f"{_CAUSE}没有填写同期还有什么事，请读者留意。"
