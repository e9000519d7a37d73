"""A claim on its way: handed in, approved by head and 财务, never by its claimant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from claims import night

from mktkit.documents import approvals
from mktkit.errors import MktkitError
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.pages.claim import ClaimDesk, claims
from mktkit.records import Actor, Store, open_store
from mktkit.records.handover import accept, handover
from mktkit.rules import Rules

HEAD = Actor("M001", "示例乙", ("营销经理",))
FINANCE = Actor("F001", "示例丙", ("财务部门",))
TOP = Actor("G001", "示例丁", ("公司高层",))
CLERK = Actor("S009", "示例戊")


def test_the_claimant_never_approves_not_even_through_a_clerk(store: Store, rules: Rules) -> None:
    own = night().model_copy(update={"handler_id": CLERK.person_id, "handler_name": CLERK.name})
    record = hand_in_claim(store, own, rules)
    assert (record.author_id, record.subject_person) == ("S009", "X001")
    for person in (Actor("X001", "示例甲", ("营销经理",)), Actor("S009", "示例戊", ("营销经理",))):
        with pytest.raises(MktkitError, match="不能是经办人、被考核人本人"):
            store.act(record.document, person, "approve")


@pytest.mark.parametrize("clerk", [False, True])
def test_a_heads_own_claim_goes_one_level_up(store: Store, rules: Rules, clerk: bool) -> None:
    more = {"handler_id": CLERK.person_id, "handler_name": CLERK.name} if clerk else {}
    own = night().model_copy(update={"person_id": "M001", "name": "示例乙", "post": "营销经理"} | more)
    record = hand_in_claim(store, own, rules)
    assert [step.post for step in record.chain] == ["公司高层", "财务部门"]
    for person in (HEAD, Actor("M002", "另一位", ("营销经理",))):
        with pytest.raises(MktkitError):
            store.act(record.document, person, "approve")
    store.act(record.document, TOP, "approve")
    assert store.act(record.document, FINANCE, "approve").status == "approved"


def test_what_stops_is_not_kept(store: Store, rules: Rules) -> None:
    with pytest.raises(MktkitError, match="有 1 处要改，没有提交"):
        hand_in_claim(store, night().model_copy(update={"stated_total": 1}), rules)
    assert store.list() == ()


def test_a_disguised_file_is_kept_as_it_is_and_the_reviewer_is_told(store: Store, rules: Rules) -> None:
    record = hand_in_claim(store, night(), rules, {"发票.pdf": b"MZ\x90 not a pdf"})
    (kept,) = record.attachments
    assert store.attachment(kept) == b"MZ\x90 not a pdf"
    desk = approvals(store, rules)
    desk.who.fill(person_id="M001", name="示例乙", posts=["营销经理"])
    desk.refresh()
    assert "「发票.pdf」的内容是程序，不是 PDF" in str(desk)
    assert "附件 发票.pdf" in desk.attached.children[0].label


def test_an_attachment_that_has_gone_is_said_and_nothing_breaks(store: Store, rules: Rules) -> None:
    record = hand_in_claim(store, night(), rules, {"发票.pdf": b"%PDF"})
    store.attachments.path(record.attachments[0].sha256).unlink()  # type: ignore[attr-defined]
    desk = approvals(store, rules)
    assert "附件「发票.pdf」找不到" in desk.said.text
    assert "报销单 示例甲" in str(desk)


@pytest.fixture
def desk(store: Store, rules: Rules) -> Iterator[ClaimDesk]:
    made = claims(store, rules)
    yield made
    made.form.discard()


def test_a_stop_that_another_machine_finds_asks_for_a_reason(
    store: Store, rules: Rules, tmp_path: Path
) -> None:
    """One invoice on two machines: each passes where it is made, the desk that has both says so."""
    with open_store(folder=tmp_path / "other") as other:
        elsewhere = hand_in_claim(
            other, night().model_copy(update={"person_id": "X002", "name": "示例己"}), rules
        )
        file = handover(other, elsewhere.document)
    first = hand_in_claim(store, night(), rules)
    accept(store, file)
    desk = approvals(store, rules)
    desk.who.fill(person_id="M001", name="示例乙", posts=["营销经理"])
    desk.chooser.value = elsewhere.document
    desk.act("approve")
    assert f"已在报销单 {first.document}报过" in desk.said.text
    assert store.latest(elsewhere.document).status == "pending"
    desk.reason.value = "两张票，已看原件"
    desk.act("approve")
    assert store.latest(elsewhere.document).step == 1
    assert store.latest(elsewhere.document).reason == "两张票，已看原件"
