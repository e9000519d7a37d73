"""Growth by hand, and bases that have none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from mktkit.research.market.growth import cagr, growth

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_cagr() -> None:
    # 100 · 1.1⁴ = 146.41.
    assert cagr(100, Decimal("146.41"), 4) == pytest.approx(0.10, abs=1e-12)
    assert cagr(100, 0, 3) == -1
    result = growth(
        "规模", {"2022": 100, "2023": 110, "2024": 121, "2025": Decimal("133.1"), "2026": Decimal("146.41")}
    )
    assert result["年均复合增长"].text == "10.0%"
    assert [one.text for one in result.figures] == ["10.0%"] * 5


def test_growth_over_zero_and_negative_bases_is_left_out_and_named() -> None:
    result = growth("利润", {"2023": -5, "2024": 0, "2025": 10, "2026": None})
    assert result.figures == ()
    said = "\n".join(result.warnings)
    assert all(word in said for word in ("2023 是 -5", "2024 是 0", "2026 没有数", "年均复合增长没有计算"))
    assert [row[2] for row in result.tables[0].rows] == [None] * 4


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: cagr(0, 100, 3), ["基期是 0"]),
        (lambda: cagr(-5, 100, 3), ["基期是 -5", "大于 0"]),
        (lambda: cagr(5, -100, 3), ["末期是负数"]),
        (lambda: cagr(5, 10, 0), ["期数是 0"]),
        (lambda: growth("规模", {"2026": 1}), ["只有 1 期"]),
        (lambda: growth("规模", {"2025": float("nan"), "2026": 1}), ["2025", "不是确定的数"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
