"""Shares and concentration by hand, what must hold, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.research.market.concentration import concentration, market_share
from mktkit.research.model import Analysis
from mktkit.rules import Rules

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def value(result: Analysis, name: str) -> float:
    found = result[name].value
    assert found is not None
    return float(found)


def test_shares_of_a_larger_market() -> None:
    shares = market_share({"甲": 30, "乙": 20}, total=200)
    assert [row[2] for row in shares.tables[0].rows] == [15, 10, 75]


def test_hhi(rules: Rules) -> None:
    bands = rules.research.concentration
    # 30² + 30² + 20² + 20² = 900 + 900 + 400 + 400.
    result = concentration({"甲": 30, "乙": 30, "丙": 20, "丁": 20}, bands)
    assert (result["HHI"].text, result["CR4"].text) == ("2,600", "100.0%")
    assert str(bands.year) in result.assumptions[0]
    # A monopoly and ten equals.
    assert value(concentration({"甲": 100}, bands), "HHI") == 10_000
    ten = concentration({str(one): 10 for one in range(10)}, bands)
    assert (ten["HHI"].text, ten["CR4"].text, ten["集中程度"].text) == ("1,000", "40.0%", "中度集中")


def test_shares_of_103_percent_are_refused_and_rounding_is_not(rules: Rules) -> None:
    bands = rules.research.concentration
    with pytest.raises(MktkitError, match=r"相加是 103\.0%"):
        concentration({"甲": 50, "乙": 53}, bands)
    rounded = concentration({"甲": 33.4, "乙": 33.4, "丙": 33.4}, bands)
    assert any("四舍五入" in one for one in rounded.warnings)
    # 60 % are known; the other 40 may hide a firm as large as the smallest: 2 · 30² + 40 · 30 = 3,000.
    part = concentration({"甲": 30, "乙": 30}, bands)
    assert any("至少 1,800" in one and "至多约 3,000" in one for one in part.warnings)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=30))
def test_hhi_lies_between_equal_shares_and_a_monopoly(rules: Rules, parts: list[int]) -> None:
    total = sum(parts)
    shares = {str(at): 100 * part / total for at, part in enumerate(parts)}
    value = concentration(shares, rules.research.concentration)["HHI"].value
    assert value is not None
    assert 10_000 / len(parts) - 1 <= value <= 10_000


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: market_share({"甲": 0, "乙": 0}), ["合计是 0"]),
        (lambda: market_share({"甲": 60, "乙": 50}, total=100), ["多于整个市场"]),
        (lambda: market_share({"甲": -1}), ["负数"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
