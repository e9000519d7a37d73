"""A backup in the place of a store that was damaged or lost."""

from __future__ import annotations

import contextlib
import errno
import hashlib
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
from mktkit.files import os_words
from mktkit.records.attachments import FolderAttachments
from mktkit.records.backup import HEAD_FILE, STORE_FILE, copy_sqlite
from mktkit.records.engine import Place, connect, in_words
from mktkit.records.head import Head, HeadLine
from mktkit.records.lock import locked
from mktkit.records.opening import now, open_store
from mktkit.records.store import Clock, Store
from mktkit.records.verify import verify

__all__ = ["Restored", "restore"]


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
    lost: tuple[HeadLine, ...]
    aside: Path | None


def restore(
    file: Path, *, reason: str, url: str | None = None, folder: Path | str | None = None, clock: Clock = now
) -> Restored:
    """Put a backup in the place of a damaged or lost SQLite store.

    Parameters
    ----------
    file
        A file :func:`~mktkit.records.backup.backup` wrote, or a SQLite store (the damaged one's own file, when only its head is lost).
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
            # A backup made while others were saving leads its own head.
            with contextlib.suppress(MktkitError):
                _take_up(fresh)
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
            named = fresh.attached()
        aside = _set_aside(place, clock)
        _move_in(Path(made), place, named)
    return Restored(proof.records, lost, aside)


def _new_head(store: Store, reason: str) -> None:
    store.head.start(store.id, store.moment(), reason)
    _take_up(store)


def _take_up(store: Store) -> None:
    """Let the head list what the store leads it by."""
    with store.reading() as connection:
        seq, hash = store.end(connection)
        store.head.follow(store.id, seq, hash, lambda first: store.lines(connection, first))


def _unpack(file: Path, folder: Path) -> None:
    try:
        if not zipfile.is_zipfile(file):
            with file.open("rb"):
                pass
            return copy_sqlite(file, folder / STORE_FILE)
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
    if STORE_FILE not in names:
        raise MktkitError(
            "文件里没有记录库",
            "应为 mktkit records backup 从本机记录库写出的备份",
            "换一份备份",
            where=str(archive.filename),
        )
    for name in names:
        if name not in (STORE_FILE, HEAD_FILE) and not re.fullmatch(
            r"attachments/[0-9a-f]{2}/[0-9a-f]{62}", name
        ):
            raise MktkitError(
                f"备份里有不该有的文件{show(name)}",
                "应只有记录库和附件",
                "换一份备份",
                where=str(archive.filename),
            )
        yield name


def _lost(place: Place, fresh: Store) -> tuple[HeadLine, ...]:
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


def _move_in(made: Path, place: Place, named: Iterable[str]) -> None:
    """Put in place the store, its head, and of the attachments what a record names and its hash proves."""
    assert place.file is not None
    os.replace(made / STORE_FILE, place.file)
    os.replace(made / HEAD_FILE, place.file.with_suffix(".head"))
    for sha256 in named:
        path, target = (
            FolderAttachments(folder / "attachments").path(sha256) for folder in (made, place.folder)
        )
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
