"""Exact numbers as they are read: two decimals at most, with their unit."""

from __future__ import annotations

from fractions import Fraction

from mktkit.money import round_half_up, yuan

__all__ = ["number", "quantity"]


def number(value: Fraction | None, digits: int = 2) -> str:
    """Write an exact number for reading: at most `digits` decimals, no trailing zeros.

    Examples
    --------
    >>> number(Fraction(2, 3)), number(Fraction(95)), number(None)
    ('0.67', '95', '—')
    """
    if value is None:
        return "—"
    text = f"{round_half_up(value, digits):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Fraction | None, unit: str) -> str:
    """Write an actual or a target with its unit; money comes in 分.

    Examples
    --------
    >>> quantity(Fraction(22000000), "元"), quantity(Fraction(95), "%"), quantity(Fraction(4), "家")
    ('220,000.00 元', '95%', '4 家')
    """
    if value is None:
        return "—"
    if unit == "元":
        return f"{yuan(int(round_half_up(value)))} 元"
    return f"{number(value)}{'' if unit == '%' else ' '}{unit}"
