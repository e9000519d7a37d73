"""Every widget of ours stands as plain text, and hears only what a page may send."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from mktkit.forms import action, download, entry, form, live, upload
from mktkit.forms.example import example
from mktkit.forms.widgets.base import BrowserWidget


class Note(BaseModel):
    """A document."""

    text: str = entry("内容")


def _asked() -> Any:
    return form(Note, value=Note(text="一句话"), draft=False, title="便条")


@pytest.mark.parametrize(
    ("widget", "said"),
    [
        (_asked(), "便条\n内容：一句话"),
        (live(_asked(), lambda note: note.text), "一句话"),
        (action(_asked(), "提交", lambda note: note.text), "［提交］"),
        (example(_asked(), lambda: Note(text="例")), "［填入示例］"),
        (upload(label="附件"), "［附件］还没有选文件"),
        (download("甲.txt", b"1"), "［下载 甲.txt］"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_it_stands_as_plain_text(widget: Any, said: str) -> None:
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == said
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_message_that_is_no_object_is_not_heard() -> None:
    heard: list[Any] = []
    widget = BrowserWidget(lambda message, parts: heard.append((message, parts)))
    widget.receive("undo")
    widget.receive({"kind": "undo"}, b"1")
    assert heard == [({"kind": "undo"}, (b"1",))]
