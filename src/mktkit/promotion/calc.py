"""Evaluating a campaign: pure, and by the same measures that the appraisal counts (制度 5.1.1.b, 5.1.1.c)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from mktkit.appraisal.calc import score_kpi
from mktkit.appraisal.kpi import Evidence, Frames
from mktkit.appraisal.measures import CAMPAIGN_COLUMNS, campaign_parts, kpi_measure
from mktkit.appraisal.model import KpiScore, Period
from mktkit.promotion.campaign import Campaign, campaign_of, waves_of
from mktkit.promotion.effects import change, conversion_funnel, cost_per_result
from mktkit.promotion.model import Evaluation, Reputation
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.proportions import Proportion, compare_proportions
from mktkit.research.rounding import rounded
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
        The campaign, scored by the rules of the month it ended in.
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

    campaign: Campaign
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
    campaign = campaign_of(frames, asked.campaign_id)
    rules = rules_of(campaign.month)
    awareness, lift = _awareness(asked.wave_id, frames, rules_of) if asked.wave_id else (None, None)
    results = campaign.results
    stages = {one.name: one.count for one in asked.stages} or {
        title: results[title] for title in ("曝光", "参与", "转化")
    }
    return Evaluated(
        campaign=campaign,
        score=_score(campaign, rules),
        kpi=_owner_kpi(campaign, frames, rules),
        awareness=awareness,
        lift=lift,
        reputation=_reputation(asked.reputation, rules) if asked.reputation else None,
        changes=tuple(change(one, rules.promotion) for one in asked.changes),
        funnel=conversion_funnel(stages),
        costs=cost_per_result(campaign.cost, campaign.budget, results),
        causality=_causality(asked.concurrent),
        edition=rules.edition,
        fingerprint=rules.fingerprint,
    )


def _owner_kpi(campaign: Campaign, frames: Frames, rules: Rules) -> KpiScore:
    """Return 5.1.1.c of the campaign's owner, over what has results: what has none yet counts for nothing."""
    complete = frames["campaigns"].filter(*(~nw.col(name).is_null() for name in CAMPAIGN_COLUMNS))
    evidence = Evidence({"campaigns": complete}, campaign.month, rules)
    measured = kpi_measure("5.1.1.c", rules).measure(evidence)[campaign.owner_id]
    return score_kpi("5.1.1.c", measured, None, rules)


def _score(campaign: Campaign, rules: Rules) -> Analysis:
    cap = rules.appraisal.campaign.cap
    parts = campaign_parts(
        [number for part in campaign.parts.values() for number in (part.actual, part.target)], rules
    )
    total = figure("活动综合得分", sum((part.points for part in parts), Fraction(0)), "分")
    attained = {part.title: figure(f"{part.title}完成率", part.attainment * 100, "%") for part in parts}
    rows = [
        (
            part.title,
            campaign.parts[part.title].target,
            campaign.parts[part.title].actual,
            attained[part.title].text,
            rounded(part.weight, 0),
            rounded(part.points),
        )
        for part in parts
    ]
    defined = campaign.conversion_definition or "（《推广活动》没有写转化定义）"
    return Analysis(
        title="活动综合得分",
        method=f"Σ 权重 × min(实际 ÷ 目标，{cap}%)；转化指{defined}",
        n=None,
        figures=(total, *attained.values()),
        tables=(
            grid(
                ("部分", "目标", "实际", "完成率", "权重", "得分"),
                rows,
                "活动综合得分",
                f"合计 {total.text}",
            ),
        ),
        caveats=("目标是自己定的：得分高也可能是目标低，和往次活动的实际数一起看",),
        warnings=tuple(
            f"{part.title}超过目标的部分按 {cap}% 封顶"
            for part in parts
            if part.attainment * 100 > Fraction(cap)
        ),
        plot=Plot(
            "bars",
            {title: one.value for title, one in attained.items()},
            "完成率",
            "%",
            options={"reference": ("目标", 100)},
        ),
        clause="5.1.1.c",
    )


def _awareness(wave_id: str, frames: Frames, rules_of: RulesOf) -> tuple[Analysis, KpiScore]:
    before, after = waves_of(frames, wave_id)
    rules = rules_of(after.month)
    analysis = compare_proportions(
        "知名度",
        before.aware,
        after.aware,
        labels=(before.id, after.id),
        confidence=rules.promotion.confidence,
    )
    evidence = Evidence(frames, after.month, rules)
    measure = kpi_measure("5.1.1.b", rules).measure(evidence).get(None)
    return analysis, score_kpi("5.1.1.b", measure, None, rules)


def _reputation(one: Reputation, rules: Rules) -> Analysis:
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
