"""Rating scales: mean with its interval and top-2-box; weighted where weights are given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, KeyFigure, Plot, figure, grid
from mktkit.research.rounding import Number, rounded
from mktkit.research.survey.base import RANDOM, SELECTED, Base, answered, base_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from mktkit.research.survey.base import Weights

__all__ = ["FIVE", "RatingScale", "rating", "scores_of"]


@dataclass(frozen=True)
class RatingScale:
    """Scores from `low` to `high`: whole numbers, or the `steps` alone where others cannot be given."""

    low: int
    high: int
    steps: tuple[int, ...] = ()

    @property
    def levels(self) -> tuple[int, ...]:
        """Every score that can be given, the lowest first."""
        return self.steps or tuple(range(self.low, self.high + 1))

    @classmethod
    def of(cls, scores: Iterable[int]) -> RatingScale:
        """Return the scale of these scores.

        Examples
        --------
        >>> RatingScale.of([20, 40, 60]).levels, RatingScale.of([1, 2, 3])
        ((20, 40, 60), RatingScale(low=1, high=3, steps=()))
        """
        steps = tuple(sorted(scores))
        whole = steps == tuple(range(steps[0], steps[-1] + 1))
        return cls(steps[0], steps[-1], () if whole else steps)


FIVE = RatingScale(1, 5)


def scores_of(
    title: str, answers: Sequence[Number | None], scale: RatingScale
) -> tuple[Weights, npt.NDArray[np.bool_]]:
    """Return the scores given, and of every respondent whether one was.

    Raises
    ------
    MktkitError
        A score outside the scale.
    """
    valid = answered(answers)
    scores = np.array(
        [float(one) for one, use in zip(answers, valid, strict=True) if use and one is not None]
    )
    steps = set(scale.steps)
    wrong = [one for one in scores if not scale.low <= one <= scale.high or (steps and one not in steps)]
    if wrong:
        raise MktkitError(
            f"有 {len(wrong)} 个分数不在量表里，如 {wrong[0]:g}",
            f"应在 {scale.low} 到 {scale.high} 之间",
            "核对量表，或改正数据",
            where=title,
        )
    return scores, valid


def rating(
    title: str,
    answers: Sequence[Number | None],
    scale: RatingScale = FIVE,
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Analysis:
    """Summarise a rating scale: mean with its interval, spread, top-2-box and bottom-2-box.

    Parameters
    ----------
    answers
        Scores of the scale, None where left out.
    scale
        Its ends; default 1 to 5.
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
    scores, valid = scores_of(title, answers, scale)
    base = base_of(title, valid, weights, confidence)
    mean = float((scores * base.weights).sum() / base.total)
    spread, warnings = _spread(scores, mean, base)
    levels = scale.levels
    if len(levels) < 2:
        raise MktkitError(
            f"量表只有一档（{levels[0]}）", "至少要有两档", "在“题目”里写明各档的分数", where=title
        )
    top = figure("前两档占比", 100 * base.share(scores >= levels[-2]), "%", 1)
    bottom = figure("后两档占比", 100 * base.share(scores <= levels[1]), "%", 1)
    distribution = {str(one): rounded(100 * base.share(scores == one), 1) for one in levels}
    return Analysis(
        title=title,
        method=f"均值与标准差；均值的区间用 t 分布（置信水平 {base.confidence:g}%）；"
        f"前两档占比 = 打 {levels[-2]} 分和 {levels[-1]} 分的占比{base.weighting}",
        n=base.n,
        figures=(figure("均值", mean), *spread, top, bottom),
        tables=(
            grid(
                ("分数", "份数", "占比（%）"),
                [(one, int((scores == one).sum()), distribution[str(one)]) for one in levels],
                title,
                f"n = {base.n}",
            ),
        ),
        assumptions=(RANDOM, "把各档当作等距：从 1 到 2 与从 4 到 5 一样远"),
        caveats=(
            SELECTED,
            "两头多、中间少的分布：均值说明不了问题，看各档占比",
            "不同的量表（5 分与 10 分）不能直接比均值",
        ),
        warnings=(*base.notes, *warnings),
        plot=Plot("columns", distribution, title, "%", f"n = {base.n}"),
    )


def _spread(scores: Weights, mean: float, base: Base) -> tuple[tuple[KeyFigure, ...], tuple[str, ...]]:
    """Return interval and standard deviation of a mean, and what is to be said of them."""
    n = base.effective
    if n <= 1:
        return (), ("只有 1 份有效回答，算不出标准差和区间",)
    variance = float((base.weights * (scores - mean) ** 2).sum() / base.total) * n / (n - 1)
    half = float(special.stdtrit(n - 1, 0.5 + base.confidence / 200)) * math.sqrt(variance / n)
    return (
        figure("均值下限", mean - half),
        figure("均值上限", mean + half),
        figure("标准差", math.sqrt(variance)),
    ), ("所有人打的分都一样，这一题没有区分度",) if variance == 0 else ()
