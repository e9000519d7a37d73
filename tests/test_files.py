"""The one writer: a file is there whole or not at all, and what the system refuses is said in words."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.files import keep_private, os_words, put_whole, save_document, write_whole
from mktkit.records import open_store
from mktkit.records.backup import backup

Writer = Callable[[Path, bytes], None]


@pytest.mark.parametrize("write", [put_whole, write_whole, save_document])
def test_a_file_is_replaced_and_nothing_is_left_beside_it(write: Writer, tmp_path: Path) -> None:
    path = tmp_path / "新 夹" / "甲.json"
    for content in (b"1", b"", b"\x00" * 100_000):
        write(path, content)
        assert path.read_bytes() == content
    assert os.listdir(path.parent) == ["甲.json"]


@pytest.mark.parametrize("write", [put_whole, write_whole, save_document])
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_disk_that_fills_up_leaves_the_old_content(
    write: Writer, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "甲.json"
    write(path, b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, broken, full)
        with pytest.raises((OSError, MktkitError)):
            write(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["甲.json"]


def test_a_file_held_for_a_moment_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, met = os.replace, []

    def held(source: Path, target: Path) -> None:
        met.append(target)
        if len(met) < 3:
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("mktkit.files.time.sleep", lambda _: None)
    save_document(tmp_path / "甲.xlsx", b"x")
    assert (tmp_path / "甲.xlsx").read_bytes() == b"x"


def test_a_document_open_in_another_program_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("mktkit.files.time.sleep", lambda _: None)
    with pytest.raises(MktkitError, match=r"^甲\.xlsx：.*Excel 或 WPS 里打开着.*换一个文件名。$"):
        save_document(tmp_path / "甲.xlsx", b"x")
    with pytest.raises(MktkitError, match="没有写入权限"):
        write_whole(tmp_path / "甲.json", b"x")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_flushed_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def network(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(number)

    monkeypatch.setattr(os, "fsync", network)
    write_whole(tmp_path / "甲.json", b"x")
    assert (tmp_path / "甲.json").read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的权限另一种写法")
def test_the_product_s_own_files_are_the_owner_s_alone_and_documents_are_not(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "own", b"")
        save_document(tmp_path / "shared", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "磁盘满了"),
        (errno.EACCES, "没有写入权限"),
        (errno.EROFS, "没有写入权限"),
        (errno.ENOENT, "找不到这个文件或文件夹"),
        (errno.EIO, "读写没有成功"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(number: int, says: str) -> None:
    said = str(os_words(OSError(number, os.strerror(number)), "数据/甲.json"))
    assert said.startswith(f"数据/甲.json：{says}")
    assert said.endswith("。")


# -- for the owner alone ---------------------------------------------------------------------------

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an access list instead of bits")


def _open_to_others(folder: Path) -> list[str]:
    return [str(one) for one in [folder, *folder.rglob("*")] if one.stat().st_mode & 0o077]


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@on_unix
@pytest.mark.usefixtures("usual_umask")
def test_what_the_product_writes_only_its_owner_reads(tmp_path: Path) -> None:
    data = tmp_path / "数据"
    write_whole(data / "drafts" / "甲" / "a.json", b"[]")
    with open_store(folder=data) as store:
        store.attach("报价.pdf", b"%PDF-1")
        backup(store, data / "备份")
    assert (data / "records.sqlite").is_file()
    assert _open_to_others(data) == []


@on_unix
@pytest.mark.usefixtures("usual_umask")
def test_what_stands_open_from_before_is_shut(tmp_path: Path) -> None:
    data, outside = tmp_path / "数据", tmp_path / "别处.txt"
    (data / "drafts").mkdir(parents=True)
    (data / "drafts" / "a.json").write_text("[]")
    (data / "log.txt").write_text("")
    outside.write_text("")
    (data / "链接").symlink_to(outside)
    keep_private(data)
    assert [one for one in _open_to_others(data) if not one.endswith("链接")] == []
    assert outside.stat().st_mode & 0o777 == 0o644
    assert (data / "drafts" / "a.json").read_text() == "[]"


def test_what_was_left_half_written_is_swept_and_what_is_being_written_stays(tmp_path: Path) -> None:
    old, new, other = (tmp_path / "drafts" / name for name in (".tmp-1", ".tmp-2", ".x.json"))
    old.parent.mkdir()
    for one in (old, new, other):
        one.write_bytes(b"{")
    for one in (old, other):
        os.utime(one, (0, 0))
    keep_private(tmp_path)
    assert [one.exists() for one in (old, new, other)] == [False, True, True]
