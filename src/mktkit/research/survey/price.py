"""What price people find fitting: the price sensitivity meter of van Westendorp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.rounding import Number, rounded

if TYPE_CHECKING:
    import numpy.typing as npt

    Prices = npt.NDArray[np.float64]

__all__ = ["PriceAnswer", "price_sensitivity"]

_TITLES = ("太便宜", "便宜", "偏贵", "太贵")


@dataclass(frozen=True)
class PriceAnswer:
    """The four prices a respondent named, in the currency's unit.

    Attributes
    ----------
    too_cheap
        So cheap that its quality is doubted.
    cheap
        A bargain.
    expensive
        Getting expensive, but still considered.
    too_expensive
        Not considered any more.
    """

    too_cheap: Number
    cheap: Number
    expensive: Number
    too_expensive: Number

    @property
    def consistent(self) -> bool:
        """Whether the four rise."""
        return 0 < self.too_cheap <= self.cheap <= self.expensive <= self.too_expensive


def _crossing(prices: Prices, falling: Prices, rising: Prices) -> float | None:
    """Return the price at which the two curves cross, None where they do not."""
    difference = falling - rising
    zero = np.flatnonzero(difference == 0)
    if len(zero):
        # Where they run together the middle is taken.
        return float(prices[zero].mean())
    turns = np.flatnonzero((difference[:-1] > 0) & (difference[1:] < 0))
    if not len(turns):
        return None
    at = int(turns[0])
    part = difference[at] / (difference[at] - difference[at + 1])
    return float(prices[at] + part * (prices[at + 1] - prices[at]))


def price_sensitivity(title: str, answers: Sequence[PriceAnswer], unit: str = "元") -> Analysis:
    """Find the range of acceptable prices and the price that fewest refuse.

    Parameters
    ----------
    answers
        Four prices a respondent; one whose prices do not rise is left out and counted.

    Raises
    ------
    MktkitError
        Nobody answered consistently, or the curves do not cross.

    Notes
    -----
    制度 3.1.3 消费者需求. van Westendorp, NSS price sensitivity meter, ESOMAR congress 1976: marginal cheapness = too cheap ×
    not cheap; marginal expensiveness = too expensive × not expensive; indifference = cheap × expensive; optimum = too
    cheap × too expensive.

    Examples
    --------
    >>> result = price_sensitivity("标准型", [PriceAnswer(a, a + 10, a + 20, a + 30) for a in range(50, 91, 5)])
    >>> result["最优价格点"].text
    '85.00 元'
    """
    kept = [one for one in answers if one.consistent]
    if not kept:
        raise MktkitError(
            f"{len(answers)} 份里没有一份四个价格由低到高",
            "太便宜 ≤ 便宜 ≤ 偏贵 ≤ 太贵",
            "核对四列的次序",
            where=title,
        )
    prices, curves = _curves(kept)
    points = _points(title, prices, curves)
    n = len(kept)
    left = len(answers) - n
    warnings = []
    if left:
        warnings.append(f"{left} 份四个价格不是由低到高，没有计入")
    if n < 100:
        warnings.append(f"只有 {n} 份，交点只作参考，一般要 100 份以上")
    # Some twenty of the prices draw the curves.
    shown = range(0, len(prices), max(1, len(prices) // 20))
    percents = {name: [rounded(float(100 * curve[at]), 1) for at in shown] for name, curve in curves.items()}
    return Analysis(
        title=f"{title}的价格敏感度",
        method="van Westendorp 价格敏感度（1976）：下限 = 太便宜 × 不便宜，上限 = 太贵 × 不贵，无差异 = 便宜 × 偏贵，最优 = 太便宜 × 太贵，交点按直线内插",
        n=n,
        figures=tuple(figure(name, price, unit) for name, price in points.items()),
        tables=(
            grid(
                (f"价格（{unit}）", *(f"{name}（%）" for name in percents)),
                [
                    (rounded(float(prices[at])), *line)
                    for at, line in zip(shown, zip(*percents.values(), strict=True), strict=True)
                ],
                f"{title}的价格曲线",
            ),
        ),
        assumptions=("答题者知道这类产品的大致行情", "四个问题问的是同一个产品"),
        caveats=(
            "全新的、没有参照的产品：人们说不出价格",
            "要知道各价位能卖多少：此法不问购买意愿，用联合分析或实际试卖",
            "公司采购、招标的产品",
        ),
        warnings=tuple(warnings),
        plot=Plot(
            "line",
            {
                name: {f"{prices[at]:g}": share for at, share in zip(shown, line, strict=True)}
                for name, line in percents.items()
            },
            f"{title}的价格曲线",
            "%",
        ),
    )


def _curves(answers: Sequence[PriceAnswer]) -> tuple[Prices, dict[str, Prices]]:
    """Return every price named, and at each the share who find it 太便宜, 便宜, 偏贵, 太贵."""
    named = [
        np.sort(np.array([float(price) for price in column]))
        for column in zip(
            *((one.too_cheap, one.cheap, one.expensive, one.too_expensive) for one in answers), strict=True
        )
    ]
    prices, n = np.unique(np.concatenate(named)), len(answers)
    # At a price, cheap are those who named it or more; expensive those who named it or less.
    cheap = [1 - np.searchsorted(column, prices, "left") / n for column in named[:2]]
    expensive = [np.searchsorted(column, prices, "right") / n for column in named[2:]]
    return prices, dict(zip(_TITLES, (*cheap, *expensive), strict=True))


def _points(title: str, prices: Prices, curves: Mapping[str, Prices]) -> dict[str, float]:
    """Return the four prices at which two curves cross."""
    too_cheap, cheap, expensive, too_expensive = curves.values()
    crossings = {
        "可接受价格下限": _crossing(prices, too_cheap, 1 - cheap),
        "最优价格点": _crossing(prices, too_cheap, too_expensive),
        "无差异价格点": _crossing(prices, cheap, expensive),
        "可接受价格上限": _crossing(prices, 1 - expensive, too_expensive),
    }
    points = {name: price for name, price in crossings.items() if price is not None}
    missing = [name for name in crossings if name not in points]
    if missing:
        raise MktkitError(
            f"曲线不相交，得不出{'、'.join(missing)}",
            "四条曲线应两两相交",
            "多半是份数太少，核对数据",
            where=title,
        )
    return points
