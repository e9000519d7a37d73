"""Two questions at a time: the table, χ², and Cramér's V."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, KeyFigure, Plot, figure, grid, p_value
from mktkit.research.rounding import rounded
from mktkit.research.survey.coding import Answers

if TYPE_CHECKING:
    import numpy.typing as npt

    from mktkit.research.survey.base import Weights

    Counts = npt.NDArray[np.int64]

__all__ = ["Crosstab", "cross_tabulate", "crosstab", "every_pair"]


@dataclass(frozen=True)
class Crosstab:
    """How often each pair of answers was given, and how far the two questions hang together.

    Attributes
    ----------
    rows, columns
        Options that occur, in the order of the questionnaire.
    counts
        Respondents by row and column; a respondent who left either question out is not counted.
    n
        Their sum.
    chi2, dof, p
        Pearson's χ² without continuity correction.
    v
        Cramér's V, from 0 to 1.
    least_expected
        The smallest expected count; below 5 the χ² approximation is in doubt.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Counts = field(repr=False)
    n: int
    chi2: float
    dof: int
    p: float
    v: float
    least_expected: float
    few_expected: float


def _count(
    rows: Answers, columns: Answers, weights: Sequence[float] | Weights | None = None
) -> Counts | Weights:
    """Count the pairs of answers, or sum their weights."""
    if len(rows.codes) != len(columns.codes):
        raise MktkitError(
            f"「{rows.title}」有 {len(rows.codes)} 份，「{columns.title}」有 {len(columns.codes)} 份",
            "两题应出自同一批答卷",
            "核对两列",
            where="交叉表",
        )
    # One option more on each side takes the blanks, and is cut off after counting.
    wide = len(columns.options) + 1
    cells = (rows.codes + 1) * wide + (columns.codes + 1)
    each = None if weights is None else np.asarray(weights, dtype=float)
    counted = np.bincount(cells, each, (len(rows.options) + 1) * wide)
    return counted.reshape(-1, wide)[1:, 1:]


def crosstab(rows: Answers, columns: Answers) -> Crosstab:
    """Count two questions against each other and test whether they hang together.

    Raises
    ------
    MktkitError
        Nobody answered both, or all gave the same answer to one of them.

    Notes
    -----
    制度 3.1.3. Pearson 1900; V = √(χ² ÷ (n · (min(r, c) − 1))), Cramér, Mathematical Methods of Statistics (1946), 21.9.

    Examples
    --------
    >>> from mktkit.research.survey.coding import code
    >>> first = code("性别", ["男"] * 50 + ["女"] * 50)
    >>> second = code("购买", ["是"] * 20 + ["否"] * 30 + ["是"] * 30 + ["否"] * 20)
    >>> table = crosstab(first, second)
    >>> table.chi2, table.dof, round(table.p, 4), round(table.v, 4)
    (4.0, 1, 0.0455, 0.2)
    """
    where = f"{rows.title} × {columns.title}"
    full = _count(rows, columns).astype(np.int64)
    used_rows, used_columns = full.sum(axis=1) > 0, full.sum(axis=0) > 0
    counts = full[used_rows][:, used_columns]
    n = int(counts.sum())
    if n == 0:
        raise MktkitError("没有人两题都答了（n = 0）", "至少要有几十份", "换一题，或核对数据", where=where)
    if min(counts.shape) < 2:
        single = rows.title if counts.shape[0] < 2 else columns.title
        raise MktkitError(
            f"「{single}」只有一种回答", "两题都要有两种以上的回答才能看关系", "换一题", where=where
        )
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / n
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    dof = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return Crosstab(
        rows=tuple(name for name, use in zip(rows.options, used_rows, strict=True) if use),
        columns=tuple(name for name, use in zip(columns.options, used_columns, strict=True) if use),
        counts=counts,
        n=n,
        chi2=chi2,
        dof=dof,
        p=float(special.chdtrc(dof, chi2)),
        v=math.sqrt(chi2 / (n * (min(counts.shape) - 1))),
        least_expected=float(expected.min()),
        few_expected=float((expected < 5).mean()),
    )


def every_pair(questions: Sequence[Answers]) -> Iterator[tuple[str, str, Crosstab]]:
    """Yield every pair of questions with its table; a pair that cannot be tested is left out.

    Examples
    --------
    >>> from mktkit.research.survey.coding import code
    >>> asked = [code(name, ["是", "否"] * 10) for name in ("一", "二", "三")]
    >>> [(one, other, table.v) for one, other, table in every_pair(asked)]
    [('一', '二', 1.0), ('一', '三', 1.0), ('二', '三', 1.0)]
    """
    for one, other in combinations(questions, 2):
        try:
            yield one.title, other.title, crosstab(one, other)
        except MktkitError:
            continue


def _strength(v: float, smaller: int) -> str:
    """Return Cohen's words for V, whose bounds shrink with the smaller side of the table."""
    w = v * math.sqrt(smaller - 1)
    return "几乎没有" if w < 0.1 else "弱" if w < 0.3 else "中等" if w < 0.5 else "强"


