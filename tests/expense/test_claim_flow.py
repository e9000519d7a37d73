"""A claim on its way: handed in, returned, mended, approved, committed; nobody passes their own."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from claims import claim, line

from mktkit.desk.handing_in import hand_in
from mktkit.documents import approvals
from mktkit.errors import MktkitError
from mktkit.expense.budget.calc import spread_budget
from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.expense.budget.store import BUDGET
from mktkit.expense.claim.attachments import disguised
from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.claim.store import commitments, standing_of
from mktkit.expense.ledger.book import import_files
from mktkit.expense.model import Commitment
from mktkit.expense.pages.claim import ClaimDesk, claims
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules

HEAD = Actor("M001", "示例乙", ("营销经理",))
FINANCE = Actor("F001", "示例丙", ("财务部门",))
TOP = Actor("G001", "示例丁", ("公司高层",))
CLERK = Actor("S009", "示例戊")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(
        folder=tmp_path / "store", clock=lambda: dt.datetime(2026, 10, 20, 1, tzinfo=dt.UTC)
    ) as opened:
        yield opened


def night(yuan: float = 700, number: str = "1") -> Claim:
    return claim(line("住宿", yuan, number, until="2026-10-14"))


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


def test_what_stops_is_not_kept(store: Store, rules: Rules) -> None:
    with pytest.raises(MktkitError, match="有 1 处要改，没有提交"):
        hand_in_claim(store, night().model_copy(update={"stated_total": 1}), rules)
    assert store.list() == ()


def test_over_the_budget_is_said_and_at_it_is_not(store: Store, rules: Rules) -> None:
    key = ("销售部", "销售费用", "2026-10")
    assert hand_in_claim(store, night(), rules, available={key: 69999}).status == "pending"  # warns
    desk = claims(store, rules, lambda year: {key: 70000})
    desk.form.value = night(700, "2")
    desk.checks.refresh()
    assert "超出预算" not in str(desk.checks)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("发票.pdf", b"%PDF-1.7", ""),
        ("发票.PDF", b"%PDF-1.7", ""),
        ("发票.ofd", b"PK\x03\x04", ""),
        ("照片.jpg", b"\xff\xd8\xff\xe0", ""),
        ("发票.pdf", b"MZ\x90\x00", "内容是程序"),
        ("发票.pdf", b"\x7fELF", "内容是程序"),
        ("发票.jpg", b"%PDF-1.7", "不是 JPG"),
        ("发票.pdf", b"", "是空的"),
        ("看我.exe", b"MZ", "是程序"),
        ("看我.bat", b"del *", "不是常见的票据文件"),
        ("没有后缀", b"x", "不是常见的票据文件"),
    ],
)
def test_a_file_that_is_not_what_it_says(name: str, data: bytes, said: str) -> None:
    assert (said in disguised(name, data)) if said else disguised(name, data) == ""


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


def test_the_budget_left_is_what_was_approved_less_spent_less_committed(
    store: Store, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path / "data"))
    assert budget_left(store, rules, [2026]) is None
    plan = BudgetLine(department="销售部", category="销售费用", annual=12_000_00)
    hand_in(store, BUDGET, spread_budget(Budget(year=2026, lines=[plan]), rules), CLERK, rules)
    for person in (FINANCE, TOP):
        store.act("YS-2026", person, "approve")
    (tmp_path / "台账.csv").write_text(
        "日期,部门,预算科目,供应商,摘要,金额\r\n2026-10-09,销售部,销售费用,示例快递,快递,100.00\r\n",
        encoding="utf-8",
    )
    import_files([(tmp_path / "台账.csv", "台账.csv")], rules)
    record = hand_in_claim(store, night(), rules)
    for person in (HEAD, FINANCE):
        store.act(record.document, person, "approve")
    # 1,000.00 a month, 100.00 spent, 2 nights × 350.00 committed.
    left = budget_left(store, rules, [2026]) or {}
    assert left["销售部", "销售费用", "2026-10"] == 200_00
    assert left["销售部", "销售费用", "2026-11"] == 1_000_00
    desk = claims(store, rules)
    desk.form.value = claim(line("其他", 200.01, "5"))
    desk.checks.refresh()
    assert "预算还剩 200.00 元，这次 200.01 元" in str(desk.checks)
    desk.form.discard()


# -- the place where claims are made -----------------------------------------------------------------


def texts(*rows: dict[str, str]) -> dict[str, object]:
    """Return what a person types for a trip to 杭州."""
    return {
        "claimed_on": "2026-10-20", "person_id": "X001", "name": "示例甲", "department": "销售部", "post": "销售代表",
        "month": "2026-10", "category": "销售费用", "purpose": "拜访杭州客户", "departed_on": "2026-10-12",
        "returned_on": "2026-10-14", "advance": "500", "lines": list(rows),
    }  # fmt: skip


PAPER = {"buyer": "示例科技有限公司", "buyer_tax_number": "91110108MA0000000X", "attachments": "1"}
HOTEL = {
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
    desk.form.fill(**texts(HOTEL, TRAIN))
    desk.checks.refresh()
    told = str(desk.checks)
    assert "住宿 1,200.00 元，可报 700.00 元，自负 500.00 元" in told
    assert "已在本单第 1 行报过" in told
    desk.submit.press()
    assert "有 1 处要改，没有提交" in str(desk.submit)
    assert store.list() == ()
    desk.form.fill(lines=[HOTEL | {"amount": "700"}, TRAIN | {"invoice_number": "3" * 20}])
    desk.files.take("发票.pdf", b"%PDF-1.7")
    desk.submit.press()
    (record,) = store.list()
    assert record.status == "pending"
    assert [one.name for one in record.attachments] == ["发票.pdf"]
    assert desk.form.raw["person_id"] == ""
    store.act(record.document, HEAD, "return", "事由写详细")
    desk._offer()
    desk.chooser.value = record.document
    assert desk.form.value == Claim.model_validate(record.data)
    assert "示例乙（M001）退回，理由：事由写详细" in str(desk)
    desk.form.fill(purpose="拜访杭州客户，谈续约")
    desk.submit.press()
    again = store.latest(record.document)
    assert (again.status, again.data["purpose"]) == ("pending", "拜访杭州客户，谈续约")
    assert again.attachments == record.attachments
