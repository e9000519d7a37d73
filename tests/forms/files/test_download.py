"""Files given: whole, and under a safe name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.forms import download
from mktkit.forms.files.download import safe_name


@given(st.text())
def test_a_name_leads_nowhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert not set(safe) & set('/\\<>:"|?*\0\n')
    assert safe not in (".", "..")
    assert len(safe) <= 121
    # What Linux, Windows and macOS allow a name to have.
    assert len(safe.encode()) <= 255


def test_a_download_comes_in_pieces_that_make_the_whole(wire_to: Callable[[Any], Any]) -> None:
    made: list[int] = []
    data = bytes(range(256)) * 10_000
    button = download("../甲.bin", lambda: made.append(1) or data)
    wire = wire_to(button)
    at = 0
    whole = b""
    while at < len(data):
        head = wire.send({"kind": "get", "id": "1", "at": at})
        whole += bytes(wire.got[-1][1][0])
        at += head["size"]
    assert whole == data
    assert head["name"] == "甲.bin"
    assert made == [1]


def test_a_download_that_cannot_be_made_says_why(wire_to: Callable[[Any], Any]) -> None:
    def fails() -> bytes:
        raise MktkitError("这个月还没有锁定", "", "先锁定")

    button = download("甲.bin", fails)
    assert wire_to(button).send({"kind": "get", "id": "1", "at": 0}) == {
        "kind": "failed",
        "id": "1",
        "words": "这个月还没有锁定；先锁定。",
    }
