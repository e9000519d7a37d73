"""Who is appraised in a month, and by what: stays in departments, days present, targets, decisions, from the small registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from mktkit.appraisal.history import History, Record, ServiceDay, histories
from mktkit.appraisal.model import Pay, Period
from mktkit.registers import REGISTERS, RegisterTable
from mktkit.rules import DEPARTMENTS, MARKETING, Rules
from mktkit.rules.subjects import APART

__all__ = [
    "Decision",
    "Member",
    "Membership",
    "Roster",
    "Stay",
    "Targets",
    "decisions_of",
    "members",
    "roster_of",
    "targets_of",
]

Records = Iterable[Record]

_APPRAISED = (*DEPARTMENTS, MARKETING)


@dataclass(frozen=True)
class Membership:
    """An unbroken stay in one department, as far as it lies in the month.

    Attributes
    ----------
    key
        Name of the stay among the month's: the 工号, with a number behind it for a second stay in the same department.
    post
        As at its last day.
    first, last
        Its bounds, both included.
    present
        Its days less the leave that takes days out.
    away
        Leave → its days.
    """

    key: str
    employee_id: str
    department: str
    post: str
    first: dt.date
    last: dt.date
    present: int
    away: Mapping[str, int] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Days belonged; leave does not cut them."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Member:
    """A person in a month.

    Attributes
    ----------
    memberships
        In order of time; at least one.
    pay
        Days that count for the bonus, by the base they are paid at.
    """

    employee_id: str
    name: str
    memberships: tuple[Membership, ...]
    pay: tuple[Pay, ...] = ()

    @property
    def department(self) -> str:
        """As at the last day in service."""
        return self.memberships[-1].department

    @property
    def post(self) -> str:
        """As at the last day in service."""
        return self.memberships[-1].post

    @property
    def days(self) -> int:
        """Days present in the month."""
        return sum(one.present for one in self.memberships)

    def scored(self, rules: Rules) -> tuple[Membership, ...]:
        """Return the memberships that are long enough to be scored."""
        return tuple(one for one in self.memberships if one.present >= rules.appraisal.min_days)


@dataclass(frozen=True)
class Targets:
    """A person's targets of a month: 分 for money, numbers otherwise; None where not set.

    ``basis`` says whether they are of the whole month (整月) or of the days in service (在岗期间).
    """

    sales_target: int | None = None
    new_customer_target: int | None = None
    opinion_target: int | None = None
    expense_budget: int | None = None
    basis: str | None = None


@dataclass(frozen=True)
class Decision:
    """What was decided about a KPI."""

    treatment: str
    reason: str
    decided_by: str


class Stay(NamedTuple):
    """A stay in a department, also of other months: whose rows of which days belong there, and to which membership.

    ``key`` ends in ``#0`` where the person has no membership there this month: the row is the department's alone.
    """

    employee_id: str
    key: str
    first: dt.date
    last: dt.date


#: Column of 月度目标 as the rules name it → field of :class:`Targets`.
_TARGET_FIELDS = {one.title: one.name for one in REGISTERS["targets"].columns}


@dataclass(frozen=True)
class Roster:
    """The month's people and what they are scored by.

    Attributes
    ----------
    period, rules
        The month and the rules in force in it.
    people
        工号 → who was in service.
    targets
        工号 → the newest targets.
    decisions
        (工号 or department, KPI clause) → what was decided.
    apart
        (工号, KPI clause) → who decided that the person is not counted in the department.
    histories
        工号 → all that 人员 says of everybody, in service or not.
    """

    period: Period
    rules: Rules
    people: Mapping[str, Member]
    targets: Mapping[str, Targets]
    decisions: Mapping[tuple[str, str], Decision]
    apart: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)

    def members_of(self, department: str) -> tuple[Member, ...]:
        """Return who is in a department at the end of the month or of their service, appraised or not."""
        return tuple(member for member in self.people.values() if member.department == department)

    def memberships_of(self, department: str) -> tuple[Membership, ...]:
        """Return everybody's stays in a department in the month, on leave or not."""
        return tuple(
            one
            for member in self.people.values()
            for one in member.memberships
            if one.department == department
        )

    def stays_in(self, department: str) -> tuple[Stay, ...]:
        """Return every stay in a department, of any time, with the membership that its rows count for."""
        held: dict[str, list[Membership]] = {}
        for one in self.memberships_of(department):
            held.setdefault(one.employee_id, []).append(one)
        found = []
        for who, history in self.histories.items():
            own = held.get(who, [])
            for where, first, last in history.stays:
                if where == department:
                    now = [one.key for one in own if first <= one.first <= last]
                    found.append(
                        Stay(who, now[0] if now else own[-1].key if own else f"{who} #0", first, last)
                    )
        return tuple(found)

    def department_on(self, employee_id: str, day: dt.date) -> str | None:
        """Return where a person belonged on a day; None when not in service, or unknown."""
        history = self.histories.get(employee_id)
        held = history.on(day) if history else None
        return held.department if held else None

    # -- targets -------------------------------------------------------------------------------------

    def set_target(self, employee_id: str, clause: str) -> Fraction | None:
        """Return the target of a KPI as it was set, uncut: 月度目标's, else the rule's."""
        kpi = self.rules.appraisal.kpi[clause]
        own = self.own_target(employee_id, clause)
        if own is not None:
            return own
        return Fraction(kpi.target) if kpi.target is not None else None

    def own_target(self, employee_id: str, clause: str) -> Fraction | None:
        """Return what 月度目标 has for a person."""
        column, own = self.rules.appraisal.kpi[clause].target_column, self.targets.get(employee_id)
        if column is None or own is None:
            return None
        value: int | None = getattr(own, _TARGET_FIELDS[column])
        return None if value is None else Fraction(value)

    def target(self, one: Membership, clause: str) -> Fraction | None:
        """Return the target of a KPI for a membership, in the unit of its actual.

        A target of the whole month is cut by days present; a rate, which is not added up, is not cut.
        """
        return self._cut(one, clause, present=True)

    def _cut(self, one: Membership, clause: str, *, present: bool) -> Fraction | None:
        whole = self.set_target(one.employee_id, clause)
        if whole is None or not self.rules.appraisal.kpi[clause].target_column:
            return whole

        def days(stay: Membership) -> int:
            return stay.present if present else stay.days

        own = self.own_target(one.employee_id, clause) is not None
        if own and self.targets[one.employee_id].basis == "在岗期间":
            # Of a person who stayed twice in the department, each stay has its part of it.
            stays = [
                stay for stay in self.people[one.employee_id].memberships if stay.department == one.department
            ]
            both = sum(days(stay) for stay in stays)
            return whole * days(one) / both if both else whole
        if self.rules.appraisal.partial_target == "不折算":
            return whole
        return whole * days(one) / self.period.days

    def department_target(self, department: str, clause: str, without: Iterable[str] = ()) -> Fraction | None:
        """Return the sum of its members' targets, by days belonged; None of a rate, which is not added up.

        Parameters
        ----------
        without
            工号 of who is not counted.
        """
        if not self.rules.appraisal.kpi[clause].target_column:
            return None
        out = set(without)
        counted = (
            self._cut(one, clause, present=False)
            for one in self.memberships_of(department)
            if one.employee_id not in out
        )
        each = [target for target in counted if target is not None]
        return sum(each, Fraction(0)) if each else None


