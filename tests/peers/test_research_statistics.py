"""The statistics of market research against packages that others wrote."""

from __future__ import annotations

from itertools import product

import ipfn
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats import proportion as peer
from statsmodels.stats.weightstats import DescrStatsW

from mktkit.research.plan.sampling import Precision, required_sample
from mktkit.research.proportions import (
    Proportion,
    margin_of_error,
    newcombe_interval,
    two_proportion_test,
    wilson_interval,
)
from mktkit.research.survey.coding import code
from mktkit.research.survey.crosstab import crosstab
from mktkit.research.survey.price import PriceAnswer, price_sensitivity
from mktkit.research.survey.raking import rake
from mktkit.research.survey.rating import rating

PAIRS = [
    (56, 70, 48, 80),
    (9, 10, 3, 10),
    (5, 56, 0, 29),
    (172, 400, 140, 400),
    (1, 3, 2, 3),
    (1200, 1500, 900, 1499),
]


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


@pytest.mark.parametrize(
    ("margin", "share", "level"), list(product((1, 3, 5, 10), (50, 20, 3), (90, 95, 99)))
)
def test_sample_size_is_statsmodels_rounded_up(margin: int, share: int, level: int) -> None:
    exact = peer.samplesize_confint_proportion(share / 100, margin / 100, 1 - level / 100)
    assert required_sample(Precision(margin, level, share=share)) == int(np.ceil(exact))


def test_margin_of_error_is_half_of_statsmodels_normal_interval() -> None:
    low, high = peer.proportion_confint(172, 400, method="normal")
    assert margin_of_error(Proportion(172, 400)) == pytest.approx((high - low) / 2, abs=1e-12)


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


# The peer still uses what pandas will drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("seed", range(6))
def test_raking_is_ipfn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 600
    frame = pd.DataFrame(
        {
            "性别": rng.choice(["男", "女"], n, p=[0.62, 0.38]),
            "年龄": rng.choice(["青", "中", "老"], n, p=[0.5, 0.3, 0.2]),
            "地区": rng.choice(["东", "南", "西", "北"], n, p=[0.4, 0.3, 0.2, 0.1]),
        }
    )
    targets = {
        "性别": {"男": 51, "女": 49},
        "年龄": {"青": 35, "中": 40, "老": 25},
        "地区": {"东": 30, "南": 25, "西": 25, "北": 20},
    }
    raked = rake([code(name, frame[name], list(shares)) for name, shares in targets.items()], targets)
    margins = [pd.Series(shares).rename_axis(name) * n / 100 for name, shares in targets.items()]
    cells = frame.groupby(list(targets)).size().rename("total").reset_index().astype({"total": float})
    fitted = ipfn.ipfn.ipfn(
        cells, margins, [[name] for name in targets], convergence_rate=1e-12, max_iteration=2000
    ).iteration()
    ours = frame.assign(weight=raked.weights).groupby(list(targets))["weight"].sum()
    theirs = fitted.set_index(list(targets))["total"]
    np.testing.assert_allclose(ours.sort_index(), theirs.sort_index(), atol=1e-4)
    for name, shares in targets.items():
        got = frame.assign(weight=raked.weights).groupby(name)["weight"].sum() / n * 100
        assert got.to_dict() == pytest.approx(shares, abs=1e-6)


def test_mean_and_its_interval_are_statsmodels() -> None:
    scores = [5, 4, 4, 3, 2, 5, 5, 1, 4, 3, 3, 4]
    low, high = DescrStatsW(scores).tconfint_mean()
    ours = rating("满意度", scores)
    assert [
        float(str(ours[name].value)) for name in ("均值", "均值下限", "均值上限", "标准差")
    ] == pytest.approx([np.mean(scores), low, high, np.std(scores, ddof=1)], abs=0.005)


def test_price_points_are_where_finely_drawn_curves_cross() -> None:
    rng = np.random.default_rng(7)
    answers = []
    for _ in range(400):
        start = 100 + 5 * int(rng.integers(0, 20))
        steps = np.cumsum(5 * rng.integers(1, 10, 3))
        answers.append(PriceAnswer(start, *(start + int(one) for one in steps)))
    columns = np.array([(one.too_cheap, one.cheap, one.expensive, one.too_expensive) for one in answers])
    prices = np.unique(columns)

    def curve(which: int, *, falling: bool) -> np.ndarray:
        compared = columns[:, which][:, None] >= prices if falling else columns[:, which][:, None] <= prices
        return compared.mean(axis=0)

    fine = np.linspace(prices[0], prices[-1], 400_001)

    def crossing(falling: np.ndarray, rising: np.ndarray) -> float:
        gap = np.interp(fine, prices, falling) - np.interp(fine, prices, rising)
        return float(fine[np.flatnonzero(gap <= 0)[0]])

    too_cheap, cheap = curve(0, falling=True), curve(1, falling=True)
    expensive, too_expensive = curve(2, falling=False), curve(3, falling=False)
    result = price_sensitivity("产品", answers)
    for name, falling, rising in (
        ("可接受价格下限", too_cheap, 1 - cheap),
        ("最优价格点", too_cheap, too_expensive),
        ("无差异价格点", cheap, expensive),
        ("可接受价格上限", 1 - expensive, too_expensive),
    ):
        assert float(str(result[name].value)) == pytest.approx(crossing(falling, rising), abs=0.01)
