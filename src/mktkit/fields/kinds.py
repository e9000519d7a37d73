"""Kinds of column: how a cell of each kind is read, what its dtype is, how a template formats it.

A kind turns a whole column of raw cells into Python values at once.  A cell that needs more than trimming is
converted and counted for a notice; a cell that cannot be read is a fault; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from mktkit.errors import show
from mktkit.money import parse_yuan

__all__ = [
    "CHOICE",
    "CODE",
    "COUNT",
    "DAY",
    "MOMENT",
    "MONEY",
    "MONTH",
    "PERCENT",
    "TEXT",
    "YES_NO",
    "Converted",
    "Kind",
    "Refused",
    "one_of",
]

_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
#: Serial numbers of 1990-01-01 and 2100-01-01: a bare number outside is no date.
_SERIALS = (32874, 73051)
_YEARS = (1990, 2100)
#: Larger numbers are slips of the hand, and 分 beyond it fit no 64-bit column.
_LARGEST = 10**12

#: What Excel, WPS and LibreOffice show where a formula failed, and write into a .csv.
_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")


@dataclass
class Converted:
    """A column read: values (None for blank), faults and conversions by position.

    Attributes
    ----------
    values
        One entry a row.
    faults
        position → (what is wanted, how to mend it).
    converted
        position → what the cell was read as, in words.
    """

    values: list[Any] = field(default_factory=list)
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    converted: dict[int, str] = field(default_factory=dict)


class Refused(Exception):
    """A cell that cannot be read: what is wanted, how to mend it."""


#: Reads one cell that is not blank: returns the value and, where it was more than trimmed, what it was read as.
ReadCell = Callable[[Any], tuple[Any, str | None]]


@dataclass(frozen=True)
class Kind:
    """A kind of column.

    Attributes
    ----------
    title
        What users call it.
    dtype
        pandas dtype of the frame's column.
    read
        Reads one cell.
    number_format, width
        Excel format and column width of a template.
    how
        How it is written, for the documentation and the template's notes.
    """

    title: str
    dtype: str
    read: ReadCell
    number_format: str
    width: int
    how: str

    def convert(self, cells: Sequence[Any]) -> Converted:
        """Read a column of raw cells.

        Examples
        --------
        >>> DAY.convert([dt.date(2026, 3, 5), "2026年3月5日", "", "2026-02-31"]).faults
        {3: ('应为真实存在的日期，如 2026-10-01', '')}
        """
        # Every distinct cell is read once.  1, 1.0 and True are equal, and are not the same cell.
        several = len(set(map(type, cells))) > 1
        keys = list(zip(map(type, cells), cells, strict=True)) if several else cells
        values: dict[Any, Any] = {}
        faults: dict[Any, tuple[str, str]] = {}
        converted: dict[Any, str] = {}
        for key in set(keys):
            cell = key[1] if several else key
            values[key] = None
            if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                if isinstance(cell, str) and _ERROR_VALUE.fullmatch(cell.strip()):
                    raise Refused("这是算不出的错误值，应为确定的值", "改好公式，或直接填值")
                values[key], said = self.read(cell)
            except Refused as refused:
                want, mend = refused.args
                faults[key] = want, mend
            else:
                if said is not None:
                    converted[key] = said
        return Converted(
            [values[key] for key in keys],
            {position: faults[key] for position, key in enumerate(keys) if key in faults} if faults else {},
            {position: converted[key] for position, key in enumerate(keys) if key in converted}
            if converted
            else {},
        )


def _narrow(text: str) -> str:
    """Fold full-width letters and digits and trim."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _whole(number: float) -> int | None:
    return int(number) if math.isfinite(number) and number == int(number) else None


# -- text --------------------------------------------------------------------------------------------


def _read_text(cell: Any) -> tuple[str, str | None]:
    if isinstance(cell, str):
        return cell.strip(), None
    if isinstance(cell, float) and (whole := _whole(cell)) is not None:
        return str(whole), None
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" "), None
    # As the spreadsheet shows it.
    return str(cell).upper() if isinstance(cell, bool) else str(cell), None


_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d{2}")


def _read_code(cell: Any) -> tuple[str, str | None]:
    if isinstance(cell, str):
        code = _narrow(cell)
        if _SCIENTIFIC.fullmatch(code):
            raise Refused("编号变成了科学计数，末尾几位已经丢失", "从原来的系统重新导出，或按文本重新填写")
        return code, None if code == cell.strip() else f"读作 {code}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = _whole(float(cell))
        if whole is not None and abs(whole) < 10**15:
            return str(whole), f"编号存成了数字，读作 {whole}"
        raise Refused(
            "编号应存成文本", "把这一列的单元格格式改为“文本”后重新填写，以免丢掉开头的 0 或末尾几位"
        )
    mend = "编号变成了日期，" if isinstance(cell, dt.date) else ""
    raise Refused("应为编号", f"{mend}把这一列的单元格格式改为“文本”后重新填写")


