"""The store of documents: append-only, one hash chain, its head beside it.

What is done with a store as a whole are functions of their own: :func:`~mktkit.records.verify.verify`,
:func:`~mktkit.records.backup.backup`, :func:`~mktkit.records.restore.restore`,
:func:`~mktkit.records.handover.handover`, :func:`~mktkit.records.handover.accept`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from mktkit.errors import MktkitError, show
from mktkit.records.attachments import MAX_ATTACHMENT, Attachments, describe, read_limited
from mktkit.records.chain import seal
from mktkit.records.engine import Place, in_words, writing
from mktkit.records.head import Head, HeadLine
from mktkit.records.model import Action, Actor, Attachment, Draft, plain_text
from mktkit.records.reading import Reader
from mktkit.records.record import MAX_REASON, Record, Row
from mktkit.records.schema import RECORDS
from mktkit.records.tail import clock_note, prove_tail, unlisted
from mktkit.records.workflow import State, next_state, replay

__all__ = ["Clock", "Store"]

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class _Deed:
    """What is done to a document: by whom, why, when."""

    actor: Actor
    action: Action
    reason: str
    when: str


class Store(Reader):
    """Documents with all their versions; made by :func:`mktkit.records.open_store`.

    Parameters
    ----------
    place, id, head, attachments
        See :class:`~mktkit.records.reading.Reader`.
    clock
        Tells the moment of each record.
    """

    def __init__(self, place: Place, id: str, head: Head, attachments: Attachments, clock: Clock) -> None:
        super().__init__(place, id, head, attachments)
        self._clock = clock

    def moment(self) -> str:
        """Return this moment in UTC, as records write it.

        Raises
        ------
        MktkitError
            The clock does not know its time zone.
        """
        moment = self._clock()
        if moment.tzinfo is None:
            raise MktkitError(
                "时间没有时区", "应为带时区的时间", "用 datetime.now(UTC) 这样的时钟", where="clock"
            )
        return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")

    def save(self, draft: Draft, actor: Actor, *, reason: str = "", base: int | None = None) -> Record:
        """Save a new version of a document.

        Parameters
        ----------
        draft
            The content; without an id a new document is made.
        actor
            Who saves; only the author saves again.
        reason
            Why, where there is something to say.
        base
            Version that was being worked on; refused when there is a newer one. None does not ask.

        Returns
        -------
        Record
            What was saved, for good: it is on the disk when this returns.

        Raises
        ------
        MktkitError
            Not allowed (制度 chain, another's document, a final one), or not possible (disk, database).

        Examples
        --------
        >>> import tempfile
        >>> from datetime import UTC, date, datetime
        >>> from mktkit.records import open_store
        >>> from mktkit.rules import load_rules
        >>> rules = load_rules(on=date(2026, 10, 1), company=None)
        >>> author, manager = Actor("S01", "李明", ("市场专员",)), Actor("M01", "王敏", ("营销经理",))
        >>> with tempfile.TemporaryDirectory() as folder, open_store(
        ...     folder=folder, clock=lambda: datetime(2026, 10, 8, tzinfo=UTC)
        ... ) as store:
        ...     plan = Draft.of(rules, kind="research_plan", title="华东调研计划", body={"样本量": 300}, clause="3.1.1")
        ...     saved = store.save(plan, author)
        ...     waiting = store.act(saved.document, author, "submit")
        ...     passed = store.act(saved.document, manager, "approve")
        >>> saved.status_title, waiting.status_title, passed.status_title
        ('草稿', '审批中：批准（营销经理）', '已通过')
        """
        return self._write(draft, actor, "save", reason, base)

    def correct(self, draft: Draft, actor: Actor, reason: str, *, base: int | None = None) -> Record:
        """Begin a correction of a final document: a new version that goes through its chain again.

        The final version stays readable, and in force until the correction is final too (:meth:`in_force`).
        """
        return self._write(draft, actor, "correct", reason, base)

    def act(
        self, document: str, actor: Actor, action: Action, reason: str = "", *, base: int | None = None
    ) -> Record:
        """Submit, approve, return, withdraw or lock a document.

        Parameters
        ----------
        document
            Its id.
        actor, action, reason
            Who does what, and why; 退回 needs a reason.
        base
            Version that the person saw; refused when there is a newer one. None does not ask.

        Raises
        ------
        MktkitError
            Not allowed here, or not to this person; nothing is written then.
        """
        if action in ("save", "correct"):
            raise MktkitError("没有给出单据内容", "保存、更正要连同内容", "用 store.save 或 store.correct")

        def build(connection: Connection) -> Iterator[Row]:
            records = self.versions(connection, document)
            if not records:
                raise self.unknown(connection, document)
            _same_version(records, base)
            state = next_state(replay(records), action, actor, reason=reason)
            yield _next_version(records[-1], records[-1], state, self._deed(actor, action, reason))

        return self.append(build)[0]

    def attach(self, name: str, data: bytes | Path) -> Attachment:
        """Keep a file's content and return what a draft lists it by; at most 50 MB."""
        content = read_limited(data, MAX_ATTACHMENT, "附件") if isinstance(data, Path) else data
        attachment = describe(name, content)
        with in_words(self.place.where):
            self.attachments.put(attachment.sha256, content)
        return attachment

    def _write(self, draft: Draft, actor: Actor, action: Action, reason: str, base: int | None) -> Record:
        document = draft.document or f"{self.moment()[:10].replace('-', '')}-{secrets.token_hex(4)}"
        for attachment in draft.attachments:
            self.attachment(attachment)

        def build(connection: Connection) -> Iterator[Row]:
            records = self.versions(connection, document)
            _same_version(records, base)
            if records and records[-1].kind != draft.kind:
                raise MktkitError(
                    f"单据{show(document)}是另一种单据（{records[-1].kind}）",
                    f"应为 {draft.kind}",
                    "换一个编号",
                )
            state = next_state(
                replay(records), action, actor, reason=reason, chain=draft.chain, subject=draft.subject_person
            )
            last = records[-1] if records else None
            deed = self._deed(actor, action, reason)
            yield _next_version(replace(draft, document=document), last, state, deed)

        return self.append(build)[0]

    def _deed(self, actor: Actor, action: Action, reason: str) -> _Deed:
        return _Deed(actor, action, plain_text(reason, "理由", MAX_REASON), self.moment())

    def append(self, build: Callable[[Connection], Iterable[Row]]) -> tuple[Record, ...]:
        """Append what `build` makes of the store as it is now, all or nothing, and note the new head."""
        with in_words(self.place.where), self.head.lock():
            with writing(self.place.engine) as connection:
                seq, before = self.end(connection)
                last = prove_tail(self, connection, seq) if self.head.store_id() == self.id else None
                self.head.follow(self.id, seq, before, lambda first: unlisted(self, connection, first))
                rows = []
                for row in build(connection):
                    last = seal(_with_clock(row, last), seq + 1, before, self.id)
                    rows.append(last)
                    seq, before = seq + 1, str(last["hash"])
                if rows:
                    connection.execute(RECORDS.insert(), rows)
            if rows:
                self.head.add(map(HeadLine.of, rows))
        return tuple(map(Record.from_row, rows))


def _next_version(content: Draft | Record, last: Record | None, state: State, deed: _Deed) -> Row:
    """Lay out the next version; its place in the chain comes with the append."""
    record = Record(
        format=1,
        seq=0,
        document=content.document,
        kind=content.kind,
        title=content.title,
        version=last.version + 1 if last else 1,
        revision=state.revision,
        who=deed.actor,
        self_declared=1,
        when=deed.when,
        action=deed.action,
        status=state.status,
        step=state.step,
        reason=deed.reason,
        author_id=state.author.person_id,
        author_name=state.author.name,
        subject_person=content.subject_person,
        department=content.department,
        clause=content.clause,
        chain=content.chain,
        fingerprint=content.fingerprint,
        edition=content.edition,
        body=content.body,
        attachments=content.attachments,
        parent=last.birth_hash if last else "",
        origin=None,
        prev_hash="",
        hash="",
    )
    return record.to_row()


def _with_clock(row: Row, before: Row | None) -> Row:
    """Let a record born here say that the clock went back; one from elsewhere stays as it was born."""
    note = "" if row["origin"] else clock_note(str(row["when"]), before)
    return row | {"reason": "；".join(filter(None, [str(row["reason"]), note]))} if note else row


def _same_version(records: Sequence[Record], base: int | None) -> None:
    newest = records[-1].version if records else 0
    if base is not None and base != newest:
        what = f"单据已有第 {newest} 版（{records[-1].who.name}）" if records else "单据还没有保存过"
        raise MktkitError(what, f"手上的是第 {base} 版", "先打开最新的一版，再办理")
