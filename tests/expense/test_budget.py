"""The budget: months that add up to the 分, one budget a month, approval in order, revisions that keep what they replace."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mktkit.errors import MktkitError
from mktkit.expense.budget.model import (
    Budget,
    BudgetLine,
    budget_cells,
    budget_in_force,
    changes,
    save_budget,
    split,
    spread_budget,
)
from mktkit.expense.pages.budget import (
    HandingIn,
    Opening,
    example_budget,
    open_budget,
    preview_budget,
    review_budget,
    submit_budget,
)
from mktkit.forms import form
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules

CLERK = Actor("S001", "甲", ("市场专员",))
FINANCE = Actor("C001", "乙", ("财务部门",))
BOARD = Actor("G001", "丙", ("公司高层",))


def line(**changes: Any) -> BudgetLine:
    return BudgetLine(**{"department": "市场部", "category": "品牌推广费用", "annual": 120_000_00} | changes)


def budget(*lines: BudgetLine) -> Budget:
    return Budget(year=2027, lines=list(lines or [line()]))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(folder=tmp_path)


def test_an_even_split_of_100_000_over_twelve_months_adds_up() -> None:
    # 100,000.00 ÷ 12 = 8,333.33…; twelve times 8,333.33 is 99,999.96, and 4 分 go to the first four months.
    assert split(100_000_00, [1] * 12) == (8_333_34,) * 4 + (8_333_33,) * 8
    assert sum(split(100_000_00, [1] * 12)) == 100_000_00


def test_the_largest_remainder_comes_first_and_ties_go_to_the_earlier() -> None:
    # 10 over 1 : 2 : 4 is 1.43, 2.86, 5.71: the floors leave 2, for the remainders .86 and .71.
    assert split(10, [1, 2, 4]) == (1, 3, 6)
    assert split(1, [1, 1, 1]) == (1, 0, 0)
    assert split(5, [0, 1, 0, 1]) == (0, 3, 0, 2)


@given(
    st.integers(0, 10**14),
    st.lists(st.fractions(0, 1000, max_denominator=100), min_size=1, max_size=12).filter(any),
)
def test_parts_add_up_and_lie_within_one_fen_of_the_exact_share(total: int, weights: list[Fraction]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part - total * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[0, 0], [1, -1, 2]])
def test_weights_that_split_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(MktkitError, match="比重"):
        split(100, weights)


def test_a_line_is_spread_as_it_says(rules: Rules) -> None:
    last = {("市场部", "品牌推广费用"): [0, 0, 100, 0, 0, 300, 0, 0, 0, 0, 0, -50]}
    made = spread_budget(
        budget(
            line(item="甲"),
            line(item="乙", spread="按季节", annual=100_000_00),
            line(item="丙", spread="按去年", annual=4_00),
            line(item="丁", spread="按月填", annual=None, mar=5),
        ),
        rules,
        last,
    )
    even, season, year, months = (one.months for one in made.lines)
    assert even == (10_000_00,) * 12
    # 6 % of 100,000 in January, 11 % in November by the sample's seasons.
    assert (season[0], season[10], sum(season)) == (6_000_00, 11_000_00, 100_000_00)
    # 100 : 300 of last year; a month that was credited counts as nothing.
    assert (year[2], year[5], sum(year)) == (1_00, 3_00, 4_00)
    assert (months[2], sum(months)) == (5, 5)


def test_last_year_without_a_ledger_is_refused_with_its_line(rules: Rules) -> None:
    with pytest.raises(MktkitError, match=r"第 1 行.*没有去年的支出.*导入去年的台账"):
        spread_budget(budget(line(spread="按去年")), rules)


def test_a_category_that_no_longer_exists_is_refused(rules: Rules) -> None:
    with pytest.raises(MktkitError, match=r"第 1 行.*「会务费」不在规则里"):
        spread_budget(budget(line(category="会务费")), rules)


def test_a_budget_for_a_month_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="同一个月不能有两个预算"):
        budget(line(item="广告"), line(item="广告 "))
    assert len(budget(line(item="广告"), line(item="活动")).lines) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"annual": None}, "填上全年金额"),
        ({"spread": "按月填"}, "至少要填一个"),
        ({"jan": 1_00, "annual": 2_00}, "各月合计 1.00 元，全年写的是 2.00 元"),
        ({"annual": -1}, "greater than or equal to 0"),
    ],
)
def test_a_line_that_does_not_add_up_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        line(**wrong)


def test_approval_goes_in_order_and_nobody_approves_their_own(store: Store, rules: Rules) -> None:
    record = save_budget(store, spread_budget(budget(), rules), CLERK, rules)
    assert record.status_title == "审批中：审核（财务部门）"
    with pytest.raises(MktkitError, match="财务部门"):
        store.act(record.document, BOARD, "approve")
    with pytest.raises(MktkitError, match="经办人"):
        store.act(record.document, CLERK, "approve")
    store.act(record.document, FINANCE, "approve")
    assert budget_in_force(store, 2027) is None
    with pytest.raises(MktkitError, match="已经办过"):
        store.act(record.document, FINANCE, "approve")
    store.act(record.document, BOARD, "approve")
    found = budget_in_force(store, 2027)
    assert found is not None
    assert sum(cell.amount for cell in budget_cells(found)) == 120_000_00
    assert budget_in_force(store, 2026) is None


def test_a_revision_keeps_what_it_replaces_and_counts_once_approved(store: Store, rules: Rules) -> None:
    first = save_budget(store, spread_budget(budget(), rules), CLERK, rules)
    for who in (FINANCE, BOARD):
        store.act(first.document, who, "approve")
    more = spread_budget(budget(line(annual=150_000_00)), rules)
    with pytest.raises(MktkitError, match="理由"):
        save_budget(store, more, CLERK, rules)
    revised = save_budget(store, more, CLERK, rules, "新增秋季活动")
    assert revised.revision == 2
    standing = budget_in_force(store, 2027)
    assert standing is not None
    assert standing.total == 120_000_00
    shown = review_budget(more, revised, store, rules)
    assert [row["增减"] for row in shown["与现行预算相比"]] == ["30,000.00"]
    for who in (FINANCE, BOARD):
        store.act(first.document, who, "approve")
    now = budget_in_force(store, 2027)
    assert now is not None
    assert now.total == 150_000_00
    # Every version is still there.
    totals = [Budget.model_validate(one.data).total for one in store.history(first.document)]
    assert (totals[0], totals[-1]) == (120_000_00, 150_000_00)


def test_a_returned_budget_is_mended_and_handed_in_again(store: Store, rules: Rules) -> None:
    record = save_budget(store, spread_budget(budget(), rules), CLERK, rules)
    store.act(record.document, FINANCE, "return", "缺明细")
    again = save_budget(store, spread_budget(budget(line(item="广告")), rules), CLERK, rules)
    assert (again.document, again.status_title) == (record.document, "审批中：审核（财务部门）")


def test_changes_name_lines_that_came_and_went() -> None:
    old, new = budget(line(item="甲")), budget(line(item="乙", annual=1_00))
    assert [(row["细目"], row["原来"], row["现在"]) for row in changes(old, new)] == [
        ("甲", "120,000.00", "0.00"),
        ("乙", "0.00", "1.00"),
    ]


def test_the_form_takes_a_budget_shows_its_months_and_hands_it_in(tmp_path: Path, rules: Rules) -> None:
    made = form(Budget, draft=False, rules=rules, today=dt.date(2026, 10, 1))
    assert "示例" in open_budget(Opening(what="示例", year=2027), made)
    assert made.value == example_budget(2027)
    shown = preview_budget(made.value)
    # 18 + 60 + 10 + 4 × 1.5 = 94 万.
    assert shown["按部门"][-1]["预算"] == "940,000.00"
    handing = HandingIn(person_id="S001", name="甲", posts=["市场专员"])
    said = submit_budget(made, handing, open_store(folder=tmp_path))
    assert "YS-2027" in said
    assert "审核（财务部门）" in said
    again = form(Budget, draft=False, rules=rules, today=dt.date(2026, 10, 1))
    assert "第 2 版" in open_budget(Opening(year=2027), again, open_store(folder=tmp_path))
    assert again.value.total == 940_000_00
    with pytest.raises(MktkitError, match="没有 2030 年的预算"):
        open_budget(Opening(year=2030), again, open_store(folder=tmp_path))
