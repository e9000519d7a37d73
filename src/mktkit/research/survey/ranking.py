"""A ranking: how often each option came where, its mean rank and its score; weighted where weights are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.rounding import rounded
from mktkit.research.survey.base import RANDOM, SELECTED, base_of

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

__all__ = ["ranking"]


def ranking(
    title: str,
    ranks: Mapping[str, Sequence[float | None]],
    weights: Sequence[float] | Weights | None = None,
) -> Analysis:
    """Count a ranking.

    Parameters
    ----------
    ranks
        Option → one rank a respondent, from 1; None where it was not ranked. Who ranked nothing left the question out.
    weights
        One a respondent.

    Raises
    ------
    MktkitError
        Nobody ranked anything, one respondent gave a rank twice, or the columns are of different lengths.

    Notes
    -----
    制度 3.1.3 消费者需求. Of k options the first scores k, the second k − 1 …, one that was not ranked 0; the score is the
    mean over all who answered (Borda 1781; 问卷星's 平均综合得分).

    Examples
    --------
    >>> result = ranking("看重什么", {"价格": [1, 2], "质量": [2, 1], "售后": [3, None]})
    >>> result["价格：得分"].text, result["售后：得分"].text, result["价格：第一位"].text
    ('2.50', '0.50', '50.0%')
    """
    if len({len(column) for column in ranks.values()}) != 1:
        raise MktkitError("没有选项，或各选项的列不一样长", "每个选项一列", "核对这一题的各列", where=title)
    places = np.array(
        [[np.nan if one is None else float(one) for one in column] for column in ranks.values()]
    )
    given = ~np.isnan(places)
    base = base_of(title, np.asarray(given.any(axis=0), dtype=bool), weights)
    places, given = places[:, base.valid], given[:, base.valid]
    twice = [
        at for at, row in enumerate(places.T) if len(known := row[~np.isnan(row)].tolist()) > len(set(known))
    ]
    if twice:
        raise MktkitError(
            f"有 {len(twice)} 份把两项排在同一位",
            "一份里每个名次只用一次",
            "核对这几份，或不报告这一题",
            where=title,
        )
    k = len(ranks)
    points = np.where(given, k + 1 - np.nan_to_num(places), 0.0)
    scores = (points * base.weights).sum(axis=1) / base.total
    names = list(ranks)
    order = sorted(range(k), key=lambda at: -scores[at])
    figures = []
    rows = []
    for at in order:
        shares = [base.share(places[at] == place) for place in range(1, k + 1)]
        ranked = given[at]
        mean = (
            float((places[at][ranked] * base.weights[ranked]).sum() / base.weights[ranked].sum())
            if ranked.any()
            else None
        )
        figures += [
            figure(f"{names[at]}：得分", float(scores[at])),
            figure(f"{names[at]}：第一位", 100 * shares[0], "%", 1),
        ]
        rows.append(
            (
                names[at],
                rounded(float(scores[at])),
                None if mean is None else rounded(mean),
                *(int((places[at] == place).sum()) for place in range(1, k + 1)),
                int((~ranked).sum()),
            )
        )
    titles = (
        "选项",
        "得分",
        "平均名次",
        *(f"第 {place} 位（份）" for place in range(1, k + 1)),
        "没有排（份）",
    )
    sample = f"n = {base.n}"
    return Analysis(
        title=title,
        method=f"排序：{k} 个选项，排第一得 {k} 分，依次减 1 分，没有排的 0 分，取答题者的平均；平均名次只算排了的{base.weighting}",
        n=base.n,
        figures=tuple(figures),
        tables=(grid(titles, rows, title, sample),),
        assumptions=(RANDOM, "相邻两位之间的差别当作一样大"),
        caveats=(SELECTED, "只要求排前几位的题：没有排的不一定不重要"),
        warnings=tuple(base.notes),
        plot=Plot("bars", {names[at]: rounded(float(scores[at])) for at in order}, title, "分", sample),
    )
