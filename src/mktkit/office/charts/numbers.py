"""Numbers as a chart writes them: in 万 or 亿 where they are large, as many decimals as they need."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

from mktkit.errors import MktkitError, show
from mktkit.money import round_half_up

__all__ = ["Notation", "Number", "exact", "exact_all", "percent", "scale_of"]

Number = int | float | Decimal | Fraction

#: Shares and points stay as they are, however large.
_UNSCALED = ("%", "‰", "百分点", "分", "倍")


def exact(value: Number | None, where: str = "") -> Fraction | None:
    """Return `value` exactly; a float as it is printed; None and NaN are None.

    Raises
    ------
    MktkitError
        No finite number.

    Examples
    --------
    >>> exact(0.1), exact(None)
    (Fraction(1, 10), None)
    """
    if _is_missing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, Rational | float | Decimal):
        raise MktkitError(f"{show(value)}不是数", "图里的值应为数", "核对数据", where=where.strip())
    if isinstance(value, Rational):
        return Fraction(value)
    if not math.isfinite(value):
        raise MktkitError(
            "值是无穷大", "图里的值应为有限的数", "多半是除以了零，核对数据", where=where.strip()
        )
    return Fraction(str(value))


def _is_missing(value: object) -> bool:
    try:
        return value is None or bool(value != value)
    except TypeError:
        # pandas' NA cannot say whether it equals itself.
        return True


def exact_all(values: Iterable[tuple[str, Number | None]]) -> dict[str, Fraction | None]:
    """Return every value exactly, by label."""
    return {label: exact(value, label) for label, value in values}


@dataclass(frozen=True)
class Notation:
    """How the numbers of one chart are written."""

    factor: int
    word: str
    decimals: int
    unit: str

    @property
    def title(self) -> str:
        """The unit in words, e.g. ``万元``; empty for none."""
        return f"{self.word}{self.unit}"

    def text(self, value: Fraction | None, *, sign: bool = False, unit: bool = False) -> str:
        """Write a value; no base is ``—``.

        Examples
        --------
        >>> scale_of([Fraction(1234567)], "元").text(Fraction(1234567))
        '123.46'
        """
        if value is None:
            return "—"
        number = round_half_up(value / self.factor, self.decimals)
        number = number or abs(number)  # no minus before a zero
        written = f"{number:+,f}" if sign and number else f"{number:,f}"
        mark = self.unit if self.unit in ("%", "‰") else ""
        return written.replace("-", "−") + (self.title if unit else mark)


def _decimals(values: list[Fraction]) -> int:
    """Return as many decimals as all values need, but no more than the largest still tells apart.

    That is at most two, and of values far below one so many that two digits show.
    """
    largest = max((abs(value) for value in values), default=Fraction(0))
    if 0 < largest < Fraction(1, 10):
        return min(2 - math.floor(math.log10(largest)) - 1, 6)
    # Looked at after rounding: 1.13 times a million is 1,129,999.9999999998 to a computer.
    written = [Fraction(round_half_up(value, 2)) for value in values]
    needed = next((n for n in (0, 1) if all((value * 10**n).denominator == 1 for value in written)), 2)
    return min(needed, 0 if largest >= 10000 else 1 if largest >= 1000 else 2)


def scale_of(values: Iterable[Fraction | None], unit: str = "", *, labels: bool = True) -> Notation:
    """Return how to write these values together.

    Parameters
    ----------
    values
        All that the chart writes.
    unit
        Their unit.
    labels
        True where each value is written: 万 and 亿 are taken only if the smallest value still shows.  False for an axis.

    Examples
    --------
    >>> scale_of([Fraction(350_000_000)], "元").title, scale_of([Fraction(99_999)], "元").title
    ('亿元', '元')
    >>> scale_of([Fraction(1_250_000), Fraction(215)], "人").title
    '人'
    """
    known = [value for value in values if value is not None]
    sizes = [abs(value) for value in known if value]
    largest, smallest = max(sizes, default=Fraction(0)), min(sizes, default=Fraction(0))
    factor, word = 1, ""
    for bound, size, name in ((10**8, 10**8, "亿"), (10**5, 10**4, "万")):
        if unit not in _UNSCALED and largest >= bound and (not labels or smallest * 10 >= size):
            factor, word = size, name
            break
    return Notation(factor, word, _decimals([value / factor for value in known]), unit)


def percent(part: Fraction | None, whole: Fraction | None) -> str:
    """Write `part` of `whole` in percent; one decimal, two under one percent; without a base ``—``.

    Examples
    --------
    >>> percent(Fraction(1), Fraction(3)), percent(Fraction(1), Fraction(8000)), percent(Fraction(1), Fraction(0))
    ('33.3%', '0.01%', '—')
    """
    if part is None or not whole:
        return "—"
    share = part / whole * 100
    if 0 < abs(share) < Fraction(1, 200):
        return "<0.01%"
    return f"{round_half_up(share, 1 if abs(share) >= 1 or not share else 2):,f}%"
