"""What 人员 says of a person over time: postings, leave and bonus base, each from a day on, told day by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

__all__ = ["Absence", "Flaw", "HeldPost", "History", "Record", "ServiceDay", "histories"]

#: A row of a small register: field → value.
Record = Mapping[str, Any]

_ONE = dt.timedelta(days=1)
#: What 状态 says of somebody who is at work.
_AT_WORK = ("在岗", "试用", "离职", None)


@dataclass(frozen=True)
class Absence:
    """Days of one kind of leave, bounds included."""

    kind: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class HeldPost:
    """A post held from `first` to `last`.

    Attributes
    ----------
    bases
        (from which day, base in 分), in order; None is the post's own base.
    """

    department: str
    post: str
    first: dt.date
    last: dt.date
    bases: tuple[tuple[dt.date, int | None], ...]


@dataclass(frozen=True)
class Flaw:
    """What the rows of a person leave open or say twice, and which days that makes doubtful.

    Attributes
    ----------
    position
        The row of 人员 to point at.
    kind
        ``posting`` or ``base``: what held from `first` to `last` is not written; ``conflict``: two rows say different
        things of the same days.
    field
        The column to point at.
    """

    position: int
    kind: Literal["posting", "base", "conflict"]
    field: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class ServiceDay:
    """A day in service: where, as what, and on which leave (empty when at work).

    Attributes
    ----------
    base
        The person's own bonus base in 分, None for the post's.
    """

    date: dt.date
    department: str
    post: str
    leave: str
    base: int | None


@dataclass(frozen=True)
class History:
    """All that is known of a person.

    Attributes
    ----------
    postings
        In order, no two on one day.
    leaves
        In the order in which they begin.
    flaws
        What the rows leave open.
    """

    employee_id: str
    name: str
    postings: tuple[HeldPost, ...]
    leaves: tuple[Absence, ...] = ()
    flaws: tuple[Flaw, ...] = field(default=(), compare=False)

    def on(self, date: dt.date) -> ServiceDay | None:
        """Return a day of the person, None when not in service."""
        for one in self.postings:
            if one.first <= date <= one.last:
                leave = next((off.kind for off in reversed(self.leaves) if off.first <= date <= off.last), "")
                base = next((base for since, base in reversed(one.bases) if since <= date), None)
                return ServiceDay(date, one.department, one.post, leave, base)
        return None

    def doubtful(self, date: dt.date) -> bool:
        """Tell whether the rows leave open where the person was on a day."""
        return any(one.kind != "base" and one.first <= date <= one.last for one in self.flaws)

    @property
    def stays(self) -> tuple[tuple[str, dt.date, dt.date], ...]:
        """(department, first, last) of each unbroken stay in a department: a change of post does not divide it."""
        found: list[tuple[str, dt.date, dt.date]] = []
        for one in self.postings:
            if found and found[-1][0] == one.department and found[-1][2] + _ONE == one.first:
                found[-1] = (one.department, found[-1][1], one.last)
            else:
                found.append((one.department, one.first, one.last))
        return tuple(found)


def histories(staff: Iterable[Record]) -> dict[str, History]:
    """Return everybody's history by 工号.

    Parameters
    ----------
    staff
        Rows of 人员: ``employee_id``, ``name``, ``department``, ``post``, ``status`` with ``status_from`` and
        ``status_until``, ``joined``, ``left``, ``transferred``, ``bonus_base`` (分) with ``bonus_base_from``.

    Notes
    -----
    A row closed by 离岗日期 before a later 到岗日期 is a rehire; otherwise the first row's 到岗日期 is when the person
    came, whatever later rows repeat.

    Examples
    --------
    >>> blank = dict.fromkeys(("status", "status_from", "status_until", "left", "bonus_base", "bonus_base_from"))
    >>> row = blank | {"employee_id": "X001", "name": "甲", "joined": dt.date(2025, 3, 1)}
    >>> before = row | {"department": "销售部", "post": "销售代表", "transferred": None}
    >>> after = row | {"department": "客服部", "post": "客服人员", "transferred": dt.date(2026, 10, 20)}
    >>> [stay[0] for stay in histories([before, after])["X001"].stays]
    ['销售部', '客服部']
    """
    rows: dict[str, list[tuple[int, Record]]] = defaultdict(list)
    for position, row in enumerate(staff):
        if row["employee_id"] is not None and row["joined"] is not None:
            rows[row["employee_id"]].append((position, row))
    return {who: _history(who, held) for who, held in rows.items()}


def _history(who: str, rows: list[tuple[int, Record]]) -> History:
    postings: list[HeldPost] = []
    leaves: list[Absence] = []
    flaws: list[Flaw] = []
    for stint in _stints(rows):
        postings += _postings(stint, flaws)
        leaves += _leaves(stint)
    return History(who, rows[-1][1]["name"], tuple(postings), tuple(leaves), tuple(flaws))


def _start(row: Record) -> dt.date:
    started: dt.date = row["transferred"] or row["joined"]
    return started


def _stints(rows: Iterable[tuple[int, Record]]) -> list[list[tuple[int, Record]]]:
    """Part a person's rows into employments, each in the order in which the posts began."""
    found: list[list[tuple[int, Record]]] = []
    for position, row in sorted(rows, key=lambda one: (one[1]["joined"], _start(one[1]))):
        closed = max((held["left"] for _, held in found[-1] if held["left"]), default=None) if found else None
        if not found or (closed is not None and row["joined"] > closed):
            found.append([])
        found[-1].append((position, row))
    return [sorted(one, key=lambda each: _start(each[1])) for one in found]


