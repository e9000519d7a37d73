"""What corporate income tax lets a company deduct of entertainment and advertising: a reminder, no tax advice."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from mktkit.expense.model import TaxLine
from mktkit.money import to_fen, yuan
from mktkit.rules.subjects import RAISED_INDUSTRIES, TaxReminder

__all__ = ["TAX_NOTE", "tax_reminder"]

#: Stands beside every figure of this module.
TAX_NOTE = "这是提醒，不是税务意见；以税务机关的规定和本公司财务部门的判断为准。"


def tax_reminder(
    rule: TaxReminder, year: int, entertainment: int, advertising: int, revenue: int | None
) -> tuple[TaxLine, ...]:
    """Return what may be deducted of the year's entertainment and advertising.

    Parameters
    ----------
    rule
        Shares, industry, and the years of the raised share.
    year
        Of the expense.
    entertainment, advertising
        Spent, in 分.
    revenue
        The year's sales revenue in 分, None while it is not known.

    Returns
    -------
    tuple of TaxLine
        Empty when the rule is switched off.

    Notes
    -----
    企业所得税法实施条例第四十三条 (entertainment: 60 %, at most 5 ‰ of the revenue) and 第四十四条 (advertising: 15 %,
    what is above may be carried into later years); 30 % for making or selling cosmetics, making pharmaceuticals and
    making non-alcoholic drinks, none for tobacco, by the announcement in force for 2026–2027.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rule = load_rules(on=dt.date(2026, 10, 1), company=None).expense.tax_reminder
    >>> [line.allowed for line in tax_reminder(rule, 2026, 100_000_00, 0, 10_000_000_00)]
    [5000000, 0]
    """
    if not rule.on:
        return ()
    return _entertainment(rule, entertainment, revenue), _advertising(rule, year, advertising, revenue)


def _entertainment(rule: TaxReminder, spent: int, revenue: int | None) -> TaxLine:
    share, cap = Fraction(rule.entertainment.share) / 100, Fraction(rule.entertainment.revenue_share) / 100
    own = to_fen(max(0, spent) * share)
    told = f"发生额的 {_percent(share)} 是 {yuan(own)} 元"
    if revenue is None:
        return TaxLine("业务招待费", spent, None, f"{told}；收入的 {_percent(cap)} 要填了全年收入才算得出")
    top = to_fen(revenue * cap)
    told += f"，收入的 {_percent(cap)} 是 {yuan(top)} 元，取低的"
    return TaxLine("业务招待费", spent, min(own, top), told)


def _advertising(rule: TaxReminder, year: int, spent: int, revenue: int | None) -> TaxLine:
    title = "广告费和业务宣传费"
    share, why = _advertising_share(rule, year)
    if not share:
        return TaxLine(title, spent, 0, why)
    told = f"{why}，不超过收入的 {_percent(share)}"
    if revenue is None:
        return TaxLine(title, spent, None, f"{told}；要填了全年收入才算得出")
    most = to_fen(revenue * share)
    told += f"，即 {yuan(most)} 元；超过的可以结转以后年度"
    return TaxLine(title, spent, min(max(0, spent), most), told)


def _advertising_share(rule: TaxReminder, year: int) -> tuple[Fraction, str]:
    if rule.industry == "烟草":
        return Fraction(0), "烟草企业的烟草广告费和业务宣传费一律不得扣除"
    if rule.industry in RAISED_INDUSTRIES and _in_force(rule, year):
        return (
            Fraction(rule.raised.revenue_share) / 100,
            f"{rule.industry}企业 {rule.raised.first_day} 至 {rule.raised.last_day}",
        )
    return Fraction(rule.advertising.revenue_share) / 100, "一般企业"


def _in_force(rule: TaxReminder, year: int) -> bool:
    """Return whether the raised share holds for the whole year."""
    return rule.raised.first_day <= dt.date(year, 1, 1) and dt.date(year, 12, 31) <= rule.raised.last_day


def _percent(share: Fraction) -> str:
    points = share * 100
    return f"{float(points):g}%" if points >= 1 else f"{float(points * 10):g}‰"
