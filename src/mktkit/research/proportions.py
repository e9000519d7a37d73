"""Proportions: how far a share may be off, and whether two shares differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from scipy import special

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, figure, p_value
from mktkit.research.rounding import Number

__all__ = [
    "NOT_RANDOM",
    "RANDOM",
    "Interval",
    "Proportion",
    "check_population",
    "compare_proportions",
    "estimate_proportion",
    "margin_of_error",
    "newcombe_interval",
    "two_proportion_test",
    "wilson_interval",
    "z_of",
]

RANDOM = "样本是从总体里随机抽取的，各份答卷互不影响"
NOT_RANDOM = "方便抽样、自愿填答的网络问卷：误差公式只管随机误差，管不了样本偏差"


@dataclass(frozen=True)
class Interval:
    """A confidence interval, as shares from 0 to 1 (or differences from -1 to 1)."""

    low: float
    high: float


@dataclass(frozen=True)
class Proportion:
    """So many of so many.

    Raises
    ------
    MktkitError
        Nobody was asked, or more than all said yes.

    Examples
    --------
    >>> Proportion(172, 400).share
    Fraction(43, 100)
    """

    yes: int
    n: int

    def __post_init__(self) -> None:
        if self.n <= 0:
            raise MktkitError(
                f"样本数是 {self.n}", "至少要有 1 份有效答卷才能算比例", "核对有效答卷，或不报告这个数"
            )
        if not 0 <= self.yes <= self.n:
            raise MktkitError(
                f"符合的有 {self.yes} 份，样本数是 {self.n}", "符合的应在 0 和样本数之间", "核对这两个数"
            )

    @property
    def share(self) -> Fraction:
        """The share itself, exactly."""
        return Fraction(self.yes, self.n)


def z_of(confidence: Number) -> float:
    """Return the two-sided quantile of the normal distribution for a confidence level in %."""
    level = float(confidence)
    if not 50 <= level < 100:
        raise MktkitError(
            f"置信水平写的是{show(confidence)}", "应在 50% 到 100% 之间（不含 100%）", "常用 95%"
        )
    return float(special.ndtri(0.5 + level / 200))


def check_population(population: int | None, n: int | None = None) -> None:
    """Refuse a universe that is empty, or smaller than the sample."""
    if population is not None and population < 1:
        raise MktkitError(f"总体人数是 {population}", "应不小于 1", "填总体人数；不知道就留空")
    if population is not None and n is not None and n > population:
        raise MktkitError(
            f"样本 {n} 份多于总体 {population} 人", "样本不能多于总体", "核对总体人数；总体很大时留空"
        )


def margin_of_error(
    of: Proportion, confidence: Number = 95, population: int | None = None, design_effect: Number = 1
) -> float:
    """Return half the width of the normal interval of a share, as a share.

    Notes
    -----
    z·√(deff·p(1−p)/n)·√((N−n)/(N−1)); the last factor is the finite population correction (Cochran 1977, ch. 2).

    Examples
    --------
    >>> round(100 * margin_of_error(Proportion(200, 400)), 2)
    4.9
    >>> round(100 * margin_of_error(Proportion(200, 400), population=2000), 2)
    4.38
    """
    check_population(population, of.n)
    share = of.yes / of.n
    spread = math.sqrt(float(design_effect) * share * (1 - share) / of.n)
    if population is not None:
        spread *= math.sqrt((population - of.n) / (population - 1)) if population > 1 else 0.0
    return z_of(confidence) * spread


def wilson_interval(of: Proportion, confidence: Number = 95) -> Interval:
    """Return the score interval of a share: also right for small samples and for shares near 0 or 1.

    Notes
    -----
    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    Examples
    --------
    >>> interval = wilson_interval(Proportion(0, 10))
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0, 0.2775)
    """
    z = z_of(confidence)
    share, n = of.yes / of.n, of.n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # None and all have an end that is exact; arithmetic misses it by the last digit.
    low = 0.0 if of.yes == 0 else (middle - half) / scale
    high = 1.0 if of.yes == of.n else (middle + half) / scale
    return Interval(low, high)


def newcombe_interval(before: Proportion, after: Proportion, confidence: Number = 95) -> Interval:
    """Return the interval of the difference after − before of two independent shares.

    Notes
    -----
    Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
    (1998), method 10 (hybrid score, no continuity correction).

    Examples
    --------
    >>> interval = newcombe_interval(Proportion(48, 80), Proportion(56, 70))
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)
    """
    first, second = wilson_interval(before, confidence), wilson_interval(after, confidence)
    p1, p2 = before.yes / before.n, after.yes / after.n
    difference = p2 - p1
    return Interval(
        difference - math.hypot(p2 - second.low, first.high - p1),
        difference + math.hypot(second.high - p2, p1 - first.low),
    )


def two_proportion_test(before: Proportion, after: Proportion) -> tuple[float, float]:
    """Return z and the two-sided p of the pooled test that two independent shares are equal.

    Both are (0, 1) where everybody, or nobody, said yes in both: no difference was seen, and none can be tested.

    Examples
    --------
    >>> z, p = two_proportion_test(Proportion(140, 400), Proportion(172, 400))
    >>> round(z, 3), round(p, 4)
    (2.32, 0.0204)
    """
    pooled = (before.yes + after.yes) / (before.n + after.n)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / before.n + 1 / after.n))
    if spread == 0:
        return 0.0, 1.0
    z = (after.yes / after.n - before.yes / before.n) / spread
    return z, float(2 * special.ndtr(-abs(z)))


def estimate_proportion(
    name: str, of: Proportion, confidence: Number = 95, population: int | None = None
) -> Analysis:
    """Give a share with its margin of error and interval.

    Examples
    --------
    >>> result = estimate_proportion("知晓率", Proportion(172, 400))
    >>> result["知晓率"].text, result["误差"].text, result["区间下限"].text, result["区间上限"].text
    ('43.0%', '4.9 个百分点', '38.2%', '47.9%')
    """
    interval = wilson_interval(of, confidence)
    few = min(of.yes, of.n - of.yes)
    warnings = []
    if of.n < 30:
        warnings.append(f"只有 {of.n} 份答卷，只能作参考，不要写成百分比的结论")
    elif few < 5:
        warnings.append(f"只有 {few} 份与众不同，“误差”不准，以区间为准")
    return Analysis(
        title=name,
        method=f"比例 = 符合的 ÷ 有效答卷；误差 z·√(p(1−p)/n)（置信水平 {float(confidence):g}%"
        + (f"，按总体 {population:,} 人作有限总体修正" if population else "")
        + "）；区间用 Wilson 法（1927），不作有限总体修正",
        n=of.n,
        figures=(
            figure(name, of.share * 100, "%", 1),
            figure("符合的", of.yes, "份", 0),
            figure("误差", 100 * margin_of_error(of, confidence, population), "个百分点", 1),
            figure("区间下限", 100 * interval.low, "%", 1),
            figure("区间上限", 100 * interval.high, "%", 1),
        ),
        assumptions=(RANDOM,),
        caveats=(NOT_RANDOM, "答卷很少（少于 30 份）时，写人数，不写百分比"),
        warnings=tuple(warnings),
    )


def compare_proportions(
    name: str,
    before: Proportion,
    after: Proportion,
    labels: tuple[str, str] = ("前", "后"),
    confidence: Number = 95,
) -> Analysis:
    """Tell whether a share differs between two independent samples, and by how much.

    Examples
    --------
    >>> result = compare_proportions("知晓率", Proportion(140, 400), Proportion(172, 400))
    >>> result["差"].text, result["差的下限"].text, result["差的上限"].text, result["p 值"].text
    ('8.0 个百分点', '1.2 个百分点', '14.7 个百分点', '0.020')
    """
    interval = newcombe_interval(before, after, confidence)
    z, p = two_proportion_test(before, after)
    counts = [before.yes, before.n - before.yes, after.yes, after.n - after.yes]
    pooled = Fraction(before.yes + after.yes, before.n + after.n)
    least = min(share * n for share in (pooled, 1 - pooled) for n in (before.n, after.n))
    warnings = []
    if min(sum(counts[::2]), sum(counts[1::2])) == 0:
        warnings.append("两次都是全部或全无，看不出差别，检验没有意义")
    elif least < 5:
        warnings.append(f"期望频数最小是 {float(least):.1f}，小于 5，z 检验不准，以区间为准")
    return Analysis(
        title=f"{name}的比较",
        method=f"两个独立样本比例的 z 检验（合并方差，双侧）；差的区间用 Newcombe 混合计分法（1998，方法 10），置信水平 {float(confidence):g}%",
        n=before.n + after.n,
        figures=(
            figure(f"{name}（{labels[0]}）", before.share * 100, "%", 1),
            figure(f"{name}（{labels[1]}）", after.share * 100, "%", 1),
            figure("差", (after.share - before.share) * 100, "个百分点", 1),
            figure("差的下限", 100 * interval.low, "个百分点", 1),
            figure("差的上限", 100 * interval.high, "个百分点", 1),
            figure("z", z, digits=2),
            p_value(p),
        ),
        assumptions=(RANDOM, "两次是互不相干的两批人，问法、提示方式、人群相同"),
        caveats=(
            "同一批人前后各问一次：应用配对检验（McNemar），不用此法",
            "差别显著不等于由活动引起：同期还有别的事发生，没有对照组就不能归因",
            NOT_RANDOM,
        ),
        warnings=tuple(warnings),
    )
