"""What is shown of a form's value: tables, pictures, text, errors, long work; and buttons that hand it on."""

from __future__ import annotations

import asyncio
import gc
import struct
import weakref
from collections.abc import Callable, Generator
from typing import Any

import pandas as pd
import polars as pl
import pytest
from pydantic import BaseModel

from mktkit.errors import MktkitError
from mktkit.forms import action, download, entry, form, live
from mktkit.forms.results import parts_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"rest"
EVIL = "<img src=x onerror=alert(1)>"


class Note(BaseModel):
    """One field."""

    text: str = entry("内容")


def _note(text: str = "") -> Any:
    note = form(Note, draft=False)
    if text:
        note.fill(text=text)
    return note


def test_the_result_follows_each_valid_change() -> None:
    note = _note()
    seen: list[str] = []
    view = live(note, lambda value: (seen.append(value.text), f"写的是{value.text}")[1])
    assert "内容：这一项必填" in str(view)
    note.fill(text="甲")
    assert str(view) == "写的是甲"
    note.fill(text=" ")
    assert "内容：这一项必填" in str(view)
    note.fill(text="乙")
    assert str(view) == "写的是乙"
    assert seen == ["甲", "乙"]
    assert view._repr_mimebundle_()["text/plain"] == "写的是乙"


class _Workbook:
    """What a button gives, as large as one likes."""

    def __call__(self) -> bytes:
        return b"PK"


def test_what_is_offered_no_more_is_let_go_of() -> None:
    alive: list[weakref.ref[_Workbook]] = []

    def offer(value: Note) -> Any:
        book = _Workbook()
        alive.append(weakref.ref(book))
        return {value.text: download("表.xlsx", book, label=f"下载 {value.text}")}

    note = _note("0")
    view = live(note, offer)
    for number in range(1, 60):
        note.fill(text=str(number))
    gc.collect()
    assert [one for one in alive[:-1] if one() is not None] == []
    assert view.body.children[1].content() == b"PK"


def test_the_same_button_offered_again_later_still_gives() -> None:
    note, button = _note("甲"), download("表.xlsx", b"PK")
    view = live(note, lambda value: button if value.text == "甲" else "没有")
    note.fill(text="乙")
    note.fill(text="甲")
    (shown,) = view.body.children
    assert shown.content() == b"PK"
    assert shown.comm is not None
    assert str(view) == "［下载 表.xlsx］"


def test_a_download_offered_again_is_the_same_button_with_the_new_file() -> None:
    note = _note("甲")
    view = live(note, lambda value: {value.text: download("稿.txt", value.text.encode(), label="下载")})
    button = view.body.children[1]
    assert button.content() == "甲".encode()
    note.fill(text="乙")
    assert view.body.children[1] is button
    assert button.content() == "乙".encode()
    assert str(view) == "乙\n［下载］"


def test_a_click_right_after_typing_gives_what_was_typed(wire_to: Callable[[Any], Any]) -> None:
    """The result follows a moment later, so a click may come before it."""
    told: list[Any] = []

    async def work() -> None:
        note = _note("甲")
        view = live(note, lambda value: download("稿.txt", value.text.encode(), label="下载"))
        wire = wire_to(view.body.children[0])
        note.fill(text="乙")
        wire.send({"kind": "get", "id": "1", "at": 0})
        told.append(bytes(wire.got[-1][1][0]).decode())
        note.fill(text=" ")
        told.append(wire.send({"kind": "get", "id": "2", "at": 0}))

    asyncio.run(work())
    assert told[0] == "乙"
    # What is no longer complete has no file: the old one would pass for it.
    assert told[1]["kind"] == "failed"
    assert "内容刚刚改过" in told[1]["words"]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"项": ["甲"], "元": [1.5]}), pl.DataFrame({"项": ["甲"], "元": [1.5]})]
)
def test_tables_of_every_engine(frame: Any) -> None:
    (part,) = parts_of(frame)
    assert part.text == "项\t元\n甲\t1.5"
    assert "<td>甲</td>" in part.html


def test_titles_pictures_and_widgets_stand_together() -> None:
    button = download("a.txt", b"x")
    parts = list(parts_of({"图": PNG, "文件": button, "空表": pd.DataFrame({"a": []})}))
    assert [part.text for part in parts] == [
        "图",
        "［图 640×480］",
        "文件",
        "［下载 a.txt］",
        "空表",
        "（没有行）",
    ]
    assert parts[3].widget is button


def test_text_is_never_markup() -> None:
    for result in (EVIL, [{EVIL: EVIL}], {EVIL: EVIL}, pd.DataFrame({EVIL: [EVIL]})):
        assert not any("<img" in part.html for part in parts_of(result))
    view = live(_note(EVIL), lambda value: (_ for _ in ()).throw(ValueError(value.text)))
    assert "<img" not in "".join(part.html for part in view.parts)


def test_an_error_is_a_sentence() -> None:
    def fails(value: Note) -> None:
        raise MktkitError("额度用完了", "应在预算之内")

    view = live(_note("甲"), fails)
    assert str(view) == "额度用完了；应在预算之内。"
    assert str(live(_note("甲"), lambda value: 1 / 0)).startswith("没有算出来：程序出错（ZeroDivisionError")


def _steps(value: Note) -> Generator[Any, None, str]:
    for at in range(5):
        yield at, 5
    return f"算完{value.text}"


class Panic(BaseException):
    """What a library in Rust raises when it gives up: no ``Exception``."""


def test_what_is_no_exception_is_a_sentence_too() -> None:
    def fails(value: Note) -> None:
        raise Panic("range end index 7 out of range")

    def fails_later(value: Note) -> Generator[str, None, None]:
        yield "读取"
        raise Panic("range end index 7 out of range")

    for function in (fails, fails_later):
        assert str(live(_note("甲"), function)).startswith("没有算出来：程序出错（Panic")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_wants_to_stop_may(stop: type[BaseException]) -> None:
    def stops(value: Note) -> None:
        raise stop

    with pytest.raises(stop):
        live(_note("甲"), stops)


def test_long_work_is_done_at_once_where_there_is_no_loop() -> None:
    assert str(live(_note("甲"), _steps)) == "算完甲"


def test_long_work_moves_its_bar_lets_others_in_and_is_cancelled() -> None:
    async def work() -> None:
        note = _note("甲")
        view = live(note, _steps)
        assert view.busy
        assert str(view) == "正在计算……"
        bars = set()
        while view.busy:
            bars.add(view.progress.value)
            await asyncio.sleep(0)
        assert len(bars) >= 5
        assert str(view) == "算完甲"
        # A change in the middle begins anew; the old work is closed.
        note.fill(text="乙")
        await asyncio.sleep(0.2)
        while view.busy:
            await asyncio.sleep(0)
        assert str(view) == "算完乙"
        view.refresh()
        view.cancel()
        assert str(view) == "已取消"

    asyncio.run(work())


def test_a_button_hands_on_only_what_is_complete() -> None:
    note = _note()
    given: list[str] = []
    button = action(note, "提交", lambda value: given.append(value.text) or "已提交")
    button.press()
    assert given == []
    assert "还有 1 处" in str(button)
    assert "这一项必填" in note.group.controls["text"].note.value
    note.fill(text="甲")
    button.press()
    assert given == ["甲"]
    assert str(button) == "［提交］\n已提交"
