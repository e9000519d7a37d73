"""What was damaged or lost comes back from a backup, and only from one that is whole."""

from __future__ import annotations

import hashlib
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.records import open_store
from mktkit.records.backup import backup
from mktkit.records.restore import restore
from mktkit.records.verify import verify


def test_a_damaged_store_is_restored_and_what_is_lost_is_listed(
    sqlite: Any, begun: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open())
    path = backup(store, tmp_path / "备份")
    store.act("甲", people.manager, "approve")
    store.save(plan(document="乙"), people.clerk)
    sqlite.tamper(store, "UPDATE mktkit_records SET body = '{}' WHERE seq = 1")
    assert not verify(store).ok
    store.close()
    folder = store.place.folder
    done = restore(path, reason="第 1 号记录被改动", folder=folder)
    assert [(line.seq, line.document, line.version) for line in done.lost] == [(3, "甲", 3), (4, "乙", 1)]
    assert done.aside is not None
    assert {one.name for one in done.aside.iterdir()} >= {"records.sqlite", "records.head"}
    again = sqlite.open()
    assert verify(again).ok
    assert again.latest("甲").status == "pending"
    assert "第 1 号记录被改动" in again.head.path.read_text(encoding="utf-8").splitlines()[0]
    assert again.act("甲", people.manager, "approve").seq == 3
    assert verify(again).ok


def test_a_lost_head_begins_again_from_the_store_itself(sqlite: Any, begun: Any, people: Any) -> None:
    store = begun(sqlite.open())
    store.head.path.unlink()
    store.close()
    with pytest.raises(MktkitError, match="要写明理由"):
        restore(store.place.file, reason=" ", folder=store.place.folder)
    assert restore(store.place.file, reason="误删链头文件", folder=store.place.folder).records == 2
    again = sqlite.open()
    assert verify(again).ok
    assert again.act("甲", people.manager, "approve").seq == 3


def test_a_vanished_store_is_not_begun_anew(sqlite: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
    path = backup(store, tmp_path / "备份")
    store.close()
    for end in ("", "-wal", "-shm"):
        store.place.file.with_name(store.place.file.name + end).unlink(missing_ok=True)
    with pytest.raises(MktkitError, match="有 2 条记录，最后一条是单据「甲」第 2 版"):
        sqlite.open()
    restore(path, reason="误删", folder=store.place.folder)
    assert verify(sqlite.open()).ok


def test_a_backup_that_is_not_whole_changes_nothing(sqlite: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
    good = backup(store, tmp_path / "备份")
    foreign = backup(begun(sqlite.open("别处")), tmp_path / "备份")
    sqlite.tamper(store, "UPDATE mktkit_records SET reason = 'x' WHERE seq = 1")
    bad = backup(store, tmp_path / "备份")
    store.close()
    whole = store.place.file.read_bytes()
    flipped = bytearray(good.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (tmp_path / "坏.zip").write_bytes(flipped)
    (tmp_path / "文字.txt").write_text("你好", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "夹带.zip", "w") as archive:
        archive.writestr("records.sqlite", b"")
        archive.writestr("../../x", b"x")
    cases = [(bad, "不完好"), (foreign, "另一个记录库"), (tmp_path / "坏.zip", "坏了"), (tmp_path / "文字.txt", "坏了"),
             (tmp_path / "夹带.zip", "不该有的文件"), (tmp_path / "没有", "找不到")]  # fmt: skip
    for file, says in cases:
        with pytest.raises(MktkitError, match=says):
            restore(file, reason="试", folder=store.place.folder)
        assert store.place.file.read_bytes() == whole
    assert not (tmp_path.parent / "x").exists()


def test_a_flipped_byte_anywhere_in_a_backup_is_refused_in_words_or_harmless(
    sqlite: Any, begun: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open())
    said = list(store.export())
    whole = backup(store, tmp_path / "备份").read_bytes()
    store.close()
    chance, file = random.Random(7), tmp_path / "坏.zip"
    refused: list[str] = []
    # Deflated data answers with zlib's error or with a wrong sum, its frame with half a dozen others.
    for number in range(500):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        folder = tmp_path / f"恢复{number}"
        folder.mkdir()
        try:
            restore(file, reason="试", folder=folder)
        except MktkitError as error:
            refused.append(str(error))
            assert not (folder / "records.sqlite").exists()
        else:
            with open_store(folder=folder) as fresh:
                assert list(fresh.export()) == said
    assert len(refused) > 300
    known = ("坏了", "不完好", "没有记录库", "不该有的文件")
    assert [words for words in refused if not any(word in words for word in known)] == []


def test_only_attachments_that_a_record_names_come_back(sqlite: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
    good = hashlib.sha256(b"%PDF-1").hexdigest()
    path = backup(store, tmp_path / "备份")
    stray = "ab" * 32
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"attachments/{stray[:2]}/{stray[2:]}", b"MZ")
    store.close()
    folder = store.place.folder
    store.attachments.path(good).unlink()
    restore(path, reason="附件不见了", folder=folder)
    kept = [one.parent.name + one.name for one in (folder / "attachments").glob("??/*")]
    assert kept == [good]
    assert verify(sqlite.open()).ok


def test_an_attachment_that_does_not_prove_replaces_none(sqlite: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
    good = hashlib.sha256(b"%PDF-1").hexdigest()
    whole = backup(store, tmp_path / "备份")
    damaged = tmp_path / "换过附件.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"MZ" if name.startswith("attachments/") else old.read(name))
    store.close()
    restore(damaged, reason="试", folder=store.place.folder)
    assert store.attachments.path(good).read_bytes() == b"%PDF-1"
    assert verify(sqlite.open()).ok
