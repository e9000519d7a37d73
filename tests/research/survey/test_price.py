"""Price points by finely drawn curves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mktkit.research.survey.price import PriceAnswer, price_sensitivity

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


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


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: price_sensitivity("产品", []), ["没有一份"]),
        (lambda: price_sensitivity("产品", [PriceAnswer(5, 4, 3, 2)]), ["1 份里没有一份"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
