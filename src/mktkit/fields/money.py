"""Amounts: integer 分 inside, 元 wherever people read or write."""

from __future__ import annotations

import math
import re
from typing import Annotated

from mktkit.fields.kind import Given, Kind, Refused
from mktkit.fields.number import LARGEST
from mktkit.money import TooManyDecimals, capital, parse_yuan, yuan

__all__ = ["MONEY", "Money"]

_TOO_MUCH = "金额太大，不超过一万亿元"
_USUAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def _from_cell(cell: object) -> tuple[int, str | None]:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return _from_number(cell), None
    if not isinstance(cell, str):
        raise _no_amount()
    try:
        fen = parse_yuan(cell)
    except TooManyDecimals:
        raise Refused("金额最多两位小数", "改成精确到分的金额") from None
    except ValueError:
        raise _no_amount() from None
    if abs(fen) > 100 * LARGEST:
        raise Refused(_TOO_MUCH)
    return fen, None if _USUAL.fullmatch(cell.strip()) else f"读作 {fen / 100:.2f} 元"


def _from_number(cell: float) -> int:
    if abs(cell) > LARGEST:
        raise Refused(_TOO_MUCH)
    # r / 100 is the double nearest to r 分; it equals the cell only when the cell has at most two decimals.
    fen = round(cell * 100)
    if fen / 100 != cell:
        raise Refused("金额最多两位小数", "改成精确到分的金额；公式算出的请用 ROUND(…,2)")
    return fen


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
