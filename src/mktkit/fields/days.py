"""Days, moments and months: the year first, nothing guessed; a form takes its own year where none is typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import Field

from mktkit.fields.kind import Given, Kind, Refused, narrow, whole

__all__ = ["DAY", "MOMENT", "MONTH", "Day", "Moment", "Month", "since_1904"]

_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
#: Serial numbers of 1990-01-01 and 2100-01-01: a bare number outside is no date.
_SERIALS = (32874, 73051)
_YEARS = (1990, 2100)
#: Days between 1899-12-30 and 1904-01-01, from which workbooks of old Macintoshes count.
_DAYS_TO_1904 = 1462

_DATE_TEXT = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)"
)
_TIME_TEXT = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WANT_DATE = "应为真实存在的日期，如 2026-10-01"
_WANT_MOMENT = "应为日期和时间，如 2026-10-01 09:30"
_DATE_ORDER = "年在前、月日在后；“3/5/2026”这类写法分不清月和日"


def _make_date(year: int, month: int, day: int) -> dt.date:
    try:
        made = dt.date(year, month, day)
    except ValueError:
        raise Refused(_WANT_DATE) from None
    if not _YEARS[0] <= year < _YEARS[1]:
        raise Refused(f"{_WANT_DATE}，年份在 {_YEARS[0]} 到 {_YEARS[1] - 1} 之间")
    return made


def _date_from_words(text: str) -> dt.date:
    match = _DATE_TEXT.fullmatch(text)
    if match:
        year, *rest = (int(part) for part in match.groups() if part is not None)
        return _make_date(year, *rest)
    if re.fullmatch(r"\d{8}", text):
        return _make_date(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise Refused(_WANT_DATE, _DATE_ORDER if re.search(r"\d+\D\d+\D\d{2,4}", text) else "")


def _from_serial(number: float) -> dt.datetime:
    digits = whole(number)
    if digits is not None and 19900101 <= digits <= 20991231:
        return dt.datetime.combine(_date_from_words(str(digits)), dt.time())
    if not _SERIALS[0] <= number < _SERIALS[1]:
        raise Refused(_WANT_DATE)
    return _EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86400))


def since_1904(cell: object) -> object:
    """Return a bare serial number of a workbook that counts from 1904 as one that counts from 1900.

    Examples
    --------
    >>> DAY.read_cell(since_1904(44841.0))[0]
    datetime.date(2026, 10, 8)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < _SERIALS[1]:
        return cell + _DAYS_TO_1904
    return cell


# -- days --------------------------------------------------------------------------------------------

_NO_YEAR = re.compile(r"(\d{1,2})(?:[-/.](\d{1,2})|月(\d{1,2})[日号]?)")
_WEEKDAYS = "一二三四五六日"


def _day_from_cell(cell: object) -> tuple[dt.date, str | None]:
    if isinstance(cell, dt.datetime):
        _make_date(cell.year, cell.month, cell.day)
        return cell.date(), None if cell.time() == dt.time() else f"去掉了时间，读作 {cell.date()}"
    if isinstance(cell, dt.date):
        return _make_date(cell.year, cell.month, cell.day), None
    if isinstance(cell, str):
        text = narrow(cell)
        head, _, tail = text.partition(" ")
        day = _date_from_words(text if not _TIME_TEXT.fullmatch(tail) else head)
        return day, None if _PLAIN_DATE.fullmatch(cell.strip()) else f"读作 {day}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _from_serial(float(cell)).date()
        return day, f"读作 {day}"
    raise Refused(_WANT_DATE)


def _day_from_text(text: str, given: Given) -> dt.date:
    match = _NO_YEAR.fullmatch(narrow(text))
    if match:
        month, day = (int(part) for part in match.groups() if part)
        text = f"{_year_of(month, day, given)}-{month}-{day}"
    value: dt.date = DAY.read_cell(text)[0]
    return value


def _year_of(month: int, day: int, given: Given) -> int:
    """Return the year of a day typed without one: this year, but of what has happened the last that has come."""
    today = given.today
    return today.year - (given.happened and (month, day) > (today.month, today.day))


