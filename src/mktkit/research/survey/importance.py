"""Importance beside satisfaction: what matters and is not well served comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, figure, grid
from mktkit.research.rounding import rounded
from mktkit.research.survey.base import RANDOM, SELECTED
from mktkit.research.survey.model import Survey

__all__ = ["Judged", "importance_satisfaction", "importance_satisfaction_of"]


class Judged(NamedTuple):
    """Scores of one item, None where it was left out: how important it is and how satisfied one is."""

    importance: Sequence[float | None]
    satisfaction: Sequence[float | None]


def importance_satisfaction(title: str, items: Mapping[str, Judged]) -> Analysis:
    """Place each item by its mean importance and its mean satisfaction.

    Parameters
    ----------
    items
        Item → its scores, both on the same scale.

    Raises
    ------
    MktkitError
        Fewer than two items, or one that nobody judged.

    Notes
    -----
    制度 3.1.3 消费者需求. Martilla and James, Importance-Performance Analysis, Journal of Marketing 41 (1977); the lines between the
    quarters are the means over the items.

    Examples
    --------
    >>> result = importance_satisfaction("优先", {"价格": Judged([5, 5], [2, 2]), "包装": Judged([2, 2], [4, 4])})
    >>> [(row[0], row[4]) for row in result.tables[0].rows]
    [('价格', '优先改进'), ('包装', '可能用力过多')]
    """
    if len(items) < 2:
        raise MktkitError(f"只有 {len(items)} 项", "至少要有两项才能比", "选有几项的两个矩阵", where=title)
    means = {
        name: (_mean(name, one.importance), _mean(name, one.satisfaction)) for name, one in items.items()
    }
    middle = [float(np.mean([pair[at] for pair in means.values()])) for at in (0, 1)]
    order = sorted(means, key=lambda name: means[name][1] - means[name][0])
    rows = [
        (
            name,
            rounded(means[name][0]),
            rounded(means[name][1]),
            rounded(means[name][1] - means[name][0]),
            _quarter(means[name][0] >= middle[0], means[name][1] >= middle[1]),
        )
        for name in order
    ]
    figures = [
        figure(f"{name}：{words}", value)
        for name in order
        for words, value in (
            ("重要程度", means[name][0]),
            ("满意程度", means[name][1]),
            ("差距", means[name][1] - means[name][0]),
        )
    ]
    return Analysis(
        title=title,
        method=f"重要程度与满意程度对照（Martilla 和 James 1977）：以各项的平均（重要 {rounded(middle[0])}、满意 {rounded(middle[1])}）"
        "分成四类；差距 = 满意 − 重要；不加权",
        n=max(sum(one is not None for one in each.importance) for each in items.values()),
        figures=tuple(figures),
        tables=(grid(("项目", "重要程度", "满意程度", "差距", "类别"), rows, title),),
        assumptions=(RANDOM, "两个矩阵用同样的分档，重要的分越高越重要"),
        caveats=(SELECTED, "各项的重要程度都差不多时：分在哪一类是偶然的，看差距"),
    )


def _mean(item: str, scores: Sequence[float | None]) -> float:
    given = [one for one in scores if one is not None]
    if not given:
        raise MktkitError("没有一份有效回答（n = 0）", "每项至少要有 1 份", "核对这一项的列", where=item)
    return float(np.mean(given))


def _quarter(important: bool, satisfied: bool) -> str:
    if important:
        return "继续保持" if satisfied else "优先改进"
    return "可能用力过多" if satisfied else "次要"


def importance_satisfaction_of(survey: Survey, importance: str, satisfaction: str) -> Analysis:
    """Place the items of two grids, matched by their words.

    Parameters
    ----------
    importance, satisfaction
        The grids' numbers: of 2.1, 2.2 … it is 2.

    Raises
    ------
    MktkitError
        A grid that does not exist, or items of one that the other lacks.
    """
    grids = [_items(survey, number) for number in (importance, satisfaction)]
    lacking = sorted(set(grids[0]) ^ set(grids[1]))
    if lacking:
        raise MktkitError(
            f"第 {importance} 题和第 {satisfaction} 题的项目不同：{'、'.join(lacking[:8])}",
            "两个矩阵的项目应一一相同",
            "换成项目相同的两题，或在“题目”里把简称改成一样",
            where="重要与满意",
        )
    items = {
        name: Judged(survey.scores(number), survey.scores(grids[1][name]))
        for name, number in grids[0].items()
    }
    return importance_satisfaction(f"重要与满意（第 {importance}、{satisfaction} 题）", items)


def _items(survey: Survey, number: str) -> dict[str, str]:
    """Return item → number of the questions of a grid."""
    found = {
        one.title.rpartition("：")[2]: one.number
        for one in survey.questions.values()
        if one.number.startswith(f"{number}.")
    }
    if not found:
        raise MktkitError(
            f"第 {number} 题不是矩阵",
            "应为有几项的矩阵量表，如 2（各项是 2.1、2.2）",
            "核对题号",
            where="重要与满意",
        )
    return found
