"""The budget spread over the months: parts that add up to the 分, by the way each line says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.expense.budget.calc import split, spread_budget
from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.rules import Rules


def line(**changes: Any) -> BudgetLine:
    return BudgetLine(**{"department": "市场部", "category": "品牌推广费用", "annual": 120_000_00} | changes)


def budget(*lines: BudgetLine) -> Budget:
    return Budget(year=2027, lines=list(lines or [line()]))


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
