"""Claims among the records: invoices of everybody, caps, what approved ones commit."""

from __future__ import annotations

import pytest
from claims import claim, line, night

from mktkit.errors import MktkitError
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.claim.store import commitments, standing_of
from mktkit.expense.model import Commitment
from mktkit.records import Actor, Store
from mktkit.rules import Rules

HEAD = Actor("M001", "示例乙", ("营销经理",))
FINANCE = Actor("F001", "示例丙", ("财务部门",))


def test_head_then_finance_and_only_then_it_is_committed(store: Store, rules: Rules) -> None:
    record = hand_in_claim(store, night(1200), rules)
    assert record.status_title == "审批中：审核签字（部门负责人）"
    with pytest.raises(MktkitError, match="应由营销经理"):
        store.act(record.document, FINANCE, "approve")
    store.act(record.document, HEAD, "approve")
    assert commitments(store) == ()
    store.act(record.document, FINANCE, "approve")
    # 1,200 claimed, 2 nights × 350 = 700 allowed: the own part is nobody's budget.
    assert commitments(store) == (Commitment(record.document, "销售部", "销售费用", "2026-10", 70000),)


def test_an_invoice_is_claimed_once_by_whomever(store: Store, rules: Rules) -> None:
    first = hand_in_claim(store, night(), rules)
    other = night(700, "１").model_copy(update={"person_id": "X002", "name": "示例己"})
    with pytest.raises(MktkitError, match=f"已在报销单 {first.document}报过") as refused:
        hand_in_claim(store, other, rules)
    assert "6.2.1 发票重复报销" in str(refused.value)
    store.act(first.document, Actor("X001", "示例甲", ("销售代表",)), "withdraw")
    assert hand_in_claim(store, other, rules).status == "pending"


def test_caps_count_what_earlier_claims_used(store: Store, rules: Rules) -> None:
    dinner = claim(line("业务招待", 600, "1"))
    hand_in_claim(store, dinner, rules)
    assert standing_of(store).used == {("X001", "2026-10", "业务招待"): 60000}


@pytest.mark.parametrize("end", ["reject", "void"])
def test_what_is_refused_or_void_holds_neither_invoice_nor_budget(
    store: Store, rules: Rules, end: str
) -> None:
    first = hand_in_claim(store, night(), rules)
    store.act(first.document, HEAD, "approve")
    if end == "void":
        store.act(first.document, FINANCE, "approve")
        assert [one.amount for one in commitments(store)] == [70000]
    store.act(first.document, FINANCE, end, "同一张票")  # type: ignore[arg-type]  # one of two actions
    assert commitments(store) == ()
    assert standing_of(store).invoices == {}
    assert hand_in_claim(store, night(), rules).status == "pending"


@pytest.mark.parametrize("written", ["x001", "Ｘ００１", "X001 "])
def test_a_claimant_is_one_person_however_the_number_is_written(
    store: Store, rules: Rules, written: str
) -> None:
    record = hand_in_claim(store, night(), rules)
    with pytest.raises(MktkitError):
        store.act(record.document, Actor(written, "示例甲", ("营销经理",)), "approve")
    again = night(700, "2").model_copy(update={"person_id": written})
    with pytest.raises(MktkitError, match=f"2026-10-12 这一晚的住宿已在报销单 {record.document}报过"):
        hand_in_claim(store, again, rules)
