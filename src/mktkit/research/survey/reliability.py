"""Whether the items of a scale measure one thing: Cronbach's α."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, KeyFigure, figure, grid
from mktkit.research.rounding import Number, rounded

if TYPE_CHECKING:
    import numpy.typing as npt

    #: One row a respondent, one column an item.
    Scores = npt.NDArray[np.float64]

__all__ = ["cronbach_alpha"]


def _alpha(scores: Scores) -> float:
    items = scores.shape[1]
    return float(
        items / (items - 1) * (1 - scores.var(axis=0, ddof=1).sum() / scores.sum(axis=1).var(ddof=1))
    )


def cronbach_alpha(title: str, items: Mapping[str, Sequence[Number | None]]) -> Analysis:
    """Calculate Cronbach's α of the items of a scale, and what it would be without each.

    Parameters
    ----------
    items
        Item → one score a respondent, all in the same direction; None where left out. A respondent who left any item
        out is not counted.

    Raises
    ------
    MktkitError
        Fewer than two items or three complete respondents, items of different lengths, or everybody of the same sum.

    Notes
    -----
    制度 3.1.3. α = k/(k−1) · (1 − Σ sᵢ² ÷ s²), Cronbach, Psychometrika 16 (1951).

    Examples
    --------
    >>> cronbach_alpha("服务", {"一": [1, 2, 3, 4], "二": [2, 3, 4, 5]})["α"].text
    '1.00'
    """
    table = _table(title, items)
    scores = table[~np.isnan(table).any(axis=1)] if len(table) else table.reshape(0, len(items))
    n = len(scores)
    if n < 3:
        raise MktkitError(f"各题都答了的只有 {n} 份", "至少要有 3 份", "核对各列", where=title)
    if scores.sum(axis=1).var() == 0:
        raise MktkitError("每人的总分都一样，算不出 α", "各人的总分应有高低", "核对数据", where=title)
    alpha = _alpha(scores)
    rows = [(name, *_item(scores, position)) for position, name in enumerate(items)]
    warnings = []
    same = [name for name, spread in zip(items, scores.var(axis=0), strict=True) if spread == 0]
    if same:
        warnings.append(f"{'、'.join(map(show, same[:5]))}所有人答的都一样，没有区分度")
    against = [row[0] for row in rows if row[2] is not None and row[2] < 0]
    if against:
        warnings.append(
            f"{'、'.join(map(show, against[:5]))}与其余各题方向相反，多半是反向题，先反向计分再算"
        )
    if n < len(table):
        warnings.append(f"{len(table) - n} 份没有答全，没有计入")
    if n < 30:
        warnings.append(f"只有 {n} 份，α 很不稳定")
    level = "可接受" if alpha >= 0.7 else "偏低" if alpha >= 0.6 else "不可用"
    return Analysis(
        title=title,
        method="Cronbach α = k/(k−1)·(1 − Σ各题方差 ÷ 总分方差)（Cronbach 1951）；没有答全的不计；0.7 以上可接受（Nunnally 1978）",
        n=n,
        figures=(
            figure("α", alpha),
            figure("题数", len(items), digits=0),
            KeyFigure("信度", None, words=level),
        ),
        tables=(grid(("题", "均值", "与其余题的相关", "去掉这题后的 α"), rows, f"{title}的信度"),),
        assumptions=("各题量的是同一件事，方向相同", "各题的分档相同"),
        caveats=(
            "一份量表量几件事时：先分开，每件事各算",
            "题很多时 α 自然偏高，不说明只量了一件事",
            "两题的量表：看相关系数",
        ),
        warnings=tuple(warnings),
    )


def _table(title: str, items: Mapping[str, Sequence[Number | None]]) -> Scores:
    """Return the answers, one row a respondent, NaN where an item was left out."""
    if len(items) < 2:
        raise MktkitError(
            f"只有 {len(items)} 题", "至少要有两题才能算 α", "把同一量表的题都选上", where=title
        )
    if len({len(column) for column in items.values()}) != 1:
        raise MktkitError("各题的份数不同", "各题应出自同一批答卷", "核对各列", where=title)
    return np.array(
        [[np.nan if one is None else float(one) for one in column] for column in items.values()], dtype=float
    ).T


def _item(scores: Scores, position: int) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Return an item's mean, its correlation with the sum of the others, and α without it."""
    own, others = scores[:, position], np.delete(scores, position, axis=1)
    total = others.sum(axis=1)
    told = total.var() > 0
    related = rounded(float(np.corrcoef(own, total)[0, 1])) if told and own.var() > 0 else None
    without = rounded(_alpha(others)) if told and others.shape[1] > 1 else None
    return rounded(float(own.mean())), related, without
