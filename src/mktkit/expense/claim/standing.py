"""What everybody's earlier claims leave for another one: invoices, nights, meals, caps, the budget (制度 6.1.2, 6.2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.model import Place
from mktkit.people import person_key

__all__ = ["Available", "EarlierClaim", "EarlierLine", "Standing", "days_of", "standing_after"]

#: What the budget has left, in 分, by department, category and month.
Available = Mapping[Place, int]
#: A person on a day.
PersonDay = tuple[str, dt.date]


def days_of(kind: str, first: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Yield the days a line takes: the nights of lodging, which the day of leaving is not; of the rest all days.

    Examples
    --------
    >>> trip = dt.date(2026, 10, 12), dt.date(2026, 10, 14)
    >>> [len(list(days_of(kind, *trip))) for kind in ("住宿", "餐补")]
    [2, 3]
    """
    for number in range((until - first).days + (kind != "住宿")):
        yield first + dt.timedelta(number)


@dataclass(frozen=True)
class EarlierLine:
    """A line of a claim that stands.

    Attributes
    ----------
    claim, person_id
        Number of the claim, key of its claimant.
    line, until
        The line, and the last day it takes.
    allowed
        What is allowed of it, in 分.
    """

    claim: str
    person_id: str
    line: ClaimLine
    until: dt.date
    allowed: int

    @property
    def person_days(self) -> Iterator[PersonDay]:
        """Whom of our own people it covers, on which days."""
        for day in days_of(self.line.kind, self.line.day, self.until):
            for person in self.line.people(self.person_id):
                yield person, day


@dataclass(frozen=True)
class Standing:
    """What is known besides the claims that are checked.

    Attributes
    ----------
    invoices
        Invoice key → number of the claim that bears it already, of everybody.
    used
        (工号, month, kind) → 分 that earlier claims used of the monthly cap.
    available
        (department, category, month) → 分 of the budget that is left; None does not ask.
    lines
        The lines of earlier claims, of everybody.
    """

    invoices: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    available: Available | None = None
    lines: Sequence[EarlierLine] = ()

    def of_kind(self, kind: str) -> Iterator[EarlierLine]:
        """Yield what was spent on a kind; what was given back is no occasion of its own."""
        return (one for one in self.lines if one.line.kind == kind and one.line.amount > 0)

    @cached_property
    def person_days(self) -> Mapping[str, Mapping[PersonDay, str]]:
        """Kind → (person, day) → the claim that has it; of nights and days that meals were allowed for."""
        return {
            kind: {key: one.claim for one in self.of_kind(kind) for key in one.person_days}
            for kind in ("住宿", "餐补")
        }

    @cached_property
    def local_transport(self) -> Mapping[PersonDay, int]:
        """(Person, day) → 分 of local transport that were allowed."""
        used: dict[PersonDay, int] = defaultdict(int)
        for one in self.lines:
            if one.line.kind == "市内交通":
                used[one.person_id, one.line.day] += one.allowed
        return dict(used)

    @cached_property
    def local_transport_claims(self) -> Mapping[PersonDay, tuple[str, ...]]:
        """(Person, day) → the claims of local transport."""
        claims: dict[PersonDay, dict[str, None]] = defaultdict(dict)
        for one in self.of_kind("市内交通"):
            claims[one.person_id, one.line.day][one.claim] = None
        return {key: tuple(names) for key, names in claims.items()}


@dataclass(frozen=True)
class EarlierClaim:
    """A claim that stands: its number, and what is allowed of each of its lines in 分."""

    number: str
    claim: Claim
    allowed: Sequence[int]

    @property
    def lines(self) -> Iterator[EarlierLine]:
        """Its lines."""
        person = person_key(self.claim.person_id)
        for line, allowed in zip(self.claim.lines, self.allowed, strict=True):
            yield EarlierLine(self.number, person, line, self.claim.until(line), allowed)


def standing_after(earlier: Iterable[EarlierClaim], available: Available | None = None) -> Standing:
    """Return what earlier claims, of everybody, leave for another one.

    Parameters
    ----------
    earlier
        Claims that hold their invoices and their part of the caps, the first of an invoice first.
    available
        What the budget has left; see :class:`Standing`.
    """
    lines = [line for one in earlier for line in one.lines]
    invoices: dict[str, str] = {}
    used: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in lines:
        if one.line.key and one.line.amount > 0:
            invoices.setdefault(one.line.key, one.claim)
        used[one.person_id, f"{one.line.day:%Y-%m}", one.line.kind] += one.allowed
    return Standing(invoices, dict(used), available, lines)
