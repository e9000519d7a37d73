"""Everything of a store in one file, and back again when the store was damaged or lost."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mktkit.archives import DAMAGE
from mktkit.errors import MktkitError, show
from mktkit.files import os_words, write_whole
from mktkit.records.engine import Place, connect, in_words
from mktkit.records.head import Head, Line
from mktkit.records.lock import locked
from mktkit.records.opening import now, open_store
from mktkit.records.store import Clock, Store
from mktkit.records.verify import verify

__all__ = ["Restored", "backup", "export_file", "restore"]

_STORE, _HEAD, _LINES = "records.sqlite", "records.head", "records.jsonl"


def backup(store: Store, folder: Path) -> Path:
    """Write a store with its head and attachments into one zip; it may be in use meanwhile.

    Parameters
    ----------
    store
        The store.
    folder
        Where the file goes; its name holds the moment, so that no backup replaces another.

    Returns
    -------
    Path
        The file.  From PostgreSQL it holds every record as a line of JSON: readable for good; the database itself is
        backed up with its own ``pg_dump``.

    Raises
    ------
    MktkitError
        The folder cannot be written, or the disk is full.
    """
    stamp = store.moment()[:19].replace("-", "").replace(":", "").replace("T", "-")
    path = folder / f"记录备份-{stamp}.zip"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"记录备份-{stamp}-{number}.zip"
    with in_words(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as aside:
            made = Path(aside) / "backup.zip"
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                _fill(store, archive, Path(aside))
            with made.open("r+b") as file:
                os.fsync(file.fileno())
            os.replace(made, path)
    return path


def _fill(store: Store, archive: zipfile.ZipFile, aside: Path) -> None:
    # The head first: the copy of the store may lead it, never lag.
    if store.head.exists:
        archive.writestr(_HEAD, store.head.path.read_bytes())
    if store.place.file is not None:
        _copy_sqlite(store.place.file, aside / _STORE)
        archive.write(aside / _STORE, _STORE)
    else:
        export_file(store, aside / _LINES)
        archive.write(aside / _LINES, _LINES)
    for sha256 in store.attached():
        data = store.attachments.get(sha256)
        if data is not None:
            archive.writestr(f"attachments/{sha256[:2]}/{sha256[2:]}", data)


def export_file(store: Store, file: Path, documents: Iterable[str] = ()) -> int:
    """Write every version as one line of JSON (:meth:`Store.export`), whole or not at all; return how many."""
    lines = list(store.export(documents))
    write_whole(file, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy through SQLite itself, so that what is still in the log comes along."""
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


@dataclass(frozen=True)
class Restored:
    """What came back.

    Attributes
    ----------
    records
        How many records the store has now.
    lost
        What the damaged store's head knew and the backup does not hold: to be entered again.
    aside
        Folder where the damaged files are kept.
    """

    records: int
    lost: tuple[Line, ...]
    aside: Path | None


def restore(
    file: Path, *, reason: str, url: str | None = None, folder: Path | str | None = None, clock: Clock = now
) -> Restored:
    """Put a backup in the place of a damaged or lost SQLite store.

    Parameters
    ----------
    file
        A file :func:`backup` wrote, or a SQLite store (the damaged one's own file, when only its head is lost).
    reason
        Why; it stands in the new head.
    url, folder, clock
        As for :func:`mktkit.records.open_store`.

    Raises
    ------
    MktkitError
        The backup is damaged itself or belongs to another store; nothing was changed then.
    """
    if not reason.strip():
        raise MktkitError("没有写理由", "恢复要写明理由", "补上理由", where="恢复")
    place = connect(url, Path(folder) if folder is not None else None)
    if place.file is None:
        raise MktkitError(
            "记录库在 PostgreSQL 上",
            "只有本机的记录库这样恢复",
            "请数据库管理员用 pg_restore 恢复",
            where=place.where,
        )
    with (
        in_words(place.where),
        locked(place.file.with_suffix(".lock")),
        tempfile.TemporaryDirectory(prefix=".tmp-", dir=place.folder) as made,
    ):
        _unpack(file, Path(made))
        with open_store(folder=made, clock=clock) as fresh:
            if not fresh.head.exists:
                _new_head(fresh, reason)
            # What an attachment lacks must not keep the records away.
            proof = verify(fresh, attachments=False)
            if not proof.ok:
                raise MktkitError(
                    f"备份本身也不完好：{proof.findings[0].what}",
                    "应为完好的备份",
                    "换一份更早的备份",
                    where=file.name,
                )
            lost = _lost(place, fresh)
            _new_head(fresh, reason)
        aside = _set_aside(place, clock)
        _move_in(Path(made), place)
    return Restored(proof.records, lost, aside)


