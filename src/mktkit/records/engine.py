"""SQLite or PostgreSQL, opened so that what was acknowledged is on the disk, and their errors in Chinese."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, func, make_url, select

from mktkit.errors import MktkitError, show
from mktkit.files import make_folder, os_words, own
from mktkit.paths import data_folder

__all__ = ["DAMAGE", "Place", "connect", "in_words", "writing"]

#: Name of the advisory lock that serialises appends on PostgreSQL.
_LOCK_KEY = 0x6D6B746B

_DAMAGED = (
    "记录库文件损坏，或者不是 mktkit 的记录库",
    "应为完好的记录库",
    "运行 mktkit records verify 看是哪一条；从备份恢复用 mktkit records restore",
)
#: What a damaged database raises.
DAMAGE = (exc.DBAPIError, UnicodeDecodeError)

#: What the databases say → what, wanted, mend.
_MEANINGS: tuple[tuple[tuple[str, ...], tuple[str, str, str]], ...] = (
    (
        ("append-only",),
        ("数据库拒绝改动已有的记录", "记录只增不减", "要改请用“更正”，写出新的一版"),
    ),
    (
        ("not a database", "malformed", "corrupt", "file is encrypted", "could not decode", "invalid page"),
        _DAMAGED,
    ),
    (
        ("readonly", "read-only", "unable to open", "permission denied"),
        ("记录库写不进去，或打不开", "文件夹应可以写", "换一个文件夹（MKTKIT_DATA），或请管理员开放权限"),
    ),
    (
        ("disk is full", "no space left", "disk full"),
        ("磁盘满了，没有保存", "应有空余的磁盘空间", "腾出空间后再保存一次"),
    ),
    (
        ("locked", "busy"),
        ("记录库正被别的程序占用，没有保存", "应能马上写入", "关掉别的窗口后再保存一次"),
    ),
    (
        ("connection refused", "could not connect", "connection failed", "password", "does not exist", "timeout",
         "could not translate", "connection to server", "server closed", "terminating connection", "failed to resolve"),
        ("连不上 PostgreSQL 数据库", "MKTKIT_DB 里的地址、库名、用户和口令应正确", "核对 MKTKIT_DB，或请管理员看看数据库是否开着"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a store is: its engine, its name for messages, and the folder of the files beside it.

    ``file`` is the SQLite file, None on PostgreSQL.
    """

    engine: Engine
    where: str
    folder: Path
    file: Path | None


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn what the database or the system refuses into a Chinese message."""
    try:
        yield
    except UnicodeDecodeError as error:
        # SQLite quotes what it cannot read in its own message, which then cannot be read either.
        raise MktkitError(*_DAMAGED, where=where) from error
    except exc.DBAPIError as error:
        said = str(error.orig).lower()
        for signs, meaning in _MEANINGS:
            if any(sign in said for sign in signs):
                raise MktkitError(*meaning, where=where) from error
        raise MktkitError(
            f"数据库没有完成（{type(error.orig).__name__}）",
            "数据库应正常工作",
            "稍后重试；仍不行时请管理员看数据库的日志",
            where=where,
        ) from error
    except OSError as error:
        raise os_words(error, where) from error


def connect(url: str | None, folder: Path | None) -> Place:
    """Return the place that `url` means; by default SQLite in `folder`, ``MKTKIT_DB``, or the data folder."""
    said = url or ("" if folder else os.environ.get("MKTKIT_DB", ""))
    if not said:
        return _sqlite((folder or data_folder()) / "records.sqlite")
    try:
        address = make_url(said)
    except (exc.ArgumentError, ValueError):
        raise _wrong_address(said) from None
    backend = address.get_backend_name()
    if backend == "sqlite" and address.database not in (None, "", ":memory:"):
        return _sqlite(Path(str(address.database)))
    if backend in ("postgresql", "postgres"):
        return _postgres(address, folder or data_folder() / "postgres")
    raise _wrong_address(said)


def _wrong_address(said: str) -> MktkitError:
    # What stands before the colon alone: the rest may hold a password.
    return MktkitError(
        f"数据库地址以{show(said.partition(':')[0])}开头，认不出来",
        "应为 sqlite:///文件路径 或 postgresql://用户@主机/库名",
        "改好后重试",
        where="MKTKIT_DB",
    )


def _sqlite(file: Path) -> Place:
    try:
        make_folder(file.parent)
    except OSError as error:
        raise os_words(error, file.parent) from error
    engine = create_engine(URL.create("sqlite", database=str(file)), connect_args={"timeout": 30})

    @event.listens_for(engine, "do_connect")
    def _own(*_: Any) -> None:
        # What SQLite makes anew everybody may read; the files beside it get the rights of this one.
        with contextlib.suppress(OSError), open(file, "ab", opener=own):
            pass

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        # The driver's own BEGINs come too late and are never IMMEDIATE.
        connection.isolation_level = None
        # Damaged text must come through as it is, so that it is found and named.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return Place(engine, str(file), file.parent, file)


def _postgres(address: URL, folder: Path) -> Place:
    try:
        engine = create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError:
        raise MktkitError(
            "没有安装 PostgreSQL 的驱动",
            "应装有 psycopg",
            "运行 pip install “psycopg[binary]” 后重试",
            where="MKTKIT_DB",
        ) from None
    return Place(engine, address.render_as_string(hide_password=True), folder, None)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other writer shares, on whatever machine it runs."""
    with engine.connect() as plain:
        connection = plain.execution_options(begin="BEGIN IMMEDIATE")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK_KEY)))
            yield connection
