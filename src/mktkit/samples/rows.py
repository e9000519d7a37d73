"""Small words that the sample's modules share: a month's days, seeded chance, cells as people write them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from mktkit.money import to_fen
from mktkit.workdays import Calendar

__all__ = [
    "DATA_END",
    "MONTHS",
    "Cells",
    "chance",
    "day_on_or_after",
    "month_of",
    "numbered",
    "part_of_month",
    "split_tax",
    "spread",
    "workdays_within",
    "yuan_cell",
]

#: A row as a person wrote it: raw cells by Chinese column title.
Cells = dict[str, object]

#: The months of 2026 that the sample covers.
MONTHS = tuple(range(1, 11))
#: The registers were closed at the end of this day; nothing in them is later.
DATA_END = dt.date(2026, 10, 31)

_SEED = "mktkit sample 2026"
_TAX = Fraction(13, 100)


def chance(subject: str) -> random.Random:
    """Return the source of chance of one subject, the same on every run, whatever other subjects draw."""
    return random.Random(f"{_SEED}/{subject}")


def month_of(month: int) -> str:
    """Return a month as the registers write it.

    Examples
    --------
    >>> month_of(3)
    '2026-03'
    """
    return f"2026-{month:02d}"


def workdays_within(calendar: Calendar, first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the workdays from `first` to `last`, both included."""
    days = (dt.date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if calendar.is_workday(day)]


def part_of_month(calendar: Calendar, first: dt.date, last: dt.date) -> float:
    """Return which part of their month's workdays lies between two days, both included."""
    start = first.replace(day=1)
    end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return len(workdays_within(calendar, first, last)) / len(workdays_within(calendar, start, end))


def day_on_or_after(calendar: Calendar, day: dt.date) -> dt.date | None:
    """Return the first workday from `day` on, None when the registers were closed before it."""
    while day <= DATA_END:
        if calendar.is_workday(day):
            return day
        day += dt.timedelta(days=1)
    return None


def yuan_cell(fen: int) -> float | int:
    """Return an amount as a number of 元, whole where it is whole.

    Examples
    --------
    >>> yuan_cell(1130000), yuan_cell(-690)
    (11300, -6.9)
    """
    return fen // 100 if fen % 100 == 0 else fen / 100


def split_tax(gross: int) -> tuple[int, int]:
    """Return net amount and tax, in 分, of an amount with 13 % tax in it; they add up to it.

    Examples
    --------
    >>> split_tax(1130000), split_tax(-600000)
    ((1000000, 130000), (-530973, -69027))
    """
    net = to_fen(Fraction(gross) / (1 + _TAX))
    return net, gross - net


def spread(total: int, parts: int, rng: random.Random, unit: int) -> list[int]:
    """Split `total` at random into `parts` multiples of `unit`; the last part takes what is left over.

    Examples
    --------
    >>> sum(spread(1000, 3, random.Random(1), 10))
    1000
    """
    weights = [rng.uniform(0.4, 1.6) for _ in range(parts)]
    whole = sum(weights)
    amounts = [int(total * weight / whole) // unit * unit for weight in weights[:-1]]
    return [*amounts, total - sum(amounts)]


def numbered(
    rows: Iterable[Cells], title: str, prefix: str, width: int, order: Sequence[str]
) -> Iterator[Cells]:
    """Sort rows by the columns `order` and number them in column `title`, which comes first."""
    for number, row in enumerate(sorted(rows, key=lambda row: [str(row[name]) for name in order]), 1):
        yield {title: f"{prefix}{number:0{width}d}", **row}
