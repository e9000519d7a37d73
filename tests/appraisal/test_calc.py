"""What must always hold of scoring, for any rules and any figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.appraisal.calc import bonus, score_kpi, weighted_total
from mktkit.appraisal.model import KpiScore, Measure, Pay
from mktkit.rules import Rules, load_rules
from mktkit.rules.schema import interpolate

RULES = load_rules(on=dt.date(2026, 10, 1), company=None)
CLAUSES = sorted(RULES.appraisal.kpi)
HIGHER = [clause for clause in CLAUSES if RULES.appraisal.kpi[clause].direction == "higher"]
LOWER = [clause for clause in CLAUSES if RULES.appraisal.kpi[clause].direction == "lower"]

actuals = st.fractions(min_value=0, max_value=1000, max_denominator=997)
totals = st.decimals(min_value=0, max_value=200, places=2)


def scored(clause: str, actual: Fraction, rules: Rules = RULES) -> Decimal:
    target = Fraction(100) if rules.appraisal.kpi[clause].target is None else None
    one = score_kpi(clause, Measure(actual, Fraction(1), 99), target, rules)
    assert one.score is not None
    return one.score


@given(st.sampled_from(CLAUSES), actuals)
def test_a_score_lies_within_floor_and_cap(clause: str, actual: Fraction) -> None:
    points = [y for _, y in RULES.appraisal.kpi[clause].curve]
    assert min(points) <= scored(clause, actual) <= max(points)


@given(st.sampled_from(HIGHER), actuals, actuals)
def test_a_rising_actual_never_lowers_a_higher_is_better_score(
    clause: str, one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    assert scored(clause, low) <= scored(clause, high)


@given(st.sampled_from(LOWER), actuals, actuals)
def test_a_rising_actual_never_raises_a_lower_is_better_score(
    clause: str, one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    assert scored(clause, low) >= scored(clause, high)


@given(totals, totals, st.integers(0, 10**8), st.integers(1, 31))
def test_a_rising_total_never_lowers_the_bonus(one: Decimal, other: Decimal, base: int, days: int) -> None:
    low, high = sorted((one, other))
    assert bonus(low, [Pay("", base, days)], 31, RULES)[1] <= bonus(high, [Pay("", base, days)], 31, RULES)[1]


@given(st.integers(0, 11999), st.integers(1, 10**8))
def test_the_coefficient_rises_strictly_up_to_the_cap(hundredths: int, base: int) -> None:
    low, high = Decimal(hundredths) / 100, Decimal(hundredths + 1) / 100
    assert bonus(low, [Pay("", base, 31)], 31, RULES)[0] < bonus(high, [Pay("", base, 31)], 31, RULES)[0]


@given(st.lists(st.tuples(st.sampled_from(CLAUSES), actuals, st.booleans()), min_size=1, max_size=8))
def test_renormalised_weights_sum_to_one_and_the_total_lies_between_its_scores(
    drawn: list[tuple[str, Fraction, bool]],
) -> None:
    kpis: list[KpiScore] = []
    for clause, actual, missing in drawn:
        target = Fraction(100) if RULES.appraisal.kpi[clause].target is None else None
        kpis.append(score_kpi(clause, None if missing else Measure(actual, Fraction(1), 99), target, RULES))
    total, status, _ = weighted_total(kpis)
    if any(kpi.state == "ask" for kpi in kpis):
        assert (total, status) == (None, "待定")
        return
    counted = [kpi for kpi in kpis if kpi.score is not None]
    if not counted:
        assert (total, status) == (None, "无可计指标")
        return
    weights = sum(Fraction(kpi.counted_weight) for kpi in kpis)
    assert sum(Fraction(kpi.counted_weight) / weights for kpi in kpis) == 1
    assert total is not None
    assert (
        min(kpi.score for kpi in counted if kpi.score is not None)
        <= total
        <= max(kpi.score for kpi in counted if kpi.score is not None)
    )


# Values of the piecewise-linear and step readings by an independent hand table.
CURVE = (
    (Decimal(60), Decimal(0)),
    (Decimal(80), Decimal(60)),
    (Decimal(100), Decimal(100)),
    (Decimal(120), Decimal(120)),
)


@pytest.mark.parametrize(
    ("x", "linear", "step"),
    [("0", "0", "0"), ("60", "0", "0"), ("70", "30", "0"), ("80", "60", "60"), ("99.99", "99.98", "60"), ("100", "100", "100"),
     ("110", "110", "100"), ("120", "120", "120"), ("999", "120", "120")],
)  # fmt: skip
def test_reading_a_curve(x: str, linear: str, step: str) -> None:
    assert interpolate(Fraction(x), CURVE) == Fraction(linear)
    assert interpolate(Fraction(x), CURVE, "step") == Fraction(step)


def test_the_curve_reading_equals_numpy() -> None:
    numpy: Any = pytest.importorskip("numpy")
    xs = [Fraction(n, 7) for n in range(1000)]
    theirs = numpy.interp([float(x) for x in xs], [60, 80, 100, 120], [0, 60, 100, 120])
    assert [float(interpolate(x, CURVE)) for x in xs] == pytest.approx(list(theirs), abs=1e-9)


@pytest.mark.parametrize(
    ("treatment", "score", "counted"),
    [("exclude", None, 0), ("full", Decimal("100.00"), 15), ("zero", Decimal("0.00"), 15)],
)
def test_a_kpi_without_a_base_follows_its_rule(
    tmp_path: Any, treatment: str, score: Decimal | None, counted: int
) -> None:
    company = tmp_path / "company"
    company.mkdir()
    text = f"- from: 2026-10-01\n  note: 试\n  values:\n    5.1.2.c:\n      kpi: {{missing: {treatment}}}\n"
    (company / "appraisal.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(on=dt.date(2026, 10, 1), company=company)
    one = score_kpi("5.1.2.c", Measure(Fraction(300), Fraction(4), 4), None, rules)
    assert (one.score, one.counted_weight, one.state) == (score, counted, treatment)
    assert "4 份，少于 5 份" in one.note
