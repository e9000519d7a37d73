"""The year's end foreseen from the closed months."""

from __future__ import annotations

from summaries import made, year

from mktkit.rules import Rules


def test_the_forecast_rests_on_closed_months(rules: Rules) -> None:
    rows = [
        {"amount": 100, "month": "2026-01"},
        {"amount": 140, "month": "2026-02"},
        {"amount": 999, "month": "2026-03"},
    ]
    (one, whole) = made(rules, rows, year(150), through="2026-02").forecasts
    # (100 + 140) ÷ 2 × 12 = 1440; the sample's seasons give January and February 6 + 6 of 100: 240 ÷ 12 % = 2000.
    assert (one.actual, one.straight, one.seasonal, one.budget) == (240, 1440, 2000, 1800)
    assert (one.low, one.high, whole.category) == (1440, 2000, "合计")
