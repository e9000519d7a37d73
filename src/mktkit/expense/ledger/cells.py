"""Cells of a finance system's export: amounts and days in the style they are proved or said to have; no guess."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import cast

from mktkit.expense.ledger.sources import DateStyle, NumberStyle, Unit
from mktkit.fields.days import DAY, MONTH
from mktkit.fields.kind import Kind, Refused
from mktkit.fields.money import MONEY

__all__ = ["day_kind", "money_kind", "month_kind"]

_CREDIT = re.compile(r"(.*?)\s*(CR|贷)", re.IGNORECASE)
_DEBIT = re.compile(r"(.*?)\s*(DR|借)", re.IGNORECASE)
_FOREIGN = re.compile(
    r"[$€£₩฿]|\b(USD|EUR|GBP|HKD|JPY|KRW|TWD|SGD|AUD|CAD)\b|美元|欧元|英镑|港币|港元|日元", re.IGNORECASE
)
_SYMBOLS = re.compile(r"[$€£₩฿]|\b[A-Z]{3}\b|美元|欧元|英镑|港币|港元|日元", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})*,\d{1,2}")
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}")
_OWN_UNIT = re.compile(r"(.*\d)\s*(元|千元?|万元?)")
_UNITS = {"元": 1, "千": 1000, "千元": 1000, "万": 10_000, "万元": 10_000}
_SHORT = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")


def money_kind(style: NumberStyle, unit: Unit = "元", *, foreign: bool = False) -> Kind:
    """Return the kind of an amount: brackets, CR (贷) and a minus behind are negative.

    Parameters
    ----------
    style
        How numbers are written.
    unit
        What a number without a unit of its own stands for.
    foreign
        Whether the whole file is in another currency; where it is not, one within the cell is refused.

    Examples
    --------
    >>> money_kind("1,234.56").convert(["(1,200)", "12.50 CR", "1 234.56", "1.234,56", "USD 5"]).values
    [-120000, -1250, 123456, None, None]
    >>> money_kind("1.234,56").convert(["1.234,56", "13500,00", "1.000,00-", "1234.5"]).values
    [123456, 1350000, -100000, None]
    >>> money_kind("1,234.56", "万元").convert(["0.1038", 1.2, "860元"]).values
    [103800, 1200000, 86000]
    """
    return replace(MONEY, from_cell=partial(_read_money, style, unit, foreign))


def _read_money(style: NumberStyle, unit: Unit, foreign: bool, cell: object) -> tuple[int, str | None]:
    if not isinstance(cell, str):
        scaled = isinstance(cell, int | float) and _UNITS[unit] > 1
        return (_scaled(repr(cell), unit), f"按{unit}") if scaled else MONEY.from_cell(cell)
    text = unicodedata.normalize("NFKC", cell).strip().replace("−", "-")
    if foreign:
        text = _SYMBOLS.sub("", text).strip()
    elif _FOREIGN.search(text):
        raise Refused("这一格写着外币，应为人民币", "金额只写数；外币另设“币种”“汇率”两列")
    sign = 1
    if match := _CREDIT.fullmatch(text):
        text, sign = match[1], -1
    elif match := _DEBIT.fullmatch(text):
        text = match[1]
    if text.endswith("-"):
        text, sign = text[:-1].strip(), -sign
    if match := _OWN_UNIT.fullmatch(text):
        text, unit = match[1], cast(Unit, match[2])
    plain = _plain_number(style, text)
    if _UNITS[unit] > 1:
        fen = sign * _scaled(plain, unit)
        return fen, f"按{unit}读作 {fen / 100:.2f} 元"
    fen, said = MONEY.from_cell(plain)
    if plain == cell.strip():
        return fen, said
    return sign * fen, f"读作 {sign * fen / 100:.2f} 元"


def _scaled(plain: str, unit: Unit) -> int:
    """Return the 分 of a number of 千元 or 万元."""
    number = re.fullmatch(r"\(?([+-]?[\d,]+(?:\.\d+)?)\)?", plain)
    if number is None:
        raise Refused("应为金额", "只写数，不写文字，例如 1234.50")
    fen = Fraction(number[1].replace(",", "")) * 100 * _UNITS[unit]
    if fen.denominator != 1:
        raise Refused("金额最多精确到分", f"按{unit}折成元后，小数不能超过两位")
    return -int(fen) if plain.startswith("(") else int(fen)


def _plain_number(style: NumberStyle, text: str) -> str:
    """Return a number with a decimal point, written as the source is said to write it."""
    if style == "1.234,56":
        if not _COMMA.fullmatch(text) and not re.fullmatch(r"[+-]?\d+", text):
            raise Refused("这个来源的金额应写成 1.234,56", "核对这一格，或改这个来源的数字写法")
        return text.replace(".", "").replace(",", ".")
    if _POINTS.fullmatch(text) and "." in text:
        mend = "写成 1,234.56；整个来源都这样写的，把它的数字写法选为 1.234,56"
        raise Refused("小数点和千分位反了", mend)
    # 1,005.1 has one decimal; a space may part the thousands.
    return text.replace(" ", "") if _GROUPED.fullmatch(text) else text


def month_kind(months: Sequence[str | None]) -> Kind:
    """Return the kind of an accounting period: as a month; one without a year is that nearest its row's day.

    Parameters
    ----------
    months
        Months of the days that the rows have.

    Examples
    --------
    >>> month_kind(["2026-11"]).convert(["11", "11月", "2026-11期", 2026.11, "2026.1"]).values
    ['2026-11', '2026-11', '2026-11', '2026-11', None]
    """
    years = sorted({month[:4] for month in months if month})
    return replace(MONTH, from_cell=partial(_read_period, years))


def _read_period(years: Sequence[str], cell: object) -> tuple[str, str | None]:
    text = repr(cell) if isinstance(cell, float) and cell != int(cell) else cell
    if isinstance(cell, float) and cell == int(cell):
        text = str(int(cell))
    if isinstance(text, str):
        text = unicodedata.normalize("NFKC", text).strip().removeprefix("第").removesuffix("期")
        if match := re.fullmatch(r"(\d{1,2})月?份?", text):
            if len(years) != 1:
                raise Refused("只写了月份，表里的日期不在同一年", "写上年份，如 2026-11")
            return MONTH.from_cell(f"{years[0]}-{match[1]}")[0], f"读作 {years[0]}-{int(match[1]):02d}"
    return MONTH.from_cell(text)


def day_kind(style: DateStyle) -> Kind:
    """Return the kind of a day, written as the source writes it; another order in the same column is refused.

    Examples
    --------
    >>> day_kind("日-月-年").convert(["26-May-11", "05/03/2026", "2026-03-05"]).values
    [datetime.date(2011, 5, 26), datetime.date(2026, 3, 5), None]
    """
    if style in ("年-月-日", "看文件"):
        return replace(DAY, from_cell=_read_serial)
    return replace(DAY, from_cell=partial(_read_day, style))


def _read_serial(cell: object) -> tuple[dt.date, str | None]:
    """Read a day; a serial number may have become text on its way."""
    serial = isinstance(cell, str) and re.fullmatch(r"[345]\d{4}", cell.strip())
    return DAY.from_cell(float(cell) if serial else cell)  # type: ignore[arg-type]  # a text, as has just been seen


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
