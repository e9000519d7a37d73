"""Reading the store: what was changed since it was written is never shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self, cast

from sqlalchemy import Connection, func, select

from mktkit.errors import MktkitError, closest, show
from mktkit.people import person_key
from mktkit.records.attachments import Attachments
from mktkit.records.chain import GENESIS, row_hash
from mktkit.records.engine import DAMAGE, Place, in_words
from mktkit.records.head import Head, HeadLine
from mktkit.records.model import FINAL, Actor, Attachment, Status, canonical
from mktkit.records.record import Record, Row
from mktkit.records.schema import RECORDS
from mktkit.records.workflow import State, replay, why_not

__all__ = ["Reader"]

_BLOCK = 500


class Reader:
    """What can be asked of a store.

    Attributes
    ----------
    id
        The store's own id, part of every hash.
    place
        Where it is.
    head
        The head file beside it.
    attachments
        Where its attachments are.
    """

    def __init__(self, place: Place, id: str, head: Head, attachments: Attachments) -> None:
        self.place, self.id, self.head, self.attachments = place, id, head, attachments

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.place.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection whose errors are in Chinese."""
        with in_words(self.place.where), self.place.engine.connect() as connection:
            yield connection

    def history(self, document: str) -> tuple[Record, ...]:
        """Return every version of a document, the first one first.

        Raises
        ------
        MktkitError
            There is no such document, or one of its records was changed.
        """
        with self.reading() as connection:
            records = self.versions(connection, document)
            if not records:
                raise self.unknown(connection, document)
            return records

    def latest(self, document: str) -> Record:
        """Return a document's newest version."""
        return self.history(document)[-1]

    def find(self, document: str) -> Record | None:
        """Return a document's newest version, None when there is no such document.

        Raises
        ------
        MktkitError
            The record was changed.
        """
        found = (
            select(RECORDS).where(RECORDS.c.document == document).order_by(RECORDS.c.version.desc()).limit(1)
        )
        with self.reading() as connection:
            row = connection.execute(found).mappings().first()
        return None if row is None else self.read_row(dict(row))

    def in_force(self, document: str) -> Record | None:
        """Return the newest version that is final (通过、锁定、归档), None when there is none, or it was made void."""
        history = self.history(document)
        if history[-1].status == "void":
            return None
        return next((one for one in reversed(history) if one.status in FINAL), None)

    def state(self, document: str) -> State:
        """Return where a document stands on its way through the chain."""
        return cast(State, replay(self.history(document)))

    def list(
        self, *, kind: str | None = None, status: Status | None = None, author: str | None = None
    ) -> tuple[Record, ...]:
        """Return the newest version of every document, newest first.

        Parameters
        ----------
        kind, status, author
            Only documents of this kind, in this status, by the author with this number.
        """
        newest = select(func.max(RECORDS.c.seq)).group_by(RECORDS.c.document)
        found = select(RECORDS).where(RECORDS.c.seq.in_(newest)).order_by(RECORDS.c.seq.desc())
        for column, value in (
            (RECORDS.c.kind, kind),
            (RECORDS.c.status, status),
        ):
            found = found.where(column == value) if value is not None else found
        with self.reading() as connection:
            listed = [self.read_row(dict(row)) for row in connection.execute(found).mappings()]
        if author is None:
            return tuple(listed)
        return tuple(one for one in listed if person_key(one.author_id) == person_key(author))

    def waiting_for(self, actor: Actor) -> tuple[Record, ...]:
        """Return what waits for `actor`, longest wait first: steps they may take, own documents sent back."""
        returned = [
            record for record in self.list(status="returned") if person_key(record.author_id) == actor.key
        ]
        pending = [
            record
            for record in self.list(status="pending")
            if why_not(self.state(record.document), actor) is None
        ]
        return tuple(sorted((*returned, *pending), key=lambda record: record.seq))

    def attachment(self, attachment: Attachment) -> bytes:
        """Return an attachment's content.

        Raises
        ------
        MktkitError
            It is gone, or not what it was.
        """
        with in_words(self.place.where):
            data = self.attachments.get(attachment.sha256)
        if data is None or hashlib.sha256(data).hexdigest() != attachment.sha256:
            raise MktkitError(
                f"附件{show(attachment.name)}{'找不到' if data is None else '被改动过'}",
                "应与保存时一样",
                "从备份里找回，或重新添加附件",
                where=self.place.where,
            )
        return data

    def attached(self) -> tuple[str, ...]:
        """Return the hash of every attachment of any version, as far as it can be read."""
        with self.reading() as connection:
            listed = connection.execute(select(RECORDS.c.attachments).distinct()).scalars().all()
        return tuple(sorted({sha256 for text in listed for sha256 in re.findall(r"[0-9a-f]{64}", text)}))

    def export(self, documents: Iterable[str] = ()) -> Iterator[str]:
        """Yield every version as one line of JSON, in the order of the chain; of all documents by default."""
        found = select(RECORDS).order_by(RECORDS.c.seq)
        chosen = list(documents)
        for document in chosen:
            self.history(document)
        if chosen:
            found = found.where(RECORDS.c.document.in_(chosen))
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=500).execute(found).mappings():
                yield canonical(self.read_row(dict(row)).as_json())

    def versions(self, connection: Connection, document: str) -> tuple[Record, ...]:
        """Return every version of a document within a transaction; empty when there is none."""
        found = select(RECORDS).where(RECORDS.c.document == document).order_by(RECORDS.c.version)
        return tuple(self.read_row(dict(row)) for row in connection.execute(found).mappings())

    def rows(self, connection: Connection, last: int, first: int = 1) -> Iterator[tuple[int, Row | None]]:
        """Yield (number, flat record) from `first` to `last`, unchecked: in blocks, one by one where a block cannot be read."""

        def read(low: int, high: int) -> Sequence[tuple[int, Row | None]]:
            found = select(RECORDS).where(RECORDS.c.seq.between(low, high)).order_by(RECORDS.c.seq)
            return [(row["seq"], dict(row)) for row in connection.execute(found).mappings()]

        for low in range(first, last + 1, _BLOCK):
            high = min(low + _BLOCK - 1, last)
            try:
                yield from read(low, high)
            except DAMAGE:
                connection.rollback()
                for seq in range(low, high + 1):
                    try:
                        yield from read(seq, seq)
                    except DAMAGE:
                        connection.rollback()
                        yield seq, None

    def read_row(self, row: Row) -> Record:
        """Read a flat record, and show nothing that was changed."""
        try:
            if row_hash(row, self.id) == row["hash"]:
                return Record.from_row(row)
        except (TypeError, ValueError):
            pass
        raise MktkitError(
            f"第 {row['seq']} 号记录（单据{show(row['document'])}第 {row['version']} 版）被改动过，不能使用",
            "内容应与它的指纹相符",
            "运行 mktkit records verify 查看，从备份恢复用 mktkit records restore",
            where=self.place.where,
        )

    def unknown(self, connection: Connection, document: str) -> MktkitError:
        """Return the message for a document that is not here."""
        known = connection.execute(select(RECORDS.c.document).distinct()).scalars()
        return MktkitError(
            f"没有单据{show(document)}",
            "应为记录库里的单据编号",
            closest(document, known, "用 mktkit records list 查看编号"),
            where=self.place.where,
        )

    def end(self, connection: Connection) -> tuple[int, str]:
        """Return number and hash of the last record."""
        found = select(RECORDS.c.seq, RECORDS.c.hash).order_by(RECORDS.c.seq.desc()).limit(1)
        row = connection.execute(found).first()
        return (row.seq, row.hash) if row else (0, GENESIS)

    def lines(self, connection: Connection, first: int) -> Sequence[HeadLine]:
        """Return what the head file should say from record `first` on."""
        columns = (RECORDS.c.seq, RECORDS.c.document, RECORDS.c.version, RECORDS.c.hash)
        found = select(*columns).where(RECORDS.c.seq >= first).order_by(RECORDS.c.seq)
        return [HeadLine(*row) for row in connection.execute(found)]
