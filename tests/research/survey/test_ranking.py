"""Rankings by hand, weighted, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

from mktkit.research.survey.ranking import ranking

Refused = Callable[[Callable[[], object], list[str]], None]


def test_a_ranking_by_hand() -> None:
    # Of three options the first scores 3. 价格 (3 + 2 + 3 + 0) ÷ 4 = 2; 质量 (2 + 3 + 0 + 0) ÷ 4 = 1.25;
    # 售后 (1 + 0 + 2 + 3) ÷ 4 = 1.5. Mean ranks: 价格 (1 + 2 + 1) ÷ 3 = 1.33, 售后 (3 + 2 + 1) ÷ 3 = 2.
    result = ranking(
        "看重什么",
        {"价格": [1, 2, 1, None, None], "质量": [2, 1, None, None, None], "售后": [3, None, 2, 1, None]},
    )
    assert result.n == 4
    assert [(row[0], row[1], row[2]) for row in result.tables[0].rows] == [
        ("价格", Decimal("2.00"), Decimal("1.33")),
        ("售后", Decimal("1.50"), Decimal("2.00")),
        ("质量", Decimal("1.25"), Decimal("1.50")),
    ]
    assert result["价格：第一位"].text == "50.0%"
    assert result["质量：第一位"].text == "25.0%"


def test_a_weighted_ranking_by_hand() -> None:
    # Weights 1 and 3 of two: 甲 (2·1 + 1·3) ÷ 4 = 1.25, 乙 (1·1 + 2·3) ÷ 4 = 1.75.
    result = ranking("次序", {"甲": [1, 2], "乙": [2, 1]}, weights=[1, 3])
    assert (result["甲：得分"].text, result["乙：得分"].text) == ("1.25", "1.75")


def test_all_scores_of_complete_rankings_sum_to_those_of_the_places() -> None:
    rng = np.random.default_rng(7)
    rows = np.array([rng.permutation(5) + 1.0 for _ in range(40)]).T
    result = ranking("次序", {f"选项{at}": row.tolist() for at, row in enumerate(rows)})
    # 5 + 4 + 3 + 2 + 1, whoever ranks what where; each of five scores is rounded to a hundredth.
    total = sum(one.printed for one in result.figures if one.name.endswith("得分"))
    assert abs(total - 15) <= Decimal("0.025")


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        ({}, ["没有选项"]),
        ({"甲": [1], "乙": [1, 2]}, ["不一样长"]),
        ({"甲": [None], "乙": [None]}, ["n = 0"]),
        ({"甲": [1.0, 1.0], "乙": [1.0, 2.0]}, ["有 1 份", "同一位"]),
    ],
)
def test_a_wrong_ranking_is_refused(
    refused: Refused, ranks: dict[str, list[float | None]], words: list[str]
) -> None:
    refused(lambda: ranking("题", ranks), words)
