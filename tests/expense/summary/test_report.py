"""The summary for programs."""

from __future__ import annotations

from fractions import Fraction

from summaries import made, year

from mktkit.expense.summary.report import to_json
from mktkit.rules import Rules


def test_json_says_the_same_and_is_the_same_every_time(rules: Rules) -> None:
    rows, cells = [{"amount": 5}, {"amount": 7, "month": "2026-02"}], year(10)
    one, other = to_json(made(rules, rows, cells)), to_json(made(rules, rows[::-1], cells))
    assert one == other
    assert one["total"] == {
        "budget": 120,
        "committed": 0,
        "actual": 12,
        "available": 108,
        "execution": "10",
        "variance": -108,
    }
    assert Fraction(one["positions"][0]["execution"]) == 50
