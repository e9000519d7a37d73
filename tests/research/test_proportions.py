"""Proportions: published tables, statsmodels, and what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats import proportion as peer

from mktkit.research.proportions import (
    Proportion,
    compare_proportions,
    estimate_proportion,
    margin_of_error,
    newcombe_interval,
    two_proportion_test,
    wilson_interval,
)

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


PROPORTION = st.integers(1, 5000).flatmap(lambda n: st.builds(Proportion, st.integers(0, n), st.just(n)))
PAIRS = [
    (56, 70, 48, 80),
    (9, 10, 3, 10),
    (5, 56, 0, 29),
    (172, 400, 140, 400),
    (1, 3, 2, 3),
    (1200, 1500, 900, 1499),
]


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, Stat. Med. 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval(yes: int, n: int, low: float, high: float) -> None:
    interval = wilson_interval(Proportion(yes, n))
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        # Newcombe, Interval estimation for the difference …, Stat. Med. 17 (1998), table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_interval(after: tuple[int, int], before: tuple[int, int], low: float, high: float) -> None:
    interval = newcombe_interval(Proportion(*before), Proportion(*after))
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_margin_of_error_with_finite_population() -> None:
    # 1.96 · √(0.25 ÷ 400) = 4.9 points; times √(1600 ÷ 1999) = 0.89465.
    assert 100 * margin_of_error(Proportion(200, 400)) == pytest.approx(4.9, abs=0.001)
    assert 100 * margin_of_error(Proportion(200, 400), population=2000) == pytest.approx(
        4.9 * 0.89465, abs=0.001
    )
    assert margin_of_error(Proportion(7, 10), population=10) == 0


def test_awareness_of_the_example_rises() -> None:
    # 172 ÷ 400 = 43 %, 160 ÷ 400 = 40 %; pooled 0.415, z = 0.03 ÷ √(0.415 · 0.585 ÷ 200) = 0.8610.
    result = compare_proportions("知晓率", Proportion(160, 400), Proportion(172, 400))
    assert (result["差"].text, result["z"].text, result["p 值"].text) == ("3.0 个百分点", "0.86", "0.389")
    assert any("因果" in one or "归因" in one for one in result.caveats)


def test_estimate_says_when_there_are_few() -> None:
    assert any("29" in one for one in estimate_proportion("知晓率", Proportion(9, 29)).warnings)
    assert estimate_proportion("知晓率", Proportion(172, 400)).warnings == ()


def test_none_and_none_cannot_be_compared() -> None:
    alone = compare_proportions("知晓率", Proportion(0, 50), Proportion(0, 50))
    assert any("没有意义" in one for one in alone.warnings)
    assert alone["p 值"].text == "1.000"


def test_few_expected_in_a_comparison_are_pointed_out() -> None:
    few = compare_proportions("知晓率", Proportion(1, 20), Proportion(3, 20))
    # Pooled 4 of 40: 0.1 · 20 = 2 expected.
    assert any("期望频数最小是 2.0" in one for one in few.warnings)


@pytest.mark.parametrize(("yes", "n", "level"), list(product((0, 1, 17, 39, 40), (40,), (80, 95, 99))))
def test_wilson_interval_is_statsmodels(yes: int, n: int, level: int) -> None:
    low, high = peer.proportion_confint(yes, n, 1 - level / 100, "wilson")
    ours = wilson_interval(Proportion(yes, n), level)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("pair", PAIRS)
def test_difference_of_proportions_is_statsmodels(pair: tuple[int, int, int, int]) -> None:
    yes, n, earlier_yes, earlier_n = pair
    low, high = peer.confint_proportions_2indep(
        yes, n, earlier_yes, earlier_n, method="newcomb", compare="diff"
    )
    ours = newcombe_interval(Proportion(earlier_yes, earlier_n), Proportion(yes, n))
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-12)
    z, p = peer.proportions_ztest([yes, earlier_yes], [n, earlier_n])
    assert two_proportion_test(Proportion(earlier_yes, earlier_n), Proportion(yes, n)) == pytest.approx(
        (z, p), abs=1e-12
    )


def test_margin_of_error_is_half_of_statsmodels_normal_interval() -> None:
    low, high = peer.proportion_confint(172, 400, method="normal")
    assert margin_of_error(Proportion(172, 400)) == pytest.approx((high - low) / 2, abs=1e-12)


@given(PROPORTION, st.integers(50, 99))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(of: Proportion, level: int) -> None:
    interval = wilson_interval(of, level)
    assert 0 <= interval.low <= of.share <= interval.high <= 1
    # Turned around, the interval is turned around.
    other = wilson_interval(Proportion(of.n - of.yes, of.n), level)
    assert (1 - other.high, 1 - other.low) == pytest.approx((interval.low, interval.high), abs=1e-12)
    assert margin_of_error(of, level, of.n + 1) <= margin_of_error(of, level) + 1e-15


@given(PROPORTION, PROPORTION)
def test_a_difference_lies_in_its_interval_whichever_way_round(one: Proportion, other: Proportion) -> None:
    there, back = newcombe_interval(one, other), newcombe_interval(other, one)
    assert there.low <= float(other.share - one.share) <= there.high
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: Proportion(0, 0), ["样本数是 0", "至少"]),
        (lambda: Proportion(5, 4), ["5", "4"]),
        (lambda: margin_of_error(Proportion(1, 10), population=5), ["多于总体"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
