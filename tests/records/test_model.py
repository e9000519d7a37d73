"""What can be kept, and what is refused before it reaches a database."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from mktkit.errors import MktkitError
from mktkit.records import Actor, Attachment
from mktkit.records.model import canonical
from mktkit.records.record import Record

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_text_is_one_spelling_of_the_value(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_a_model_becomes_its_text(plan: Any) -> None:
    class Claim(BaseModel):
        day: dt.date
        amount: Decimal
        note: str | None = None

    draft = plan(body=Claim(day=dt.date(2026, 10, 8), amount=Decimal("12.50")))
    assert draft.body == '{"amount":"12.50","day":"2026-10-08","note":null}'


@pytest.mark.parametrize(
    "body", [{"x": object()}, {"x": float("nan")}, {"x": "\ud800"}, {"x": {1, object()}}]
)
def test_what_json_cannot_hold_is_refused(plan: Any, body: Any) -> None:
    with pytest.raises(MktkitError, match="不能保存的值"):
        plan(body=body)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"document": "../x"}, "单据编号"),
        ({"document": "a b"}, "单据编号"),
        ({"document": "x" * 81}, "单据编号"),
        ({"kind": "调研"}, "单据种类"),
        ({"title": " "}, "标题是空白"),
        ({"title": "a\x00b"}, "不能保存的字符"),
        ({"title": "标" * 201}, "最多 200 个字"),
        ({"clause": "9.9.9"}, "9.9.9"),
        ({"clause": "6.2.1", "department": "销售"}, "应为：市场部、销售部、客服部"),
        ({"body": "文" * 2_000_000}, "最多 5 MB"),
    ],
)
def test_a_draft_says_what_is_wrong(plan: Any, given: dict[str, Any], says: str) -> None:
    with pytest.raises(MktkitError, match=says):
        plan(**given)


@pytest.mark.parametrize(
    "given", [("", "甲"), ("S01", " "), ("S\x00", "甲"), ("S01", "甲", ("",)), ("S01", "\ud800")]
)
def test_an_actor_is_a_person(given: tuple[Any, ...]) -> None:
    with pytest.raises(MktkitError):
        Actor(*given)


@pytest.mark.parametrize(
    "given", [("a/b", "0" * 64, 1), ("a\\b", "0" * 64, 1), ("a", "x", 1), ("a", "0" * 64, -1)]
)
def test_an_attachment_is_named_by_a_file_name_and_a_hash(given: tuple[Any, ...]) -> None:
    with pytest.raises(MktkitError):
        Attachment(*given)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "1"}, {"version": 0}, {"format": 2}, {"status": "open"}, {"action": "delete"}, {"when": "2026-10-08"},
        {"when": "2026-10-08T00:00:00"}, {"who": "[]"}, {"who": '{"person_id":"","name":"x","posts":[]}'},
        {"chain": '[{"x":1}]'}, {"chain": "{"}, {"attachments": "3"}, {"body": "{"}, {"document": "../../x"},
        {"document": ""}, {"reason": "\x00"}, {"origin": "{}"}, {"status": "pending"}, {"extra": 1}, {"self_declared": True},
    ],
)  # fmt: skip
def test_a_foreign_row_is_never_believed(store: Any, plan: Any, people: Any, change: dict[str, Any]) -> None:
    row = store.save(plan(document="甲", clause=""), people.clerk).to_row()
    assert Record.from_row(row).to_row() == row
    with pytest.raises(MktkitError):
        Record.from_row({**row, **change})
