"""Amounts: integer 分 inside, 元 wherever people read or write."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from mktkit.fields.kind import Formatted, Given, Kind, Refused, as_shown, narrow
from mktkit.fields.number import LARGEST, number_of
from mktkit.money import TooManyDecimals, capital, parse_yuan, yuan

__all__ = ["MONEY", "MONEY_UNITS", "Money", "money_in"]

_TOO_MUCH = "金额太大，不超过一万亿元"
_USUAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
#: Where a formula subtracts, the last binary digits of its terms remain: far below what anybody writes as a price.
_NOISE = 5e-8

#: Unit of a column → how many 元 it is.
MONEY_UNITS = {"元": 1, "百元": 100, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}


def _from_cell(cell: object) -> tuple[int, str | None]:
    if isinstance(cell, Formatted):
        cell = cell.number
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return _from_number(cell)
    if not isinstance(cell, str):
        raise _no_amount()
    try:
        fen = parse_yuan(cell)
    except TooManyDecimals:
        return _from_long_text(cell)
    except ValueError:
        raise _no_amount() from None
    if abs(fen) > 100 * LARGEST:
        raise Refused(_TOO_MUCH)
    return fen, None if _USUAL.fullmatch(cell.strip()) else f"读作 {fen / 100:.2f} 元"


def _from_number(cell: float) -> tuple[int, str | None]:
    if abs(cell) > LARGEST:
        raise Refused(_TOO_MUCH)
    # r / 100 is the double nearest to r 分; it equals the cell only when the cell has at most two decimals.
    fen = round(cell * 100)
    if fen / 100 == cell:
        return fen, None
    if fen / 100 == as_shown(cell) or abs(fen / 100 - cell) < _NOISE:
        return fen, f"是计算留下的尾数，读作 {fen / 100:.2f} 元"
    raise Refused("金额最多两位小数", "改成精确到分的金额；公式算出的请用 ROUND(…,2)")


def _from_long_text(cell: str) -> tuple[int, str | None]:
    """Read a text of more than two decimals: what a program exported of such a calculation."""
    try:
        return _from_number(float(narrow(cell).replace(",", "")))
    except (ValueError, Refused):
        raise Refused("金额最多两位小数", "改成精确到分的金额") from None


def money_in(unit: str) -> Kind:
    """Return the kind of a column of amounts in another unit than 元.

    Parameters
    ----------
    unit
        One of :data:`MONEY_UNITS`.

    Examples
    --------
    >>> money_in("万元").convert([12.5, "1,000"]).values
    [12500000, 1000000000]
    """

    def from_cell(cell: object) -> tuple[int, str | None]:
        fen = number_of(cell)[0] * MONEY_UNITS[unit] * 100
        if abs(fen) > 100 * LARGEST:
            raise Refused(_TOO_MUCH)
        if fen != fen.to_integral_value():
            if abs(fen - round(fen)) > Decimal("0.000005"):
                raise Refused(f"按{unit}换算后超过两位小数", "改成精确到分的金额，或核对单位")
            fen = Decimal(round(fen))
        return int(fen), None

    return MONEY if MONEY_UNITS[unit] == 1 else replace(MONEY, from_cell=from_cell)


def _no_amount() -> Refused:
    return Refused("应为金额", "只写数，不写文字，例如 1234.50")


def _from_text(text: str, given: Given) -> int:
    try:
        return parse_yuan(text, large_units=True)
    except TooManyDecimals:
        raise Refused("金额最多两位小数，改成精确到分的金额") from None
    except ValueError:
        raise Refused("应为金额，只写数，例如 1234.50 或 1.2万") from None


def _to_text(value: int, given: Given) -> str:
    return yuan(value)


def _echo(value: int, given: Given) -> str:
    words = f"　{capital(value)}" if 0 <= value < 10**18 else ""
    return f"{yuan(value)} 元{words}"


MONEY = Kind(
    "money",
    "金额",
    "Int64",
    _from_cell,
    _from_text,
    _to_text,
    _echo,
    how="元，最多两位小数",
    hint="如 1,234.50 或 1.2万",
    unit="元",
)

#: An amount in integer 分; typed and shown in 元.
Money = Annotated[int, MONEY]
