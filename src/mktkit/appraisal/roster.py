"""Who is appraised in a month, and by what: posts held, days in service, targets, decisions, from the small registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mktkit.appraisal.model import Period
from mktkit.registers import REGISTERS, RegisterTable
from mktkit.rules import Rules

__all__ = ["Decision", "Member", "Roster", "Targets", "decisions_of", "members", "roster_of", "targets_of"]

_APPRAISED = ("在岗", "试用")

#: A row of a small register: field → value.
Record = Mapping[str, Any]
Records = Iterable[Record]


@dataclass(frozen=True)
class Member:
    """A person in a month.

    Attributes
    ----------
    department, post, status
        As at the last day in service.
    first, last
        First and last day in service within the month.
    base
        分; None where neither the person nor the post has one.
    """

    employee_id: str
    name: str
    department: str
    post: str
    status: str
    first: dt.date
    last: dt.date
    base: int | None

    @property
    def days(self) -> int:
        """Days in service in the month."""
        return (self.last - self.first).days + 1

    @property
    def appraised(self) -> bool:
        """False for 产假, 病假, 免考核."""
        return self.status in _APPRAISED


@dataclass(frozen=True)
class Targets:
    """A person's targets of a month: 分 for money, numbers otherwise; None where not set."""

    sales_target: int | None = None
    new_customer_target: int | None = None
    opinion_target: int | None = None
    expense_budget: int | None = None


@dataclass(frozen=True)
class Decision:
    """What was decided about a KPI without a base."""

    treatment: str
    reason: str
    decided_by: str


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
    """

    period: Period
    rules: Rules
    people: Mapping[str, Member]
    targets: Mapping[str, Targets]
    decisions: Mapping[tuple[str, str], Decision]

    def members_of(self, department: str) -> tuple[Member, ...]:
        """Return who is in a department, appraised or not."""
        return tuple(member for member in self.people.values() if member.department == department)

    def target(self, employee_id: str, clause: str) -> Fraction | None:
        """Return a person's target of a KPI, in the unit of its actual: 月度目标's, else the rule's."""
        kpi = self.rules.appraisal.kpi[clause]
        own = self.targets.get(employee_id)
        if kpi.target_column and own is not None:
            value: int | None = getattr(own, _TARGET_FIELDS[kpi.target_column])
            if value is not None:
                return Fraction(value)
        return Fraction(kpi.target) if kpi.target is not None else None

    def department_target(self, department: str, clause: str) -> Fraction | None:
        """Return the sum of the targets of who has one; None of a rate, which is not added up."""
        if not self.rules.appraisal.kpi[clause].target_column:
            return None
        counted = (
            self.target(member.employee_id, clause)
            for member in self.members_of(department)
            if member.appraised or member.employee_id in self.targets
        )
        each = [target for target in counted if target is not None]
        return sum(each, Fraction(0)) if each else None


def roster_of(tables: Mapping[str, RegisterTable], period: Period, rules: Rules) -> Roster:
    """Return the roster of a month from 人员, 月度目标 and 考核决定, as far as they are there."""
    staff, targets, decisions = (_records(tables.get(name)) for name in ("staff", "targets", "decisions"))
    return Roster(
        period,
        rules,
        members(staff, period, rules),
        targets_of(targets, period.month),
        decisions_of(decisions, period.month),
    )


def _records(table: RegisterTable | None) -> Records:
    if table is None:
        return []
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]


def members(staff: Records, period: Period, rules: Rules) -> dict[str, Member]:
    """Return who was in service in the month, by 工号, in the post held at its end.

    A person with several rows changed posts: the row with the latest 调岗生效日 up to the month's end holds.
    """
    held: dict[str, Record] = {}
    for row in staff:
        start = row["transferred"] or dt.date.min
        if start > period.last:
            continue
        current = held.get(row["employee_id"])
        if current is None or start >= (current["transferred"] or dt.date.min):
            held[row["employee_id"]] = row
    found: dict[str, Member] = {}
    for employee_id, row in held.items():
        first, last = max(period.first, row["joined"]), min(period.last, row["left"] or period.last)
        if first <= last:
            found[employee_id] = Member(
                employee_id,
                row["name"],
                row["department"],
                row["post"],
                _status(row, last),
                first,
                last,
                _base(row, period, rules),
            )
    return found


def _base(row: Record, period: Period, rules: Rules) -> int | None:
    """Return the person's own bonus base once it is in force, else the post's, in 分."""
    if row["bonus_base"] is not None and (row["bonus_base_from"] or dt.date.min) <= period.first:
        return int(row["bonus_base"])
    by_post = rules.appraisal.bonus_base.get(row["post"])
    return int(by_post * 100) if by_post is not None else None


def _status(row: Record, day: dt.date) -> str:
    """Return a person's status on a day: a leave that has not begun or is over does not count."""
    holds = (row["status_from"] or dt.date.min) <= day <= (row["status_until"] or dt.date.max)
    return row["status"] if row["status"] and holds else "在岗"


def targets_of(rows: Records, month: str) -> dict[str, Targets]:
    """Return the newest version of every person's targets of a month."""
    newest: dict[str, Record] = {}
    for row in rows:
        if row["month"] == month:
            current = newest.get(row["employee_id"])
            if current is None or (row["version"] or 1) > (current["version"] or 1):
                newest[row["employee_id"]] = row
    return {
        who: Targets(
            row["sales_target"], row["new_customer_target"], row["opinion_target"], row["expense_budget"]
        )
        for who, row in newest.items()
    }


def decisions_of(rows: Records, month: str) -> dict[tuple[str, str], Decision]:
    """Return the month's decisions by (工号 or department, KPI clause)."""
    return {
        (row["employee_id"], row["kpi"]): Decision(row["treatment"], row["reason"], row["decided_by"])
        for row in rows
        if row["month"] == month
    }
