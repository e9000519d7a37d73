"""Growth: from one period to the next, and the yearly mean over several."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, KeyFigure, Plot, figure, grid
from mktkit.research.rounding import Number, exact, is_finite, rounded

__all__ = ["cagr", "growth"]

#: A period and its value.
Point = tuple[str, Number | None]


def cagr(first: Number, last: Number, periods: int) -> float:
    """Return the compound growth rate a period, as a share.

    Parameters
    ----------
    first, last
        Value at the beginning and at the end, in the same unit; the first above 0, the last not below.
    periods
        Steps between them: from 2022 to 2026 there are 4.

    Raises
    ------
    MktkitError
        A base of 0 or less, a negative end, no period between.

    Notes
    -----
    制度 3.1.3 市场增长率. (last ÷ first)^(1 ÷ periods) − 1.

    Examples
    --------
    >>> round(cagr(100, 146.41, 4), 10)
    0.1
    """
    where = "复合增长率"
    if first <= 0:
        raise MktkitError(
            f"基期是 {first}",
            "基期应大于 0，否则增长率没有意义",
            "换一个基期，或只报告增减的绝对数",
            where=where,
        )
    if last < 0:
        raise MktkitError(f"末期是负数 {last}", "末期应不小于 0", "只报告增减的绝对数", where=where)
    if periods < 1:
        raise MktkitError(f"期数是 {periods}", "首末两期之间至少隔 1 期", "核对首末两期", where=where)
    return float((exact(last) / exact(first)) ** (1 / periods)) - 1


def growth(name: str, values: Mapping[str, Number | None], unit: str = "") -> Analysis:
    """Calculate the growth of a series of equal periods.

    Parameters
    ----------
    name
        What grows: 市场规模.
    values
        Period → value, in order of time and without a gap; None where it is not known.

    Raises
    ------
    MktkitError
        Fewer than two periods.

    Notes
    -----
    制度 3.1.3 市场增长率. Where a base is 0, negative or unknown nothing is calculated, and the result says so.

    Examples
    --------
    >>> result = growth("市场规模", {"2024": 100, "2025": 110, "2026": 121}, "亿元")
    >>> result["2026 同比增长"].text, result["年均复合增长"].text
    ('10.0%', '10.0%')
    """
    where = f"{name}的增长"
    if len(values) < 2:
        raise MktkitError(f"只有 {len(values)} 期", "至少要有两期才能算增长", "补上前一期", where=where)
    for period, value in values.items():
        if value is not None and not is_finite(value):
            raise MktkitError(
                "不是确定的数", "应为有限的数，没有就留空", "核对这一期", where=f"{where} {period}"
            )
    items = list(values.items())
    (start, base), (end, final) = items[0], items[-1]
    rows: list[tuple[object, ...]] = [(start, base, None)]
    figures: list[KeyFigure] = []
    warnings: list[str] = []
    for before, now in pairwise(items):
        rate, why = _step(before, now)
        rows.append((*now, None if rate is None else rounded(rate, 1)))
        if rate is not None:
            figures.append(figure(f"{now[0]} 同比增长", rate, "%", 1))
        else:
            warnings.append(why)
    if base is None or final is None:
        warnings.append(f"{start if base is None else end} 没有数，年均复合增长没有计算")
    else:
        try:
            figures.append(figure("年均复合增长", 100 * cagr(base, final, len(items) - 1), "%", 1))
        except MktkitError as problem:
            warnings.append(f"年均复合增长没有计算：{problem.what}，{problem.want}")
    shown = {period: value for period, value in items if value is not None}
    return Analysis(
        title=where,
        method=f"同比 = 本期 ÷ 上期 − 1；年均复合增长 = (末期 ÷ 首期)^(1 ÷ {len(items) - 1}) − 1，从{show(start)}到{show(end)}",
        n=len(shown),
        figures=tuple(figures),
        tables=(grid(("期间", f"{name}（{unit}）" if unit else name, "比上期（%）"), rows, f"{name}的变化"),),
        assumptions=("各期间隔相同、口径相同（范围、价格、是否含税）", "按当年价格；没有扣除涨价"),
        caveats=(
            "基期为 0 或负数",
            "首期或末期特别高、特别低：复合增长只看两头，中间的起伏看不出来",
            "用它推算以后各年：过去的增长不等于将来的增长",
        ),
        warnings=tuple(warnings),
        plot=Plot("line", {name: shown}, f"{name}的变化", unit) if len(shown) > 1 else None,
    )


def _step(before: Point, now: Point) -> tuple[Fraction | None, str]:
    """Return the growth over the period before in %, or why there is none."""
    (earlier_name, earlier), (name, later) = before, now
    if earlier is None or later is None:
        return None, f"{earlier_name if earlier is None else name} 没有数，{name} 的增长没有计算"
    if earlier <= 0:
        change = rounded(exact(later) - exact(earlier))
        return (
            None,
            f"{earlier_name} 是 {earlier}，基期不大于 0，{name} 的增长率没有意义，只看增减 {change}",
        )
    return (exact(later) / exact(earlier) - 1) * 100, ""
