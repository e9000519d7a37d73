"""The page of a market before anything is filled in."""

from __future__ import annotations

from mktkit.research.market.model import MarketData
from mktkit.research.pages.market import show_market
from mktkit.rules import Rules


def test_an_empty_market_is_said_to_be_empty(rules: Rules) -> None:
    assert show_market(MarketData(), rules) == {"市场": "还没有填。"}
