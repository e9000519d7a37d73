"""What is pointed out stands exactly at the rules' thresholds."""

from __future__ import annotations

import pytest
from summaries import budget, made, year

from mktkit.expense.model import UNCATEGORISED, Commitment
from mktkit.rules import Rules


def test_120_000_a_year_is_10_000_a_month_and_over_only_above_it(rules: Rules) -> None:
    """120,000 a year is 12 times 10,000; at the limit nothing is over, one 分 above it is."""
    at = made(rules, [{"amount": 120_000_00}], year(10_000_00))
    assert [one.level for one in at.alerts] == ["预警"]
    assert "达到 100%" in at.alerts[0].what
    over = made(rules, [{"amount": 120_000_01}], year(10_000_00))
    assert [one.level for one in over.alerts] == ["超预算"]
    assert "超出 0.01 元" in over.alerts[0].what


@pytest.mark.parametrize(
    ("spent", "through", "levels"),
    [
        (79_99, "2026-10", []),  # 79.99 % of 100.00 at 83.3 % of the year
        (80_00, "2026-10", ["预警"]),
        (68_34, "2026-10", []),  # 14.99 points behind
        (68_33, "2026-10", ["偏离进度"]),  # 83.33… − 68.33 = 15.003 points behind
        (65_00, "2026-06", ["偏离进度"]),  # 15 points ahead of 50 %
        (64_99, "2026-06", []),
    ],
)
def test_alerts_stand_exactly_at_the_rules_thresholds(
    rules: Rules, spent: int, through: str, levels: list[str]
) -> None:
    found = made(rules, [{"amount": spent}], [budget(100_00)], through=through)
    assert [one.level for one in found.alerts] == levels


def test_spending_without_a_budget_is_pointed_out(rules: Rules) -> None:
    found = made(rules, [{"amount": 5, "category": UNCATEGORISED}])
    assert found.alerts[0].level == "超预算"
    assert found.uncategorised == (1, 5)


@pytest.mark.parametrize(
    ("spent", "held", "levels"),
    [
        (70_00, 9_99, []),  # 79.99 % of 100.00
        (70_00, 10_00, ["预警"]),  # 80 %
        (70_00, 30_01, ["超预算"]),  # 100.01 of 100.00
    ],
)
def test_what_is_committed_is_pointed_out_as_what_is_spent(
    rules: Rules, spent: int, held: int, levels: list[str]
) -> None:
    commitment = Commitment("BX1", "市场部", "品牌推广费用", "2026-01", held)
    found = made(rules, [{"amount": spent}], [budget(100_00)], [commitment], through="2026-10")
    assert [one.level for one in found.alerts] == levels
    assert all("另已占用" in one.what for one in found.alerts)
