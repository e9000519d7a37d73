"""Weighting a sample until its margins are those of the universe: raking (iterative proportional fitting)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, figure, grid
from mktkit.research.rounding import Number, percent, rounded
from mktkit.research.survey.base import effective_n
from mktkit.research.survey.coding import Answers

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

    #: Share of each option in the universe, from 0 to 1.
    Shares = Weights

__all__ = ["Raked", "rake"]

_ROUNDS = 1000
#: The margins are met when no share misses its target by more than this.
_CLOSE = 1e-8
#: A weight above this multiple of the mean lets single respondents speak for crowds.
_HEAVY = 5


@dataclass(frozen=True)
class Raked:
    """Weights that sum to the number of respondents, and what is to be said of them.

    Attributes
    ----------
    weights
        One a respondent; their mean is 1.
    design_effect
        n ÷ effective n: by how much weighting widens every margin's square.
    """

    weights: Weights = field(repr=False)
    design_effect: float
    analysis: Analysis


def _target(question: Answers, wanted: Mapping[str, Number]) -> Shares:
    """Return the shares of one question's options in the universe."""
    where = f"加权 {question.title}"
    if not wanted:
        raise MktkitError("没有写总体的构成", "每一题写明各选项在总体里的占比", "补上目标占比", where=where)
    unknown = [name for name in wanted if name not in question.options]
    if unknown:
        raise MktkitError(
            f"目标里的{'、'.join(show(one) for one in unknown[:5])}不是这一题的选项",
            "应为：" + "、".join(question.options[:20]),
            "改成问卷里的写法",
            where=where,
        )
    negative = next((name for name, share in wanted.items() if share < 0), None)
    if negative is not None:
        raise MktkitError(f"{show(negative)}的占比是负数", "应不小于 0", "改好占比", where=where)
    total = sum(float(share) for share in wanted.values())
    if abs(total - 100) > 0.5:
        raise MktkitError(f"目标占比相加是 {rounded(total, 1)}%", "应为 100%", "核对总体的构成", where=where)
    return np.array([float(wanted.get(name, 0)) / total for name in question.options])


def _check_sample(question: Answers, shares: Shares) -> None:
    """Refuse a sample that no weights can bring to the shares: blanks, a class only it has, or only the universe."""
    where = f"加权 {question.title}"
    blank = int((question.codes < 0).sum())
    if blank:
        raise MktkitError(
            f"有 {blank} 份没有回答这一题，加不出权",
            "用来加权的题每份都要有回答",
            "补上，或先去掉这几份",
            where=where,
        )
    counts = np.bincount(question.codes, minlength=len(question.options))
    for name, share, count in zip(question.options, shares, counts, strict=True):
        if share > 0 and count == 0:
            raise MktkitError(
                f"总体里{show(name)}占 {rounded(100 * share, 1)}%，样本里一份也没有，加不出权",
                "每一类都要有答卷",
                "补访这一类，或与相近的类合并",
                where=where,
            )
        if share == 0 and count > 0:
            raise MktkitError(
                f"样本里{show(name)}有 {count} 份，总体里写的是 0% 或没有写",
                "样本里有的每一类都要有目标占比",
                "补上占比；不属于调研对象的，先去掉这几份",
                where=where,
            )


def rake(questions: Sequence[Answers], targets: Mapping[str, Mapping[str, Number]]) -> Raked:
    """Weight respondents so that every question's shares are those of the universe.

    Parameters
    ----------
    questions
        What is known of the universe (age, region …), made by :func:`mktkit.research.survey.coding.code`; answered by all.
    targets
        Question → option → share in %.

    Raises
    ------
    MktkitError
        Nobody, no question, shares that do not sum to 100 %, a class without respondents, or margins that contradict
        each other in this sample, so that no weights meet them all.

    Notes
    -----
    制度 3.1.3. Deming and Stephan, On a least squares adjustment of a sampled frequency table when the expected marginal
    totals are known, Annals of Mathematical Statistics 11 (1940). Design effect after Kish (1965), 11.7.

    Examples
    --------
    >>> from mktkit.research.survey.coding import code
    >>> raked = rake([code("性别", ["男", "男", "男", "女"])], {"性别": {"男": 50, "女": 50}})
    >>> [round(float(one), 4) for one in raked.weights], round(raked.design_effect, 4)
    ([0.6667, 0.6667, 0.6667, 2.0], 1.3333)
    """
    where = "加权"
    if not questions:
        raise MktkitError("没有选加权的题", "至少要有一题", "选上性别、年龄、地区这样的题", where=where)
    n = len(questions[0].codes)
    if n == 0:
        raise MktkitError("没有答卷（n = 0）", "至少要有 1 份", "核对问卷文件", where=where)
    if any(len(question.codes) != n for question in questions):
        raise MktkitError("各题的份数不同", "各题应出自同一批答卷", "核对各列", where=where)
    wanted = []
    for question in questions:
        wanted.append(_target(question, targets.get(question.title, {})))
        _check_sample(question, wanted[-1])
    weights, rounds = _fit(questions, wanted, n)
    effect = n / effective_n(weights)
    return Raked(weights, effect, _analysis(questions, wanted, weights, effect, rounds))