def _new_head(store: Store, reason: str) -> None:
    store.head.start(store.id, store.moment(), reason)
    with store.reading() as connection:
        seq, hash = store.end(connection)
        store.head.follow(store.id, seq, hash, lambda first: store.lines(connection, first))


def _unpack(file: Path, folder: Path) -> None:
    try:
        if not zipfile.is_zipfile(file):
            with file.open("rb"):
                pass
            return _copy_sqlite(file, folder / _STORE)
        with zipfile.ZipFile(file) as archive:
            for name in _known(archive):
                target = folder.joinpath(*name.split("/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
                    copy.flush()
                    os.fsync(copy.fileno())
    except OSError as error:
        # Damage may lead to a place before the beginning of the file.
        if error.errno != errno.EINVAL:
            raise os_words(error, file) from error
        raise _damaged(file) from None
    except (sqlite3.DatabaseError, *DAMAGE):
        raise _damaged(file) from None


def _damaged(file: Path) -> MktkitError:
    return MktkitError(
        "备份文件坏了，或者不是 mktkit 的备份",
        "应为 mktkit records backup 写出的文件",
        "换一份备份",
        where=file.name,
    )


def _known(archive: zipfile.ZipFile) -> Iterator[str]:
    names = archive.namelist()
    if _STORE not in names:
        raise MktkitError(
            "文件里没有记录库",
            "应为 mktkit records backup 从本机记录库写出的备份",
            "换一份备份",
            where=str(archive.filename),
        )
    for name in names:
        if name not in (_STORE, _HEAD) and not re.fullmatch(r"attachments/[0-9a-f]{2}/[0-9a-f]{62}", name):
            raise MktkitError(
                f"备份里有不该有的文件{show(name)}",
                "应只有记录库和附件",
                "换一份备份",
                where=str(archive.filename),
            )
        yield name


def _lost(place: Place, fresh: Store) -> tuple[Line, ...]:
    """Return what the present head knows beyond the backup."""
    assert place.file is not None
    head = Head(place.file.with_suffix(".head"))
    if not head.exists:
        return ()
    if head.store_id() not in (None, fresh.id):
        raise MktkitError(
            "备份属于另一个记录库",
            "应为这个记录库的备份",
            "换一份备份，或把它恢复到别的文件夹",
            where=place.where,
        )
    known = dict(fresh.head.lines()).values()
    hashes = {line.seq: line.hash for line in known if line}
    return tuple(line for _, line in head.lines() if line and hashes.get(line.seq) != line.hash)


def _set_aside(place: Place, clock: Clock) -> Path | None:
    """Move what stands there into a folder of its own: damaged files are evidence."""
    assert place.file is not None
    head = place.file.with_suffix(".head")
    parts = [place.file.with_name(place.file.name + end) for end in ("", "-wal", "-shm")]
    present = [path for path in parts if path.exists()]
    if not present and not head.exists():
        return None
    stamp = clock().strftime("%Y%m%d-%H%M%S")
    aside = Path(tempfile.mkdtemp(prefix=f"被替换的记录库-{stamp}-", dir=place.folder))
    if head.exists():
        # It stays until the new one takes its place: without it, a crash here would look like a store never made.
        shutil.copy2(head, aside / head.name)
    for path in present:
        os.replace(path, aside / path.name)
    return aside


def _move_in(made: Path, place: Place) -> None:
    assert place.file is not None
    os.replace(made / _STORE, place.file)
    os.replace(made / _HEAD, place.file.with_suffix(".head"))
    for path in sorted((made / "attachments").glob("??/*")):
        target = place.folder / "attachments" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
