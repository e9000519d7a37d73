"""A month, and a measure: their bounds and their arithmetic."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from mktkit.appraisal.model import Measure, Period
from mktkit.errors import MktkitError


@pytest.mark.parametrize(
    ("month", "days", "cutoff_days", "cutoff"),
    [
        ("2026-10", 31, 0, dt.date(2026, 10, 31)),
        ("2026-02", 28, 5, dt.date(2026, 3, 5)),
        ("2028-02", 29, 1, dt.date(2028, 3, 1)),
        ("2026-12", 31, 3, dt.date(2027, 1, 3)),
    ],
)
def test_a_month_has_its_days_and_its_cut_off(
    month: str, days: int, cutoff_days: int, cutoff: dt.date
) -> None:
    period = Period.of(month, cutoff_days)
    assert (period.days, period.cutoff) == (days, cutoff)
    assert period.start == dt.datetime.combine(period.first, dt.time())
    assert period.end == dt.datetime.combine(period.last, dt.time()) + dt.timedelta(days=1)
    assert period.cutoff_end == dt.datetime.combine(cutoff, dt.time()) + dt.timedelta(days=1)


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-1", "2026/10", "十月", "1899-10", ""])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(MktkitError, match="应为 2026-10 这样的年-月"):
        Period.of(month)


def test_measures_add_up_over_pooled_rows() -> None:
    one, other = Measure(Fraction(9), Fraction(10), 10, 100), Measure(Fraction(1), Fraction(2), 2, 100)
    both = one + other
    assert (both.numerator, both.denominator, both.rows) == (10, 12, 12)
    assert both.actual == Fraction(1000, 12)  # not (90 + 50) ÷ 2
    assert Measure(Fraction(0), Fraction(0), 0).actual is None
