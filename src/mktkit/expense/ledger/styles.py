"""How an export writes its numbers, days and units, where its own cells prove it; what they do not prove stays open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mktkit.expense.ledger.sources import DateStyle, NumberStyle, Unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["day_style", "number_style", "unit_of"]

#: 13500,00 and 1.234,50 can only have a decimal comma, 1234.5 and 1,234.50 only a point.
_COMMA = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}-?$", re.MULTILINE)
_POINT = re.compile(
    r"^\D{0,3}(?:\d+|\d{1,3}(?:,\d{3})+)\.(?:\d{1,2}|\d{4,})\D{0,4}$|^\D{0,3}\d{1,3}(?:,\d{3})+\D{0,4}$",
    re.MULTILINE,
)
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?: .*)?")
_UNIT = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*([万千]?元)|[(（]([万千]元)[)）]")


def _texts(column: pd.Series[Any]) -> Iterator[str]:
    cells = column.cat.categories if column.dtype == "category" else column
    return (one.strip() for one in cells if isinstance(one, str) and one.strip())


def number_style(columns: Iterable[pd.Series[Any]]) -> NumberStyle:
    """Return how numbers are written: with a decimal comma only where cells have one and none has a point.

    Examples
    --------
    >>> import pandas as pd
    >>> number_style([pd.Series(["13500,00", "79"])]), number_style([pd.Series(["1.234,56", "12.50"])])
    ('1.234,56', '1,234.56')
    """
    text = "\n".join(one for column in columns for one in _texts(column))
    comma = "," in text and _COMMA.search(text) and not _POINT.search(text)
    return "1.234,56" if comma else "1,234.56"


def day_style(column: pd.Series[Any]) -> DateStyle:
    """Return the order of day and month where every cell is so written and one can only be a day.

    Examples
    --------
    >>> import pandas as pd
    >>> day_style(pd.Series(["05/10/2026", "13/10/2026"])), day_style(pd.Series(["05/10/2026"]))
    ('日-月-年', '年-月-日')
    """
    first = second = 0
    for text in dict.fromkeys(_texts(column)):
        match = _DAY.fullmatch(text)
        if match is None:
            # A total row may stand in the column of the day.
            if re.match(r"\d{4}", text):
                return "年-月-日"
            continue
        first, second = max(first, int(match[1])), max(second, int(match[2]))
    if first > 12 >= second:
        return "日-月-年"
    return "月-日-年" if second > 12 >= first else "年-月-日"


def unit_of(above: Iterable[Iterable[str]]) -> Unit:
    """Return the unit that title and header name.

    Examples
    --------
    >>> unit_of([["部门费用", "单位：万元"]]), unit_of([["日期", "金额（千元）"]]), unit_of([["单位：某公司"]])
    ('万元', '千元', '元')
    """
    for text in (text for row in above for text in row):
        if match := _UNIT.search(text):
            return match[1] or match[2]  # type: ignore[return-value]  # the pattern names nothing but units
    return "元"
