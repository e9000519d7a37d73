"""The end of a store, where the next record will stand: proved before anything is built upon it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

from sqlalchemy import Connection, select

from mktkit.errors import MktkitError, show
from mktkit.records.chain import Break, breaks
from mktkit.records.head import HeadLine
from mktkit.records.reading import Reader
from mktkit.records.record import Row

__all__ = ["clock_note", "one_commit", "prove_tail", "unlisted"]

_WORDS: dict[Break, str] = {
    "unreadable": "读不出来",
    "changed": "被改动过",
    "birth": "与它在原来那台电脑上的指纹不符",
    "link": "与前一条记录接不上",
    "missing": "不见了",
}
#: A clock that is set right by the network goes back by less.
_STEP_BACK = dt.timedelta(minutes=1)


def prove_tail(store: Reader, connection: Connection, seq: int) -> Row | None:
    """Prove the last record and all that the head does not list yet; return the last one, None in an empty store.

    Parameters
    ----------
    store, connection
        The store, within the transaction that is going to append.
    seq
        Number of its last record.

    Raises
    ------
    MktkitError
        A record was changed, does not follow on the one before, or is not what the head says of it.
    """
    listed = store.head.last()
    known = listed.seq if listed else 0
    first = max(min(known, seq) - 1, 1)
    tail: dict[int, Row] = {}

    def kept() -> Iterator[tuple[int, Row | None]]:
        for number, row in store.rows(connection, seq, first):
            if row is not None:
                tail[number] = row
            yield number, row

    for number, kind in breaks(kept(), store.id, seq, first):
        # A database that has gone away says so itself: its records are not to blame.
        connection.execute(select(1))
        raise _refused(store, f"第 {number} 号记录{_named(tail.get(number))}{_WORDS[kind]}")
    if listed and known in tail and HeadLine.of(tail[known]) != listed:
        raise _refused(store, f"第 {known} 号记录{_named(tail[known])}与链头文件记的不符")
    return tail.get(seq)


def unlisted(store: Reader, connection: Connection, first: int) -> Sequence[HeadLine]:
    """Return what the head is to take up from record `first` on, that one included.

    Raises
    ------
    MktkitError
        It lacks more than a killed writer leaves, on a machine where nobody else writes.
    """
    seq, _ = store.end(connection)
    rows = [row for _, row in store.rows(connection, seq, first) if row is not None]
    ahead = rows if store.head.last() is None else rows[1:]
    # A database that machines share grows without this machine's head.
    if store.place.file is not None and not one_commit(ahead):
        raise _refused(store, f"链头文件比记录库少 {len(ahead)} 条，像是被截短过")
    return [HeadLine.of(row) for row in rows]


def _named(row: Row | None) -> str:
    return f"（单据{show(row['document'])}第 {row['version']} 版）" if row else ""


def _refused(store: Reader, what: str) -> MktkitError:
    return MktkitError(
        f"{what}，没有保存",
        "记录库和链头文件的末尾应与保存时一样",
        "运行 mktkit records verify 查看，从备份恢复用 mktkit records restore；确认记录无误后，也可用它对记录库本身重新起头",
        where=store.place.where,
    )


def one_commit(rows: Sequence[Row]) -> bool:
    """Tell whether records may have been written in one commit: one alone, or a document taken over whole.

    Examples
    --------
    >>> born = '{"accepted": "2026-10-08T01:00:00+00:00"}'
    >>> taken = [{"document": "甲", "origin": born}, {"document": "甲", "origin": born}]
    >>> one_commit(taken), one_commit([{"document": "甲", "origin": ""}, {"document": "甲", "origin": ""}])
    (True, False)
    """
    if len(rows) < 2:
        return True
    return len({(row["document"], _accepted(row)) for row in rows}) == 1 and bool(_accepted(rows[0]))


def _accepted(row: Row) -> str:
    """Return when a record came to this store from another, empty for one that was born here."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        return str(json.loads(str(row["origin"]))["accepted"])
    return ""


def clock_note(when: str, before: Row | None) -> str:
    """Return what a record has to say of a clock that stands earlier than the record before; empty if it does not.

    Parameters
    ----------
    when
        The moment of the record.
    before
        The record before it in the store.

    Examples
    --------
    >>> clock_note("2026-10-08T01:00:00+00:00", {"when": "2026-10-09T02:00:00+00:00", "origin": ""})
    '电脑的时钟倒退过：上一条记录的时间是 2026-10-09 02:00:00 UTC，比这一条晚'
    >>> clock_note("2026-10-08T01:00:00+00:00", {"when": "2026-10-08T01:00:30+00:00", "origin": ""})
    ''
    """
    if before is None:
        return ""
    earlier = _accepted(before) or str(before["when"])
    if dt.datetime.fromisoformat(when) + _STEP_BACK >= dt.datetime.fromisoformat(earlier):
        return ""
    return f"电脑的时钟倒退过：上一条记录的时间是 {earlier[:19].replace('T', ' ')} UTC，比这一条晚"
