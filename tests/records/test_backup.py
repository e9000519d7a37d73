"""Backups that come back, and a schema that changes only after one."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.records import open_store, schema
from mktkit.records.backup import backup
from mktkit.records.restore import restore
from mktkit.records.verify import verify


def test_a_backup_holds_everything(sqlite: Any, begun: Any, people: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
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


def test_no_backup_replaces_another(engine: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(
        engine.open(
            clock=lambda: __import__("datetime").datetime(2026, 10, 8, tzinfo=__import__("datetime").UTC)
        )
    )
    paths = [backup(store, tmp_path / "备份") for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(path.exists() for path in paths)


def test_postgres_is_backed_up_as_lines_that_stay_readable(postgres: Any, begun: Any, tmp_path: Path) -> None:
    with open_store(postgres.url(postgres.schema()), folder=tmp_path / "a") as store:
        begun(store)
        path = backup(store, tmp_path)
        with zipfile.ZipFile(path) as archive:
            lines = archive.read("records.jsonl").decode().splitlines()
            assert [json.loads(line)["seq"] for line in lines] == [1, 2]
            assert sum(name.startswith("attachments/") for name in archive.namelist()) == 1
    with pytest.raises(MktkitError, match="没有记录库"):
        restore(path, reason="试", folder=tmp_path / "b")
    with pytest.raises(MktkitError, match="pg_restore"):
        restore(path, reason="试", url=postgres.url(postgres.schema()))


def test_the_schema_changes_after_a_backup(engine: Any, begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    store = begun(engine.open())
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


def test_a_backup_while_others_write_leads_its_head(sqlite: Any, begun: Any, tmp_path: Path) -> None:
    store = begun(sqlite.open())
    head = store.head.path.read_bytes()
    path = backup(store, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("records.head") == head
        (tmp_path / "x.sqlite").write_bytes(archive.read("records.sqlite"))
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as raw:
        assert raw.execute("SELECT count(*) FROM mktkit_records").fetchone() == (2,)
