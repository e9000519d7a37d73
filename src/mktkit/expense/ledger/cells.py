"""Cells of a finance system's export: amounts and days in the style the source is said to have; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from functools import partial

from mktkit.expense.ledger.sources import DateStyle, NumberStyle
from mktkit.fields.days import DAY
from mktkit.fields.kind import Kind, Refused
from mktkit.fields.money import MONEY

__all__ = ["day_kind", "money_kind"]

_CREDIT = re.compile(r"(.*?)\s*(CR|贷)", re.IGNORECASE)
_DEBIT = re.compile(r"(.*?)\s*(DR|借)", re.IGNORECASE)
_FOREIGN = re.compile(
    r"[$€£₩฿]|\b(USD|EUR|GBP|HKD|JPY|KRW|TWD|SGD|AUD|CAD)\b|美元|欧元|英镑|港币|港元|日元", re.IGNORECASE
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})*,\d{1,2}")
_SHORT = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")


def money_kind(style: NumberStyle) -> Kind:
    """Return the kind of an amount: brackets and CR (贷) are negative, another currency within the cell is refused.

    Examples
    --------
    >>> money_kind("1,234.56").convert(["(1,200)", "12.50 CR", "1 234.56", "1.234,56", "USD 5"]).values
    [-120000, -1250, 123456, None, None]
    >>> money_kind("1.234,56").convert(["1.234,56", "1234.5"]).values
    [123456, None]
    """
    return replace(MONEY, from_cell=partial(_read_money, style))


def _read_money(style: NumberStyle, cell: object) -> tuple[int, str | None]:
    if not isinstance(cell, str):
        return MONEY.from_cell(cell)
    text = unicodedata.normalize("NFKC", cell).strip().replace("−", "-")
    if _FOREIGN.search(text):
        raise Refused("这一格写着外币，应为人民币", "金额只写数；外币另设“币种”“汇率”两列")
    sign = 1
    if match := _CREDIT.fullmatch(text):
        text, sign = match[1], -1
    elif match := _DEBIT.fullmatch(text):
        text = match[1]
    plain = _plain_number(style, text)
    fen, said = MONEY.from_cell(plain)
    if plain == cell.strip():
        return fen, said
    return sign * fen, f"读作 {sign * fen / 100:.2f} 元"


def _plain_number(style: NumberStyle, text: str) -> str:
    """Return a number with a decimal point, written as the source is said to write it."""
    if style == "1.234,56":
        if not _POINTS.fullmatch(text) and not re.fullmatch(r"[+-]?\d+", text):
            raise Refused("这个来源的金额应写成 1.234,56", "核对这一格，或改这个来源的数字写法")
        return text.replace(".", "").replace(",", ".")
    if _POINTS.fullmatch(text) and "." in text:
        mend = "写成 1,234.56；整个来源都这样写的，把它的数字写法选为 1.234,56"
        raise Refused("小数点和千分位反了", mend)
    return text.replace(" ", "") if _GROUPED.fullmatch(text) else text


def day_kind(style: DateStyle) -> Kind:
    """Return the kind of a day, written as the source writes it; another order in the same column is refused.

    Examples
    --------
    >>> day_kind("日-月-年").convert(["26-May-11", "05/03/2026", "2026-03-05"]).values
    [datetime.date(2011, 5, 26), datetime.date(2026, 3, 5), None]
    """
    if style == "年-月-日":
        return DAY
    return replace(DAY, from_cell=partial(_read_day, style))


def _read_day(style: DateStyle, cell: object) -> tuple[dt.date, str | None]:
    if not isinstance(cell, str):
        return DAY.from_cell(cell)
    wanted = f"这个来源的日期按“{style}”读"
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if match is None:
        raise Refused(f"{wanted}，同一文件里只能有一种写法", "核对这一格；写法混着的，请分成两个文件")
    first, second, year = match.groups()
    if style == "月-日-年":
        first, second = second, first
    month = _SHORT.get(second[:3].lower()) if second.isalpha() else int(second)
    if not first.isdigit() or month is None:
        raise Refused(f"{wanted}，认不出月份", "核对这一格")
    # Two digits are this century: no ledger of this company is older.
    text = f"{2000 + int(year) if len(year) == 2 else int(year):04d}-{month:02d}-{int(first):02d}"
    try:
        return DAY.from_cell(text)[0], None
    except Refused:
        raise Refused(f"{wanted}，没有这一天", "核对这一格的日和月") from None
