"""Market shares and how concentrated the market is: CR4 and the Herfindahl-Hirschman index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, KeyFigure, Plot, figure, grid
from mktkit.research.rounding import Number, exact, is_finite, percent, rounded
from mktkit.rules.subjects import ConcentrationBands

__all__ = ["concentration", "market_share"]

#: Shares that were rounded to whole percents may miss 100 by so much.
_ROUNDING = Fraction(1, 2)


def _checked(values: Mapping[str, Number], what: str, where: str) -> dict[str, Fraction]:
    if not values:
        raise MktkitError("一家企业也没有", "至少要有一家", "补上各家的数", where=where)
    for name, value in values.items():
        if not is_finite(value):
            raise MktkitError(f"{show(name)}的{what}不是确定的数", "应为有限的数", "核对这个数", where=where)
        if value < 0:
            raise MktkitError(
                f"{show(name)}的{what}是负数 {value}", f"{what}不会小于 0", "核对这个数", where=where
            )
    return {name: exact(value) for name, value in values.items()}


def market_share(sales: Mapping[str, Number], unit: str = "万元", total: Number | None = None) -> Analysis:
    """Calculate the share of each supplier.

    Parameters
    ----------
    sales
        Supplier → sales in `unit`, of the same period and the same market.
    total
        The whole market where the suppliers listed are not all; default their sum.

    Raises
    ------
    MktkitError
        No supplier, a negative amount, a total below the sum or of 0.

    Notes
    -----
    制度 3.1.3 市场份额.

    Examples
    --------
    >>> market_share({"本公司": 30, "甲": 50}, total=100)["本公司的份额"].text
    '30.0%'
    """
    where = "市场份额"
    amounts = _checked(sales, "销售额", where)
    listed = sum(amounts.values())
    whole = listed if total is None else exact(total)
    if whole <= 0:
        raise MktkitError("市场合计是 0", "合计应大于 0", "核对各家的销售额", where=where)
    if whole < listed:
        raise MktkitError(
            f"各家相加 {rounded(listed)} {unit}，多于整个市场 {rounded(whole)} {unit}",
            "各家之和不超过整个市场",
            "核对口径：是否有一家把别的品类也算进来了",
            where=where,
        )
    ordered = sorted(amounts.items(), key=lambda item: -item[1])
    rows: list[tuple[object, ...]] = [
        (name, rounded(amount), percent(amount, whole)) for name, amount in ordered
    ]
    if whole > listed:
        rows.append(("其他", rounded(whole - listed), percent(whole - listed, whole)))
    return Analysis(
        title=where,
        method="各家销售额 ÷ 市场合计"
        + ("（市场合计由各家相加）" if total is None else "（市场合计另有出处）"),
        n=len(amounts),
        figures=tuple(figure(f"{name}的份额", amount * 100 / whole, "%", 1) for name, amount in ordered),
        tables=(grid(("企业", f"销售额（{unit}）", "份额（%）"), rows, "市场份额"),),
        assumptions=("各家的销售额是同一时期、同一市场、同一口径（出厂价或零售价）",),
        caveats=(
            "市场的范围（地区、品类、替代品）划得不同，份额就不同：先写明范围",
            *(("各家没有列全时，份额会偏高",) if total is None else ()),
        ),
        plot=Plot("bars", {str(row[0]): row[2] for row in rows}, "市场份额", "%"),
    )


def concentration(shares: Mapping[str, Number], bands: ConcentrationBands) -> Analysis:
    """Calculate CR4 and HHI from market shares in %.

    Parameters
    ----------
    shares
        Supplier → share in %. They may sum to less than 100, the rest being many small ones; not to more.
    bands
        From where a market counts as concentrated, and whose bands these are (research.yaml, 3.1.3).

    Raises
    ------
    MktkitError
        No supplier, a negative share, a sum above 100 %.

    Notes
    -----
    制度 3.1.3 市场份额. CRₖ = sum of the k largest shares; HHI = Σ shareᵢ² with shares in percent, 10,000 at most.

    Examples
    --------
    >>> from mktkit.rules.subjects import ConcentrationBands
    >>> bands = ConcentrationBands(source="示例", year=2023, moderate=1000, high=1800)
    >>> result = concentration({"甲": 30, "乙": 30, "丙": 20, "丁": 20}, bands)
    >>> result["HHI"].text, result["CR4"].text, result["集中程度"].text
    ('2,600', '100.0%', '高度集中')
    """
    where = "市场集中度"
    given = _checked(shares, "份额", where)
    total = sum(given.values())
    if total > 100 + _ROUNDING:
        raise MktkitError(
            f"各家份额相加是 {rounded(total, 1)}%",
            "相加不超过 100%",
            "核对各家的口径；份额要出自同一份资料，不能东拼西凑",
            where=where,
        )
    if total == 0:
        raise MktkitError("各家份额都是 0", "至少一家大于 0", "核对各家的份额", where=where)
    ordered = sorted(given.items(), key=lambda item: -item[1])
    index = sum((share * share for share in given.values()), Fraction(0))
    warnings = [*_rest_notes(given, index)]
    if len(given) < 4:
        warnings.append(f"只有 {len(given)} 家，CR4 就是它们的合计")
    level = "高度集中" if index > bands.high else "中度集中" if index >= bands.moderate else "较分散"
    return Analysis(
        title=where,
        method="CR4 = 最大四家份额之和；HHI = Σ 份额²（份额以百分数计，最大 10,000）",
        n=len(given),
        figures=(
            figure("CR4", sum(share for _, share in ordered[:4]), "%", 1),
            figure("HHI", index, digits=0),
            KeyFigure("集中程度", None, words=level),
        ),
        tables=(
            grid(
                ("企业", "份额（%）", "份额的平方"),
                [(name, rounded(share, 1), rounded(share * share, 1)) for name, share in ordered],
                "份额与集中度",
            ),
        ),
        assumptions=(
            f"分档按{bands.source}（{bands.year} 年）：低于 {bands.moderate:,f} 为较分散，高于 {bands.high:,f} 为高度集中",
            "份额出自同一时期、同一市场",
        ),
        caveats=("市场范围没有定义清楚时", "招标、定点等一次定局的市场：历史份额说明不了竞争强弱"),
        warnings=tuple(warnings),
        plot=Plot("bars", dict(ordered), "各家份额", "%"),
    )


def _rest_notes(given: Mapping[str, Fraction], index: Fraction) -> Iterator[str]:
    """Say what the index may be where the shares listed do not make up the whole market."""
    total = sum(given.values())
    rest = 100 - total
    if rest > _ROUNDING:
        # The rest may be at most as large as the smallest one listed, or it would have been listed.
        smallest = min(share for share in given.values() if share > 0)
        most = index + rest * min(smallest, rest)
        yield (
            f"只列出 {rounded(total, 1)}%，其余 {rounded(rest, 1)}% 按很多小企业算：HHI 至少 {rounded(index, 0):,f}；"
            f"其余各家若都有最小一家那么大，至多约 {rounded(most, 0):,f}"
        )
    elif rest != 0:
        yield f"各家份额相加 {rounded(total, 1)}%，差的是四舍五入，没有另行调整"
