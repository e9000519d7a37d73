"""The summary: totals by any grouping agree, committed + actual + available = budget."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summaries import budget, made, with_rule, year

from mktkit.expense.model import BudgetCell, Commitment, Figures, group, months_of
from mktkit.expense.summary.calc import period_months, sales_cost
from mktkit.expense.summary.report import summary_rows
from mktkit.rules import Rules

PLACES = st.sampled_from(["市场部", "销售部", "客服部"])
CATEGORIES = st.sampled_from(["市场调研费用", "品牌推广费用", "销售费用", "客服费用", "其他"])
MONTHS = st.integers(1, 12).map(lambda number: f"2026-{number:02d}")
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


def test_an_approved_claim_is_committed_until_the_ledger_has_paid_it(rules: Rules) -> None:
    held = [
        Commitment("BX1", "市场部", "品牌推广费用", "2026-01", 300),
        Commitment("BX2", "市场部", "品牌推广费用", "2026-01", 50),
    ]
    before = made(rules, [], year(1000), held)
    assert before.total == Figures(12_000, 350, 0)
    # 280 of 300 are paid: 20 and the other claim's 50 are still committed.
    partly = made(rules, [{"amount": 280, "claim_id": "BX1"}], year(1000), held)
    assert partly.total == Figures(12_000, 70, 280)
    assert partly.settled == ()
    rows = [{"amount": amount, "claim_id": "BX1"} for amount in (280, 20)]
    after = made(rules, rows, year(1000), held)
    assert after.total == Figures(12_000, 50, 300)
    assert [one.claim for one in after.settled] == ["BX1"]


@pytest.mark.parametrize(
    ("paid", "committed"), [(0, 300), (1, 299), (299, 1), (300, 0), (301, 0), (-50, 300)]
)
def test_what_is_paid_of_a_claim_is_committed_no_more(rules: Rules, paid: int, committed: int) -> None:
    """300 are committed, of two places 200 and 100; what is paid beyond or taken back changes nothing."""
    held = [
        Commitment("BX1", "市场部", "品牌推广费用", "2026-01", 200),
        Commitment("BX1", "市场部", "品牌推广费用", "2026-02", 100),
    ]
    found = made(rules, [{"amount": paid, "claim_id": "BX1"}], year(1000), held)
    assert found.total.committed == committed


def test_execution_and_variance(rules: Rules) -> None:
    figures = made(rules, [{"amount": 750}], [budget(1000)]).total
    assert (figures.execution, figures.variance, figures.available) == (75, -250, 250)
    assert Figures(0, 0, 5).execution is None


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
