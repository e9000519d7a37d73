"""Every result of a market that its data give: size, growth, shares, competitors (制度 3.1.3): pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mktkit.errors import MktkitError
from mktkit.research.market.competitor import competitor_matrix
from mktkit.research.market.concentration import concentration, market_share
from mktkit.research.market.growth import growth
from mktkit.research.market.model import MarketData
from mktkit.research.market.size import Segment, bottom_up, size_gap, top_down
from mktkit.research.model import Analysis, calculated, repeated
from mktkit.rules import Rules

__all__ = ["analyse_market"]


def _unique(names: list[str], what: str) -> None:
    twice = repeated(names)
    if twice is not None:
        raise MktkitError(f"「{twice}」写了两次", f"{what}里每个只写一次", "删去一行或改名", where=what)


def _sizes(data: MarketData, rules: Rules) -> list[Analysis]:
    found = []
    if data.total is not None:
        found.append(top_down(data.total, [(one.name, one.share) for one in data.steps], data.unit))
    elif data.steps:
        raise MktkitError(
            "有逐步收窄的占比，没有公布的总量", "自上而下要有一个总量", "填上总量", where="市场规模"
        )
    if data.buyers:
        found.append(bottom_up([Segment(**dict(one)) for one in data.buyers], data.unit))
    if len(found) == 2:
        found.append(size_gap(found[0], found[1], rules.research.size_gap))
    return found


def _growth(data: MarketData) -> list[Analysis]:
    if not data.periods:
        return []
    _unique([one.period for one in data.periods], "历年规模")
    return [growth("市场规模", {one.period: one.value for one in data.periods}, data.unit)]


def _shares(data: MarketData, rules: Rules) -> list[Analysis]:
    if not data.suppliers:
        return []
    _unique([one.name for one in data.suppliers], "各家销售额")
    sales = {one.name: one.sales for one in data.suppliers}
    shares = market_share(sales, data.unit, data.market_total)
    # Of the shares as they are printed, so that a reader squaring them gets the same.
    printed = {name: shares[f"{name}的份额"].printed for name in sales}
    return [shares, concentration(printed, rules.research.concentration)]


def _competitors(data: MarketData) -> list[Analysis]:
    if not (data.criteria or data.marks):
        return []
    _unique([one.name for one in data.criteria], "对比的项目")
    _unique([f"{one.company}的{one.criterion}" for one in data.marks], "打分")
    scores: dict[str, dict[str, int]] = {}
    for one in data.marks:
        scores.setdefault(one.company, {})[one.criterion] = one.score
    return [competitor_matrix({one.name: one.weight for one in data.criteria}, scores)]


def _parts(data: MarketData, rules: Rules) -> Iterator[Callable[[], list[Analysis]]]:
    yield lambda: _sizes(data, rules)
    yield lambda: _growth(data)
    yield lambda: _shares(data, rules)
    yield lambda: _competitors(data)


def analyse_market(data: MarketData, rules: Rules) -> tuple[list[Analysis], list[str]]:
    """Calculate every part that is filled in; what cannot be calculated is said, and why.

    Notes
    -----
    制度 3.1.3: 市场规模、市场增长率、市场份额、竞争对手优劣势.
    """
    found, problems = calculated(_parts(data, rules))
    return [one for part in found for one in part], problems
