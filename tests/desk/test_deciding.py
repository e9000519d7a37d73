"""Passing what is stopped: not without a reason, or not at all, whatever machine finds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from mktkit.desk.deciding import decide
from mktkit.desk.handing_in import hand_in
from mktkit.desk.papers import Paper, registry
from mktkit.errors import MktkitError
from mktkit.fields import entry
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules

AUTHOR, MANAGER = Actor("S01", "示例戊", ("市场专员",)), Actor("M01", "示例甲", ("营销经理",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 20, 1, tzinfo=dt.UTC)) as opened:
        yield opened


class Note(BaseModel):
    text: str = entry("正文")


NOTE: Paper[Note, Note] = Paper(
    kind="note",
    model=Note,
    title=lambda note: note.text,
    clause="3.1.1",
    stops=lambda note, record, store, rules: ["第 1 行：同一晚"] if "同一晚" in note.text else [],
)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_stop_is_passed_with_a_reason_that_is_kept_alone(store: Store, rules: Rules, reason: str) -> None:
    papers = registry(NOTE)
    seen = hand_in(store, NOTE, Note(text="同一晚"), AUTHOR, rules)
    with pytest.raises(MktkitError, match="有 1 处拦下") as refused:
        decide(store, papers, seen, MANAGER, "approve", reason, rules)
    assert "第 1 行：同一晚" in str(refused.value)
    assert store.latest(seen.document).status == "pending"
    passed = decide(store, papers, seen, MANAGER, "approve", "两人两间，已核对", rules)
    assert (passed.status, passed.reason) == ("approved", "两人两间，已核对")


def test_where_the_rules_take_no_reason_it_is_not_passed(store: Store, rules: Rules) -> None:
    papers = registry(replace(NOTE, despite=lambda rules: False))
    seen = hand_in(store, NOTE, Note(text="同一晚"), AUTHOR, rules)
    with pytest.raises(MktkitError, match="规则不允许"):
        decide(store, papers, seen, MANAGER, "approve", "已核对", rules)
    assert decide(store, papers, seen, MANAGER, "return", "两间", rules).status == "returned"


@pytest.mark.parametrize("text", ["两晚", "一晚", "另一晚"])
def test_what_is_not_stopped_passes_as_before(store: Store, rules: Rules, text: str) -> None:
    seen = hand_in(store, NOTE, Note(text=text), AUTHOR, rules)
    assert decide(store, registry(NOTE), seen, MANAGER, "approve", "", rules).status == "approved"
