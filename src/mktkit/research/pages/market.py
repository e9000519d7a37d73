"""Calculating a market by form."""

from __future__ import annotations

import datetime as dt

from mktkit.research.market.analysis import analyse_market
from mktkit.research.market.model import MarketData
from mktkit.research.pages.results import analyses_shown
from mktkit.rules import Rules, load_rules

__all__ = ["show_market"]


def show_market(data: MarketData, rules: Rules | None = None) -> dict[str, object]:
    """Calculate a market and return what to show."""
    analyses, problems = analyse_market(data, rules or load_rules(on=dt.date.today()))
    return analyses_shown("市场", analyses, problems) or {"市场": "还没有填。"}