def _day_in_words(value: dt.date, given: Given) -> str:
    return f"{value.year}年{value.month}月{value.day}日　星期{_WEEKDAYS[value.weekday()]}"


# -- moments -----------------------------------------------------------------------------------------


def _moment_from_cell(cell: object) -> tuple[dt.datetime, str | None]:
    if isinstance(cell, dt.datetime):
        _make_date(cell.year, cell.month, cell.day)
        return cell, None
    if isinstance(cell, dt.date):
        raise Refused(_WANT_MOMENT, "只有日期没有时间，请补上几点几分")
    if isinstance(cell, str):
        moment = _moment_from_words(narrow(cell).replace("T", " "))
        usual = cell.isascii() and _PLAIN_DATE.match(narrow(cell))
        return moment, None if usual else f"读作 {moment}"
    if isinstance(cell, float):
        moment = _from_serial(cell)
        if moment.time() == dt.time():
            raise Refused(_WANT_MOMENT, "只有日期没有时间，请补上几点几分")
        return moment, f"读作 {moment}"
    raise Refused(_WANT_MOMENT)


def _moment_from_words(text: str) -> dt.datetime:
    head, _, tail = text.partition(" ")
    match = _TIME_TEXT.fullmatch(tail.strip())
    if not match:
        raise Refused(_WANT_MOMENT, "请补上几点几分" if _DATE_TEXT.fullmatch(text) else "")
    try:
        clock = dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise Refused(_WANT_MOMENT) from None
    return dt.datetime.combine(_date_from_words(head), clock)


def _moment_to_text(value: dt.datetime, given: Given) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"


# -- months ------------------------------------------------------------------------------------------

# 2026.1 may be January, or October that lost its 0 as a number.
_MONTH_TEXT = re.compile(r"(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月?份?|\.?(\d{2}))")
_NO_YEAR_MONTH = re.compile(r"(\d{1,2})月?份?")


def _month_from_cell(cell: object) -> tuple[str, str | None]:
    if isinstance(cell, dt.date):
        _make_date(cell.year, cell.month, cell.day)
        return f"{cell.year:04d}-{cell.month:02d}", f"读作 {cell.year:04d}-{cell.month:02d}"
    if isinstance(cell, float) and (number := whole(cell)) is not None:
        cell = str(number)
    text = cell if isinstance(cell, str) else ""
    match = _MONTH_TEXT.fullmatch(narrow(text))
    if match:
        month = int(next(part for part in match.groups()[1:] if part))
        if 1 <= month <= 12 and _YEARS[0] <= int(match[1]) < _YEARS[1]:
            value = f"{match[1]}-{month:02d}"
            return value, None if value == text.strip() else f"读作 {value}"
    raise Refused("应为月份，如 2026-10")


def _month_from_text(text: str, given: Given) -> str:
    match = _NO_YEAR_MONTH.fullmatch(narrow(text))
    if match:
        text = f"{_year_of(int(match[1]), 0, given)}-{match[1]}"
    value: str = MONTH.read_cell(text)[0]
    return value


def _month_in_words(value: str, given: Given) -> str:
    year, _, month = value.partition("-")
    return f"{year}年{month.removeprefix('0')}月"


DAY = Kind(
    "day",
    "日期",
    "datetime64[us]",
    _day_from_cell,
    _day_from_text,
    echo=_day_in_words,
    how="如 2026-10-01",
    hint="如 2026-3-5 或 3/5",
)
MOMENT = Kind(
    "moment",
    "日期时间",
    "datetime64[us]",
    _moment_from_cell,
    to_text=_moment_to_text,
    how="如 2026-10-01 09:30",
    hint="如 2026-10-01 09:30",
)
MONTH = Kind(
    "month",
    "月份",
    "str",
    _month_from_cell,
    _month_from_text,
    echo=_month_in_words,
    how="如 2026-10",
    hint="如 2026-10",
)

Day = Annotated[dt.date, DAY]
Moment = Annotated[dt.datetime, MOMENT]
#: A month, ``2026-10``.
Month = Annotated[str, MONTH, Field(pattern=r"^(199\d|20\d\d)-(0[1-9]|1[0-2])$")]
