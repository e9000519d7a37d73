"""Where the rows of a month went: each row of a KPI's register is counted, or left out for a reason.

A row is held as numbers (its position in the register, what it brings); its file, sheet and row on the sheet are looked
up when they are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from mktkit.registers.table import Place

__all__ = [
    "APART",
    "BASELINE",
    "COUNTED",
    "Entries",
    "Fate",
    "Kind",
    "Lineage",
    "Reason",
    "Share",
    "TracedRow",
    "entries_of",
    "one_persons",
]

#: Why a row of the month does not count: taken back, not valid, not meant by the rules, still within its limit, nobody's,
#: of a person who belonged to another department on its day, of a person whom by decision the department does not count,
#: of a KPI that could not be measured at all.
Reason = Literal["cancelled", "invalid", "rule", "running", "nobody", "elsewhere", "apart", "unmeasured"]
#: What became of a row: it counts, it is what a counted one is held against, or it is left out for a reason.
Fate = Literal["counted", "baseline"] | Reason
#: What a KPI's rows come to: a share, a mean, a number of things, money.
Kind = Literal["rate", "mean", "count", "amount"]

T = TypeVar("T")

COUNTED: Fate = "counted"
#: It counts for its person alone.
APART: Fate = "apart"
#: A row of an earlier month beside which one of this month stands; it is none of the month's own.
BASELINE: Fate = "baseline"


class Entries(NamedTuple):
    """What rows bring to whom, column by column; a row that is split over several people has an entry for each.

    Attributes
    ----------
    rows
        Position in the register, from 0.
    people
        工号; None where the row names nobody or counts for the department as a whole.
    fates
        What became of it.
    numerators, denominators
        What it adds to the KPI's numerator (分 for money) and denominator.
    """

    rows: Sequence[int]
    people: Sequence[str | None]
    fates: Sequence[Fate]
    numerators: Sequence[int | Fraction]
    denominators: Sequence[int]

    def picked(self, positions: Iterable[int]) -> Entries:
        """Return the entries at `positions`, in that order."""
        listed = list(positions)

        def pick(column: Sequence[T]) -> list[T]:
            return [column[at] for at in listed]

        return Entries(
            pick(self.rows),
            pick(self.people),
            pick(self.fates),
            pick(self.numerators),
            pick(self.denominators),
        )


def entries_of(listed: Iterable[tuple[int, str | None, Fate, int | Fraction, int]]) -> Entries:
    """Return entries given one by one as columns."""
    return Entries(*(zip(*columns, strict=True) if (columns := list(listed)) else [()] * 5))


class TracedRow(NamedTuple):
    """An entry with its place in the files."""

    file: str
    sheet: str
    row: int
    employee_id: str | None
    fate: Fate
    numerator: Fraction
    denominator: int


class Share(NamedTuple):
    """How many of a month's rows met one fate, and what they come to (分; None of what is no money)."""

    fate: Fate
    rows: int
    amount: Fraction | None


@dataclass(frozen=True)
class Lineage:
    """Where the month's rows of one KPI went.

    Attributes
    ----------
    clause, title
        The KPI.
    register
        Title of the register whose rows these are.
    kind
        What its rows come to.
    total
        The month's rows, counted or not; in one person's copy, which holds nothing of others, the person's.
    entries
        In the order of the register.
    places
        (file, sheet, row) of every row of the register.

    Notes
    -----
    Design §4: the month's rows = counted + left out by reason, in rows and in 分.
    """

    clause: str
    title: str
    register: str
    kind: Kind
    total: int
    entries: Entries
    places: Sequence[Place] = field(repr=False, compare=False)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Rows and amounts by fate, counted first; a row split over people is counted once, with its first entry that counts."""
        fates = self.entries.fates
        order: dict[Fate, int] = {COUNTED: 0}
        first: dict[int, Fate] = {}
        amounts: dict[Fate, Fraction] = {COUNTED: Fraction(0)}
        for row, fate, amount in zip(self.entries.rows, fates, self.entries.numerators, strict=True):
            if fate == BASELINE:
                continue
            order.setdefault(fate, len(order))
            amounts[fate] = amounts.get(fate, Fraction(0)) + amount
            if row not in first or fate == COUNTED:
                first[row] = fate
        rows = dict.fromkeys(order, 0)
        for fate in first.values():
            rows[fate] += 1
        return tuple(
            Share(fate, rows[fate], amounts[fate] if self.kind == "amount" else None) for fate in order
        )

    def counted(self, who: str | None = None) -> Iterator[TracedRow]:
        """Yield the entries that count for a person, or for the department: everybody's and those of the whole."""
        counts = (COUNTED, BASELINE) if who is None else (COUNTED, BASELINE, APART)
        for at, (whose, fate) in enumerate(zip(self.entries.people, self.entries.fates, strict=True)):
            if fate in counts and (who is None or whose in (who, None)):
                yield self._traced(at)

    def at(self, file: str, row: int, sheet: str | None = None) -> Iterator[TracedRow]:
        """Yield what became of a row as the spreadsheet numbers it; nothing where it is none of the month's."""
        for position, (of_file, of_sheet, number) in enumerate(self.places):
            if (of_file, number) == (file, row) and sheet in (None, of_sheet):
                yield from (self._traced(at) for at, one in enumerate(self.entries.rows) if one == position)

    def traced(self) -> Iterator[TracedRow]:
        """Yield every entry with its place in the files."""
        return (self._traced(at) for at in range(len(self.entries.rows)))

    def _traced(self, at: int) -> TracedRow:
        own = self.entries
        return TracedRow(
            *self.places[own.rows[at]],
            own.people[at],
            own.fates[at],
            Fraction(own.numerators[at]),
            own.denominators[at],
        )


def one_persons(
    lineages: Iterable[Lineage], employee_id: str, clauses: Collection[str]
) -> tuple[Lineage, ...]:
    """Return what one person's copy of a result may hold: what the person's rows came to, nobody else's rows or sums.

    Of the KPIs in `clauses`, by which the person is scored, what counts for the department as a whole stays too.
    """
    found = []
    for one in lineages:
        whole = one.clause in clauses
        own = [
            at
            for at, (who, fate) in enumerate(zip(one.entries.people, one.entries.fates, strict=True))
            if who == employee_id or (whole and who is None and fate in (COUNTED, BASELINE))
        ]
        if own:
            kept = replace(one, entries=one.entries.picked(own))
            found.append(replace(kept, total=sum(share.rows for share in kept.shares)))
    return tuple(found)
