"""Making a claim: told what its checks say, mended, handed in, returned, handed in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from claims import night
from filled import FIELDS, HOTEL, MEALS, fill

from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.claim.reading import read_claim
from mktkit.expense.pages.claim import ClaimDesk, claims
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules

HEAD = Actor("M001", "示例乙", ("营销经理",))


def test_over_the_budget_is_said_and_at_it_is_not(store: Store, rules: Rules) -> None:
    key = ("销售部", "销售费用", "2026-10")
    assert hand_in_claim(store, night(), rules, available={key: 69999}).status == "pending"  # warns
    desk = claims(store, rules, lambda year: {key: 70000})
    desk.form.value = night(700, "2")
    desk.checks.refresh()
    assert "超出预算" not in str(desk.checks)


def texts(*rows: dict[str, str]) -> dict[str, object]:
    """Return what a person types for a trip to 杭州."""
    return {
        "claimed_on": "2026-10-20", "person_id": "X001", "name": "示例甲", "department": "销售部", "post": "销售代表",
        "month": "2026-10", "category": "销售费用", "purpose": "拜访杭州客户", "departed_on": "2026-10-12",
        "returned_on": "2026-10-14", "advance": "500", "lines": list(rows),
    }  # fmt: skip


PAPER = {"buyer": "示例科技有限公司", "buyer_tax_number": "91110108MA0000000X", "attachments": "1"}
TYPED_HOTEL = {
    "kind": "住宿",
    "day": "2026-10-12",
    "until": "2026-10-14",
    "place": "杭州",
    "amount": "1200",
    "invoice_number": "2" * 20,
} | PAPER
TRAIN = {
    "kind": "城市间交通",
    "day": "2026-10-12",
    "place": "杭州",
    "amount": "73",
    "transport_class": "高铁二等座",
    "invoice_number": "2" * 20,
} | PAPER


@pytest.fixture
def desk(store: Store, rules: Rules) -> Iterator[ClaimDesk]:
    made = claims(store, rules)
    yield made
    made.form.discard()


def test_told_mended_handed_in_returned_and_handed_in_again(
    desk: ClaimDesk, store: Store, rules: Rules
) -> None:
    desk.form.fill(**texts(TYPED_HOTEL, TRAIN))
    desk.checks.refresh()
    told = str(desk.checks)
    assert "住宿 1,200.00 元，可报 700.00 元，自负 500.00 元" in told
    assert "已在本单第 1 行报过" in told
    desk.submit.press()
    assert "有 1 处要改，没有提交" in str(desk.submit)
    assert store.list() == ()
    desk.form.fill(lines=[TYPED_HOTEL | {"amount": "700"}, TRAIN | {"invoice_number": "3" * 20}])
    desk.files.take("发票.pdf", b"%PDF-1.7")
    desk.submit.press()
    (record,) = store.list()
    assert record.status == "pending"
    assert [one.name for one in record.attachments] == ["发票.pdf"]
    assert desk.form.raw["person_id"] == ""
    store.act(record.document, HEAD, "return", "事由写详细")
    desk.refresh()
    desk.chooser.value = record.document
    assert desk.form.value == Claim.model_validate(record.data)
    assert "示例乙（M001）退回，理由：事由写详细" in str(desk)
    desk.form.fill(purpose="拜访杭州客户，谈续约")
    desk.submit.press()
    again = store.latest(record.document)
    assert (again.status, again.data["purpose"]) == ("pending", "拜访杭州客户，谈续约")
    assert again.attachments == record.attachments


def test_attachments_are_listed_removed_and_never_carried_over(
    desk: ClaimDesk, store: Store, rules: Rules
) -> None:
    desk.form.value = night()
    desk.files.take("发票.pdf", b"%PDF-1")
    desk.files.take("错的.pdf", b"%PDF-2")
    desk.submit.press()
    (record,) = store.list()
    desk.form.value = night(700, "2").model_copy(update={"person_id": "X002", "name": "示例己"})
    desk.submit.press()
    (second,) = [one for one in store.list() if one.document != record.document]
    assert second.attachments == ()
    store.act(record.document, HEAD, "return", "附错了一张")
    desk.refresh()
    desk.chooser.value = record.document
    assert [box.description for box in desk.kept.children] == ["保留附件 发票.pdf", "保留附件 错的.pdf"]
    desk.kept.children[1].value = False
    desk.files.take("行程.pdf", b"%PDF-3")
    desk.submit.press()
    again = store.latest(record.document)
    assert [one.name for one in again.attachments] == ["发票.pdf", "行程.pdf"]
    assert desk.kept.children == ()


def test_where_no_budget_is_known_the_check_says_so(desk: ClaimDesk) -> None:
    desk.form.value = night()
    desk.checks.refresh()
    assert "没有核对：本机没有 2026 年已批准的预算" in str(desk.checks)


def test_a_colleague_imports_it_into_the_form(tmp_path: Path, rules: Rules) -> None:
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS | {"部门": "采购部"}, HOTEL, MEALS)
    with open_store(folder=tmp_path / "store") as store:
        desk = claims(store, rules)
        desk.incoming.take("报销单-示例甲.xlsx", path.read_bytes())
        assert "已填入「报销单-示例甲.xlsx」里的内容，共 2 行明细" in str(desk)
        assert "没有填入：部门 采购部" in str(desk)
        desk.form.fill(department="销售部")
        assert desk.form.value == read_claim(fill(tmp_path / "2.xlsx", rules, FIELDS, HOTEL, MEALS), rules)
        desk.form.discard()
