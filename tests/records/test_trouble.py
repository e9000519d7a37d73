"""What a machine does to a store: no right to write, no room, a foreign file, a database that is away."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mktkit.errors import MktkitError
from mktkit.records import open_store
from mktkit.records.attachments import MAX_ATTACHMENT
from mktkit.records.lock import locked
from mktkit.records.verify import verify


@pytest.mark.parametrize(
    "content", [b"hello, this is no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_file_is_refused_in_words_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "records.sqlite"
    file.write_bytes(content)
    with pytest.raises(MktkitError, match="损坏"):
        open_store(folder=tmp_path)
    assert file.read_bytes() == content


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "records.sqlite")) as raw:
        raw.execute("CREATE TABLE songs (x)")
        raw.commit()
    with pytest.raises(MktkitError, match="别的程序"):
        open_store(folder=tmp_path)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://root:secret@host/db", "以「mysql」开头"),
        ("sqlite://", "以「sqlite」开头"),
        ("不是地址", "应为 sqlite:///文件路径"),
        ("postgresql://u:secret@127.0.0.1:9/none", "连不上 PostgreSQL"),
        ("postgresql://u:secret@/none?host=/nowhere", "连不上 PostgreSQL"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    url: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(MktkitError, match=says) as refused:
        open_store(url, folder=tmp_path)
    assert "secret" not in str(refused.value)


def test_the_environment_names_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path / "数据 夹"))
    monkeypatch.delenv("MKTKIT_DB", raising=False)
    with open_store() as store:
        assert store.place.file == tmp_path / "数据 夹" / "records.sqlite"
    monkeypatch.setenv("MKTKIT_DB", f"sqlite:///{tmp_path / '别处' / 'x.db'}")
    with open_store() as store:
        assert store.place.file == tmp_path / "别处" / "x.db"
        assert store.head.path == tmp_path / "别处" / "x.head"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的权限另一种写法")
def test_a_folder_that_cannot_be_written(tmp_path: Path, plan: Any, people: Any) -> None:
    folder = tmp_path / "只读"
    for path in (tmp_path.parent.parent, tmp_path.parent, tmp_path):
        path.chmod(0o755)
    with open_store(folder=folder) as store:
        store.save(plan(document="甲"), people.clerk)
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)

    def try_it() -> str:
        try:
            with open_store(folder=folder) as store:
                store.save(plan(document="乙"), people.clerk)
        except MktkitError as problem:
            return str(problem)
        return "saved"

    said = as_somebody_else(try_it) if os.geteuid() == 0 else try_it()
    assert "没有写入权限" in said


def as_somebody_else(function: Callable[[], str]) -> str:
    """Root may write everywhere: call the function in a child that is not root."""
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            said = function()
        finally:
            os.write(out, said.encode())
            os._exit(0)
    os.close(out)
    os.waitpid(child, 0)
    with open(into, "rb") as answer:
        return answer.read().decode()


def test_a_file_in_the_folder_s_place(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(MktkitError, match=r"找不到|没有写入|读写没有成功"):
        open_store(folder=tmp_path / "x" / "y")


def test_a_full_disk_leaves_the_store_as_it_was(sqlite: Any, plan: Any, people: Any) -> None:
    store = sqlite.open()
    store.save(plan(document="甲"), people.clerk)
    store.close()

    @event.listens_for(store.place.engine, "connect")
    def _small(connection: Any, _: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(MktkitError, match="磁盘满了"):
        store.save(plan(document="乙", body={"x": "文" * 200_000}), people.clerk)
    assert [one.document for one in store.list()] == ["甲"]
    assert verify(store).ok
    again = sqlite.reopen(store)
    assert again.save(plan(document="乙"), people.clerk).seq == 2


def test_a_full_disk_at_the_head_is_told_and_the_record_is_kept(
    engine: Any, plan: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = engine.open()
    store.save(plan(document="甲"), people.clerk)

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("mktkit.records.head.os.fsync", full)
        with pytest.raises(MktkitError, match="磁盘满了"):
            store.save(plan(document="乙"), people.clerk)
        if engine.kind == "sqlite":
            with pytest.raises(MktkitError, match="磁盘满了"):
                store.attach("图.png", b"png")
    assert verify(store).ok
    store.save(plan(document="丙"), people.clerk)
    assert [one.document for one in store.list()] == ["丙", "乙", "甲"]
    assert verify(store).ok


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "x.lock"),
        pytest.raises(MktkitError, match="占用记录库"),
        locked(tmp_path / "x.lock", 0.05),
    ):
        pass


def test_attachments_have_a_limit_and_lose_their_folder(store: Any, tmp_path: Path) -> None:
    big = tmp_path / "大.bin"
    with big.open("wb") as file:
        file.truncate(MAX_ATTACHMENT + 1)
    with pytest.raises(MktkitError, match="最多 50 MB"):
        store.attach("大.bin", big)
    with pytest.raises(MktkitError, match="最多 50 MB"):
        store.attach("大.bin", bytes(MAX_ATTACHMENT + 1))
    with pytest.raises(MktkitError, match="找不到"):
        store.attach("没有.bin", tmp_path / "没有.bin")
    with pytest.raises(MktkitError, match="附件名"):
        store.attach("a/", b"x")
    for name in ("../../发票.pdf", "C:\\我的文件\\发票.pdf", "/etc/发票.pdf"):
        assert store.attach(name, b"x").name == "发票.pdf"
    small = tmp_path / "小.txt"
    small.write_bytes("内容".encode())
    assert store.attachment(store.attach("小.txt", small)) == "内容".encode()


def test_a_draft_cannot_name_what_was_never_attached(store: Any, plan: Any, people: Any) -> None:
    from mktkit.records import Attachment

    with pytest.raises(MktkitError, match="附件「x」找不到"):
        store.save(plan(attachments=(Attachment("x", "0" * 64, 1),)), people.clerk)
    assert store.list() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有可执行位")
def test_attachments_are_not_executable_and_named_by_their_hash(sqlite: Any) -> None:
    store = sqlite.open()
    attachment = store.attach("run.exe", b"MZ")
    (path,) = (path for path in (store.place.folder / "attachments").rglob("*") if path.is_file())
    assert path.parent.name + path.name == attachment.sha256
    assert path.stat().st_mode & 0o111 == 0


def test_text_that_looks_like_sql_is_text(store: Any, plan: Any, people: Any) -> None:
    nasty = "'); DROP TABLE mktkit_records; -- <img src=x onerror=alert(1)> %s :x $$"
    store.save(plan(document="甲", title=nasty, body={nasty: nasty}), people.clerk, reason=nasty)
    (record,) = store.history("甲")
    assert (record.title, record.reason, record.data) == (nasty, nasty, {nasty: nasty})
    with pytest.raises(MktkitError, match="没有单据"):
        store.history(nasty)
    assert verify(store).ok


@pytest.mark.parametrize("reason", ["\x00", "\ud800", "长" * 2001])
def test_a_reason_that_cannot_be_kept(store: Any, plan: Any, people: Any, reason: str) -> None:
    with pytest.raises(MktkitError):
        store.save(plan(document="甲"), people.clerk, reason=reason)
    assert store.list() == ()
