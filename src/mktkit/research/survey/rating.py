"""Rating scales: mean, top-2-box, and the net promoter score; weighted where weights are given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, Number, Plot, figure, grid, rounded
from mktkit.research.survey.frequency import (
    RANDOM,
    SELECTED,
    answered,
    checked_weights,
    effective_n,
    nobody,
    share_notes,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from mktkit.research.survey.frequency import Weights

__all__ = ["net_promoter_score", "rating"]


def _scores(
    title: str, answers: Sequence[Number | None], low: int, high: int
) -> tuple[Weights, npt.NDArray[np.bool_]]:
    valid = answered(answers)
    if not valid.any():
        raise nobody(title)
    scores = np.array(
        [float(one) for one, use in zip(answers, valid, strict=True) if use and one is not None]
    )
    wrong = [one for one in scores if not low <= one <= high]
    if wrong:
        raise MktkitError(
            f"有 {len(wrong)} 个分数不在量表里，如 {wrong[0]:g}",
            f"应在 {low} 到 {high} 之间",
            "核对量表，或改正数据",
            where=title,
        )
    return scores, valid


def rating(
    title: str,
    answers: Sequence[Number | None],
    low: int = 1,
    high: int = 5,
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Analysis:
    """Summarise a rating scale: mean with its interval, spread, top-2-box and bottom-2-box.

    Parameters
    ----------
    answers
        Scores from `low` to `high`, None where left out.
    low, high
        Ends of the scale.
    weights, confidence
        As of :func:`frequency`.

    Raises
    ------
    MktkitError
        Nobody answered, a score outside the scale.

    Notes
    -----
    制度 3.1.3 消费者需求. The interval is Student's t; with weights the variance is weighted and n is Kish's effective n.

    Examples
    --------
    >>> result = rating("满意度", [5, 4, 4, 3, 2])
    >>> result["均值"].text, result["前两档占比"].text
    ('3.60', '60.0%')
    """
    scores, valid = _scores(title, answers, low, high)
    n = len(scores)
    weight = checked_weights(weights, len(answers), title)
    each = np.ones(n) if weight is None else weight[valid]
    base = float(each.sum())
    effective = effective_n(each)
    mean = float((scores * each).sum() / base)
    top = float(each[scores >= high - 1].sum() / base)
    bottom = float(each[scores <= low + 1].sum() / base)
    figures = [figure("均值", mean)]
    level = float(confidence)
    warnings, weighted = share_notes(n, len(answers), weight is not None)
    if effective > 1:
        variance = float((each * (scores - mean) ** 2).sum() / base) * effective / (effective - 1)
        half = float(special.stdtrit(effective - 1, 0.5 + level / 200)) * math.sqrt(variance / effective)
        figures += [
            figure("均值下限", mean - half),
            figure("均值上限", mean + half),
            figure("标准差", math.sqrt(variance)),
        ]
        if variance == 0:
            warnings.append("所有人打的分都一样，这一题没有区分度")
    else:
        warnings.append("只有 1 份有效回答，算不出标准差和区间")
    figures += [figure("前两档占比", 100 * top, "%", 1), figure("后两档占比", 100 * bottom, "%", 1)]
    levels = range(low, high + 1)
    distribution = {str(one): rounded(100 * float(each[scores == one].sum()) / base, 1) for one in levels}
    return Analysis(
        title=title,
        method=f"均值与标准差；均值的区间用 t 分布（置信水平 {level:g}%）；前两档占比 = 打 {high - 1} 分和 {high} 分的占比{weighted}",
        n=n,
        figures=tuple(figures),
        tables=(
            grid(
                ("分数", "份数", "占比（%）"),
                [(int(one), int((scores == one).sum()), distribution[str(one)]) for one in levels],
                title,
                f"n = {n}",
            ),
        ),
        assumptions=(RANDOM, "把各档当作等距：从 1 到 2 与从 4 到 5 一样远"),
        caveats=(
            SELECTED,
            "两头多、中间少的分布：均值说明不了问题，看各档占比",
            "不同的量表（5 分与 10 分）不能直接比均值",
        ),
        warnings=tuple(warnings),
        plot=Plot("columns", distribution, title, "%", f"n = {n}"),
    )


def net_promoter_score(
    title: str,
    answers: Sequence[Number | None],
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Analysis:
    """Calculate NPS from answers of 0 to 10: promoters (9–10) less detractors (0–6), in points.

    Raises
    ------
    MktkitError
        Nobody answered, a score outside 0 to 10.

    Notes
    -----
    制度 3.1.3 消费者需求. Reichheld, The One Number You Need to Grow, HBR 12/2003. Its variance is
    (promoters + detractors − (promoters − detractors)²) ÷ n with shares, so the margin follows without approximation of its own.

    Examples
    --------
    >>> result = net_promoter_score("推荐意愿", [10] * 5 + [8] * 3 + [3] * 2)
    >>> result["NPS"].text, result["推荐者"].text, result["贬损者"].text
    ('30.0', '50.0%', '20.0%')
    """
    scores, valid = _scores(title, answers, 0, 10)
    n = len(scores)
    weight = checked_weights(weights, len(answers), title)
    each = np.ones(n) if weight is None else weight[valid]
    base = float(each.sum())
    promoters = float(each[scores >= 9].sum() / base)
    detractors = float(each[scores <= 6].sum() / base)
    net = promoters - detractors
    level = float(confidence)
    z = float(special.ndtri(0.5 + level / 200))
    spread = max(promoters + detractors - net * net, 0.0)
    warnings, weighted = share_notes(n, len(answers), weight is not None)
    shares = {
        "推荐者（9–10 分）": rounded(100 * promoters, 1),
        "中立者（7–8 分）": rounded(100 * (1 - promoters - detractors), 1),
        "贬损者（0–6 分）": rounded(100 * detractors, 1),
    }
    return Analysis(
        title=title,
        method=f"NPS = 推荐者占比 − 贬损者占比（Reichheld 2003）；误差按该差的方差计算，置信水平 {level:g}%{weighted}",
        n=n,
        figures=(
            figure("NPS", 100 * net, digits=1),
            figure("误差", 100 * z * math.sqrt(spread / effective_n(each)), "点", 1),
            figure("推荐者", 100 * promoters, "%", 1),
            figure("贬损者", 100 * detractors, "%", 1),
        ),
        tables=(grid(("类别", "占比（%）"), list(shares.items()), title, f"n = {n}"),),
        assumptions=(RANDOM, "问的是 0 到 10 分的推荐意愿，问法前后一致"),
        caveats=(
            SELECTED,
            "几十份答卷：误差常在 ±15 点以上，小的升降没有意义",
            "跨行业、跨国家相比：打分习惯不同",
        ),
        warnings=tuple(warnings),
        plot=Plot("columns", shares, title, "%", f"n = {n}"),
    )
