"""How the value of each kind is read from what a person types, and written back.

``read(write(value)) == value`` holds for every kind.  Where the registers already know how a text is read (dates,
months, yes and no, whole numbers), they are asked; a form adds what only a person at a keyboard writes: ``3/5``,
``1.2万``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mktkit.errors import QUOTED, closest, joined, show
from mktkit.fields import kinds
from mktkit.fields.kinds import Kind
from mktkit.money import capital, parse_yuan, yuan

__all__ = ["Choice", "Given", "Refused", "Words", "choice_list"]


class Refused(Exception):
    """A text that cannot be read; says in Chinese what is wanted."""


@dataclass(frozen=True)
class Choice:
    """Something to choose: what users read, the value it stands for, and what else it is known by."""

    label: str
    value: Any
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Given:
    """What reading may need besides the text: today, for dates without a year, and the choices."""

    today: dt.date = dt.date(2026, 1, 1)
    choices: tuple[Choice, ...] = field(default=(), compare=False)


Read = Callable[[str, Given], Any]
Write = Callable[[Any, Given], str]


def _silent(value: Any, given: Given) -> str:
    return ""


@dataclass(frozen=True)
class Words:
    """Reading and writing of one kind.

    Attributes
    ----------
    read
        Returns the value of a text that is not blank, or raises :class:`Refused`.
    write
        Returns the text of a value.
    echo
        Returns what is said beside the field about a value that was read.
    how
        How it is written, shown in an empty field.
    """

    read: Read
    write: Write
    echo: Write = _silent
    how: str = ""


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _by_kind(kind: Kind) -> Read:
    """Read as a register reads a cell of that kind."""

    def read(text: str, given: Given) -> Any:
        result = kind.convert([text])
        if result.faults:
            raise Refused("；".join(part for part in result.faults[0] if part))
        return result.values[0]

    return read


def _plain(value: Any, given: Given) -> str:
    return str(value)


def _same(text: str, given: Given) -> str:
    return text


TEXT = Words(_same, _plain)
LONG_TEXT = Words(_same, _plain)
CODE = Words(_by_kind(kinds.CODE), _plain)


def _read_items(text: str, given: Given) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _write_items(value: Any, given: Given) -> str:
    return "\n".join(value)


#: A list of texts, one a line.
ITEMS = Words(_read_items, _write_items, how="每行一项")


# -- numbers -----------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def _read_decimal(text: str, given: Given) -> Decimal:
    plain = _narrow(text).replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        raise Refused("应为数；去掉文字和单位，只留数")
    return Decimal(plain.replace(",", ""))


def _write_decimal(value: Any, given: Given) -> str:
    return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")


def _grouped(value: Any, given: Given) -> str:
    return "" if abs(value) < 1000 else f"即 {Decimal(_write_decimal(value, given)):,}"


def _read_float(text: str, given: Given) -> float:
    return float(_read_decimal(text, given))


def _read_percent(text: str, given: Given) -> Decimal:
    return _read_decimal(_narrow(text).removesuffix("%"), given)


def _read_hundredths(text: str, given: Given) -> int:
    points = _read_percent(text, given) * 100
    if points != points.to_integral_value():
        raise Refused("百分比最多两位小数")
    return int(points)


def _write_hundredths(value: int, given: Given) -> str:
    return format((Decimal(value) / 100).normalize(), "f")


INTEGER = Words(_by_kind(kinds.COUNT), _plain, _grouped)
DECIMAL = Words(_read_decimal, _write_decimal, _grouped)
FLOAT = Words(_read_float, _write_decimal, _grouped)
PERCENT = Words(_read_percent, _write_decimal)
#: As the registers keep it: 10000 is 100 %.
HUNDREDTHS = Words(_read_hundredths, _write_hundredths)


# -- money -------------------------------------------------------------------------------------------


def _read_money(text: str, given: Given) -> int:
    try:
        return parse_yuan(text, large_units=True)
    except ValueError as problem:
        if "两位" in str(problem):
            raise Refused("金额最多两位小数，改成精确到分的金额") from None
        raise Refused("应为金额，只写数，例如 1234.50 或 1.2万") from None


def _write_money(value: int, given: Given) -> str:
    return yuan(value)


def _echo_money(value: int, given: Given) -> str:
    words = f"　{capital(value)}" if 0 <= value < 10**18 else ""
    return f"{yuan(value)} 元{words}"


MONEY = Words(_read_money, _write_money, _echo_money, "如 1,234.50 或 1.2万")


# -- days --------------------------------------------------------------------------------------------

_NO_YEAR = re.compile(r"(\d{1,2})(?:[-/.](\d{1,2})|月(\d{1,2})[日号]?)")
_NO_YEAR_MONTH = re.compile(r"(\d{1,2})月?份?")
_WEEKDAYS = "一二三四五六日"

_read_day = _by_kind(kinds.DAY)
_read_month = _by_kind(kinds.MONTH)


def _read_date(text: str, given: Given) -> dt.date:
    match = _NO_YEAR.fullmatch(_narrow(text))
    if match:
        month, *day = (part for part in match.groups() if part)
        text = f"{given.today.year}-{month}-{day[0]}"
    value: dt.date = _read_day(text, given)
    return value


def _echo_date(value: dt.date, given: Given) -> str:
    return f"{value.year}年{value.month}月{value.day}日　星期{_WEEKDAYS[value.weekday()]}"


def _read_month_typed(text: str, given: Given) -> str:
    match = _NO_YEAR_MONTH.fullmatch(_narrow(text))
    value: str = _read_month(f"{given.today.year}-{match[1]}" if match else text, given)
    return value


def _echo_month(value: str, given: Given) -> str:
    year, _, month = value.partition("-")
    return f"{year}年{month.removeprefix('0')}月"


def _write_moment(value: dt.datetime, given: Given) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"


DAY = Words(_read_date, _plain, _echo_date, "如 2026-3-5 或 3/5")
MONTH = Words(_read_month_typed, _plain, _echo_month, "如 2026-10")
MOMENT = Words(_by_kind(kinds.MOMENT), _write_moment, how="如 2026-10-01 09:30")


# -- choices -----------------------------------------------------------------------------------------


def _write_yes_no(value: bool, given: Given) -> str:
    return "是" if value else "否"


def choice_list(choices: tuple[Choice, ...], most: int = 12) -> str:
    """Return the labels as they are listed in a message, cut where there are many."""
    labels = [one.label for one in choices[:most]]
    return "、".join(labels) + (" 等" if len(choices) > most else "")


def _read_choice(text: str, given: Given) -> Any:
    wanted = _narrow(text)
    for name in (text, wanted):
        for one in given.choices:
            if name in (one.label, str(one.value)):
                return one.value
    known = [one for one in given.choices if wanted in (_narrow(one.label), *one.also)]
    if len(known) == 1:
        return known[0].value
    labels = [one.label for one in given.choices]
    hint = "有几个都叫这个，请写全" if known else closest(wanted, labels, written=QUOTED)
    raise Refused(joined(f"只能选：{choice_list(given.choices)}", hint))


def _label(value: Any, given: Given) -> str:
    return next((one.label for one in given.choices if one.value == value), str(value))


def _note(value: Any, given: Given) -> str:
    return next((one.note for one in given.choices if one.value == value), "")


def _read_several(text: str, given: Given) -> list[Any]:
    labels = sorted((one.label for one in given.choices), key=len, reverse=True)
    found: list[str] = re.findall("|".join(map(re.escape, labels)), text) if labels else []
    rest = text
    for label in found:
        rest = rest.replace(label, "", 1)
    if unknown := rest.strip(" 、,，;；|\n\t"):
        raise Refused(f"没有{show(unknown)}这一项，只能选：{choice_list(given.choices)}")
    return [_read_choice(label, given) for label in dict.fromkeys(found)]


def _write_several(value: Any, given: Given) -> str:
    return "、".join(_label(one, given) for one in value)


def _read_person(text: str, given: Given) -> str:
    return str(_read_choice(text, given)) if given.choices else str(CODE.read(text, given))


YES_NO = Words(_by_kind(kinds.YES_NO), _write_yes_no)
CHOICE = Words(_read_choice, _label, _note)
SEVERAL = Words(_read_several, _write_several)
PERSON = Words(_read_person, _label, _note)
CLAUSE = Words(_read_choice, _label)