def _fit(questions: Sequence[Answers], wanted: Sequence[Shares], n: int) -> tuple[Weights, int]:
    """Return weights that meet every margin, and after how many rounds they did."""
    weights = np.ones(n)
    missed = 1.0
    for done in range(1, _ROUNDS + 1):
        for question, shares in zip(questions, wanted, strict=True):
            sums = np.bincount(question.codes, weights, minlength=len(shares))
            factors = np.divide(shares * n, sums, out=np.zeros_like(sums), where=sums > 0)
            weights = weights * factors[question.codes]
        missed = max(
            float(np.abs(np.bincount(question.codes, weights, minlength=len(shares)) / n - shares).max())
            for question, shares in zip(questions, wanted, strict=True)
        )
        if missed < _CLOSE:
            return weights, done
    raise MktkitError(
        f"试了 {_ROUNDS} 轮，各题的目标还不能同时满足（最大差 {rounded(100 * missed, 2)} 个百分点）",
        "各题的目标在这份样本里应能同时达到",
        "多半是两题的类别连在一起（某一类只出现在另一题的某一类里）：合并小类，或少用一题",
        where="加权",
    )


def _analysis(
    questions: Sequence[Answers],
    wanted: Sequence[Shares],
    weights: Weights,
    effect: float,
    rounds: int,
) -> Analysis:
    n = len(weights)
    warnings = []
    if weights.max() > _HEAVY:
        warnings.append(f"最大的权重是 {rounded(float(weights.max()))}，一份抵好几份：合并小类，或补访")
    if effect > 2:
        warnings.append(
            f"设计效应 {rounded(effect)}，加权后只抵得上 {rounded(n / effect, 0)} 份，样本与总体差得太远"
        )
    return Analysis(
        title="加权",
        method=f"迭代比例调整（raking，Deming–Stephan 1940），{rounds} 轮后各题的占比都等于目标；设计效应 = n ÷ 有效样本量（Kish 1965）",
        n=n,
        figures=(
            figure("最小权重", float(weights.min())),
            figure("最大权重", float(weights.max())),
            figure("设计效应", effect),
            figure("有效样本量", n / effect, "份", 0),
        ),
        tables=(
            grid(
                ("题", "选项", "份数", "加权前（%）", "目标（%）"),
                list(_margins(questions, wanted)),
                "加权前与目标",
            ),
        ),
        assumptions=(
            "目标占比出自可靠的统计（年鉴、会员库），与调研对象同一范围",
            "同一类里，没答的人与答了的人想法相近",
        ),
        caveats=(
            "样本里某类人完全没有时：加权补不出没问到的人",
            "加权只改正用来加权的几题，改正不了别的偏差",
            "各题之间的组合（如某地区的某年龄）不受控制",
        ),
        warnings=tuple(warnings),
    )


def _margins(
    questions: Sequence[Answers], wanted: Sequence[Shares]
) -> Iterator[tuple[str, str, int, Decimal, Decimal]]:
    """Yield question, option, respondents, their share before weighting and the share wanted, in %."""
    for question, shares in zip(questions, wanted, strict=True):
        counts = np.bincount(question.codes, minlength=len(shares)).tolist()
        for name, share, count in zip(question.options, shares, counts, strict=True):
            if share or count:
                before = percent(count, len(question.codes))
                yield question.title, name, count, before, rounded(100 * float(share), 1)
