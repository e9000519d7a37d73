"""The net promoter score by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mktkit.research.survey.net_promoter import net_promoter_score

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_nps_by_hand() -> None:
    # 5 promoters, 2 detractors of 10: 30 points; variance 0.7 − 0.09 = 0.61, 1.96 · √(0.61 ÷ 10) = 48.4.
    score = net_promoter_score("推荐", [10] * 5 + [8] * 3 + [3] * 2)
    assert (score["NPS"].text, score["误差"].text) == ("30.0", "48.4 点")


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: net_promoter_score("题", [11]), ["0 到 10"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
