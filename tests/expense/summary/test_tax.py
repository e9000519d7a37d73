"""What may be deducted of entertainment and advertising."""

from __future__ import annotations

import pytest
from summaries import made, with_rule

from mktkit.expense.summary.tax import tax_reminder
from mktkit.rules import Rules


@pytest.mark.parametrize(
    ("entertainment", "revenue", "allowed"),
    [
        # 企业所得税法实施条例第四十三条: the lesser of 60 % of the sum and 5 ‰ of revenue.
        # 10 million revenue, 100,000 entertainment: 60 % is 60,000, 5 ‰ is 50,000.
        (100_000_00, 10_000_000_00, 50_000_00),
        # 20 million revenue: 5 ‰ is 100,000, 60 % stays 60,000.
        (100_000_00, 20_000_000_00, 60_000_00),
        (0, 10_000_000_00, 0),
        (100_000_00, None, None),
    ],
)
def test_entertainment(rules: Rules, entertainment: int, revenue: int | None, allowed: int | None) -> None:
    line, _ = tax_reminder(rules.expense.tax_reminder, 2026, entertainment, 0, revenue)
    assert line.allowed == allowed


@pytest.mark.parametrize(
    ("industry", "when", "allowed"),
    [
        ("一般", 2026, 1_500_000_00),  # 15 % of 10 million
        ("化妆品制造或销售", 2026, 3_000_000_00),  # 30 %
        ("医药制造", 2027, 3_000_000_00),
        ("饮料制造（不含酒类）", 2028, 1_500_000_00),  # the raised share has ended
        ("饮料制造（不含酒类）", 2025, 1_500_000_00),  # and is not applied before its time
        ("烟草", 2026, 0),
    ],
)
def test_advertising(rules: Rules, industry: str, when: int, allowed: int) -> None:
    rule = rules.expense.tax_reminder.model_copy(update={"industry": industry})
    _, line = tax_reminder(rule, when, 0, 5_000_000_00, 10_000_000_00)
    assert line.allowed == allowed
    assert line.excess == 5_000_000_00 - allowed


def test_the_reminder_reads_the_items_of_the_rule_and_can_be_switched_off(rules: Rules) -> None:
    rows = [{"item": "业务招待费", "amount": 100}, {"item": "差旅费", "amount": 7}, {"item": "广告宣传费", "amount": 50},
            {"item": "业务招待费", "amount": 9, "month": "2025-01"}]  # fmt: skip
    assert [one.spent for one in made(rules, rows).tax] == [100, 50]
    off = rules.expense.tax_reminder.model_copy(update={"on": False})
    assert made(with_rule(rules, tax_reminder=off), rows).tax == ()