def _postings(stint: Sequence[tuple[int, Record]], flaws: list[Flaw]) -> Iterator[HeldPost]:
    """Yield the posts of one employment; what its rows leave open goes to `flaws`."""
    came = min(row["joined"] for _, row in stint)
    groups = [(start, list(rows)) for start, rows in groupby(stint, key=lambda one: _start(one[1]))]
    first, opening = groups[0]
    if first > came:
        flaws.append(Flaw(opening[0][0], "posting", "transferred", came, first - _ONE))
    after = [start for start, _ in groups[1:]]
    for (start, rows), following in zip(groups, [*after, None], strict=True):
        position, row = rows[-1]
        if any((held["department"], held["post"]) != (row["department"], row["post"]) for _, held in rows):
            flaws.append(Flaw(position, "conflict", "post", start, dt.date.max))
        closed = {held["left"] for _, held in rows if held["left"]}
        if len(closed) > 1 or (following and any(day >= following for day in closed)):
            flaws.append(Flaw(position, "conflict", "left", start, dt.date.max))
        ends = [*closed, *([following - _ONE] if following else [])]
        last = min(ends, default=dt.date.max)
        if last >= start:
            yield HeldPost(row["department"], row["post"], start, last, _bases(start, last, rows, flaws))


def _bases(
    start: dt.date, last: dt.date, rows: Sequence[tuple[int, Record]], flaws: list[Flaw]
) -> tuple[tuple[dt.date, int | None], ...]:
    """Return the bases of one post; a raise whose row before is missing leaves the days before it open."""
    found: dict[dt.date, int | None] = {}
    for position, row in rows:
        since, base = row["bonus_base_from"] or start, row["bonus_base"]
        if base is not None and found.get(since, base) not in (None, base):
            flaws.append(Flaw(position, "conflict", "bonus_base", since, dt.date.max))
        # A row for a leave need not repeat the base that another row gives.
        found[since] = base if base is not None else found.get(since)
    begins = min(found)
    if begins > start:
        position = next(at for at, row in rows if row["bonus_base_from"] == begins)
        flaws.append(Flaw(position, "base", "bonus_base_from", start, min(begins - _ONE, last)))
    return tuple(sorted(found.items(), key=lambda one: one[0]))


def _leaves(stint: Sequence[tuple[int, Record]]) -> Iterator[Absence]:
    """Yield the leaves of one employment; one without an end lasts until the next status begins, and none outlasts it."""
    end: dt.date = max((row["left"] for _, row in stint if row["left"]), default=dt.date.max)
    events = sorted(
        ((row["status_from"] or _start(row), row["status"], row["status_until"]) for _, row in stint),
        key=lambda one: one[0],
    )
    for at, (since, status, until) in enumerate(events):
        if status not in _AT_WORK:
            later = next((start for start, _, _ in events[at + 1 :] if start > since), None)
            yield Absence(status, since, min(until or (later - _ONE if later else end), end))
