"""The net promoter score; weighted where weights are given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scipy import special

from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.rounding import Number, rounded
from mktkit.research.survey.base import RANDOM, SELECTED, base_of
from mktkit.research.survey.rating import RatingScale, scores_of

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

__all__ = ["net_promoter_score"]


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
    scores, valid = scores_of(title, answers, RatingScale(0, 10))
    base = base_of(title, valid, weights, confidence)
    promoters, detractors = base.share(scores >= 9), base.share(scores <= 6)
    net = promoters - detractors
    z = float(special.ndtri(0.5 + base.confidence / 200))
    spread = max(promoters + detractors - net * net, 0.0)
    shares = {
        "推荐者（9–10 分）": rounded(100 * promoters, 1),
        "中立者（7–8 分）": rounded(100 * (1 - promoters - detractors), 1),
        "贬损者（0–6 分）": rounded(100 * detractors, 1),
    }
    return Analysis(
        title=title,
        method=f"NPS = 推荐者占比 − 贬损者占比（Reichheld 2003）；误差按该差的方差计算，{base.level}",
        n=base.n,
        figures=(
            figure("NPS", 100 * net, digits=1),
            figure("误差", 100 * z * math.sqrt(spread / base.effective), "点", 1),
            figure("推荐者", 100 * promoters, "%", 1),
            figure("贬损者", 100 * detractors, "%", 1),
        ),
        tables=(grid(("类别", "占比（%）"), list(shares.items()), title, f"n = {base.n}"),),
        assumptions=(RANDOM, "问的是 0 到 10 分的推荐意愿，问法前后一致"),
        caveats=(
            SELECTED,
            "几十份答卷：误差常在 ±15 点以上，小的升降没有意义",
            "跨行业、跨国家相比：打分习惯不同",
        ),
        warnings=tuple(base.notes),
        plot=Plot("columns", shares, title, "%", f"n = {base.n}"),
    )
