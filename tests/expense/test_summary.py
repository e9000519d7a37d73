"""The summary: totals by any grouping agree, committed + actual + available = budget, thresholds, forecast, tax."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.expense.model import UNCATEGORISED, BudgetCell, Commitment, Figures, Summary, group, months_of
from mktkit.expense.summary.calc import period_months, sales_cost, summarise
from mktkit.expense.summary.carry_forward import carry_forward
from mktkit.expense.summary.report import summary_rows, to_json
from mktkit.expense.summary.tax import tax_reminder
from mktkit.rules import Rules

PLACES = st.sampled_from(["市场部", "销售部", "客服部"])
CATEGORIES = st.sampled_from(["市场调研费用", "品牌推广费用", "销售费用", "客服费用", "其他"])
MONTHS = st.integers(1, 12).map(lambda number: f"2026-{number:02d}")


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return ledger rows with what they do not say left blank."""
    blank = {"department": "市场部", "employee_id": None, "category": "品牌推广费用", "item": None, "month": "2026-01",
             "claim_id": None, "amount": 0}  # fmt: skip
    made = pd.DataFrame([blank | row for row in rows] or [blank]).head(len(rows))
    return made.astype({name: "category" for name in blank if name != "amount"} | {"amount": "int64"})


def budget(
    amount: int, month: str = "2026-01", department: str = "市场部", category: str = "品牌推广费用"
) -> BudgetCell:
    return BudgetCell(department, category, month, amount)


def year(amount: int) -> list[BudgetCell]:
    return [budget(amount, month) for month in months_of(2026)]


def made(
    rules: Rules, rows: Any = (), cells: Any = (), held: Any = (), through: str = "2026-12", **more: Any
) -> Summary:
    return summarise(frame(*rows), cells, held, rules, through, **more)


def with_rule(rules: Rules, **changes: Any) -> Rules:
    from dataclasses import replace

    return replace(rules, expense=rules.expense.model_copy(update=changes))


ROWS = st.lists(
    st.fixed_dictionaries({"department": PLACES, "category": CATEGORIES, "month": MONTHS, "amount": st.integers(-(10**9), 10**11)}),
    max_size=30,
)  # fmt: skip
BUDGETS = st.lists(st.builds(BudgetCell, PLACES, CATEGORIES, MONTHS, st.integers(0, 10**11)), max_size=20)
HELD = st.lists(
    st.builds(
        Commitment, st.sampled_from(["BX1", "BX2", "BX3"]), PLACES, CATEGORIES, MONTHS, st.integers(0, 10**8)
    ),
    max_size=10,
)


@settings(max_examples=40)
@given(ROWS, BUDGETS, HELD, MONTHS, st.sampled_from(["不结转", "年内结转"]), st.randoms())
def test_what_must_always_hold(
    rules: Rules, rows: Any, cells: Any, held: Any, through: str, rule: str, chance: Any
) -> None:
    found = made(with_rule(rules, carry_forward=rule), rows, cells, held, through)
    for one in found.positions:
        assert one.figures.committed + one.figures.actual + one.figures.available == one.figures.budget
    # Totals by any grouping are equal, and are those of a plain sum.
    plain = Figures(
        sum(one.amount for one in cells), sum(one.amount for one in held), sum(row["amount"] for row in rows)
    )
    for by in ([], ["category"], ["department"], ["month"], ["quarter"], ["department", "category", "month"]):
        assert sum(group(found.positions, by).values(), Figures()) == plain
    assert found.total == plain
    # The order of rows is irrelevant.
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert made(with_rule(rules, carry_forward=rule), shuffled, cells, held, through) == found


def test_an_approved_claim_is_committed_until_a_ledger_row_bears_its_number(rules: Rules) -> None:
    held = [
        Commitment("BX1", "市场部", "品牌推广费用", "2026-01", 300),
        Commitment("BX2", "市场部", "品牌推广费用", "2026-01", 50),
    ]
    before = made(rules, [], year(1000), held)
    assert before.total == Figures(12_000, 350, 0)
    after = made(rules, [{"amount": 280, "claim_id": "BX1"}], year(1000), held)
    assert after.total == Figures(12_000, 50, 280)
    assert [one.claim for one in after.settled] == ["BX1"]


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


def test_execution_and_variance(rules: Rules) -> None:
    figures = made(rules, [{"amount": 750}], [budget(1000)]).total
    assert (figures.execution, figures.variance, figures.available) == (75, -250, 250)
    assert Figures(0, 0, 5).execution is None


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


def test_unused_months_are_carried_forward_or_not_by_rule() -> None:
    place = ("市场部", "品牌推广费用")
    planned = {(*place, month): 100 for month in months_of(2026)}
    spent = {(*place, "2026-01"): 70, (*place, "2026-02"): 150}
    moved, unused = carry_forward(planned, spent, {}, "2026-03", "年内结转")
    # January leaves 30; February has 130 and overspends by 20, which is not carried; March leaves 100 to April.
    assert moved == {
        (*place, "2026-01"): -30,
        (*place, "2026-02"): 30,
        (*place, "2026-03"): -100,
        (*place, "2026-04"): 100,
    }
    assert unused == 100
    assert carry_forward(planned, spent, {}, "2026-03", "不结转") == ({}, 130)


def test_periods_are_month_quarter_year_to_date_and_year(rules: Rules) -> None:
    found = made(rules, [{"amount": 1, "month": month} for month in months_of(2026)], through="2026-08")
    counts = {name: len(period_months(found, name)) for name in ("当月", "本季度", "年初至今", "全年")}
    assert counts == {"当月": 1, "本季度": 2, "年初至今": 8, "全年": 12}
    assert summary_rows(found, ["quarter"], period_months(found, "年初至今"))[2]["实际"] == "0.02"


def test_rows_of_other_years_are_said_and_not_counted(rules: Rules) -> None:
    found = made(rules, [{"amount": 5, "month": "2025-12"}, {"amount": 7}])
    assert (found.total.actual, found.other_years) == (7, (1, 5))


def test_a_row_without_department_takes_its_persons(rules: Rules) -> None:
    rows = [{"amount": 5, "department": None, "employee_id": "X1"}, {"amount": 6, "department": None}]
    assert set(group(made(rules, rows).positions, ["department"])) == {("未写部门",)}
    found = made(rules, rows, people={"X1": "销售部"})
    assert group(found.positions, ["department"])[("销售部",)].actual == 5


def test_the_sales_cost_rate_reads_the_categories_of_the_rule(rules: Rules) -> None:
    rows = [
        {"department": "销售部", "category": "销售费用", "amount": 90},
        {"department": "销售部", "category": "其他", "amount": 4},
        {"department": "销售部", "category": "市场调研费用", "amount": 1000},
        {"department": "市场部", "category": "销售费用", "amount": 1000},
    ]
    cells = [
        budget(100, department="销售部", category="销售费用"),
        budget(900, department="市场部", category="销售费用"),
    ]
    # (90 + 4) ÷ 100 = 94 %.
    assert sales_cost(made(rules, rows, cells), rules, ["2026-01"]).execution == 94


# -- tax ---------------------------------------------------------------------------------------------


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
