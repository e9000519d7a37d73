"""Demand as a survey shows it: frequencies and multiple choice; weighted where weights are given."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, Figure, Number, Plot, grid, percent, rounded

if TYPE_CHECKING:
    import numpy.typing as npt

    Weights = npt.NDArray[np.float64]

__all__ = [
    "RANDOM",
    "SELECTED",
    "answered",
    "checked_weights",
    "effective_n",
    "frequency",
    "multiple_choice",
    "nobody",
    "share_notes",
]

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


def checked_weights(weights: Sequence[float] | Weights | None, n: int, where: str) -> Weights | None:
    if weights is None:
        return None
    array = np.asarray(weights, dtype=float)
    if array.shape != (n,):
        raise MktkitError(f"有 {n} 份答卷，{len(array)} 个权重", "每份答卷一个权重", "重新加权", where=where)
    if not np.isfinite(array).all() or (array < 0).any() or array.sum() == 0:
        raise MktkitError("权重里有负数、缺失或全是 0", "权重应不小于 0，且不全为 0", "重新加权", where=where)
    return array


def answered(answers: Sequence[Any]) -> npt.NDArray[np.bool_]:
    return np.array([one is not None and one == one and one != "" for one in answers], dtype=bool)


def nobody(where: str) -> MktkitError:
    return MktkitError(
        "没有一份有效回答（n = 0）", "至少要有 1 份", "核对这一题的列，或不报告它", where=where
    )


def _error(share: float, n: float, confidence: float) -> float:
    """Return the margin of a share, in percent points."""
    z = float(special.ndtri(0.5 + confidence / 200))
    return 100 * z * math.sqrt(share * (1 - share) / n)


def share_notes(n: int, asked: int, weighted: bool) -> tuple[list[str], str]:
    warnings = []
    if n < FEW:
        warnings.append(f"只有 {n} 份有效回答，写人数，不写百分比的结论")
    if n < asked:
        warnings.append(f"{asked} 份答卷里 {asked - n} 份没有回答这一题，没有计入")
    return warnings, "；按权重计算，n 是加权前的份数" if weighted else ""


def frequency(
    title: str,
    answers: Sequence[str | None],
    options: Sequence[str] = (),
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Analysis:
    """Count the answers to a question of which one is chosen.

    Parameters
    ----------
    answers
        One a respondent; None where the question was left out.
    options
        What could be chosen, in the order of the questionnaire; default in the order of frequency.
    weights
        One a respondent.
    confidence
        Of the margin of error, in %.

    Raises
    ------
    MktkitError
        Nobody answered, an answer that is no option, weights that do not fit.

    Notes
    -----
    制度 3.1.3 消费者需求.

    Examples
    --------
    >>> result = frequency("您的性别", ["男", "女", "女", None], ["男", "女"])
    >>> result.n, result["女"].text
    (3, '66.7%')
    """
    weight = checked_weights(weights, len(answers), title)
    valid = answered(answers)
    n = int(valid.sum())
    if n == 0:
        raise nobody(title)
    known = [answer for answer, use in zip(answers, valid, strict=True) if use and answer is not None]
    unknown = [one for one in dict.fromkeys(known) if options and one not in set(options)]
    if unknown:
        raise MktkitError(
            f"有选项以外的回答：{'、'.join(show(one) for one in unknown[:5])}",
            "只能是：" + "、".join(options[:20]),
            "在编码表里补上这个选项，或改正数据",
            where=title,
        )
    counts = dict.fromkeys(options, 0)
    sums: dict[str, float] = dict.fromkeys(options, 0.0)
    each = np.ones(n) if weight is None else weight[valid]
    for answer, one in zip(known, each, strict=True):
        counts[answer] = counts.get(answer, 0) + 1
        sums[answer] = sums.get(answer, 0.0) + float(one)
    base = float(each.sum())
    order = list(options) or sorted(counts, key=lambda name: -sums[name])
    effective = n if weight is None else effective_n(each)
    level = float(confidence)
    warnings, weighted = share_notes(n, len(answers), weight is not None)
    if sum(count > 0 for count in counts.values()) == 1:
        warnings.append("所有人答的都一样，这一题没有区分度")
    shares = {
        name: percent(counts[name], n) if weight is None else rounded(100 * sums[name] / base, 1)
        for name in order
    }
    rows = [
        (name, counts[name], shares[name], rounded(_error(sums[name] / base, effective, level), 1))
        for name in order
    ]
    return Analysis(
        title=title,
        method=f"频数与占比（单选，占有效回答的百分比）；误差 z·√(p(1−p)/n)，置信水平 {level:g}%{weighted}",
        n=n,
        figures=tuple(Figure(name, shares[name], "%") for name in order),
        tables=(
            grid(
                ("选项", "份数", "占比（%）", "误差（±百分点）"),
                rows,
                title,
                f"n = {n}" + (f"，有效样本量 {rounded(effective, 0)}" if weight is not None else ""),
            ),
        ),
        assumptions=(RANDOM,),
        caveats=(SELECTED,),
        warnings=tuple(warnings),
        plot=Plot("bars", shares, title, "%", f"n = {n}"),
    )


def multiple_choice(
    title: str,
    chosen: Mapping[str, Sequence[bool | None]],
    weights: Sequence[float] | Weights | None = None,
    confidence: Number = 95,
) -> Analysis:
    """Count the answers to a question of which several may be chosen.

    Parameters
    ----------
    chosen
        Option → one a respondent: chosen, not chosen, None where the question was left out.
    weights, confidence
        As of :func:`frequency`.

    Raises
    ------
    MktkitError
        No option, columns of different lengths, nobody answered.

    Notes
    -----
    制度 3.1.3 消费者需求. Percent of respondents (个案百分比), so the column sums to more than 100 %.

    Examples
    --------
    >>> result = multiple_choice("用过的品牌", {"甲": [True, True, None], "乙": [True, False, None]})
    >>> result.n, result["甲"].text, result["乙"].text
    (2, '100.0%', '50.0%')
    """
    lengths = {len(column) for column in chosen.values()}
    if len(lengths) != 1:
        raise MktkitError(
            "没有选项，或各选项的列不一样长",
            "每个选项一列，每列一份答卷一格",
            "核对这一题的各列",
            where=title,
        )
    asked = lengths.pop()
    table = {
        option: np.array(
            [bool(one) if one is not None and one == one else False for one in column], dtype=bool
        )
        for option, column in chosen.items()
    }
    valid = np.array(
        [any(one is not None and one == one for one in row) for row in zip(*chosen.values(), strict=True)],
        dtype=bool,
    )
    n = int(valid.sum())
    if n == 0:
        raise nobody(title)
    weight = checked_weights(weights, asked, title)
    each = np.ones(n) if weight is None else weight[valid]
    base, effective = float(each.sum()), float(n) if weight is None else effective_n(each)
    counts = {option: int(column[valid].sum()) for option, column in table.items()}
    sums = {option: float((column[valid] * each).sum()) for option, column in table.items()}
    total = sum(sums.values())
    level = float(confidence)
    warnings, weighted = share_notes(n, asked, weight is not None)
    nothing = int((~np.logical_or.reduce([column[valid] for column in table.values()])).sum())
    if nothing:
        warnings.append(f"{nothing} 份答了这一题、一项也没选，计入分母")
    order = sorted(table, key=lambda option: -sums[option])
    shares = {
        option: percent(counts[option], n) if weight is None else rounded(100 * sums[option] / base, 1)
        for option in order
    }
    rows = [
        (
            option,
            counts[option],
            shares[option],
            rounded(100 * sums[option] / total, 1) if total else None,
            rounded(_error(sums[option] / base, effective, level), 1),
        )
        for option in order
    ]
    return Analysis(
        title=title,
        method=f"多选：占答题人数的百分比（相加大于 100%）和占选择次数的百分比；误差 z·√(p(1−p)/n)，置信水平 {level:g}%{weighted}",
        n=n,
        figures=tuple(Figure(option, shares[option], "%") for option in order),
        tables=(
            grid(
                ("选项", "份数", "占人数（%）", "占次数（%）", "误差（±百分点）"),
                rows,
                title,
                f"n = {n}，可多选",
            ),
        ),
        assumptions=(RANDOM, "没有勾选就是没有，不是没看到"),
        caveats=(SELECTED, "限选几项的题：占比受限选数影响，不能与不限选的题相比"),
        warnings=tuple(warnings),
        plot=Plot("bars", shares, title, "%", f"n = {n}，可多选"),
    )