def roster_of(tables: Mapping[str, RegisterTable], period: Period, rules: Rules) -> Roster:
    """Return the roster of a month from 人员, 月度目标 and 考核决定, as far as they are there."""
    staff, targets, decisions = (_records(tables.get(name)) for name in ("staff", "targets", "decisions"))
    known = histories(staff)
    return Roster(
        period,
        rules,
        members(known, period, rules),
        targets_of(targets, period.month),
        decisions_of(decisions, period.month),
        decisions_of(decisions, period.month, apart=True),
        known,
    )


def _records(table: RegisterTable | None) -> list[Record]:
    if table is None:
        return []
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]


def members(known: Mapping[str, History], period: Period, rules: Rules) -> dict[str, Member]:
    """Return who was in service in the month, by 工号."""
    dates = [period.first + dt.timedelta(days=n) for n in range(period.days)]
    found: dict[str, Member] = {}
    for who, history in known.items():
        days = [day for date in dates if (day := history.on(date)) is not None]
        if days:
            found[who] = Member(who, history.name, tuple(_memberships(who, days, rules)), _pay(days, rules))
    return found


def _memberships(who: str, days: Iterable[ServiceDay], rules: Rules) -> list[Membership]:
    """Part the days in service into unbroken stays."""
    found: list[Membership] = []
    runs = groupby(enumerate(days), key=lambda one: (one[1].department, one[1].date.toordinal() - one[0]))
    for (department, _), run in runs:
        held = [day for _, day in run]
        away: dict[str, int] = {}
        for day in held:
            if day.leave and rules.appraisal.takes_day(day.leave):
                away[day.leave] = away.get(day.leave, 0) + 1
        again = sum(one.department == department for one in found)
        found.append(
            Membership(
                f"{who} #{again + 1}" if again else who,
                who,
                department,
                held[-1].post,
                held[0].date,
                held[-1].date,
                len(held) - sum(away.values()),
                away,
            )
        )
    return found


def _pay(days: Iterable[ServiceDay], rules: Rules) -> tuple[Pay, ...]:
    """Return the days that count for the bonus, by base: the person's own on that day, else the post's of that day."""
    found: dict[tuple[str, int | None], int] = {}
    for day in days:
        if day.department in _APPRAISED and not (day.leave and rules.appraisal.takes_bonus(day.leave)):
            by_post = rules.appraisal.bonus_base.get(day.post)
            base = day.base if day.base is not None else None if by_post is None else int(by_post * 100)
            found[day.post, base] = found.get((day.post, base), 0) + 1
    return tuple(Pay(post, base, number) for (post, base), number in found.items())


def targets_of(rows: Records, month: str) -> dict[str, Targets]:
    """Return the newest version of every person's targets of a month."""
    newest: dict[str, Record] = {}
    for row in rows:
        if row["month"] == month:
            current = newest.get(row["employee_id"])
            if current is None or (row["version"] or 1) > (current["version"] or 1):
                newest[row["employee_id"]] = row
    names = ("sales_target", "new_customer_target", "opinion_target", "expense_budget", "basis")
    return {who: Targets(**{name: row[name] for name in names}) for who, row in newest.items()}


def decisions_of(rows: Records, month: str, *, apart: bool = False) -> dict[tuple[str, str], Decision]:
    """Return the month's decisions by (工号 or department, KPI clause): how a KPI without a base is settled or, with
    `apart`, who is not counted in the department.
    """
    return {
        (row["employee_id"], row["kpi"]): Decision(row["treatment"], row["reason"], row["decided_by"])
        for row in rows
        if row["month"] == month and (row["treatment"] == APART) is apart
    }
