"""Money and rounding: integer 分 inside, one rounding rule (四舍五入) at the edge.

Python's own ``round`` is half-even and its floats are binary; neither is what finance expects, so every
rounding of the product goes through :func:`round_half_up`, and every amount is an ``int`` of 分.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

__all__ = ["parse_yuan", "round_half_up", "to_fen", "yuan"]

#: Sign, number and decimals, with the marks of the currency where people put them.
_AMOUNT = re.compile(r"([+-]?)¥?\s*([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?\s*元?")


def round_half_up(value: Fraction | int, digits: int = 0) -> Decimal:
    """Round an exact number half away from zero (四舍五入).

    Parameters
    ----------
    value
        Exact number; floats are not accepted because they are not exact.
    digits
        Decimal places kept.

    Returns
    -------
    Decimal
        With exactly `digits` places.

    Examples
    --------
    >>> round_half_up(Fraction(2675, 1000), 2), round_half_up(Fraction(-5, 2))
    (Decimal('2.68'), Decimal('-3'))
    """
    scaled = Fraction(value) * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    return Decimal(-whole if scaled < 0 else whole).scaleb(-digits)


def to_fen(value: Fraction) -> int:
    """Round an exact amount in 分 to whole 分.

    Examples
    --------
    >>> to_fen(Fraction(300001, 2))
    150001
    """
    return int(round_half_up(value))


def parse_yuan(text: str) -> int:
    """Read an amount in 元 as people write it and return 分.

    Accepts thousands separators, ``￥``/``¥``, a trailing ``元``, full-width digits and a bracketed
    negative; more than two decimals is refused, since 分 is the smallest unit.

    Parameters
    ----------
    text
        The amount, e.g. ``"￥1,234.50"``.

    Returns
    -------
    int
        Amount in 分.

    Raises
    ------
    ValueError
        If the text is no amount, or has more than two decimals.

    Examples
    --------
    >>> parse_yuan("￥1,234.50"), parse_yuan("（１２）"), parse_yuan("-0.5元")
    (123450, -1200, -50)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    bracketed = plain.startswith("(") and plain.endswith(")")
    match = _AMOUNT.fullmatch(plain[1:-1].strip() if bracketed else plain)
    if not match or bool(match[1]) + bool(match[2]) + bracketed > 1:
        raise ValueError("不是金额")
    decimals = (match[4] or "").rstrip("0").ljust(2, "0")
    if len(decimals) > 2:
        raise ValueError("金额小数超过两位")
    fen = int(match[3].replace(",", "") + decimals)
    return -fen if bracketed or "-" in (match[1], match[2]) else fen


def yuan(fen: int) -> str:
    """Write an amount in 分 as 元 with thousands separators and two decimals.

    Examples
    --------
    >>> yuan(123450), yuan(-5)
    ('1,234.50', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
