"""The tables, and the triggers with which the database itself refuses every change of what was written."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)

from mktkit.errors import MktkitError
from mktkit.records.record import COLUMNS

__all__ = [
    "ATTACHMENTS",
    "RECORDS",
    "SCHEMA_VERSION",
    "STORE",
    "create",
    "missing_guards",
    "stored_version",
    "upgrade",
]

#: Rises with every change of the tables; UPGRADES says how to get there.
SCHEMA_VERSION = 1
#: Version → statements that lead to it from the one before.
UPGRADES: dict[int, tuple[str, ...]] = {}

_METADATA = MetaData()

RECORDS = Table(
    "mktkit_records",
    _METADATA,
    *(
        Column(
            name,
            Integer if kind is int else Text,
            primary_key=name == "seq",
            nullable=False,
            autoincrement=False,
        )
        for name, kind in COLUMNS.items()
    ),
    UniqueConstraint("document", "version"),
)
#: Used on PostgreSQL, where the machines that share the store share no folder.
ATTACHMENTS = Table(
    "mktkit_attachments",
    _METADATA,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
#: One row a schema version, the newest counts.
STORE = Table(
    "mktkit_store",
    _METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("made", Text, nullable=False),
)

_REFUSAL = "mktkit：记录只能增加，不能修改、删除（append-only）"
_ORDER = "mktkit：记录应接在最后一条之后（append-only）"

# An INSERT OR REPLACE deletes without asking the DELETE triggers: whatever would replace is refused before.
_NEXT = """NEW.seq <> coalesce((SELECT max(seq) FROM mktkit_records), 0) + 1
    OR NEW.prev_hash <> coalesce((SELECT hash FROM mktkit_records ORDER BY seq DESC LIMIT 1), NEW.prev_hash)
    OR EXISTS (SELECT 1 FROM mktkit_records WHERE document = NEW.document AND version = NEW.version)"""


def _sqlite_guards() -> dict[str, str]:
    guards = {}
    for table, key in ((RECORDS.name, None), (ATTACHMENTS.name, "sha256"), (STORE.name, "version")):
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            guards[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        name = f"{table}_next"
        when = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})" if key else _NEXT
        words = _REFUSAL if key else _ORDER
        guards[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    return guards


def _postgres_guards() -> dict[str, tuple[str, ...]]:
    guards: dict[str, tuple[str, ...]] = {}
    for table in (RECORDS.name, ATTACHMENTS.name, STORE.name):
        name = f"{table}_no_change"
        guards[name] = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION mktkit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        )
    name = f"{RECORDS.name}_next"
    guards[name] = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {RECORDS.name} FOR EACH ROW EXECUTE FUNCTION mktkit_next()",
        f"ALTER TABLE {RECORDS.name} ENABLE ALWAYS TRIGGER {name}",
    )
    return guards


SQLITE_GUARDS: Mapping[str, str] = _sqlite_guards()
POSTGRES_GUARDS: Mapping[str, tuple[str, ...]] = _postgres_guards()
_POSTGRES_FUNCTIONS = {
    "mktkit_refuse": f" BEGIN RAISE EXCEPTION '{_REFUSAL}'; END ",
    "mktkit_next": f" BEGIN IF {_NEXT} THEN RAISE EXCEPTION '{_ORDER}'; END IF; RETURN NEW; END ",
}


def create(connection: Connection, store: str, made: str) -> None:
    """Make tables and guards of a new store, within the connection's transaction."""
    if connection.dialect.name == "postgresql":
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise MktkitError(
                f"PostgreSQL 数据库的编码是 {encoding}",
                "应为 UTF8",
                "请管理员新建 UTF8 编码的数据库",
                where="MKTKIT_DB",
            )
    _METADATA.create_all(connection)
    if connection.dialect.name == "postgresql":
        statements = [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            for name, body in _POSTGRES_FUNCTIONS.items()
        ]
        statements += [line for guard in POSTGRES_GUARDS.values() for line in guard]
    else:
        statements = list(SQLITE_GUARDS.values())
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.execute(STORE.insert().values(version=SCHEMA_VERSION, store=store, made=made))


def stored_version(connection: Connection) -> tuple[int, str] | None:
    """Return the schema's version and the store's id, None where there is no store yet."""
    if not inspect(connection).has_table(STORE.name):
        return None
    row = connection.execute(STORE.select().order_by(STORE.c.version.desc()).limit(1)).first()
    if row and not (isinstance(row.version, int) and row.version > 0 and isinstance(row.store, str)):
        raise MktkitError(
            "记录库的版本读不懂",
            "应为 mktkit 写的记录库",
            "文件损坏：从备份恢复用 mktkit records restore",
            where=STORE.name,
        )
    return (row.version, row.store) if row else None


def upgrade(connection: Connection, found: int, store: str, made: str) -> None:
    """Lead the tables from version `found` to the present one, within the connection's transaction."""
    for version in range(found + 1, SCHEMA_VERSION + 1):
        for statement in UPGRADES[version]:
            connection.exec_driver_sql(statement)
        connection.execute(STORE.insert().values(version=version, store=store, made=made))


def missing_guards(connection: Connection) -> list[str]:
    """Return the triggers that are gone, switched off or not as they were made."""
    if connection.dialect.name == "postgresql":
        alive = set()
        for table in (RECORDS.name, ATTACHMENTS.name, STORE.name):
            rows = connection.exec_driver_sql(
                f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgenabled = 'A'"
            )
            alive |= {row.tgname for row in rows}
        rows = connection.exec_driver_sql(
            "SELECT proname, prosrc FROM pg_proc JOIN pg_trigger ON pg_proc.oid = tgfoid"
            f" WHERE tgrelid = '{RECORDS.name}'::regclass"
        )
        bodies = {row.proname: row.prosrc for row in rows}
        changed = [name for name, body in _POSTGRES_FUNCTIONS.items() if bodies.get(name) != body]
        return [name for name in POSTGRES_GUARDS if name not in alive] + changed
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    made = {row.name: row.sql for row in rows}
    return [name for name, statement in SQLITE_GUARDS.items() if made.get(name) != statement]
