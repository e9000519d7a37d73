"""Market size, from above and from below, and the gap between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, KeyFigure, Plot, figure, grid, repeated
from mktkit.research.rounding import Number, exact, is_finite, rounded

__all__ = ["Segment", "bottom_up", "size_gap", "top_down"]


def _not_negative(value: Number, name: str, where: str) -> Fraction:
    if not is_finite(value):
        raise MktkitError(f"{name}不是确定的数", "应为有限的数", "核对这个数", where=where)
    if value < 0:
        raise MktkitError(
            f"{name}是负数 {value}", "市场的量不会小于 0", "核对这个数的正负号和出处", where=where
        )
    return exact(value)


def _share(value: Number, name: str, where: str) -> Fraction:
    number = _not_negative(value, name, where)
    if number > 100:
        raise MktkitError(f"{name}是 {value}%", "比例不超过 100%", "核对这个比例", where=where)
    return number / 100


def top_down(total: Number, steps: Sequence[tuple[str, Number]], unit: str = "万元") -> Analysis:
    """Narrow a known total down to the market in question, share by share.

    Parameters
    ----------
    total
        The published total, in `unit`.
    steps
        (what the share is, share in %) one after the other, each of what is left.
    unit
        Of the amounts.

    Raises
    ------
    MktkitError
        A negative amount, or a share outside 0 to 100 %.

    Notes
    -----
    制度 3.1.3 市场规模.

    Examples
    --------
    >>> top_down(520000, [("华东占比", 30), ("本品类占比", 8)])["市场规模"].text
    '12,480 万元'
    """
    where = "市场规模（自上而下）"
    size = _not_negative(total, "总量", where)
    rows: list[tuple[object, ...]] = [("总量", None, rounded(size, 0))]
    for name, share in steps:
        size *= _share(share, f"「{name}」", where)
        rows.append((name, rounded(exact(share), 2), rounded(size, 0)))
    warnings = () if steps else ("没有收窄的步骤，结果就是总量",)
    return Analysis(
        title=where,
        method="公布的总量 × 逐步收窄的比例",
        n=None,
        figures=(figure("市场规模", size, unit, 0),),
        tables=(grid(("步骤", "比例（%）", f"剩下（{unit}）"), rows, "自上而下的推算"),),
        assumptions=("总量与各比例是同一年、同一口径（含不含税、出厂价还是零售价）", "各比例之间互不重叠"),
        caveats=("比例没有出处、只凭估计时", "全新的品类：没有现成的总量可以收窄"),
        warnings=warnings,
    )


@dataclass(frozen=True)
class Segment:
    """A group of buyers.

    Attributes
    ----------
    name
        Who they are.
    buyers
        How many there are (people, households, companies).
    penetration
        How many of them buy at all, in %.
    quantity
        What a buyer takes in a year.
    price
        Of one, in 元.
    """

    name: str
    buyers: Number
    penetration: Number
    quantity: Number
    price: Number


def bottom_up(segments: Sequence[Segment], unit: str = "万元") -> Analysis:
    """Add up what each group of buyers spends in a year.

    Raises
    ------
    MktkitError
        No group, a group twice, a negative number, a penetration above 100 %.

    Notes
    -----
    制度 3.1.3 市场规模. 购买者 × 渗透率 × 年购买量 × 单价; the sum in 元 is printed in 万元, 亿元 or 元.

    Examples
    --------
    >>> bottom_up([Segment("中型工厂", 3000, 25, 40, 3000)])["市场规模"].text
    '9,000 万元'
    """
    where = "市场规模（自下而上）"
    scale = {"元": 1, "万元": 10_000, "亿元": 100_000_000}.get(unit)
    if scale is None:
        raise MktkitError(f"单位写的是{show(unit)}", "只能写：元、万元、亿元", "改好单位", where=where)
    if not segments:
        raise MktkitError("没有填客户群", "至少要有一类客户", "补上客户群", where=where)
    names = [one.name for one in segments]
    twice = repeated(names)
    if twice is not None:
        raise MktkitError(f"客户群{show(twice)}写了两次", "各群不重叠，每群一行", "合并或改名", where=where)
    sizes = {one.name: _yearly(one, where) / scale for one in segments}
    rows = [
        (one.name, one.buyers, one.penetration, one.quantity, one.price, rounded(sizes[one.name], 0))
        for one in segments
    ]
    # The sum is of what is printed, so that a reader adding up gets the same.
    total = sum((row[-1] for row in rows), start=rounded(0, 0))
    return Analysis(
        title=where,
        method="各客户群：数量 × 渗透率 × 年购买量 × 单价，再相加",
        n=None,
        figures=(figure("市场规模", total, unit, 0),),
        tables=(
            grid(
                ("客户群", "数量", "渗透率（%）", "年购买量", "单价（元）", f"规模（{unit}）"),
                [*rows, ("合计", None, None, None, None, total)],
                "自下而上的推算",
                total=True,
            ),
        ),
        assumptions=("客户群不重叠、不遗漏", "渗透率和购买量由调研得出，能代表整群"),
        caveats=("渗透率来自很小的样本时：先看它的区间",),
        plot=Plot("bars", sizes, "各客户群的规模", unit) if len(segments) > 1 else None,
    )


def _yearly(one: Segment, where: str) -> Fraction:
    """Return what a group of buyers spends in a year, in 元."""
    return (
        _not_negative(one.buyers, f"「{one.name}」的数量", where)
        * _share(one.penetration, f"「{one.name}」的渗透率", where)
        * _not_negative(one.quantity, f"「{one.name}」的年购买量", where)
        * _not_negative(one.price, f"「{one.name}」的单价", where)
    )


def size_gap(above: Analysis, below: Analysis, tolerance: Number = 20) -> Analysis:
    """Say how far the two estimates lie apart.

    Parameters
    ----------
    above, below
        Results of :func:`top_down` and :func:`bottom_up`, in the same unit.
    tolerance
        From which gap on (% of the top-down figure) the two must be looked at again (research.yaml, 3.1.3).

    Raises
    ------
    MktkitError
        Different units, or a top-down figure of 0.

    Examples
    --------
    >>> above = top_down(520000, [("华东占比", 30), ("本品类占比", 8)])
    >>> below = bottom_up([Segment("中型工厂", 3000, 25, 40, 3000)])
    >>> size_gap(above, below)["相差"].text
    '-27.9%'
    """
    first, second = above["市场规模"], below["市场规模"]
    where = "两种推算的差距"
    if first.unit != second.unit:
        raise MktkitError(
            f"自上而下用{first.unit}，自下而上用{second.unit}",
            "两边单位应相同",
            "换成同一个单位",
            where=where,
        )
    if first.printed == 0:
        raise MktkitError("自上而下的规模是 0", "应大于 0 才能相比", "核对总量和各比例", where=where)
    gap = Fraction(second.printed - first.printed) * 100 / Fraction(first.printed)
    far = abs(gap) > exact(tolerance)
    return Analysis(
        title=where,
        method="（自下而上 − 自上而下）÷ 自上而下",
        n=None,
        figures=(
            KeyFigure("自上而下", first.value, first.unit),
            KeyFigure("自下而上", second.value, second.unit),
            figure("相差", gap, "%", 1),
        ),
        assumptions=("两种推算的年份、地区、品类和价格口径相同",),
        caveats=("两边用了同一个数据来源：相近不说明准确",),
        warnings=(
            (f"相差超过 {exact(tolerance)}%：先查口径和渗透率，说清原因，再用其中一个数",) if far else ()
        ),
        plot=Plot(
            "columns", {"自上而下": first.value, "自下而上": second.value}, "两种推算的市场规模", first.unit
        ),
    )
