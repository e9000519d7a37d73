"""How a KPI is measured, declared once: whose rows, by which date, for whom, what is left out, what it comes to.

The frames may be of pandas, Polars (eager or lazy) or DuckDB.  Only integers are added up on them (分, counts, score
points), because sums of integers agree on every engine; what is divided is divided once, exactly, in Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from mktkit.appraisal.lineage import COUNTED, Entries, Kind, Reason
from mktkit.appraisal.model import Measure, Period
from mktkit.rules import DEPARTMENTS, Rules
from mktkit.rules.subjects import Department

if TYPE_CHECKING:
    from mktkit.appraisal.roster import Roster, Stay

__all__ = [
    "DAY",
    "FATE",
    "ONE",
    "ROW",
    "STAY",
    "WHO",
    "WHOSE",
    "Counted",
    "Evidence",
    "Frame",
    "Frames",
    "KpiMeasure",
    "Measures",
    "Rows",
    "Unmeasured",
    "fetched",
    "flag",
    "like",
    "numbered",
    "person_of",
    "within",
]

#: narwhals' DataFrame or LazyFrame: they share the verbs used here, but no type that joins.
Frame = Any
#: register name → frame with the register's columns.
Frames = Mapping[str, Frame]
#: Key of a membership → measure; the key None holds a measure of the whole department.
Measures = dict[str | None, Measure]


class Unmeasured(NamedTuple):
    """A KPI that could not be measured, and why: it stays open until that is mended."""

    why: str


#: Rows of a frame as Python has them.
Rows = list[tuple[Any, ...]]

ONE = nw.lit(1)
#: Column that leads from a row of a frame back to its place in the files; -1 where the frame came without.
ROW = "_row"
#: Column of what became of a row.
FATE = "_fate"
#: Columns of whose a row is and of the day that says where that person belonged; of the membership it counts for, null
#: where it is none of the department's; and of the key it is added up by: the membership's, else the 工号.
WHO, DAY, STAY, WHOSE = "_who", "_day", "_stay", "_whose"


@dataclass(frozen=True)
class Evidence:
    """What a month is measured from.

    Attributes
    ----------
    frames
        The registers, as narwhals frames of any one engine.
    period, rules
        The month and the rules in force in it.
    roster
        Who was where; None takes every row for the person it names, wherever that person was.
    """

    frames: Frames
    period: Period
    rules: Rules
    roster: Roster | None = None


class Counted(NamedTuple):
    """The month's rows of a register as one KPI looks at them.

    Attributes
    ----------
    rows
        The rows, with what the KPI must know of each beside it.
    numerator, denominator
        Integer expressions of `rows`, to be added up by person.
    left_out
        Why rows do not count → which; what holds for a row twice is said by the first.
    parts
        The numerator is in so many-th parts of its unit.
    """

    rows: Frame
    numerator: nw.Expr = ONE
    denominator: nw.Expr = ONE
    left_out: Mapping[Reason, nw.Expr] = MappingProxyType({})
    parts: int = 1

    @property
    def kept(self) -> Frame:
        """The rows that count."""
        out = [~condition.fill_null(False) for condition in self.left_out.values()]
        return self.rows.filter(*out) if out else self.rows

    @property
    def judged(self) -> Frame:
        """All the rows, with what becomes of each in :data:`FATE`."""
        fate: nw.Expr = nw.lit(COUNTED)
        for reason, condition in reversed(list(self.left_out.items())):
            fate = nw.when(condition.fill_null(False)).then(nw.lit(reason)).otherwise(fate)
        return self.rows.with_columns(fate.alias(FATE))


@dataclass(frozen=True)
class KpiMeasure:
    """One KPI: all that the measuring, the scoring and the checks of its inputs know of it.

    Attributes
    ----------
    clause
        Its clause.
    kind
        ``rate`` (a share, in percent), ``mean``, ``count`` or ``amount`` (分).
    register
        Whose rows are counted.
    when
        Which rows of the register are the month's; the one place that knows its date.
    person
        Column of the 工号; None where the department is measured as a whole and every member takes its actual.
    count
        (the month's rows, evidence) → what is left out of them and what is added up.
    day
        The day of a row that says where its person belonged.
    traced
        (rows, evidence) → the rows with :data:`WHO` and :data:`DAY`, where these are not the row's own.
    reads
        Registers read beside `register`, by the measure or by the checks of its inputs.
    through
        (register, column): the person stands in that register, in the rows that share the column with a counted row.
    prepared
        The register's rows where `when` needs more than its own columns.
    each
        (rows with what becomes of them, evidence) → what each brings to whom, where two integers of a row do not do.
    total
        (rows that count, evidence) → measures, where a sum by person does not do.
    under
        (name, value): holds while that value of the appraisal's rules is this one.
    """

    clause: str
    kind: Kind
    register: str
    when: Callable[[Period], nw.Expr]
    person: str | None
    count: Callable[[Frame, Evidence], Counted]
    day: str | None = None
    traced: Callable[[Frame, Evidence], Frame] | None = None
    reads: tuple[str, ...] = ()
    through: tuple[str, str] | None = None
    prepared: Callable[[Evidence], Frame] | None = None
    each: Callable[[Frame, Evidence], Entries] | None = None
    total: Callable[[Frame, Evidence], Measures] | None = None
    under: tuple[str, str] | None = None

    @property
    def department(self) -> Department:
        """Whose KPI it is."""
        return next(name for name, group in DEPARTMENTS.items() if self.clause.startswith(f"{group}."))

    @property
    def registers(self) -> tuple[str, ...]:
        """Every register it rests on."""
        return (*self.reads, self.register)

    @property
    def adds_up(self) -> bool:
        """Whether no rows are a 0 and not a missing base: of a count and of an amount."""
        return self.kind in ("count", "amount")

    @property
    def scale(self) -> int:
        """What numerator ÷ denominator is multiplied by."""
        return 100 if self.kind == "rate" else 1

    def holds(self, rules: Rules) -> bool:
        """Tell whether this is how the KPI is measured under these rules."""
        return self.under is None or getattr(rules.appraisal, self.under[0]) == self.under[1]

    def of_month(self, evidence: Evidence) -> Frame:
        """Return the month's rows of the register, counted or not, each with its number in :data:`ROW`."""
        rows = self.prepared(evidence) if self.prepared else evidence.frames[self.register]
        return numbered(rows).filter(self.when(evidence.period))

    def placed(self, evidence: Evidence) -> Counted:
        """Return the month's rows, each with whose it is; one whose person did not belong here on its day is ``elsewhere``."""
        counted = self.count(self.of_month(evidence), evidence)
        if self.person is None:
            return counted
        rows = self.whose(counted.rows, evidence)
        if evidence.roster is None:
            return counted._replace(rows=rows)
        return counted._replace(rows=rows, left_out={**counted.left_out, "elsewhere": nw.col(STAY).is_null()})

    def whose(self, rows: Frame, evidence: Evidence) -> Frame:
        """Return rows with :data:`WHO` and :data:`WHOSE` and, where the evidence says who was where, :data:`DAY` and :data:`STAY`."""
        assert self.person is not None, "what is measured as a whole is nobody's"
        person = nw.col(self.person)
        if evidence.roster is None:
            return rows.with_columns(person.alias(WHO), person.alias(WHOSE))
        if self.traced is not None:
            rows = self.traced(rows, evidence)
        else:
            assert self.day is not None, "a row's day says where its person belonged"
            rows = rows.with_columns(person.alias(WHO), nw.col(self.day).alias(DAY))
        return _settled(rows, evidence.roster.stays_in(self.department))

    def measure(self, evidence: Evidence) -> Measures:
        """Return the month's measures by membership; by 工号 where the evidence does not say who was where."""
        counted = self.placed(evidence)
        if self.total is not None:
            return self.total(counted.kept, evidence)
        if self.each is not None:
            return self._added(self.each(counted.judged, evidence))
        assert self.person is not None, "what has no person has a total of its own"
        return {
            who: Measure(
                Fraction(top, counted.parts), Fraction(1 if self.adds_up else bottom), rows, self.scale
            )
            for who, top, bottom, rows in _summed(counted)
        }

    def entries(self, evidence: Evidence) -> Entries:
        """Return what each of the month's rows brings to whom, counted or left out, in the order of the register.

        It costs a pass over the rows, in Python; the measures themselves are added up where the rows are.
        """
        counted = self.placed(evidence)
        entries = self.each(counted.judged, evidence) if self.each else _listed(counted)
        return entries.picked(sorted(range(len(entries.rows)), key=entries.rows.__getitem__))

    def _added(self, entries: Entries) -> Measures:
        found: Measures = {}
        for _, who, fate, numerator, denominator in zip(*entries, strict=True):
            if fate == COUNTED:
                before = found.get(who, Measure(Fraction(0), Fraction(self.adds_up), 0, self.scale))
                more = Fraction(0 if self.adds_up else denominator)
                found[who] = before + Measure(Fraction(numerator), more, 1, self.scale)
        return found

    def of_person(self, measures: Measures, who: str) -> Measure | None:
        """Return the measure of a membership; None without a base."""
        if self.person is None:
            return measures.get(None)
        return measures.get(who, Measure(Fraction(0), Fraction(1), 0) if self.adds_up else None)

    def pooled(self, measures: Measures, people: Iterable[str]) -> Measure | None:
        """Return the measure over the pooled rows of these memberships; None without a base."""
        if self.person is None:
            return measures.get(None)
        parts = [measures[who] for who in people if who in measures]
        if self.adds_up:
            top = sum((part.numerator for part in parts), Fraction(0))
            return Measure(top, Fraction(1), sum(part.rows for part in parts))
        return sum(parts[1:], parts[0]) if parts else None


def person_of(key: str) -> str:
    """Return the 工号 of a membership's key.

    Examples
    --------
    >>> person_of("X001 #2"), person_of("X001")
    ('X001', 'X001')
    """
    return key.partition(" #")[0]


def like(frame: Frame, data: Mapping[str, Sequence[Any]]) -> Frame:
    """Return `data` as a frame of the same engine."""
    if isinstance(frame, nw.DataFrame):
        return nw.from_dict(data, backend=frame.implementation)
    if frame.implementation is nw.Implementation.POLARS:
        return nw.from_dict(data, backend="polars").lazy()
    return nw.from_dict(data, backend="pandas").lazy(backend=frame.implementation)


def fetched(frame: Frame) -> Rows:
    """Return the rows of a small result."""
    if isinstance(frame, nw.DataFrame):
        return list(frame.rows())
    native = frame.to_native()
    if hasattr(native, "fetchall"):
        return list(native.fetchall())
    return list(frame.collect().rows())


def numbered(frame: Frame) -> Frame:
    """Return the frame with its rows' numbers in :data:`ROW`: as they came, or unknown."""
    if ROW in frame.collect_schema().names():
        return frame
    return frame.with_columns(nw.lit(-1).alias(ROW))


def within(moment: nw.Expr, period: Period) -> nw.Expr:
    """Return whether a day or a moment lies in the month."""
    return (moment >= nw.lit(period.start)) & (moment < nw.lit(period.end))


def flag(condition: nw.Expr) -> nw.Expr:
    """Return 1 where a condition holds, 0 where it does not or is unknown."""
    return nw.when(condition.fill_null(False)).then(nw.lit(1)).otherwise(nw.lit(0))


def _settled(rows: Frame, stays: Iterable[Stay]) -> Frame:
    """Set beside each row the stay of its person that holds its day, and the key it is added up by.

    People have one stay in a department but for a few: a join a stay keeps every row, and once.
    """
    rounds: list[list[Stay]] = []
    at: dict[str, int] = {}
    for one in stays:
        number = at[one.employee_id] = at.get(one.employee_id, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(one)
    found: nw.Expr = nw.lit(None, nw.String)
    for number, listed in enumerate(rounds):
        names = [f"_{name}_{number}" for name in ("person", "key", "from", "until")]
        columns = zip(*((one.employee_id, one.key, *_moments(one)) for one in listed), strict=True)
        known = like(rows, dict(zip(names, map(list, columns), strict=True)))
        rows = rows.join(known, left_on=WHO, right_on=names[0], how="left")
        holds = (nw.col(DAY) >= nw.col(names[2])) & (nw.col(DAY) < nw.col(names[3]))
        found = nw.when(holds.fill_null(False)).then(nw.col(names[1])).otherwise(found)
    return rows.with_columns(found.alias(STAY)).with_columns(
        nw.when(nw.col(STAY).is_null()).then(nw.col(WHO)).otherwise(nw.col(STAY)).alias(WHOSE)
    )


#: An open end: no register holds a later day, and every engine can.
_FAR = dt.datetime(2200, 1, 1)


def _moments(one: Stay) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment of a stay and the first after it."""
    until = (
        _FAR
        if one.last.year >= _FAR.year
        else dt.datetime.combine(one.last, dt.time()) + dt.timedelta(days=1)
    )
    return dt.datetime.combine(one.first, dt.time()), until


def _listed(counted: Counted) -> Entries:
    """Return the rows as they are, one entry each."""
    flagged = counted.judged.with_columns(
        counted.numerator.cast(nw.Int64).fill_null(0).alias("_numerator"),
        counted.denominator.cast(nw.Int64).fill_null(0).alias("_denominator"),
    )
    numbers, people, fates, numerators, denominators = _columns(
        flagged.select(ROW, WHOSE, FATE, "_numerator", "_denominator")
    )
    return Entries(
        numbers,
        [who if isinstance(who, str) else None for who in people],
        fates,
        numerators if counted.parts == 1 else [Fraction(top, counted.parts) for top in numerators],
        denominators,
    )


def _columns(frame: Frame) -> list[list[Any]]:
    """Return the columns of a result of many rows."""
    if isinstance(frame, nw.DataFrame):
        return [frame[name].to_list() for name in frame.columns]
    rows = fetched(frame)
    return (
        [list(column) for column in zip(*rows, strict=True)]
        if rows
        else [[] for _ in frame.collect_schema().names()]
    )


def _summed(counted: Counted) -> list[tuple[str, int, int, int]]:
    """Add up by membership; the number of rows stands beside the sums, for an empty sum is 0 everywhere."""
    sums = ("_numerator", "_denominator", "_one")
    flagged = counted.kept.with_columns(
        counted.numerator.cast(nw.Int64).alias("_numerator"),
        counted.denominator.cast(nw.Int64).alias("_denominator"),
        ONE.alias("_one"),
    )
    grouped = flagged.group_by(WHOSE).agg(*(nw.col(name).sum() for name in sums))
    return [
        (who, int(top), int(bottom), int(rows))
        for who, top, bottom, rows in fetched(grouped.select(WHOSE, *sums))
    ]
