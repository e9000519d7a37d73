"""What whoever approves a plan should know."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from mktkit.research.plan.example import example_plan
from mktkit.research.plan.model import ResearchPlan
from mktkit.research.plan.review import check_plan, required
from mktkit.rules import Rules


def changed(**values: Any) -> dict[str, Any]:
    return {**example_plan().model_dump(), **values}


def test_what_the_reviewer_should_know(rules: Rules) -> None:
    sample = example_plan().sample
    assert sample is not None
    small = ResearchPlan.model_validate(
        changed(
            sample=sample.model_copy(update={"planned": 300, "groups": 4, "margin": Decimal(6)}).model_dump(),
            category="其他",
            budget=[],
        )
    )
    told = "\n".join(str(one) for one in check_plan(small, rules, dt.date(2026, 10, 12)))
    # ±6 points: 1.96² · 0.25 ÷ 0.06² = 266.8, so 267 in each of four groups.
    assert "需要 1068 份（4 组，每组 267 份）" in told
    for words in ("公司的要求是 ±5 个百分点", "市场调研费用", "没有预算", "未经批准，不得实施（3.1.1）"):
        assert words in told
    many = ResearchPlan.model_validate(
        changed(sample=sample.model_copy(update={"population": 100}).model_dump())
    )
    assert any("多于总体" in one.what for one in check_plan(many, rules))


def test_the_sample_of_the_example_by_hand() -> None:
    sample = example_plan().sample
    assert sample is not None
    needed = required(sample)
    # 384.15 ÷ (1 + 383.15 ÷ 6200) = 361.8.
    assert needed["需要的有效答卷"].text == "362 份"
