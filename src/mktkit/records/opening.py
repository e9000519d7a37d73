"""Opening a store: made when there is none, led to the present schema after a backup, never made over a lost one."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

from sqlalchemy import inspect

from mktkit.errors import MktkitError, show
from mktkit.records import schema
from mktkit.records.attachments import FolderAttachments, TableAttachments
from mktkit.records.backup import backup
from mktkit.records.engine import Place, connect, in_words, writing
from mktkit.records.head import Head
from mktkit.records.lock import locked
from mktkit.records.store import Clock, Store

__all__ = ["now", "open_store"]


def now() -> dt.datetime:
    """Return this moment; the one place where the records read a clock."""
    return dt.datetime.now(dt.UTC)


def open_store(url: str | None = None, *, folder: Path | str | None = None, clock: Clock = now) -> Store:
    """Open the store of this machine or team; make it when there is none.

    Parameters
    ----------
    url
        ``sqlite:///file`` or ``postgresql://user@host/name``; by default the environment's ``MKTKIT_DB``, else
        ``records.sqlite`` in the user's data folder (``MKTKIT_DATA``).
    folder
        Without `url`: the folder of a SQLite store, whatever the environment says.  With PostgreSQL: where this
        machine keeps its head files.
    clock
        Tells the moment of each record, with its time zone.

    Raises
    ------
    MktkitError
        The file is no store, is damaged, was made by a later version or vanished; the folder cannot be written;
        the database cannot be reached.

    Notes
    -----
    On PostgreSQL the first to open makes the tables, in the first schema of the search path.  Everybody else needs no
    more than ``GRANT SELECT, INSERT ON mktkit_records, mktkit_attachments, mktkit_store TO role``; triggers refuse
    UPDATE, DELETE and TRUNCATE to everybody, the owner too.

    Examples
    --------
    >>> import tempfile
    >>> from mktkit.records.verify import verify
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder=folder) as store:
    ...     store.list(), verify(store).ok
    ((), True)
    """
    place = connect(url, Path(folder) if folder is not None else None)
    lock = place.file.with_suffix(".lock") if place.file else place.folder / "open.lock"
    try:
        with in_words(place.where), locked(lock):
            return _opened(place, clock)
    except BaseException:
        place.engine.dispose()
        raise


def _opened(place: Place, clock: Clock) -> Store:
    with place.engine.connect() as connection:
        found = schema.stored_version(connection)
        foreign = found is None and place.file is not None and bool(inspect(connection).get_table_names())
    if foreign:
        raise MktkitError(
            "这是别的程序的 SQLite 文件", "应为 mktkit 的记录库", "换一个文件", where=place.where
        )
    if found is None:
        _refuse_lost(place)
        with writing(place.engine) as connection:
            # Another machine may have been first.
            found = schema.stored_version(connection)
            if found is None:
                found = (schema.SCHEMA_VERSION, uuid.uuid4().hex[:16])
                schema.create(connection, found[1], clock().isoformat())
    version, identity = found
    store = _store(place, identity, clock)
    _start_head(store)
    if version > schema.SCHEMA_VERSION:
        raise MktkitError(
            f"记录库是第 {version} 版的写法，由更新的 mktkit 写成",
            f"这个 mktkit 认得第 {schema.SCHEMA_VERSION} 版",
            "升级 mktkit 后再打开",
            where=place.where,
        )
    if version < schema.SCHEMA_VERSION:
        backup(store, place.folder)
        with writing(place.engine) as connection:
            schema.upgrade(connection, version, identity, store.moment())
    return store


def _store(place: Place, identity: str, clock: Clock) -> Store:
    if place.file is None:
        return Store(
            place, identity, Head(place.folder / f"{identity}.head"), TableAttachments(place.engine), clock
        )
    attachments = FolderAttachments(place.folder / "attachments")
    return Store(place, identity, Head(place.file.with_suffix(".head")), attachments, clock)


def _refuse_lost(place: Place) -> None:
    """Do not begin anew where a store has been: its head still names what it held."""
    head = Head(place.file.with_suffix(".head")) if place.file else None
    last = head.last() if head and head.exists else None
    if last:
        raise MktkitError(
            f"记录库文件不见了或被清空，链头文件记着它有 {last.seq} 条记录，最后一条是单据{show(last.document)}第 {last.version} 版",
            "记录库应与链头文件在一起",
            "把原来的文件放回，或从备份恢复：mktkit records restore",
            where=place.where,
        )


def _start_head(store: Store) -> None:
    """Give a new store its head; a shared database gets one on every machine, as it stands now.

    A SQLite store that has records and no head lost it: that is for `verify` to say, not to paper over.
    """
    if store.head.exists:
        return
    with store.reading() as connection:
        seq, hash = store.end(connection)
        if store.place.file is None or seq == 0:
            store.head.start(store.id, store.moment())
            store.head.follow(store.id, seq, hash, lambda first: store.lines(connection, first))
