"""待办: what a person sees and may do, without a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mktkit.desk.inbox import Inbox
from mktkit.desk.papers import Paper, registry
from mktkit.forms import Money, entry
from mktkit.records import Actor, Draft, Record, Store, open_store
from mktkit.records.verify import verify
from mktkit.rules import Rules

AUTHOR = Actor("S01", "示例乙", ("市场专员",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(
        folder=tmp_path / "here", clock=lambda: dt.datetime(2026, 10, 8, 1, tzinfo=dt.UTC)
    ) as opened:
        yield opened


@pytest.fixture
def plan(store: Store, rules: Rules) -> str:
    draft = Draft.of(rules, kind="research_plan", title="<b>计划", body={"样本量": 300}, clause="3.1.1")
    document = store.save(draft, AUTHOR).document
    store.act(document, AUTHOR, "submit")
    return document


def desk_of(store: Store, rules: Rules, person: str, name: str, *posts: str) -> Inbox:
    desk = Inbox(store, rules, registry(SPENDING))
    desk.who.fill(person_id=person, name=name, posts=list(posts))
    desk.refresh()
    return desk


def offered(desk: Inbox) -> set[str]:
    return {action for action, button in desk.buttons.items() if button.layout.display != "none"}


def test_nothing_is_offered_before_one_says_who_one_is(store: Store, rules: Rules, plan: str) -> None:
    desk = Inbox(store, rules, registry())
    desk.who.fill(person_id="", name="")
    desk.refresh()
    assert offered(desk) == set()
    assert "先填工号、姓名和岗位" in str(desk)


def test_the_manager_returns_with_a_reason_and_the_author_sees_it(
    store: Store, rules: Rules, plan: str
) -> None:
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    assert "审批中：批准（营销经理）" in str(desk)
    assert offered(desk) == {"approve", "return", "reject"}
    desk.act("return")
    assert "退回要写明理由" in desk.said.text
    assert store.latest(plan).status == "pending"
    desk.reason.value = "样本太少"
    desk.act("return")
    assert store.latest(plan).status == "returned"
    assert "样本太少" in str(desk_of(store, rules, "S01", "示例乙", "市场专员"))


def test_the_author_cannot_approve(store: Store, rules: Rules, plan: str) -> None:
    desk = desk_of(store, rules, "S01", "示例乙", "市场专员", "营销经理")
    assert "approve" not in offered(desk)
    desk.act("approve")
    assert "是这份单据的经办人" in desk.said.text
    assert store.latest(plan).status == "pending"


def test_what_was_not_seen_cannot_be_approved(store: Store, rules: Rules, plan: str) -> None:
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    store.act(plan, AUTHOR, "withdraw")
    draft = Draft.of(
        rules, kind="research_plan", title="另一份", body={"样本量": 3}, clause="3.1.1", document=plan
    )
    store.save(draft, AUTHOR)
    store.act(plan, AUTHOR, "submit")
    desk.act("approve")
    assert store.latest(plan).status == "pending"


def test_a_document_goes_to_another_machine_and_comes_back(
    store: Store, rules: Rules, plan: str, tmp_path: Path
) -> None:
    here = desk_of(store, rules, "S01", "示例乙", "市场专员")
    (button,) = here.outgoing.children
    with open_store(folder=tmp_path / "there") as other:
        there = desk_of(other, rules, "M01", "示例甲", "营销经理")
        there.incoming.take("移交.mktkit", button.content())
        assert "已接收单据" in there.said.text
        there.act("approve")
        assert other.latest(plan).status == "approved"
        assert verify(other).ok
        (back,) = there.outgoing.children
        here.incoming.take("移交.mktkit", back.content())
    assert store.latest(plan).status == "approved"
    assert verify(store).ok


def test_text_of_a_document_is_never_markup(store: Store, rules: Rules, plan: str) -> None:
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    assert "<b>计划" not in desk.document.value
    assert "&lt;b&gt;计划" in desk.document.value


class Line(BaseModel):
    what: str = entry("事项")
    amount: Money = entry("金额")


class Spending(BaseModel):
    """A document as a subject would write it."""

    purpose: str = entry("事由")
    advance: Money = entry("借款", default=0, shown_if={"purpose": "出差"})
    lines: list[Line] = entry("明细")


def review(content: Spending, record: Record, store: Store, rules: Rules) -> Any:
    return [{"项目": "合计", "元": sum(line.amount for line in content.lines) // 100}]


SPENDING: Paper[Spending, Spending] = Paper(
    kind="expense_claim", model=Spending, title=lambda spending: spending.purpose, review=review
)


def spend(store: Store, rules: Rules, body: Any, **more: Any) -> None:
    draft = Draft.of(
        rules, kind="expense_claim", title="拜访", body=body, clause="6.2.1", department="市场部", **more
    )
    store.act(store.save(draft, AUTHOR).document, AUTHOR, "submit")


def test_a_document_is_shown_by_the_titles_of_its_model_with_what_a_reviewer_should_know(
    store: Store, rules: Rules
) -> None:
    lines = [{"what": "高铁", "amount": 55350}, {"what": "午餐", "amount": 6050}]
    spend(store, rules, {"purpose": "见客户", "advance": 0, "lines": lines})
    seen = str(desk_of(store, rules, "M01", "示例甲", "营销经理"))
    assert "事由\t见客户" in seen
    assert "借款" not in seen
    assert "事项\t金额（元）\n高铁\t553.50\n午餐\t60.50" in seen
    assert "审核时请看\n项目\t元\n合计\t614" in seen


def test_a_document_of_another_version_is_shown_as_it_was_kept(store: Store, rules: Rules) -> None:
    spend(store, rules, {"purpose": "见客户", "kilometres": 12})
    assert "kilometres\t12" in str(desk_of(store, rules, "M01", "示例甲", "营销经理"))


def test_attachments_are_given_to_whoever_reviews(store: Store, rules: Rules) -> None:
    kept = store.attach("发票.pdf", b"%PDF-1.7 " + b"x" * 2048)
    spend(store, rules, {"purpose": "见客户"}, attachments=(kept,))
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    (button,) = desk.attached.children
    assert button.caption == "［附件 发票.pdf（2 KB）］"
    assert button.content() == b"%PDF-1.7 " + b"x" * 2048
