"""A damaged draft is set aside under its name; the form opens, and so do all other drafts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from mktkit.forms import Money, entry, form, list_drafts
from mktkit.forms.drafts.file import DraftFile, DraftKey
from mktkit.forms.drafts.lock import Holder


class Line(BaseModel):
    """A row."""

    kind: str = entry("类别")
    amount: Money = entry("金额")


class Claim(BaseModel):
    """A document."""

    form_name: ClassVar[str] = "报销单"

    name: str = entry("姓名")
    lines: list[Line] = entry("明细", default=list)


SOUND: dict[str, Any] = {
    "format": 1,
    "raw": {"name": "甲"},
    "titles": {"name": "姓名"},
    "history": [{"name": "乙"}],
    "left": [["备注", "旧的"]],
    "saved": "2026-10-01T10:00:00.000",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    monkeypatch.setenv("MKTKIT_PERSON", "X001")
    return tmp_path


def _kept(document: str, text: str) -> Path:
    key = DraftKey("X001", "报销单", document)
    path = DraftFile(key, Holder.new()).path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _draft(document: str, **values: Any) -> str:
    return json.dumps(SOUND | {"person": "X001", "form": "报销单", "document": document} | values)


def _open(document: str) -> Any:
    return form(Claim, draft=document, today=dt.date(2026, 10, 2))


DAMAGED = [
    _draft("坏", history=["x", 5, None]),
    _draft("坏", history=None),
    _draft("坏", raw={"name": "\ud800"}),
    _draft("坏", history=[{"name": "\udfff"}]),
    _draft("坏", raw=None),
    _draft("坏", raw=[1]),
    _draft("坏", titles=None),
    _draft("坏", titles={"name": None}),
    _draft("坏", left=None),
    _draft("坏", left=[["一"]]),
    _draft("坏", left=["ab"]),
    _draft("坏", saved=7),
    "null",
    "[]",
    "7",
    "",
    "[" * 100_000,
    '{"raw": ' * 5000,
]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_draft_is_set_aside_and_the_others_open(text: str) -> None:
    path = _kept("坏", text)
    _kept("好", _draft("好"))
    broken = _open("坏")
    assert "草稿「坏」的文件已损坏" in broken.bar.state["saved"]
    assert path.with_suffix(".damaged").read_text(encoding="utf-8") == text
    assert not path.exists()
    assert broken.raw["name"] == ""
    assert _open("好").raw["name"] == "甲"
    assert [row["单据"] for row in list_drafts("X001")] == ["好"]


def test_a_second_damaged_one_does_not_replace_the_first() -> None:
    for number in (1, 2, 3):
        path = _kept("坏", f"[{number}")
        _open("坏").keeper.leave()
    kept = {one.name: one.read_text(encoding="utf-8") for one in path.parent.glob("*.damaged")}
    assert sorted(kept.values()) == ["[1", "[2", "[3"]


@pytest.mark.parametrize(
    "raw",
    [
        {"name": 5},
        {"name": None, "lines": None},
        {"name": {"a": ["b"]}, "lines": "x"},
        {"lines": [5, None, {"kind": 3}, [1]]},
        {"lines": {"0": {}}, "gone": [[None]]},
    ],
)
def test_odd_content_opens_or_is_set_aside(raw: dict[str, Any]) -> None:
    _kept("怪", _draft("怪", raw=raw))
    opened = _open("怪")
    assert opened.errors or opened.raw["name"] == "5"
    assert str(opened)


def test_half_a_character_that_was_typed_does_not_stop_saving() -> None:
    first = _open("新")
    first.fill(name="甲\ud83d")
    first.keeper.leave()
    assert _open("新").raw["name"] == "甲?"
