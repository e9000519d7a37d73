"""Who is appraised in a month: the post held, days in service, targets, decisions — from the small registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mktkit.appraisal.model import Period
from mktkit.rules import Rules

__all__ = ["Decision", "Member", "Targets", "decisions_of", "members", "targets_of"]

_APPRAISED = ("在岗", "试用")

#: Rows of a small register as dicts by field name.
Records = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Member:
    """A person in a month.

    ``days`` are the days in service; ``appraised`` is False for 产假, 病假, 免考核; ``base`` is in 分, None where
    neither the person nor the post has one.
    """

    employee_id: str
    name: str
    department: str
    post: str
    status: str
    appraised: bool
    days: int
    base: int | None


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


def members(staff: Records, period: Period, rules: Rules) -> dict[str, Member]:
    """Return who was in service in the month, by 工号, in the post held at its end.

    A person with several rows changed posts: the row with the latest 调岗生效日 up to the month's end holds.
    """
    held: dict[str, Mapping[str, Any]] = {}
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
        days = (last - first).days + 1
        if days <= 0:
            continue
        status = _status(row, last)
        own = row["bonus_base"] if (row["bonus_base_from"] or dt.date.min) <= period.first else None
        by_post = rules.appraisal.bonus_base.get(row["post"])
        base = own if own is not None else (int(by_post * 100) if by_post is not None else None)
        found[employee_id] = Member(
            employee_id,
            row["name"],
            row["department"],
            row["post"],
            status,
            status in _APPRAISED,
            days,
            base,
        )
    return found


def _status(row: Mapping[str, Any], day: dt.date) -> str:
    """Return a person's status on a day: a leave that has not begun or is over does not count."""
    holds = (row["status_from"] or dt.date.min) <= day <= (row["status_until"] or dt.date.max)
    return row["status"] if row["status"] and holds else "在岗"


def targets_of(rows: Records, month: str) -> dict[str, Targets]:
    """Return the newest version of every person's targets of a month."""
    newest: dict[str, Mapping[str, Any]] = {}
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
