"""Forms that contradict themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from mktkit.promotion import example
from mktkit.promotion.model import Channel, Evaluation, PromotionPlan, Reputation


def test_contradicting_forms_are_refused_in_chinese() -> None:
    plan = example.plan().model_dump()
    with pytest.raises(ValidationError, match=r"各渠道预算合计 45,000\.00 元，超过已批准的 10,000\.00 元"):
        PromotionPlan.model_validate(plan | {"budget_limit": 1000000})
    with pytest.raises(ValidationError, match="结束 2026-10-01 早于开始"):
        Channel.model_validate(plan["channels"][0] | {"ends_on": dt.date(2026, 10, 1)})
    with pytest.raises(ValidationError, match="评价好的 5 人多于样本 4 人"):
        Reputation(yes_before=1, n_before=4, yes_after=5, n_after=4)
    with pytest.raises(ValidationError, match="以往各期应为用顿号隔开的数"):
        Evaluation.model_validate(
            {"campaign_id": "P1", "changes": [{"indicator": "甲", "before": 1, "after": 2, "past": "多"}]}
        )
