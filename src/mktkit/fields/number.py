"""Numbers without a unit of their own."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from mktkit.fields.kind import Formatted, Given, Kind, Refused, as_shown, narrow

__all__ = ["DECIMAL", "FLOAT", "INTEGER", "LARGEST", "Count", "Score", "Whole", "Year", "decimal_from_text", "decimal_to_text", "number_of"]  # fmt: skip

#: Larger numbers are slips of the hand, and 分 beyond it fit no 64-bit column.
LARGEST = 10**12

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def number_of(cell: object) -> tuple[Decimal, bool]:
    """Return the number in a cell, and whether it was written in an unusual way.

    Raises
    ------
    Refused
        There is none.

    Examples
    --------
    >>> number_of(0.29), number_of("1,200")
    ((Decimal('0.29'), False), (Decimal('1200'), True))
    """
    if isinstance(cell, Formatted):
        return number_of(cell.number)
    if isinstance(cell, bool) or (isinstance(cell, float) and not math.isfinite(cell)):
        raise Refused("应为数")
    if isinstance(cell, int | float):
        shown = cell if isinstance(cell, int) else as_shown(cell)
        return Decimal(repr(shown)), shown != cell
    if isinstance(cell, str) and _NUMBER.fullmatch(text := narrow(cell)):
        return Decimal(text.replace(",", "")), text != cell.strip() or "," in text
    raise Refused("应为数", "去掉文字和单位，只留数")


def _integer_from_cell(cell: object) -> tuple[int, str | None]:
    number, unusual = number_of(cell)
    if abs(number) > LARGEST:
        raise Refused("数太大，不超过一万亿")
    if number != number.to_integral_value():
        raise Refused("应为整数")
    return int(number), f"读作 {int(number)}" if unusual else None


def _decimal_from_cell(cell: object) -> tuple[Decimal, str | None]:
    number, unusual = number_of(cell)
    return number, f"读作 {number}" if unusual else None


def decimal_from_text(text: str, given: Given) -> Decimal:
    """Read a number as it is typed."""
    return number_of(text.replace("−", "-"))[0]


def decimal_to_text(value: Any, given: Given) -> str:
    """Write a number in full, never in scientific notation."""
    return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")


def _float_from_text(text: str, given: Given) -> float:
    return float(decimal_from_text(text, given))


def _grouped(value: Any, given: Given) -> str:
    return "" if abs(value) < 1000 else f"即 {Decimal(decimal_to_text(value, given)):,}"


def _silent(value: Any, given: Given) -> str:
    return ""


INTEGER = Kind("integer", "整数", "Int64", _integer_from_cell, echo=_grouped, how="整数")
DECIMAL = Kind("decimal", "数", "object", _decimal_from_cell, decimal_from_text, decimal_to_text, _grouped)
FLOAT = Kind("decimal", "数", "float64", _decimal_from_cell, _float_from_text, decimal_to_text, _grouped)

#: A number of things that may be taken off again, as by a return.
Whole = Annotated[int, INTEGER]
Count = Annotated[int, INTEGER, Field(ge=0)]
#: A calendar year: 2026 is not 2,026.
Year = Annotated[int, replace(INTEGER, echo=_silent), Field(ge=2000, le=2100)]
#: A type of its own: of two bounds of one kind, the type's and the column's, pydantic heeds only one.
Score = Annotated[int, INTEGER, Field(ge=1, le=5)]
