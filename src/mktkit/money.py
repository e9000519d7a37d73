"""Money and rounding: integer 分 inside, one rounding rule (四舍五入) at the edge.

Python's own ``round`` is half-even and its floats are binary; neither is what finance expects, so every
rounding of the product goes through :func:`round_half_up`, and every amount is an ``int`` of 分.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

__all__ = ["parse_yuan", "round_half_up", "to_fen", "yuan"]

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


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
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-")
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1]
    plain = plain.removesuffix("元").replace("¥", "")
    if not _NUMBER.fullmatch(plain) or (negative and plain[0] in "+-"):
        raise ValueError("不是金额")
    try:
        amount = Decimal(plain.replace(",", "")) * 100
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        raise ValueError("不是金额") from None
    if amount != amount.to_integral_value():
        raise ValueError("金额小数超过两位")
    return -int(amount) if negative else int(amount)


def yuan(fen: int) -> str:
    """Write an amount in 分 as 元 with thousands separators and two decimals.

    Examples
    --------
    >>> yuan(123450), yuan(-5)
    ('1,234.50', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
