"""Files in and out: whole, within the limit, under a safe name."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.forms import download, live, upload
from mktkit.forms.files.download import safe_name
from mktkit.rules import load_rules


@given(st.text())
def test_a_name_leads_nowhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert not set(safe) & set('/\\<>:"|?*\0\n')
    assert safe not in (".", "..")
    assert len(safe) <= 121


class Wire:
    """What the browser would get of a widget, and what it would send."""

    def __init__(self, widget: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widget, self.got = widget, []
        monkeypatch.setattr(widget, "send", lambda content, buffers=None: self.got.append((content, buffers)))

    def send(self, content: dict[str, Any], *data: bytes) -> dict[str, Any]:
        self.widget.receive(content, *data)
        last: dict[str, Any] = self.got[-1][0]
        return last


def _contents(place: Any) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in place.value.items()}


def _send(wire: Wire, name: str, data: bytes, piece: int = 7) -> dict[str, Any]:
    answer = wire.send({"kind": "begin", "id": name, "name": name, "size": len(data)})
    while answer["kind"] == "more":
        at = answer["at"]
        answer = wire.send({"kind": "piece", "id": name, "at": at}, data[at : at + piece])
    return answer


def test_a_file_arrives_whole_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    place = upload(label="附件", accept=[".bin"], most_mb=1)
    wire = Wire(place.drop, monkeypatch)
    seen = live(
        place, lambda files: [{"名": name, "长": path.stat().st_size} for name, path in files.items()]
    )
    assert "还没有选文件" in str(seen)
    assert _send(wire, "甲.bin", bytes(range(100)))["kind"] == "done"
    assert _contents(place) == {"甲.bin": bytes(range(100))}
    assert str(seen) == "名\t长\n甲.bin\t100"
    # The same file again takes the place of the first.
    _send(wire, "甲.bin", b"new")
    assert _contents(place) == {"甲.bin": b"new"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"name": "大.bin", "size": 2 * 1024 * 1024}, "超过 1 MB"),
        ({"name": "表.exe", "size": 10}, "不是 .bin 文件"),
    ],
)
def test_what_is_not_taken_is_said(
    message: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = upload(label="附件", accept=[".bin"], most_mb=1)
    answer = Wire(place.drop, monkeypatch).send({"kind": "begin", "id": "1", **message})
    assert answer["kind"] == "refused"
    assert said in answer["words"]


def test_a_file_that_changes_on_the_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    place = upload(label="附件", accept=[".bin"])
    wire = Wire(place.drop, monkeypatch)
    wire.send({"kind": "begin", "id": "1", "name": "甲.bin", "size": 4})
    assert wire.send({"kind": "piece", "id": "1", "at": 0}, b"12345")["kind"] == "refused"
    assert not place.valid


def _ledger(amount: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["回款单号", "订单号", "到账日期", "金额", "方式"])
    book.active.append(["H1", "D1", dt.date(2026, 10, 5), amount, "现金"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import os, signal\nfrom mktkit.forms import upload\nplace = upload(label='附件')\n"
        "place.take('工资.xlsx', b'PK')\nos.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))"
    )
    subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    )
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (left,) = tmp_path.glob("*/*")
    assert left.read_bytes() == b"PK"
    mine = upload(label="附件")
    assert left.exists()  # A form that nothing was brought into has no folder, and no reason to look.
    mine.take("乙.bin", b"2")
    assert not left.parent.exists()
    other = upload(label="附件")
    other.take("丙.bin", b"3")
    assert _contents(mine) == {"乙.bin": b"2"}
    assert len(list(tmp_path.iterdir())) == 2
    # Its number was given again: this process began long after the folder was left.
    (old := tmp_path / f"mktkit-in-{os.getpid()}-old").mkdir()
    os.utime(old, (0, 0))
    (foreign := tmp_path / "mktkit-in-of-somebody").mkdir()
    upload(label="附件").take("丁.bin", b"4")
    assert not old.exists()
    assert foreign.exists()
    assert _contents(mine) == {"乙.bin": b"2"}


def test_a_register_is_read_and_checked_at_once() -> None:
    place = upload("回款登记", rules=load_rules(on=dt.date(2026, 10, 1)))
    place.take("回款.xlsx", _ledger("很多"))
    assert not place.valid
    assert "金额" in str(place.errors[0])
    with pytest.raises(MktkitError, match="应为金额"):
        _ = place.value
    place.take("回款.xlsx", _ledger(12.5))
    assert place.value["amount"].tolist() == [1250]
    assert "读到 1 行" in place.said.value


def test_a_download_comes_in_pieces_that_make_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    data = bytes(range(256)) * 10_000
    button = download("../甲.bin", lambda: made.append(1) or data)
    wire = Wire(button, monkeypatch)
    at = 0
    whole = b""
    while at < len(data):
        head = wire.send({"kind": "get", "id": "1", "at": at})
        whole += bytes(wire.got[-1][1][0])
        at += head["size"]
    assert whole == data
    assert head["name"] == "甲.bin"
    assert made == [1]


def test_a_download_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> bytes:
        raise MktkitError("这个月还没有锁定", "", "先锁定")

    button = download("甲.bin", fails)
    assert Wire(button, monkeypatch).send({"kind": "get", "id": "1", "at": 0}) == {
        "kind": "failed",
        "id": "1",
        "words": "这个月还没有锁定；先锁定。",
    }
