"""What a survey's result rests on: who answered a question, with what weight, and what is to be said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from mktkit.errors import MktkitError
from mktkit.research.rounding import Number, percent, rounded

if TYPE_CHECKING:
    import numpy.typing as npt

    Weights = npt.NDArray[np.float64]

__all__ = ["RANDOM", "SELECTED", "Base", "OptionShare", "answered", "base_of", "effective_n", "nobody"]

#: Below this many answers a percent says more than is known.
FEW = 30

RANDOM = "答题者能代表要推断的人群；误差按随机抽样计算"
SELECTED = "自愿填答、熟人转发的问卷：结果只说明答题者，不能推断到全体"


def effective_n(weights: Weights) -> float:
    """Return how many unweighted answers carry as much as these weighted ones: (Σw)² ÷ Σw².

    Notes
    -----
    Kish, Survey Sampling (1965), 11.7.

    Examples
    --------
    >>> effective_n(np.array([1.0, 1.0, 1.0, 1.0])), effective_n(np.array([3.0, 1.0]))
    (4.0, 1.6)
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def nobody(where: str) -> MktkitError:
    """Return the error of a question that nobody answered."""
    return MktkitError(
        "没有一份有效回答（n = 0）", "至少要有 1 份", "核对这一题的列，或不报告它", where=where
    )


class OptionShare(NamedTuple):
    """How many chose an option, their share in % and its margin of error in percent points, as printed.

    Where nobody or everybody chose it the margin is the Wilson interval in words: ± 0.0 would claim certainty.
    """

    name: str
    chosen: int
    share: Decimal
    margin: Decimal | str


@dataclass(frozen=True)
class Base:
    """Those who answered a question.

    Attributes
    ----------
    valid
        Of everybody asked, whether they answered.
    weights
        One each of those who answered; all 1 where nothing is weighted.
    weighted
        Whether weights were given.
    confidence
        Of margins and intervals, in %.
    """

    valid: npt.NDArray[np.bool_] = field(repr=False)
    weights: Weights = field(repr=False)
    weighted: bool
    confidence: float

    @property
    def n(self) -> int:
        """How many answered, before weighting."""
        return len(self.weights)

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return float(self.weights.sum())

    @property
    def effective(self) -> float:
        """How many unweighted answers carry as much."""
        return effective_n(self.weights) if self.weighted else float(self.n)

    def share(self, chosen: npt.NDArray[np.bool_]) -> float:
        """Return the weighted share of those marked, from 0 to 1."""
        return float(self.weights[chosen].sum() / self.total)

    def option(self, name: str, count: int, weight: float) -> OptionShare:
        """Return the share of so many answers of this weight; exact where nothing is weighted."""
        share = rounded(100 * weight / self.total, 1) if self.weighted else percent(count, self.n)
        return OptionShare(name, count, share, self.margin(weight / self.total))

    def margin(self, share: float) -> Decimal | str:
        """Return the margin of error of a share, in percent points; of none and of all the interval.

        Notes
        -----
        Wilson's interval (1927) of 0 of n ends at z² ÷ (n + z²), that of n of n begins at n ÷ (n + z²).

        Examples
        --------
        >>> base = base_of("题", np.array([True] * 100))
        >>> base.margin(0.5), base.margin(0.0), base.margin(1.0)
        (Decimal('9.8'), '0–3.7%', '96.3–100%')
        """
        z = float(special.ndtri(0.5 + self.confidence / 200))
        n = self.effective
        if share <= 0:
            return f"0–{rounded(100 * z * z / (n + z * z), 1)}%"
        if share >= 1:
            return f"{rounded(100 * n / (n + z * z), 1)}–100%"
        return rounded(100 * z * math.sqrt(share * (1 - share) / self.effective), 1)

    @property
    def notes(self) -> list[str]:
        """What is to be said of few answers, and of those who left the question out."""
        asked = len(self.valid)
        said = [f"只有 {self.n} 份有效回答，写人数，不写百分比的结论"] if self.n < FEW else []
        if self.n < asked:
            said.append(f"{asked} 份答卷里 {asked - self.n} 份没有回答这一题，没有计入")
        return said

    @property
    def weighting(self) -> str:
        """What a method adds where weights are given."""
        return "；按权重计算，n 是加权前的份数" if self.weighted else ""

    @property
    def level(self) -> str:
        """The confidence level and the weighting, as a method's last words."""
        return f"置信水平 {self.confidence:g}%{self.weighting}"


def base_of(
    title: str,
    valid: npt.NDArray[np.bool_],
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Base:
    """Return the base of a question.

    Parameters
    ----------
    title
        The question, for messages.
    valid
        Of everybody asked, whether they answered.
    weights
        One for everybody asked; None weights nothing.
    confidence
        In %.

    Raises
    ------
    MktkitError
        Nobody answered, or weights that do not fit.

    Examples
    --------
    >>> base = base_of("性别", np.array([True, True, False]), [1.0, 3.0, 1.0])
    >>> base.n, base.total, base.effective
    (2, 4.0, 1.6)
    """
    checked = None if weights is None else _checked(np.asarray(weights, dtype=float), len(valid), title)
    if not valid.any():
        raise nobody(title)
    each = np.ones(int(valid.sum())) if checked is None else checked[valid]
    return Base(valid, each, checked is not None, float(confidence))


def _checked(weights: Weights, n: int, where: str) -> Weights:
    if weights.shape != (n,):
        raise MktkitError(
            f"有 {n} 份答卷，{len(weights)} 个权重", "每份答卷一个权重", "重新加权", where=where
        )
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() == 0:
        raise MktkitError("权重里有负数、缺失或全是 0", "权重应不小于 0，且不全为 0", "重新加权", where=where)
    return weights


def answered(answers: Sequence[object]) -> npt.NDArray[np.bool_]:
    """Tell of every answer whether it is one: not None, NaN or blank.

    Examples
    --------
    >>> answered(["男", None, "", float("nan"), 0]).tolist()
    [True, False, False, False, True]
    """
    return np.array([one is not None and one == one and one != "" for one in answers], dtype=bool)
