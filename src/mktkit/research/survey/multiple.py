"""How often each option was chosen, of several choices; weighted where weights are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, KeyFigure, Plot, grid
from mktkit.research.rounding import Number, rounded
from mktkit.research.survey.base import RANDOM, SELECTED, base_of

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

__all__ = ["multiple_choice"]


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
    if len({len(column) for column in chosen.values()}) != 1:
        raise MktkitError(
            "没有选项，或各选项的列不一样长",
            "每个选项一列，每列一份答卷一格",
            "核对这一题的各列",
            where=title,
        )
    answers = np.array([[one is not None and one == one for one in column] for column in chosen.values()])
    base = base_of(title, np.asarray(answers.any(axis=0), dtype=bool), weights, confidence)
    marked = {
        # NaN is no choice: it does not equal itself.
        option: np.array([bool(one) and one == one for one in column], dtype=bool)[base.valid]
        for option, column in chosen.items()
    }
    sums = {option: float(base.weights[mark].sum()) for option, mark in marked.items()}
    order = sorted(marked, key=lambda option: -sums[option])
    shares = [base.option(name, int(marked[name].sum()), sums[name]) for name in order]
    warnings = base.notes
    nothing = int((~np.logical_or.reduce(list(marked.values()))).sum())
    if nothing:
        warnings.append(f"{nothing} 份答了这一题、一项也没选，计入分母")
    total = sum(sums.values())

    def of_choices(option: str) -> Decimal | None:
        return rounded(100 * sums[option] / total, 1) if total else None

    sample = f"n = {base.n}，可多选"
    return Analysis(
        title=title,
        method=f"多选：占答题人数的百分比（相加大于 100%）和占选择次数的百分比；误差 z·√(p(1−p)/n)，{base.level}",
        n=base.n,
        figures=tuple(KeyFigure(one.name, one.share, "%") for one in shares),
        tables=(
            grid(
                ("选项", "份数", "占人数（%）", "占次数（%）", "误差（±百分点）"),
                [(name, count, share, of_choices(name), margin) for name, count, share, margin in shares],
                title,
                sample,
            ),
        ),
        assumptions=(RANDOM, "没有勾选就是没有，不是没看到"),
        caveats=(SELECTED, "限选几项的题：占比受限选数影响，不能与不限选的题相比"),
        warnings=tuple(warnings),
        plot=Plot("bars", {one.name: one.share for one in shares}, title, "%", sample),
    )
