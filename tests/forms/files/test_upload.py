"""Files brought in: whole, within the limit, read at once where they are a register."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mktkit.errors import MktkitError
from mktkit.forms import live, upload
from mktkit.rules import load_rules


def _contents(place: Any) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in place.value.items()}


def _send(wire: Any, name: str, data: bytes, piece: int = 7) -> dict[str, Any]:
    answer: dict[str, Any] = wire.send({"kind": "begin", "id": name, "name": name, "size": len(data)})
    while answer["kind"] == "more":
        at = answer["at"]
        answer = wire.send({"kind": "piece", "id": name, "at": at}, data[at : at + piece])
    return answer


def test_a_file_arrives_whole_in_pieces(wire_to: Callable[[Any], Any]) -> None:
    place = upload(label="附件", accept=[".bin"], most_mb=1)
    wire = wire_to(place.drop)
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
def test_what_is_not_taken_is_said(message: dict[str, Any], said: str, wire_to: Callable[[Any], Any]) -> None:
    place = upload(label="附件", accept=[".bin"], most_mb=1)
    answer = wire_to(place.drop).send({"kind": "begin", "id": "1", **message})
    assert answer["kind"] == "refused"
    assert said in answer["words"]


def test_a_file_that_changes_on_the_way_is_refused(wire_to: Callable[[Any], Any]) -> None:
    place = upload(label="附件", accept=[".bin"])
    wire = wire_to(place.drop)
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


def test_a_register_that_cannot_be_read_at_all_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "appraisal.yaml").write_text("这不是规则", encoding="utf-8")
    monkeypatch.setenv("MKTKIT_RULES", str(tmp_path))
    place = upload("回款登记")
    place.take("回款.xlsx", _ledger(12.5))
    assert not place.valid
    assert "appraisal.yaml" in place.said.value


def test_a_reader_that_gives_up_leaves_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What a library in Rust raises when it gives up: no ``Exception``."""

    def gives_up(*_: object) -> None:
        raise Panic("index out of bounds")

    place = upload("回款登记", rules=load_rules(on=dt.date(2026, 10, 1)))
    monkeypatch.setattr("mktkit.forms.files.upload.read_table", gives_up)
    place.take("回款.xlsx", _ledger(12.5))
    assert "没有读成：程序出错（Panic）" in place.said.value
    assert not place.valid
    monkeypatch.undo()
    place.take("回款.xlsx", _ledger(12.5))
    assert place.valid


def test_names_that_differ_in_case_are_two_files_and_stand_under_their_names() -> None:
    place = upload(label="附件")
    place.take("a.txt", b"1")
    place.take("A.txt", b"2")
    assert _contents(place) == {"a.txt": b"1", "A.txt": b"2"}
    assert [path.name for path in place.value.values()] == ["a.txt", "A.txt"]


def test_one_file_takes_the_place_of_the_other_where_one_is_wanted() -> None:
    place = upload(label="附件", multiple=False)
    place.take("甲.txt", b"1")
    first = place.value["甲.txt"]
    place.take("乙.txt", b"2")
    assert _contents(place) == {"乙.txt": b"2"}
    assert not first.exists()
