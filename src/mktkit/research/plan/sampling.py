"""How many to ask: the sample a margin of error needs, and how many to send out for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, figure
from mktkit.research.proportions import NOT_RANDOM, RANDOM, check_population, z_of
from mktkit.research.rounding import Number

__all__ = ["Precision", "required_sample", "sample_size"]


@dataclass(frozen=True)
class Precision:
    """How exactly a share is to be known, and of whom.

    Attributes
    ----------
    margin
        Largest error that is acceptable, percent points: 5 is ±5 个百分点.
    confidence
        Confidence level in %.
    population
        Size of the universe; None for a large one.
    share
        The share expected, in %; 50 asks for the most and is taken where nothing is known.
    design_effect
        How much more a clustered or weighted sample needs (deff); 1 for a simple random sample.

    Raises
    ------
    MktkitError
        A value that has no meaning.
    """

    margin: Number
    confidence: Number = 95
    population: int | None = None
    share: Number = 50
    design_effect: Number = 1

    def __post_init__(self) -> None:
        z_of(self.confidence)
        if not 0 < float(self.margin) < 50:
            raise MktkitError(
                f"允许误差写的是{show(self.margin)}", "应大于 0、小于 50 个百分点", "常用 3 到 5 个百分点"
            )
        if not 0 < float(self.share) < 100:
            raise MktkitError(f"预计比例写的是{show(self.share)}", "应大于 0%、小于 100%", "不知道就用 50%")
        if not 1 <= float(self.design_effect) <= 10:
            raise MktkitError(
                f"设计效应写的是{show(self.design_effect)}", "应在 1 到 10 之间", "简单随机抽样用 1"
            )
        check_population(self.population)


def required_sample(wanted: Precision) -> int:
    """Return how many valid answers keep a share within a margin of error.

    Notes
    -----
    制度 3.1.1. n₀ = z²·p·(1−p)/e²·deff, with finite population correction n = n₀ / (1 + (n₀ − 1)/N)
    (Cochran, Sampling Techniques, 3rd ed. 1977, ch. 4); rounded up once, at the end.

    Examples
    --------
    >>> required_sample(Precision(5)), required_sample(Precision(5, population=2000))
    (385, 323)
    """
    z = z_of(wanted.confidence)
    error, expected = float(wanted.margin) / 100, float(wanted.share) / 100
    needed = z * z * expected * (1 - expected) / error**2 * float(wanted.design_effect)
    if wanted.population is not None:
        needed = min(needed / (1 + (needed - 1) / wanted.population), wanted.population)
    # A hair above a whole number is the arithmetic's, not a respondent's.
    return max(math.ceil(needed - 1e-9), 1)


def sample_size(wanted: Precision, response_rate: Number = 100) -> Analysis:
    """Calculate how many valid answers are needed, and how many to send out for them.

    Parameters
    ----------
    response_rate
        Share of those asked who answer, in %.

    Raises
    ------
    MktkitError
        A rate that has no meaning.

    Notes
    -----
    制度 3.1.1.

    Examples
    --------
    >>> plan = sample_size(Precision(5, population=2000), response_rate=40)
    >>> plan["需要的有效答卷"].text, plan["需要发出的问卷"].text
    ('323 份', '808 份')
    """
    rate = float(response_rate)
    if not 0 < rate <= 100:
        raise MktkitError(f"预计回收率写的是{show(response_rate)}", "应大于 0%、不超过 100%", "按以往经验填")
    needed, population = required_sample(wanted), wanted.population
    sent = math.ceil(needed / (rate / 100) - 1e-9)
    warnings = []
    if population is not None and sent > population:
        warnings.append(
            f"按回收率 {rate:g}% 要发 {sent:,} 份，多于总体 {population:,} 人：全部都问，并设法提高回收率"
        )
    return Analysis(
        title="样本量",
        method=_method(wanted),
        n=None,
        figures=(figure("需要的有效答卷", needed, "份", 0), figure("需要发出的问卷", sent, "份", 0)),
        assumptions=(RANDOM, "要推断的是一个比例；p = 50% 时需要的样本最多，最保险"),
        caveats=(
            NOT_RANDOM,
            "要分组比较（地区、年龄）时，每个组都要够这个数，而不是合计够",
            "少数几家大客户的访谈：按资料饱和决定访谈数，不按此式",
        ),
        warnings=tuple(warnings),
        clause="3.1.1",
    )


def _method(wanted: Precision) -> str:
    effect, population = float(wanted.design_effect), wanted.population
    return (
        f"n₀ = z²·p(1−p)/e²（置信水平 {float(wanted.confidence):g}%，允许误差 ±{float(wanted.margin):g} 个百分点，p = {float(wanted.share):g}%）"
        + (f"，按设计效应 {effect:g} 放大" if effect != 1 else "")
        + (f"，总体 {population:,} 人按有限总体修正 n = n₀/(1+(n₀−1)/N)" if population else "")
        + "；Cochran《Sampling Techniques》第 4 章"
    )