def cross_tabulate(
    rows: Answers, columns: Answers, weights: Sequence[float] | Weights | None = None
) -> Analysis:
    """Tell how two questions hang together, with the table of row percents.

    Parameters
    ----------
    rows, columns
        Made by :func:`mktkit.research.survey.coding.code`; the rows are the groups that are compared.
    weights
        One a respondent; they change the percents. The test stays on the respondents themselves.

    Raises
    ------
    MktkitError
        As of :func:`crosstab`.

    Examples
    --------
    >>> from mktkit.research.survey.coding import code
    >>> first = code("性别", ["男"] * 50 + ["女"] * 50)
    >>> second = code("购买", ["是"] * 20 + ["否"] * 30 + ["是"] * 30 + ["否"] * 20)
    >>> cross_tabulate(first, second)["Cramér V"].text
    '0.20'
    """
    table = crosstab(rows, columns)
    shares = _row_percents(rows, columns, table, weights)
    named = {name: dict(zip(table.columns, line, strict=True)) for name, line in shares.items()}
    figures, doubts = _tested(table)
    title = f"{rows.title}与{columns.title}"
    return Analysis(
        title=f"{rows.title} × {columns.title}",
        method="交叉表（行百分比）；Pearson χ² 检验，不作连续性校正；Cramér V = √(χ²/(n·(min(r,c)−1)))"
        + ("；百分比按权重计算，检验用加权前的份数" if weights is not None else ""),
        n=table.n,
        figures=figures,
        tables=(
            grid(
                (rows.title, *(f"{name}（%）" for name in table.columns), "份数"),
                [
                    (name, *line, int(counts.sum()))
                    for (name, line), counts in zip(shares.items(), table.counts, strict=True)
                ],
                title,
                "每行相加为 100%",
            ),
            grid(
                (f"{rows.title}（份数）", *table.columns),
                [(name, *map(int, line)) for name, line in zip(table.rows, table.counts, strict=True)],
                f"{title}的份数",
            ),
        ),
        assumptions=("各份答卷互不影响，每人只在一格里", "期望频数都不小于 5"),
        caveats=(
            "有关联不等于有因果",
            "一次看很多张表：每 20 张会有 1 张碰巧 p < 0.05，先定好要看哪几张",
            "份数很多时微弱的关联也会“显著”：看 Cramér V，不只看 p",
            "多选题：一人占几格，不能用此检验",
        ),
        warnings=(*doubts, *_left_out(rows, columns, table)),
        plot=Plot("heat_map", named, title, "%", f"行百分比，n = {table.n}"),
    )


def _tested(table: Crosstab) -> tuple[tuple[KeyFigure, ...], tuple[str, ...]]:
    """Return the figures of the test, and why it may be in doubt."""
    figures = (
        figure("χ²", table.chi2),
        figure("自由度", table.dof, digits=0),
        p_value(table.p),
        figure("Cramér V", table.v),
        KeyFigure("关联程度", None, words=_strength(table.v, min(table.counts.shape))),
    )
    if table.least_expected >= 5:
        return figures, ()
    doubt = (
        f"期望频数最小 {rounded(table.least_expected, 1)}，"
        f"有 {rounded(100 * table.few_expected, 0)}% 的格子小于 5，χ² 检验不准"
    )
    if table.counts.shape != (2, 2):
        return figures, (f"{doubt}：合并人数少的选项后再看",)
    from scipy import stats

    exact = p_value(float(stats.fisher_exact(table.counts).pvalue), "p 值（Fisher 精确检验）")
    return (*figures, exact), (f"{doubt}，以 Fisher 精确检验为准",)


def _left_out(rows: Answers, columns: Answers, table: Crosstab) -> Iterator[str]:
    """Say which rows are small, and what the table does not hold."""
    small = [name for name, line in zip(table.rows, table.counts, strict=True) if line.sum() < 30]
    if small:
        yield f"{'、'.join(show(one) for one in small[:5])}不到 30 份，行百分比只作参考"
    dropped = len(rows.codes) - table.n
    if dropped:
        yield f"{dropped} 份没有把两题都答上，没有计入"
    empty = (len(rows.options) - len(table.rows)) + (len(columns.options) - len(table.columns))
    if empty:
        yield f"有 {empty} 个选项没有人选，没有列出"


def _row_percents(
    rows: Answers, columns: Answers, table: Crosstab, weights: Sequence[float] | Weights | None
) -> dict[str, list[Decimal | None]]:
    """Return row → its shares in %, None where nothing of it has weight."""
    sums = _count(rows, columns, weights)[[name in table.rows for name in rows.options]]
    sums = sums[:, [name in table.columns for name in columns.options]]
    return {
        name: [rounded(float(100 * cell / line.sum()), 1) if line.sum() else None for cell in line]
        for name, line in zip(table.rows, sums, strict=True)
    }
