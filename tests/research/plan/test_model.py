"""What the form of a plan refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from mktkit.forms import Form, form
from mktkit.research.plan.example import example_plan
from mktkit.research.plan.model import ResearchPlan
from mktkit.research.plan.review import check_plan
from mktkit.rules import Rules

DAY = dt.datetime(2026, 9, 18, 2, tzinfo=dt.UTC)


def changed(**values: Any) -> dict[str, Any]:
    return {**example_plan().model_dump(), **values}


def test_the_example_is_a_plan_without_a_remark_and_the_form_gives_it_back(rules: Rules) -> None:
    plan = example_plan()
    assert check_plan(plan, rules, dt.date(2026, 9, 18)) == []
    made: Form[ResearchPlan] = form(ResearchPlan, value=plan, draft=False, rules=rules, today=DAY.date())
    assert made.value == plan
    assert ResearchPlan.model_validate(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sample": None}, "要填“样本”"),
        ({"methods": ["案头研究"]}, "调研方法里没有选它"),
        ({"methods": ["问卷调查", "案头研究", "观察"]}, "没有一行用它"),
        ({"due_on": dt.date(2026, 10, 20)}, "晚于应完成日 2026-10-20"),
        ({"stages": [{"work": "写", "starts_on": "2026-10-02", "ends_on": "2026-10-01"}]}, "早于开始日期"),
        ({"stages": [{"work": "写", "starts_on": "2026-10-01", "ends_on": "2026-10-02"}]}, "没有一行是实施"),
        ({"topics": []}, "too_short"),
        ({"purpose": ""}, "string_too_short"),
        ({"task_id": "../../x"}, "string_pattern_mismatch"),
    ],
)
def test_an_incomplete_plan_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ResearchPlan.model_validate(changed(**values))
    assert words in str(caught.value)
