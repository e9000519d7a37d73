"""A market calculated part by part."""

from __future__ import annotations

from decimal import Decimal

from mktkit.research.market.analysis import analyse_market
from mktkit.research.market.example import example_market
from mktkit.research.market.model import MarketData
from mktkit.rules import Rules


def test_a_market_is_calculated_part_by_part(rules: Rules) -> None:
    data = example_market()
    done, problems = analyse_market(data, rules)
    assert problems == []
    titles = [one.title for one in done]
    assert titles == [
        "市场规模（自上而下）", "市场规模（自下而上）", "两种推算的差距", "市场规模的增长", "市场份额", "市场集中度", "竞争对手对比",
    ]  # fmt: skip
    by_title = dict(zip(titles, done, strict=True))
    # 3740, 2870, 2250 and 1250 of 12480 print as 30.0, 23.0, 18.0 and 10.0: 900 + 529 + 324 + 100.
    assert by_title["市场集中度"]["HHI"].text == "1,853"
    assert analyse_market(MarketData(), rules) == ([], [])
    wrong = data.model_copy(update={"total": None, "market_total": Decimal(1), "criteria": []})
    done, problems = analyse_market(wrong, rules)
    assert [one.title for one in done] == ["市场规模的增长"]
    assert len(problems) == 3
    twice = data.model_copy(update={"periods": [data.periods[0], data.periods[0]]})
    assert any("两次" in one for one in analyse_market(twice, rules)[1])
