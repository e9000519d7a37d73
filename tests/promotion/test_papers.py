"""A plan handed in waits for the positioning it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from mktkit.desk.submission import submission
from mktkit.forms import form
from mktkit.promotion import example
from mktkit.promotion.model import PromotionPlan
from mktkit.promotion.papers import POSITIONING, PROMOTION_PLAN
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 8, tzinfo=dt.UTC)) as opened:
        yield opened


def test_a_plan_waits_until_the_executives_have_approved_the_positioning(store: Store, rules: Rules) -> None:
    sheet = form(type(example.positioning()), value=example.positioning(), draft=False, rules=rules)
    plan = form(PromotionPlan, value=example.plan(), draft=False, rules=rules)
    first, second = (
        submission(sheet, POSITIONING, store=store, rules=rules),
        submission(plan, PROMOTION_PLAN, store=store, rules=rules),
    )
    for one in (first, second):
        one.who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    assert second.hand_in(submit=True) is None
    assert "不在这台电脑的记录里" in str(second)
    first.hand_in(submit=True)
    assert second.hand_in(submit=True) is None
    assert "还没有审批通过" in str(second)
    store.act("品牌定位书-B2026-01", Actor("G01", "高层", ("公司高层",)), "approve")
    record = second.hand_in(submit=True)
    assert record is not None
    assert record.status == "filed"
    assert [one.name for one in record.attachments] == ["推广渠道计划-T2026-03.docx"]
