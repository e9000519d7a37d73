"""Money and rounding: integer 分 inside, one rounding rule (四舍五入) at the edge.

Python's own ``round`` is half-even and its floats are binary; neither is what finance expects, so every
rounding of the product goes through :func:`round_half_up`, and every amount is an ``int`` of 分.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

__all__ = ["capital", "parse_yuan", "round_half_up", "to_fen", "yuan"]

#: Sign, number and decimals, with the marks of the currency where people put them.
_AMOUNT = re.compile(r"([+-]?)¥?\s*([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?\s*([万亿]?)元?")
_LARGE = {"": 1, "万": 10**4, "亿": 10**8}
_DIGITS = "零壹贰叁肆伍陆柒捌玖"


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


def parse_yuan(text: str, *, large_units: bool = False) -> int:
    """Read an amount in 元 as people write it and return 分.

    Accepts thousands separators, ``￥``/``¥``, a trailing ``元``, full-width digits and a bracketed
    negative; more than two decimals is refused, since 分 is the smallest unit.

    Parameters
    ----------
    text
        The amount, e.g. ``"￥1,234.50"``.
    large_units
        Whether ``1.2万`` and ``0.5亿`` are read too, as people type them into a form.

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
    >>> parse_yuan("1.2万", large_units=True)
    1200000
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    bracketed = plain.startswith("(") and plain.endswith(")")
    match = _AMOUNT.fullmatch(plain[1:-1].strip() if bracketed else plain)
    if not match or bool(match[1]) + bool(match[2]) + bracketed > 1 or (match[5] and not large_units):
        raise ValueError("不是金额")
    fen = Fraction(f"{match[3].replace(',', '')}.{match[4] or 0}") * 100 * _LARGE[match[5]]
    if fen.denominator != 1:
        raise ValueError("金额小数超过两位")
    return -int(fen) if bracketed or "-" in (match[1], match[2]) else int(fen)


def yuan(fen: int) -> str:
    """Write an amount in 分 as 元 with thousands separators and two decimals.

    Examples
    --------
    >>> yuan(123450), yuan(-5)
    ('1,234.50', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _whole(number: int) -> str:
    """Write a whole number above zero in the characters of cheques; 零 stands for zeros within, once."""
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + gap + (_whole(low) if low else "")
    return _DIGITS[number]


def capital(fen: int) -> str:
    """Write an amount in 分 in 大写, as cheques and claims want it.

    Parameters
    ----------
    fen
        Amount in 分, not negative, below 一万万亿元.

    Raises
    ------
    ValueError
        If the amount is negative or too large.

    Examples
    --------
    >>> capital(140950), capital(10700053), capital(4)
    ('人民币壹仟肆佰零玖元伍角整', '人民币壹拾万柒仟元零伍角叁分', '人民币肆分')

    Notes
    -----
    中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》: 整 after 元 or 角, none after 分; one 零
    for zeros within, and between 元 and 角 or 分 where the digit before is zero.
    """
    if not 0 <= fen < 10**18:
        raise ValueError("大写金额应不小于零、不到一万万亿元")
    whole, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    text = f"{_whole(whole)}元" if whole or not rest else ""
    if rest and whole and (whole % 10 == 0 or jiao == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    text += f"{_DIGITS[cent]}分" if cent else "整"
    return f"人民币{text}"
