"""Demand as a survey shows it: how often each option was chosen, of one choice; weighted where weights are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mktkit.research.model import Analysis, KeyFigure, Plot, grid
from mktkit.research.rounding import Number, rounded
from mktkit.research.survey.base import RANDOM, SELECTED, answered, base_of
from mktkit.research.survey.coding import code

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

__all__ = ["frequency"]


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
    valid = answered(answers)
    base = base_of(title, valid, weights, confidence)
    known = [answer for answer, use in zip(answers, valid, strict=True) if use and answer is not None]
    names = list(dict.fromkeys(options or known))
    codes = code(title, known, names).codes
    counts = np.bincount(codes, minlength=len(names)).tolist()
    sums = np.bincount(codes, base.weights, len(names)).tolist()
    order = range(len(names)) if options else sorted(range(len(names)), key=lambda at: -sums[at])
    shares = [base.option(names[at], counts[at], sums[at]) for at in order]
    warnings = base.notes
    if sum(one.chosen > 0 for one in shares) == 1:
        warnings.append("所有人答的都一样，这一题没有区分度")
    sample = f"n = {base.n}"
    return Analysis(
        title=title,
        method=f"频数与占比（单选，占有效回答的百分比）；误差 z·√(p(1−p)/n)，{base.level}",
        n=base.n,
        figures=tuple(KeyFigure(one.name, one.share, "%") for one in shares),
        tables=(
            grid(
                ("选项", "份数", "占比（%）", "误差（±百分点）"),
                shares,
                title,
                sample + (f"，有效样本量 {rounded(base.effective, 0)}" if base.weighted else ""),
            ),
        ),
        assumptions=(RANDOM,),
        caveats=(SELECTED,),
        warnings=tuple(warnings),
        plot=Plot("bars", {one.name: one.share for one in shares}, title, "%", sample),
    )
