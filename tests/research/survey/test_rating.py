"""Ratings by hand and by statsmodels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from mktkit.errors import MktkitError
from mktkit.research.survey.rating import RatingScale, rating

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_rating_by_hand() -> None:
    # 5, 4, 4, 3, 2: mean 3.6, deviations² 1.96 + 0.16 + 0.16 + 0.36 + 2.56 = 5.2, ÷ 4 = 1.3, √1.3 = 1.14.
    # t(4, 0.975) = 2.7764: 2.7764 · 1.1402 ÷ √5 = 1.4157.
    result = rating("满意", [5, 4, 4, 3, 2, None])
    got = [
        result[name].text for name in ("均值", "标准差", "均值下限", "均值上限", "前两档占比", "后两档占比")
    ]
    assert got == ["3.60", "1.14", "2.18", "5.02", "60.0%", "20.0%"]


def test_one_score_only_is_pointed_out() -> None:
    assert any("没有区分度" in one for one in rating("题", [3] * 40).warnings)


def test_mean_and_its_interval_are_statsmodels() -> None:
    scores = [5, 4, 4, 3, 2, 5, 5, 1, 4, 3, 3, 4]
    low, high = DescrStatsW(scores).tconfint_mean()
    ours = rating("满意度", scores)
    assert [
        float(str(ours[name].value)) for name in ("均值", "均值下限", "均值上限", "标准差")
    ] == pytest.approx([np.mean(scores), low, high, np.std(scores, ddof=1)], abs=0.005)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: rating("题", []), ["n = 0"]),
        (lambda: rating("题", [6]), ["6", "1 到 5"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)


def test_a_scale_of_one_step_is_told() -> None:
    with pytest.raises(MktkitError, match="只有一档"):
        rating("题", [3, 3], RatingScale.of([3]))


def test_steps_that_are_not_whole_numbers_in_a_row() -> None:
    # 20, 40 … 100: (40 + 100 + 80) ÷ 3 = 73.33; of three two gave 80 or 100.
    result = rating("满意度", [40, 100, 80], RatingScale.of([20, 40, 60, 80, 100]))
    assert (result["均值"].text, result["前两档占比"].text) == ("73.33", "66.7%")
    assert [row[0] for row in result.tables[0].rows] == [20, 40, 60, 80, 100]
    with pytest.raises(MktkitError, match="不在量表里"):
        rating("满意度", [50], RatingScale.of([20, 40]))
