"""Nothing is carried out before the manager has approved the plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mktkit.errors import MktkitError
from mktkit.records import Actor, Store
from mktkit.records.verify import verify
from mktkit.research.pages.plan import (
    ApprovedPlan,
    plan_files,
)
from mktkit.research.plan.example import example_plan
from mktkit.research.plan.model import plan_number
from mktkit.research.plan.paper import approved_plan, review_plan, unapproved
from mktkit.rules import Rules

AUTHOR = Actor("S001", "李明", ("市场专员",))
MANAGER = Actor("M001", "王敏", ("营销经理",))


def test_nothing_is_carried_out_before_the_manager_approved(
    store: Store, rules: Rules, hand_in_plan: Callable[[], str]
) -> None:
    assert "没有这个任务的调研计划" in unapproved("R2026-EX1", store)
    number = hand_in_plan()
    assert number == plan_number("R2026-EX1")
    assert "审批中" in unapproved("R2026-EX1", store)
    with pytest.raises(MktkitError, match="不得实施"):
        plan_files(ApprovedPlan(task_id="R2026-EX1"), store, rules)
    with pytest.raises(MktkitError, match="经办人"):
        store.act(number, AUTHOR, "approve")
    waiting = store.waiting_for(MANAGER)
    assert [one.document for one in waiting] == [number]
    assert isinstance(review_plan(example_plan(), waiting[0], store, rules), str)
    store.act(number, MANAGER, "return", "样本太少")
    assert "已退回" in unapproved("R2026-EX1", store)
    store.act(number, AUTHOR, "submit")
    store.act(number, MANAGER, "approve")
    assert unapproved("R2026-EX1", store) == ""
    plan, record = approved_plan("R2026-EX1", store)
    assert (plan, record.who) == (example_plan(), MANAGER)
    assert verify(store).ok
