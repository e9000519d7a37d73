"""A campaign evaluated: by hand, by the appraisal itself, and what cannot be said of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from mktkit.appraisal.kpi import Frames
from mktkit.promotion import example
from mktkit.promotion.calc import Evaluated, RulesOf, evaluate


def test_the_score_is_that_of_the_rule_and_of_the_appraisal(
    result: Evaluated, scored: tuple[dict[str, Any], Path]
) -> None:
    # 秋季产品展会: 300/300, 20,000/20,000, 30/40 → 30 + 30 + 40 × 0.75 = 90.
    # 老客户答谢会: 150/200, 12,000/10,000 (capped), 20/40 → 22.5 + 30 + 20 = 72.5; the mean is 81.25.
    assert result.score["活动综合得分"].text == "90.00 分"
    assert result.kpi.actual == Fraction(325, 4)
    person = next(one for one in scored[0]["people"] if one["employee_id"] == "S001")
    kpis = {one["clause"]: one for one in person["kpis"]}
    assert result.kpi.score == Decimal(str(kpis["5.1.1.c"]["score"]))
    assert result.lift is not None
    assert result.lift.score == Decimal(str(kpis["5.1.1.b"]["score"]))


def test_awareness_and_reputation_come_with_their_uncertainty(result: Evaluated) -> None:
    # W2026-1 160 of 400, W2026-2 172 of 400: 43 − 40 = 3 points, as the KPI counts; the interval holds 0.
    assert result.awareness is not None
    assert [result.awareness[name].text for name in ("差", "差的下限", "差的上限")] == [
        "3.0 个百分点",
        "-3.8 个百分点",
        "9.8 个百分点",
    ]
    # 238/400 − 212/400 = 6.5 points; pooled p = 450/800, z = 0.065 ÷ √(0.5625·0.4375·2/400) = 1.853.
    assert result.reputation is not None
    assert result.reputation["差"].text == "6.5 个百分点"
    assert result.reputation["z"].text == "1.85"


def test_growth_within_the_usual_ups_and_downs_is_called_that(result: Evaluated) -> None:
    told = {one.title: one["判断"].text for one in result.changes}
    assert told == {
        "网站访问量": "超出平常波动",
        "公众号新增粉丝": "在平常波动之内",
        "销售额": "在平常波动之内",
    }
    # (201.2 − 186.5) ÷ 186.5 = 7.88 %.
    assert result.changes[2]["增长率"].text == "7.9%"


def test_what_else_happened_stands_beside_the_result(
    frames: Frames, rules_of: RulesOf, result: Evaluated
) -> None:
    assert "没有对照组" in result.causality
    assert "一家对手停产检修" in result.causality
    silent = evaluate(example.evaluation().model_copy(update={"concurrent": " "}), frames, rules_of)
    assert "没有填写同期还有什么事" in silent.causality