# -- numbers -----------------------------------------------------------------------------------------


def _number(cell: Any) -> tuple[Decimal, bool]:
    """Return a number and whether it was written in an unusual way."""
    if isinstance(cell, bool):
        raise Refused("应为数", "")
    if isinstance(cell, int):
        return Decimal(cell), False
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise Refused("应为数", "")
        return Decimal(repr(cell)), False
    if isinstance(cell, str):
        text = _narrow(cell)
        if re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
            return Decimal(text.replace(",", "")), text != cell.strip() or "," in text
    raise Refused("应为数", "去掉文字和单位，只留数")


def _read_count(cell: Any) -> tuple[int, str | None]:
    number, unusual = _number(cell)
    if abs(number) > _LARGEST:
        raise Refused("数太大，不超过一万亿", "")
    if number != number.to_integral_value():
        raise Refused("应为整数", "")
    return int(number), f"读作 {int(number)}" if unusual else None


def _read_money(cell: Any) -> tuple[int, str | None]:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        if abs(cell) > _LARGEST:
            raise Refused(_TOO_MUCH, "")
        # r / 100 is the double nearest to r 分; it equals the cell only when the cell has at most two decimals.
        fen = round(cell * 100)
        if fen / 100 == cell:
            return fen, None
        raise Refused("金额最多两位小数", "改成精确到分的金额；公式算出的请用 ROUND(…,2)")
    if isinstance(cell, str):
        try:
            fen = parse_yuan(cell)
        except ValueError as problem:
            if "两位" in str(problem):
                raise Refused("金额最多两位小数", "改成精确到分的金额") from None
        else:
            if abs(fen) > 100 * _LARGEST:
                raise Refused(_TOO_MUCH, "")
            usual = re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell.strip())
            return fen, None if usual else f"读作 {fen / 100:.2f} 元"
    raise Refused("应为金额", "只写数，不写文字，例如 1234.50")


_TOO_MUCH = "金额太大，不超过一万亿元"


def _read_percent(cell: Any) -> tuple[int, str | None]:
    """Return percent in hundredths of a percent point (10000 is 100 %)."""
    if isinstance(cell, str) and _narrow(cell).endswith("%"):
        points, unusual = _number(_narrow(cell)[:-1])
        said = f"读作 {points}%" if unusual or not cell.isascii() else None
    else:
        number, unusual = _number(cell)
        if number <= 1:
            points = number * 100
            said = f"读作 {points.normalize():f}%" if unusual else None
        else:
            points, said = number, f"读作 {number}%"
    scaled = points * 100
    if scaled != scaled.to_integral_value():
        raise Refused("百分比最多两位小数", "")
    return int(scaled), said


# -- days and moments --------------------------------------------------------------------------------

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
        raise Refused(_WANT_DATE, "") from None
    if not _YEARS[0] <= year < _YEARS[1]:
        raise Refused(f"{_WANT_DATE}，年份在 {_YEARS[0]} 到 {_YEARS[1] - 1} 之间", "")
    return made


def _date_from_text(text: str) -> dt.date:
    match = _DATE_TEXT.fullmatch(text)
    if match:
        year, *rest = (int(part) for part in match.groups() if part is not None)
        return _make_date(year, *rest)
    if re.fullmatch(r"\d{8}", text):
        return _make_date(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise Refused(_WANT_DATE, _DATE_ORDER if re.search(r"\d+\D\d+\D\d{2,4}", text) else "")


def _from_serial(number: float) -> dt.datetime:
    whole = _whole(number)
    if whole is not None and 19900101 <= whole <= 20991231:
        return dt.datetime.combine(_date_from_text(str(whole)), dt.time())
    if not _SERIALS[0] <= number < _SERIALS[1]:
        raise Refused(_WANT_DATE, "")
    return _EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86400))


def _read_day(cell: Any) -> tuple[dt.date, str | None]:
    if isinstance(cell, dt.datetime):
        _make_date(cell.year, cell.month, cell.day)
        return cell.date(), None if cell.time() == dt.time() else f"去掉了时间，读作 {cell.date()}"
    if isinstance(cell, dt.date):
        return _make_date(cell.year, cell.month, cell.day), None
    if isinstance(cell, str):
        text = _narrow(cell)
        head, _, tail = text.partition(" ")
        day = _date_from_text(text if not _TIME_TEXT.fullmatch(tail) else head)
        return day, None if _PLAIN_DATE.fullmatch(cell.strip()) else f"读作 {day}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _from_serial(float(cell)).date()
        return day, f"读作 {day}"
    raise Refused(_WANT_DATE, "")


