"""What must hold for any survey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.research.market.concentration import concentration
from mktkit.research.plan.sampling import Precision, required_sample
from mktkit.research.proportions import Proportion, margin_of_error, newcombe_interval, wilson_interval
from mktkit.research.survey.base import effective_n
from mktkit.research.survey.coding import code
from mktkit.research.survey.crosstab import crosstab
from mktkit.research.survey.frequency import frequency
from mktkit.research.survey.raking import rake
from mktkit.rules import Rules

PROPORTION = st.integers(1, 5000).flatmap(lambda n: st.builds(Proportion, st.integers(0, n), st.just(n)))
ANSWERS = st.lists(st.sampled_from(["甲", "乙", "丙", None]), min_size=1, max_size=80)


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


@given(st.integers(1, 49), st.integers(50, 99), st.integers(1, 100_000))
def test_never_more_are_needed_than_there_are(margin: int, level: int, population: int) -> None:
    needed = required_sample(Precision(margin, level, population))
    assert 1 <= needed <= min(population, required_sample(Precision(margin, level)))
    assert needed <= required_sample(Precision(margin, level, population + 1))


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


@settings(max_examples=60)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_a_table_turned_around_tells_the_same(answers: list[str | None], rng: object) -> None:
    others = list(answers)
    rng.shuffle(others)  # type: ignore[attr-defined]
    first, second = code("一", answers), code("二", others)
    try:
        table = crosstab(first, second)
    except MktkitError:
        return
    turned = crosstab(second, first)
    assert table.counts.tolist() == turned.counts.T.tolist()
    assert (table.chi2, table.p, table.v) == pytest.approx((turned.chi2, turned.p, turned.v))
    assert 0 <= table.v <= 1 + 1e-12
    assert table.n == sum(a is not None and b is not None for a, b in zip(answers, others, strict=True))


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(20, 200))
def test_raked_margins_are_the_targets(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    questions = [code(name, [f"{name}{one}" for one in rng.integers(0, 3, n)]) for name in "甲乙"]
    targets = {}
    for question in questions:
        shares = rng.integers(1, 50, len(question.options)).astype(float)
        shares *= 100 / shares.sum()
        targets[question.title] = dict(zip(question.options, map(float, shares), strict=True))
    try:
        raked = rake(questions, targets)
    except MktkitError:
        return
    assert raked.weights.sum() == pytest.approx(n)
    assert (raked.weights > 0).all()
    assert 1 - 1e-9 <= raked.design_effect == pytest.approx(n / effective_n(raked.weights))
    for question in questions:
        got = np.bincount(question.codes, raked.weights) / n * 100
        assert got.tolist() == pytest.approx(list(targets[question.title].values()), abs=1e-5)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=30))
def test_hhi_lies_between_equal_shares_and_a_monopoly(rules: Rules, parts: list[int]) -> None:
    total = sum(parts)
    shares = {str(at): 100 * part / total for at, part in enumerate(parts)}
    value = concentration(shares, rules.research.concentration)["HHI"].value
    assert value is not None
    assert 10_000 / len(parts) - 1 <= value <= 10_000
