"""Backups that come back, and a schema that changes only after one."""

from __future__ import annotations

import json
import random
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.records import Store, open_store, schema
from mktkit.records.backup import backup
from mktkit.records.restore import restore
from mktkit.records.verify import verify


def begun(store: Store, plan: Any, people: Any) -> Store:
    receipt = store.attach("报价.pdf", b"%PDF-1")
    store.save(plan(document="甲", attachments=(receipt,)), people.clerk)
    store.act("甲", people.clerk, "submit")
    return store


def test_a_backup_holds_everything(sqlite: Any, plan: Any, people: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open(), plan, people)
    said = list(store.export())
    path = backup(store, tmp_path / "备份")
    assert path.name.startswith("记录备份-20261008-")
    # Elsewhere, on a machine that has nothing.
    done = restore(path, reason="换电脑", folder=tmp_path / "新电脑")
    assert (done.records, done.lost, done.aside) == (2, (), None)
    with open_store(folder=tmp_path / "新电脑") as copy:
        assert list(copy.export()) == said
        assert verify(copy).ok
        assert copy.attachment(copy.latest("甲").attachments[0]) == b"%PDF-1"
        assert copy.act("甲", people.manager, "approve").seq == 3


def test_no_backup_replaces_another(engine: Any, plan: Any, people: Any, tmp_path: Path) -> None:
    store = begun(
        engine.open(
            clock=lambda: __import__("datetime").datetime(2026, 10, 8, tzinfo=__import__("datetime").UTC)
        ),
        plan,
        people,
    )
    paths = [backup(store, tmp_path / "备份") for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(path.exists() for path in paths)


def test_postgres_is_backed_up_as_lines_that_stay_readable(
    postgres: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    with open_store(postgres.url(postgres.schema()), folder=tmp_path / "a") as store:
        begun(store, plan, people)
        path = backup(store, tmp_path)
        with zipfile.ZipFile(path) as archive:
            lines = archive.read("records.jsonl").decode().splitlines()
            assert [json.loads(line)["seq"] for line in lines] == [1, 2]
            assert sum(name.startswith("attachments/") for name in archive.namelist()) == 1
    with pytest.raises(MktkitError, match="没有记录库"):
        restore(path, reason="试", folder=tmp_path / "b")
    with pytest.raises(MktkitError, match="pg_restore"):
        restore(path, reason="试", url=postgres.url(postgres.schema()))


def test_a_damaged_store_is_restored_and_what_is_lost_is_listed(
    sqlite: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open(), plan, people)
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


def test_a_lost_head_begins_again_from_the_store_itself(sqlite: Any, plan: Any, people: Any) -> None:
    store = begun(sqlite.open(), plan, people)
    store.head.path.unlink()
    store.close()
    with pytest.raises(MktkitError, match="要写明理由"):
        restore(store.place.file, reason=" ", folder=store.place.folder)
    assert restore(store.place.file, reason="误删链头文件", folder=store.place.folder).records == 2
    again = sqlite.open()
    assert verify(again).ok
    assert again.act("甲", people.manager, "approve").seq == 3


def test_a_vanished_store_is_not_begun_anew(sqlite: Any, plan: Any, people: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open(), plan, people)
    path = backup(store, tmp_path / "备份")
    store.close()
    for end in ("", "-wal", "-shm"):
        store.place.file.with_name(store.place.file.name + end).unlink(missing_ok=True)
    with pytest.raises(MktkitError, match="有 2 条记录，最后一条是单据「甲」第 2 版"):
        sqlite.open()
    restore(path, reason="误删", folder=store.place.folder)
    assert verify(sqlite.open()).ok


def test_a_backup_that_is_not_whole_changes_nothing(
    sqlite: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open(), plan, people)
    good = backup(store, tmp_path / "备份")
    foreign = backup(begun(sqlite.open("别处"), plan, people), tmp_path / "备份")
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
    sqlite: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open(), plan, people)
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


def test_the_schema_changes_after_a_backup(
    engine: Any, plan: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = begun(engine.open(), plan, people)
    said = list(store.export())
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(schema, "UPGRADES", {2: ("CREATE TABLE mktkit_more (x INTEGER)",)})
    again = engine.reopen(store)
    assert len(list(again.place.folder.glob("记录备份-*.zip"))) == 1
    assert list(again.export()) == said
    assert verify(again).ok
    with again.place.engine.connect() as connection:
        assert schema.stored_version(connection) == (2, store.id)
        assert connection.exec_driver_sql("SELECT count(*) FROM mktkit_more").scalar_one() == 0
    # Once only; and an older program does not touch it.
    engine.reopen(again)
    assert len(list(again.place.folder.glob("记录备份-*.zip"))) == 1
    monkeypatch.undo()
    with pytest.raises(MktkitError, match="升级 mktkit"):
        engine.reopen(again)


def test_a_backup_while_others_write_leads_its_head(
    sqlite: Any, plan: Any, people: Any, tmp_path: Path
) -> None:
    store = begun(sqlite.open(), plan, people)
    head = store.head.path.read_bytes()
    path = backup(store, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("records.head") == head
        (tmp_path / "x.sqlite").write_bytes(archive.read("records.sqlite"))
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as raw:
        assert raw.execute("SELECT count(*) FROM mktkit_records").fetchone() == (2,)
