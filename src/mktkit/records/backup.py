"""Everything of a store in one file."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from mktkit.files import make_folder, write_whole
from mktkit.records.engine import in_words
from mktkit.records.store import Store

__all__ = ["HEAD_FILE", "STORE_FILE", "backup", "copy_sqlite", "export_file"]

#: What the parts of a backup are called.
STORE_FILE, HEAD_FILE = "records.sqlite", "records.head"
_LINES = "records.jsonl"


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
        make_folder(folder)
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as aside:
            made = Path(aside) / "backup.zip"
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                _fill(store, archive, Path(aside))
            made.chmod(0o600)
            with made.open("r+b") as file:
                os.fsync(file.fileno())
            os.replace(made, path)
    return path


def _fill(store: Store, archive: zipfile.ZipFile, aside: Path) -> None:
    # The head first: the copy of the store may lead it, never lag.
    if store.head.exists:
        archive.writestr(HEAD_FILE, store.head.path.read_bytes())
    if store.place.file is not None:
        copy_sqlite(store.place.file, aside / STORE_FILE)
        archive.write(aside / STORE_FILE, STORE_FILE)
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


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy through SQLite itself, so that what is still in the log comes along."""
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
