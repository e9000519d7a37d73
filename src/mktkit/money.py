"""Money and rounding: integer 分 inside, one rounding rule (四舍五入) at the edge.

Python's own ``round`` is half-even and its floats are binary; neither is what finance expects, so every
rounding of the product goes through :func:`round_half_up`, and every amount is an ``int`` of 分.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

__all__ = [
    "TooManyDecimals",
    "capital",
    "capital_words",
    "parse_capital",
    "parse_yuan",
    "round_half_up",
    "to_fen",
    "yuan",
]


class TooManyDecimals(ValueError):
    """An amount finer than 分."""


#: Sign, number and decimals, with the marks of the currency where people put them.
_AMOUNT = re.compile(r"([+-]?)¥?\s*([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?\s*([万亿]?)元?")
_LARGE = {"": 1, "万": 10**4, "亿": 10**8}
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SIZES = {"亿": 10**8, "万": 10**4, "仟": 1000, "佰": 100, "拾": 10}
#: Traditional characters that banks accept, and the two marks that stand for their simpler twin.
_SIMPLE = str.maketrans("貳叄參陸億萬圓圆正", "贰叁叁陆亿万元元整")


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
    TooManyDecimals
        If the amount has more than two decimals.
    ValueError
        If the text is no amount.

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
        raise TooManyDecimals("金额小数超过两位")
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


def _whole(number: int, optional: str = "") -> str:
    """Write a whole number above zero in the characters of cheques; 零 stands for zeros within, once.

    `optional` is written where the annex leaves the 零 to the writer: 万位 is 0 and 千位 is not.
    """
    for unit, size in _SIZES.items():
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            if low >= size // 10 and high % 10 == 0 and size >= 10**4:
                gap = optional
            return _whole(high, optional) + unit + gap + (_whole(low, optional) if low else "")
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
    中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》: 整 after 元, none after 分, after 角 as the
    writer likes (written here, as accountants do); one 零 for zeros within, and between 元 and 角 or 分 where the
    digit before is zero.
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


def capital_words(fen: int) -> str:
    """Write an amount in 大写 that may be negative: what is given back has 负 before it.

    Examples
    --------
    >>> capital_words(10000), capital_words(-12000)
    ('人民币壹佰元整', '（负数）人民币壹佰贰拾元整')
    """
    return f"（负数）{capital(-fen)}" if fen < 0 else capital(fen)


def parse_capital(text: str) -> int:
    """Read an amount in 大写 and return 分.

    Parameters
    ----------
    text
        In any form the annex allows: with or without 人民币, 正 for 整, none after 角, the 零 it leaves to the writer,
        traditional characters (圓、萬、億、貳、陸), 圆 for 元.

    Returns
    -------
    int
        Amount in 分.

    Raises
    ------
    ValueError
        If it is no amount in 大写, or is written in a way that the annex does not allow; says how it is written.

    Examples
    --------
    >>> parse_capital("人民币壹拾万柒仟元零伍角叁分"), parse_capital("壹拾万零柒仟元伍角叁分")
    (10700053, 10700053)
    >>> parse_capital("壹仟伍元整")
    Traceback (most recent call last):
    ValueError: 大写金额写得不对，1,005.00 元应写成人民币壹仟零伍元整

    Notes
    -----
    《正确填写票据和结算凭证的基本规定》第一、二、四条.
    """
    plain = text.strip().translate(_SIMPLE).removeprefix("人民币").strip()
    fen = _value_of(plain)
    if f"人民币{plain}" != capital(fen) and not re.fullmatch(_allowed(fen), plain):
        raise ValueError(f"大写金额写得不对，{yuan(fen)} 元应写成{capital(fen)}")
    return fen


def _value_of(plain: str) -> int:
    """Sum digit times unit; where each may stand is looked at afterwards."""
    fen = number = section = digit = 0
    for mark in plain.removesuffix("整"):
        if mark in _DIGITS:
            digit = _DIGITS.index(mark)
        elif mark in ("亿", "万"):
            scope = number + section + digit if mark == "亿" else section + digit
            number = scope * _SIZES[mark] + (number if mark == "万" else 0)
            section = digit = 0
        elif mark in _SIZES:
            section, digit = section + digit * _SIZES[mark], 0
        elif mark in ("元", "角", "分"):
            fen += (number + section + digit) * {"元": 100, "角": 10, "分": 1}[mark]
            number = section = digit = 0
        else:
            raise ValueError("不是大写金额，应写成人民币壹仟肆佰零玖元伍角整这样")
    if not plain or number + section + digit or not 0 <= fen < 10**18:
        raise ValueError("不是大写金额，应写成人民币壹仟肆佰零玖元伍角整这样")
    return fen


def _allowed(fen: int) -> str:
    """Return the pattern of every way in which the annex lets an amount be written."""
    whole, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    text = f"{_whole(whole, '零?')}元" if whole else "(零元)?" if rest else "零元"
    if rest and jiao == 0:
        text += "零" if whole else "零?"
    elif rest and whole % 10 == 0:
        text += "零?"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return text + (f"{_DIGITS[cent]}分" if cent else "整?" if jiao else "整")
