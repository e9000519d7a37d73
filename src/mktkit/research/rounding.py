"""Numbers of a result: exact inside, rounded half up once where they are printed."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from mktkit.errors import MktkitError
from mktkit.money import round_half_up

__all__ = ["Number", "exact", "is_finite", "percent", "rounded"]

#: What an analysis may be given; a float counts as what it prints.
Number = int | float | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """Return a number exactly; a float counts as what it prints.

    Examples
    --------
    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def is_finite(value: Number) -> bool:
    """Tell whether a number is one: neither infinite nor NaN.

    Examples
    --------
    >>> is_finite(Decimal("NaN")), is_finite(Fraction(1, 3))
    (False, True)
    """
    return not isinstance(value, float | Decimal) or math.isfinite(value)


def rounded(value: Number, digits: int = 2, where: str = "") -> Decimal:
    """Round half up (四舍五入); a float counts as what it prints.

    Raises
    ------
    MktkitError
        The number is not finite.

    Examples
    --------
    >>> rounded(1.005), rounded(Fraction(-5, 2), 0)
    (Decimal('1.01'), Decimal('-3'))
    """
    if not is_finite(value):
        raise MktkitError(
            "结果不是有限的数", "数据应算得出结果", "多半是数据全部相同或太少，核对数据", where=where
        )
    return round_half_up(exact(value), digits)


def percent(part: Number, whole: Number, digits: int = 1) -> Decimal:
    """Return `part` as percent of `whole`, rounded.

    Examples
    --------
    >>> percent(1, 3)
    Decimal('33.3')
    """
    if isinstance(part, float) or isinstance(whole, float):
        return rounded(100 * float(part) / float(whole), digits)
    return rounded(Fraction(part) * 100 / Fraction(whole), digits)