def _read_moment(cell: Any) -> tuple[dt.datetime, str | None]:
    if isinstance(cell, dt.datetime):
        _make_date(cell.year, cell.month, cell.day)
        return cell, None
    if isinstance(cell, dt.date):
        raise Refused(_WANT_MOMENT, "只有日期没有时间，请补上几点几分")
    if isinstance(cell, str):
        text = _narrow(cell).replace("T", " ")
        head, _, tail = text.partition(" ")
        match = _TIME_TEXT.fullmatch(tail.strip())
        if not match:
            raise Refused(_WANT_MOMENT, "请补上几点几分" if _DATE_TEXT.fullmatch(text) else "")
        try:
            clock = dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
        except ValueError:
            raise Refused(_WANT_MOMENT, "") from None
        moment = dt.datetime.combine(_date_from_text(head), clock)
        return moment, None if cell.isascii() and _PLAIN_DATE.fullmatch(head) else f"读作 {moment}"
    if isinstance(cell, float):
        moment = _from_serial(cell)
        if moment.time() == dt.time():
            raise Refused(_WANT_MOMENT, "只有日期没有时间，请补上几点几分")
        return moment, f"读作 {moment}"
    raise Refused(_WANT_MOMENT, "")


def _read_month(cell: Any) -> tuple[str, str | None]:
    if isinstance(cell, dt.date):
        _make_date(cell.year, cell.month, cell.day)
        return f"{cell.year:04d}-{cell.month:02d}", f"读作 {cell.year:04d}-{cell.month:02d}"
    if isinstance(cell, float) and _whole(cell) is not None:
        cell = str(int(cell))
    if isinstance(cell, str):
        text = _narrow(cell)
        # 2026.1 may be January, or October that lost its 0 as a number.
        match = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月?份?|\.?(\d{2}))", text)
        month = int(next(part for part in match.groups()[1:] if part)) if match else 0
        if match and 1 <= month <= 12 and _YEARS[0] <= int(match[1]) < _YEARS[1]:
            value = f"{match[1]}-{month:02d}"
            return value, None if value == cell.strip() else f"读作 {value}"
    raise Refused("应为月份，如 2026-10", "")


# -- yes or no, choices ------------------------------------------------------------------------------

_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "有效"})
_NO = frozenset({"否", "无", "不", "×", "✗", "✘", "N", "NO", "FALSE", "0", "无效"})


def _read_yes_no(cell: Any) -> tuple[bool, str | None]:
    if isinstance(cell, bool):
        return cell, None
    text = _narrow(
        str(int(cell)) if isinstance(cell, float) and _whole(cell) is not None else str(cell)
    ).upper()
    if text in _YES or text in _NO:
        return text in _YES, None if text in ("是", "否") else f"读作{'是' if text in _YES else '否'}"
    raise Refused("应为“是”或“否”", "")


def _read_choice(cell: Any) -> tuple[str, str | None]:
    text, _ = _read_text(cell)
    folded = _narrow(text)
    return folded, None if folded == text else f"读作{show(folded)}"


def one_of(allowed: Sequence[str]) -> Kind:
    """Return the kind of a column whose values are known: one written in another width is read as the known one.

    Examples
    --------
    >>> one_of(["终端（直营）"]).convert(["终端(直营)"]).values
    ['终端（直营）']
    """
    known = {_narrow(one): one for one in allowed}

    def read(cell: Any) -> tuple[str, str | None]:
        text, _ = _read_text(cell)
        value = known.get(_narrow(text), text)
        return value, None if value == text else f"读作{show(value)}"

    return replace(CHOICE, read=read)


TEXT = Kind("文字", "str", _read_text, "@", 16, "")
CODE = Kind("编号", "str", _read_code, "@", 14, "按文本填写，开头的 0 不会丢")
COUNT = Kind("整数", "Int64", _read_count, "0", 10, "整数")
MONEY = Kind("金额", "Int64", _read_money, "#,##0.00", 14, "元，最多两位小数")
PERCENT = Kind("百分比", "Int64", _read_percent, "0%", 10, "如 60%")
DAY = Kind("日期", "datetime64[us]", _read_day, "yyyy-mm-dd", 12, "如 2026-10-01")
MOMENT = Kind(
    "日期时间",
    "datetime64[us]",
    _read_moment,
    "yyyy-mm-dd hh:mm:ss",
    20,
    "如 2026-10-01 09:30",
)
MONTH = Kind("月份", "str", _read_month, "@", 10, "如 2026-10")
YES_NO = Kind("是否", "boolean", _read_yes_no, "@", 8, "是 或 否")
CHOICE = Kind("选项", "str", _read_choice, "@", 12, "从下拉列表中选")
