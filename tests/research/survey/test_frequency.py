"""Frequencies by hand, what must hold, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mktkit.research.survey.frequency import frequency

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


ANSWERS = st.lists(st.sampled_from(["甲", "乙", "丙", None]), min_size=1, max_size=80)


def test_frequencies_by_hand() -> None:
    result = frequency(
        "买哪个", ["甲"] * 50 + ["乙"] * 30 + ["丙"] * 20 + [None] * 5, ["甲", "乙", "丙", "丁"]
    )
    assert [result[name].text for name in "甲乙丙丁"] == ["50.0%", "30.0%", "20.0%", "0.0%"]
    assert result.n == 100
    # 1.96 · √(0.25 ÷ 100) = 9.8 points.
    assert result.tables[0].rows[0] == ("甲", 50, Decimal("50.0"), Decimal("9.8"))


def test_weighted_frequency_by_hand() -> None:
    # Weights 1, 1, 4: 甲 2 of 6, 乙 4 of 6.  Effective n = 6² ÷ (1 + 1 + 16) = 2.
    result = frequency("题", ["甲", "甲", "乙"], weights=[1, 1, 4])
    assert (result["乙"].text, result["甲"].text) == ("66.7%", "33.3%")


def test_one_category_only_is_pointed_out() -> None:
    assert any("没有区分度" in one for one in frequency("题", ["甲"] * 40).warnings)


@given(ANSWERS)
def test_shares_of_one_choice_are_of_those_who_answered(answers: list[str | None]) -> None:
    given_ = [one for one in answers if one is not None]
    assume(given_)
    result = frequency("题", answers)
    assert result.n == len(given_)
    assert sum(row[1] for row in result.tables[0].rows) == len(given_)
    # Weights that are all alike change nothing.
    weighted = frequency("题", answers, weights=[3.0] * len(answers))
    assert {one.name: one.value for one in weighted.figures} == {
        one.name: one.value for one in result.figures
    }


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: frequency("题", []), ["n = 0"]),
        (lambda: frequency("题", [None, None]), ["n = 0"]),
        (lambda: frequency("题", ["丁"], ["甲", "乙"]), ["选项以外", "「丁」", "甲、乙"]),
        (lambda: frequency("题", ["甲", "乙"], weights=[1.0]), ["2 份答卷，1 个权重"]),
        (lambda: frequency("题", ["甲"], weights=[-1.0]), ["负数"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)


@pytest.mark.parametrize(("n", "upper"), [(10, "27.8"), (30, "11.4"), (100, "3.7"), (400, "1.0")])
def test_none_and_all_have_an_interval_and_never_a_margin_of_nought(n: int, upper: str) -> None:
    # Wilson's interval as another package has it.
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(0, n, method="wilson")
    assert f"{100 * high:.1f}" == upper
    assert low == pytest.approx(0)
    rows = frequency("题", ["甲"] * n, ["甲", "乙"]).tables[0].rows
    all_of, none = rows[0][3], rows[1][3]
    assert none == f"0–{upper}%"
    assert all_of == f"{100 - Decimal(upper)}–100%"
