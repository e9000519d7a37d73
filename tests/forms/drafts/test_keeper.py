"""Drafts: saved, restored, carried over to a changed model, held by one window, never half written."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, create_model

from mktkit.errors import MktkitError
from mktkit.forms import Money, discard_draft, entry, form, list_drafts
from mktkit.forms.drafts.file import DraftContent, DraftFile, DraftKey
from mktkit.forms.drafts.lock import Holder
from mktkit.forms.formview import Form

TODAY = dt.date(2026, 3, 5)
KEY = DraftKey("X001", "报销单", "2026-03")


class Line(BaseModel):
    """A row."""

    what: str = entry("事项")
    amount: Money = entry("金额")


class Claim(BaseModel):
    """A document."""

    title: str = entry("事由")
    amount: Money = entry("金额")
    lines: list[Line] = entry("明细", default=list)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    monkeypatch.setenv("MKTKIT_PERSON", "X001")
    return tmp_path


def _open(model: Any = Claim, draft: str = "2026-03") -> Form[Any]:
    return form(model, draft=draft, today=TODAY)


def _forget(*forms: Form[Any]) -> None:
    """Let go as a kernel does that ends."""
    for one in forms:
        one.keeper.leave()


def test_what_is_typed_comes_back_wrong_content_included() -> None:
    first = _open()
    first.fill(title="没写完", amount="十块", lines=[{"what": "高铁", "amount": ""}])
    _forget(first)
    second = _open()
    assert second.raw == first.raw
    assert {one.path for one in second.errors} == {("amount",), ("lines", 1, "amount")}
    assert "已恢复" in second.bar.state["saved"]


def test_a_form_that_nobody_wrote_in_leaves_nothing(data: Path) -> None:
    _open()
    assert not list(data.rglob("*.json"))
    assert not list(data.rglob("*.lock"))


def test_drafts_are_apart_by_person_form_and_document() -> None:
    _open(draft="甲").fill(title="甲")
    _open(draft="乙").fill(title="乙")
    other = form(Claim, draft="甲", person="X002", today=TODAY)
    assert other.raw["title"] == ""
    rows = list_drafts("X001")
    assert {row["单据"] for row in rows} == {"甲", "乙"}
    assert list_drafts("X002") == []


def test_a_document_name_leads_nowhere(data: Path) -> None:
    _open(draft="../../../../外面").fill(title="x")
    (saved,) = data.rglob("*.json")
    assert saved.is_relative_to(data / "drafts")


def test_a_model_that_gained_lost_or_renamed_a_field_takes_over_what_it_can() -> None:
    old = create_model(
        "Doc",
        __module__="m",
        title=(str, entry("事由")),
        gone=(str, entry("旧字段")),
        before=(str, entry("改名前")),
        kind=(str, entry("类型", choices=["甲", "乙"])),
        lines=(list[create_model("Row", a=(str, entry("甲列")), b=(str, entry("乙列")))], entry("明细")),  # type: ignore[misc]
    )
    new = create_model(
        "Doc",
        __module__="m",
        title=(str, entry("事由")),
        after=(str, entry("改名后", formerly=["before"])),
        fresh=(str, entry("新字段", default="默认")),
        kind=(str, entry("类型", choices=["丙"])),
        lines=(
            list[create_model("Row", a=(str, entry("甲列")), c=(str, entry("丙列", default="")))],
            entry("明细"),
        ),  # type: ignore[misc]
    )
    first = _open(old)
    first.fill(title="一", gone="别丢了我", before="旧名", kind="甲", lines=[{"a": "1", "b": "2"}])
    _forget(first)
    second = _open(new)
    assert second.raw == {
        "title": "一",
        "after": "旧名",
        "fresh": "默认",
        "kind": "",
        "lines": [{"a": "1", "c": ""}],
    }
    left = {one["title"]: one["text"] for one in second.bar.state["left"]}
    assert left == {"旧字段": "别丢了我", "类型": "甲", "明细 第 1 行 b": "2"}
    # It is kept until somebody says it may go.
    second.fill(title="二")
    _forget(second)
    third = _open(new)
    assert {one["title"] for one in third.bar.state["left"]} == set(left)
    third.bar.receive({"kind": "forget"})
    _forget(third)
    assert _open(new).bar.state["left"] == []


def test_undo_survives_the_kernel() -> None:
    first = _open()
    for text in ("一", "二", "三"):
        first.fill(title=text)
    first.undo()
    assert first.raw["title"] == "二"
    first.redo()
    assert first.raw["title"] == "三"
    _forget(first)
    second = _open()
    second.undo()
    second.undo()
    assert second.raw["title"] == "一"


def test_a_discarded_draft_is_gone_and_can_be_brought_back() -> None:
    one = _open()
    one.fill(title="一")
    one.discard()
    assert one.raw["title"] == ""
    assert list_drafts() == []
    one.undo()
    assert one.raw["title"] == "一"


def test_another_document_is_opened_and_an_old_one_discarded() -> None:
    one = _open(draft="甲")
    one.fill(title="甲")
    one.open_draft("乙")
    assert one.raw["title"] == ""
    one.fill(title="乙")
    one.open_draft("甲")
    assert one.raw["title"] == "甲"
    one.bar.receive({"kind": "discard", "document": "乙"})
    assert [row["单据"] for row in list_drafts()] == ["甲"]


def _elsewhere() -> DraftFile:
    return DraftFile(KEY, Holder.new())


def test_one_window_holds_a_draft() -> None:
    first, second = _elsewhere(), _elsewhere()
    assert first.take() is None
    assert second.take() == first.me
    assert first.write(DraftContent({"title": "一"}))
    assert not second.write(DraftContent({"title": "二"}))
    assert second.take(force=True) is None
    # The first window notices, and no longer writes over the second.
    assert not first.touch()
    assert not first.write(DraftContent({"title": "三"}))
    second.release()
    assert first.take() is None
    with pytest.raises(MktkitError, match="另一窗口"):
        discard_draft(KEY.person, KEY.form, KEY.document)


def test_a_lock_of_a_process_that_is_gone_or_silent_is_stale() -> None:
    code = (
        "from mktkit.forms.drafts.file import *; from mktkit.forms.drafts.lock import *;"
        f"DraftFile(DraftKey{KEY.person, KEY.form, KEY.document!r}, Holder.new()).take()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    late = _elsewhere()
    assert late.lock.exists()
    assert late.take() is None
    # A process of another machine cannot be asked; it is taken at its word for a while.
    content = json.loads(late.lock.read_text())
    late.lock.write_text(json.dumps({**content, "host": "别的电脑", "window": "w"}))
    assert late.take() is not None
    os.utime(late.lock, (0, 0))
    assert late.take() is None


def test_a_form_held_elsewhere_is_read_only_until_taken_over() -> None:
    first = _open()
    first.fill(title="一")
    holder = first.keeper.file
    assert holder is not None
    _forget(first)
    elsewhere = DraftFile(holder.key, Holder.new())
    elsewhere.take()
    second = _open()
    assert second.readonly
    assert "已在另一窗口打开" in second.bar.state["banner"]
    assert second.group.controls["title"].box.disabled  # type: ignore[attr-defined]
    # What was saved over there in the meantime is what is gone on from.
    elsewhere.write(DraftContent({**second.raw, "title": "那边写的"}))
    second.bar.receive({"kind": "take"})
    assert not second.readonly
    assert second.raw["title"] == "那边写的"
    assert not second.group.controls["title"].box.disabled  # type: ignore[attr-defined]


def test_a_reload_of_the_same_tab_goes_on_at_once() -> None:
    first = _open()
    first.bar.receive({"kind": "here", "tab": "t", "page": "1"})
    first.fill(title="一")
    file = first.keeper.file
    assert file is not None
    # As in Voilà: the old kernel still lives and holds the draft while the page is loaded again.
    older = DraftFile(file.key, Holder.new())
    older.me = Holder(**{**json.loads(file.lock.read_text()), "window": "older"})
    older.take(force=True)
    second = _open()
    assert second.readonly
    second.bar.receive({"kind": "here", "tab": "other", "page": "2"})
    assert second.readonly
    second.bar.receive({"kind": "here", "tab": "t", "page": "2"})
    assert not second.readonly


def test_a_cell_run_again_takes_over_from_the_form_it_made_before() -> None:
    first = _open()
    first.fill(title="一")
    second = _open()
    assert first.readonly
    assert not second.readonly
    second.fill(title="二")
    assert second.raw["title"] == "二"
    _forget(second)
    assert _open().raw["title"] == "二"


def test_a_damaged_draft_is_set_aside_and_said(data: Path) -> None:
    one = _open()
    one.fill(title="一")
    (path,) = data.rglob("*.json")
    path.write_text('{"raw": {"title"')
    _forget(one)
    fresh = _open()
    assert fresh.raw["title"] == ""
    assert "已损坏" in fresh.bar.state["saved"]
    assert len(list(data.rglob("*.damaged"))) == 1


def test_a_kill_while_saving_leaves_the_old_or_the_new(data: Path) -> None:
    """Thirty writers are killed as they write; what is read is always a whole draft."""
    code = """
from mktkit.forms.drafts.file import *
from mktkit.forms.drafts.lock import *
file = DraftFile(DraftKey('X001', 'f', 'd'), Holder.new())
file.take(force=True)
n = 0
while True:
    n += 1
    file.write(DraftContent({'n': n, 'x': 'y' * 200_000}))
    print(n, flush=True)
"""
    for _ in range(30):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.kill()
        acknowledged = [int(line) for line in process.communicate()[0].split()]
        draft = DraftFile(DraftKey("X001", "f", "d"), Holder.new()).read()
        assert draft is not None
        assert len(draft.raw["x"]) == 200_000
        assert draft.raw["n"] >= max(acknowledged, default=3)


def test_saving_waits_until_it_is_quiet(data: Path) -> None:
    async def typing() -> None:
        one = _open()
        for text in ("一", "一二", "一二三"):
            one.fill(title=text)
            await asyncio.sleep(0.05)
        assert not list(data.rglob("*.json"))
        await asyncio.sleep(0.8)
        (saved,) = data.rglob("*.json")
        assert json.loads(saved.read_text(encoding="utf-8"))["raw"]["title"] == "一二三"
        one.undo()
        assert one.raw["title"] == ""

    asyncio.run(typing())
