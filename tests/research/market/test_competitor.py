"""Competitors side by side, by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from mktkit.research.market.competitor import competitor_matrix

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_competitors_by_hand() -> None:
    # 0.6 · 4 + 0.4 · 3 = 3.6; 0.6 · 3 + 0.4 · 5 = 3.8; means 3.5 and 4.
    result = competitor_matrix(
        {"质量": 60, "价格": 40}, {"本公司": {"质量": 4, "价格": 3}, "甲": {"质量": 3, "价格": 5}}
    )
    assert result.tables[0].rows == (
        ("甲", Decimal("3.80"), "价格", "质量"),
        ("本公司", Decimal("3.60"), "质量", "价格"),
    )


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}}), ["只有 1 家"]),
        (lambda: competitor_matrix({"质量": 90}, {"甲": {"质量": 1}, "乙": {"质量": 1}}), ["90", "100"]),
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}, "乙": {}}), ["「乙」", "没有打分"]),
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}, "乙": {"质量": 6}}), ["6 分", "1 到 5"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
