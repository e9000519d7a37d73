"""Cross tables: textbooks, pandas and scipy, and what must hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis
from mktkit.research.survey.coding import code
from mktkit.research.survey.crosstab import cross_tabulate, crosstab, every_pair

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


ANSWERS = st.lists(st.sampled_from(["甲", "乙", "丙", None]), min_size=1, max_size=80)


#: Agresti, An Introduction to Categorical Data Analysis, 2nd ed., table 2.5: gender by party identification.
AGRESTI = {"女": (762, 327, 468), "男": (484, 239, 477)}


def _pair(first: list[str], second: list[str]) -> Analysis:
    return cross_tabulate(code("一", first), code("二", second))


def test_chi_square_of_a_textbook() -> None:
    parties = ("民主党", "独立", "共和党")
    people = [
        (who, party)
        for who, counts in AGRESTI.items()
        for party, count in zip(parties, counts, strict=True)
        for _ in range(count)
    ]
    table = crosstab(code("性别", [who for who, _ in people]), code("党派", [party for _, party in people]))
    # The book prints X² = 30.1, df = 2; R's example of chisq.test 30.07, p = 2.954e-07.
    assert (round(table.chi2, 2), table.dof) == (30.07, 2)
    assert table.p == pytest.approx(2.954e-07, rel=1e-3)


def test_fishers_tea_taster() -> None:
    # Fisher, The Design of Experiments (1935): 3 of 4 guessed right; exact two-sided p = 0.4857.
    said = ["牛奶"] * 4 + ["茶"] * 4
    poured = ["牛奶", "牛奶", "牛奶", "茶", "牛奶", "茶", "茶", "茶"]
    result = cross_tabulate(code("说", said), code("倒", poured))
    assert result["p 值（Fisher 精确检验）"].text == "0.486"
    assert any("小于 5" in one for one in result.warnings)


def test_every_pair_of_ten_is_forty_five() -> None:
    rng = np.random.default_rng(3)
    asked = [code(str(one), [f"选{pick}" for pick in rng.integers(0, 4, 200)]) for one in range(10)]
    assert len(list(every_pair(asked))) == 45


def test_expected_counts_below_five_are_pointed_out() -> None:
    result = _pair(["甲"] * 6 + ["乙"] * 6 + ["丙"], ["是", "否"] * 6 + ["是"])
    assert any("小于 5" in one and "合并" in one for one in result.warnings)


@pytest.mark.parametrize("seed", range(8))
def test_crosstab_is_pandas_and_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, high, wide = int(rng.integers(50, 3000)), int(rng.integers(2, 8)), int(rng.integers(2, 6))
    rows = pd.Series(rng.integers(0, high, n)).map(
        lambda one: None if one == 0 and rng.random() < 0.3 else f"r{one}"
    )
    columns = pd.Series(rng.integers(0, wide, n)).map(lambda one: f"c{one}")
    table = crosstab(code("行", rows), code("列", columns))
    frame = pd.crosstab(rows, columns)
    assert table.counts.tolist() == frame.to_numpy().tolist()
    assert (list(table.rows), list(table.columns)) == (list(frame.index), list(frame.columns))
    peers = stats.chi2_contingency(frame, correction=False)
    assert (table.chi2, table.p, table.dof) == pytest.approx((peers.statistic, peers.pvalue, peers.dof))
    assert table.least_expected == pytest.approx(peers.expected_freq.min())
    assert table.v == pytest.approx(stats.contingency.association(frame.to_numpy(), method="cramer"))


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


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: _pair(["甲", "甲"], ["是", "否"]), ["「一」只有一种回答"]),
        (lambda: _pair([], []), ["n = 0"]),
        (lambda: crosstab(code("一", ["甲"]), code("二", ["甲", "乙"])), ["同一批答卷"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
