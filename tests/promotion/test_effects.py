"""What one can say of numbers before and after, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mktkit.errors import MktkitError
from mktkit.promotion.effects import change, conversion_funnel, cost_per_result, usual_range
from mktkit.promotion.model import Change
from mktkit.rules import Rules


def test_the_usual_range_is_mean_and_t_times_s() -> None:
    # 8200, 7900, 8500, 8100: mean 8175, s² = (25² + 275² + 325² + 75²)/3 = 62,500, s = 250.
    # t(3; 0.975) = 3.1824 (tables); 3.1824 × 250 × √1.25 = 889.5.
    low, high = usual_range([Decimal(8200), Decimal(7900), Decimal(8500), Decimal(8100)], Decimal(95))
    assert low == pytest.approx(8175 - 889.5, abs=0.1)
    assert high == pytest.approx(8175 + 889.5, abs=0.1)


def test_too_few_periods_and_a_base_of_zero_say_so(rules: Rules) -> None:
    few = change(Change(indicator="访问量", before=Decimal(0), after=Decimal(10), past="5"), rules.promotion)
    assert few["增长率"].text == "无法计算"
    assert few["判断"].text == "不能判断"
    assert any("活动前是 0" in one for one in few.warnings)
    assert any("至少 4 期" in one for one in few.warnings)


def test_costs_are_divided_exactly_and_rounded_once() -> None:
    # 28,650 ÷ 300 = 95.50; ÷ 20 = 1,432.50 a thousand; nothing converted has no cost.
    result = cost_per_result(2865000, None, {"参与": 300, "曝光": 20000, "转化": 0})
    assert [one.text for one in result.figures] == ["28,650.00 元", "95.50 元", "1,432.50 元", "无法计算"]
    assert any("转化是 0" in one for one in result.warnings)
    assert cost_per_result(None, 100, {"参与": 1}).figures[0].text == "无法计算"


def test_a_funnel_that_widens_is_pointed_out() -> None:
    result = conversion_funnel({"到访": 10, "登记": 12})
    assert result["登记占到访"].text == "120.00%"
    assert "不是同一批人" in result.warnings[0]
    with pytest.raises(MktkitError, match="至少要有两个环节"):
        conversion_funnel({"到访": 10})
