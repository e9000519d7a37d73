"""待办: what a person sees and may do, without a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from mktkit.approvals import Desk, approvals
from mktkit.records import Actor, Draft, Store, open_store
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


def desk_of(store: Store, rules: Rules, person: str, name: str, *posts: str) -> Desk:
    desk = approvals(store, rules)
    desk.who.fill(person_id=person, name=name, posts=list(posts))
    desk.refresh()
    return desk


def offered(desk: Desk) -> set[str]:
    return {action for action, button in desk.buttons.items() if button.layout.display != "none"}


def test_nothing_is_offered_before_one_says_who_one_is(store: Store, rules: Rules, plan: str) -> None:
    desk = approvals(store, rules)
    desk.who.fill(person_id="", name="")
    desk.refresh()
    assert offered(desk) == set()
    assert "先填工号、姓名和岗位" in str(desk)


def test_the_manager_returns_with_a_reason_and_the_author_sees_it(
    store: Store, rules: Rules, plan: str
) -> None:
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    assert "审批中：批准（营销经理）" in str(desk)
    assert offered(desk) == {"approve", "return"}
    desk.act("return")
    assert "退回要写明理由" in desk._said.value
    assert store.latest(plan).status == "pending"
    desk.reason.value = "样本太少"
    desk.act("return")
    assert store.latest(plan).status == "returned"
    assert "样本太少" in str(desk_of(store, rules, "S01", "示例乙", "市场专员"))


def test_the_author_cannot_approve(store: Store, rules: Rules, plan: str) -> None:
    desk = desk_of(store, rules, "S01", "示例乙", "市场专员", "营销经理")
    assert "approve" not in offered(desk)
    desk.act("approve")
    assert "是这份单据的经办人" in desk._said.value
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
    (button,) = here._files.children
    with open_store(folder=tmp_path / "there") as other:
        there = desk_of(other, rules, "M01", "示例甲", "营销经理")
        there.incoming.take("移交.mktkit", button.content())
        assert "已接收单据" in there._said.value
        there.act("approve")
        assert other.latest(plan).status == "approved"
        assert other.verify().ok
        (back,) = there._files.children
        here.incoming.take("移交.mktkit", back.content())
    assert store.latest(plan).status == "approved"
    assert store.verify().ok


def test_text_of_a_document_is_never_markup(store: Store, rules: Rules, plan: str) -> None:
    desk = desk_of(store, rules, "M01", "示例甲", "营销经理")
    assert "<b>计划" not in desk._document.value
    assert "&lt;b&gt;计划" in desk._document.value
