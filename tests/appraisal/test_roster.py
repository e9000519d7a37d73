"""Who is in a month: bounds of service, the row that holds, targets and decisions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from mktkit.appraisal.model import Period
from mktkit.appraisal.roster import Decision, Member, Roster, Targets, decisions_of, members, targets_of
from mktkit.rules import Rules

OCTOBER = Period.of("2026-10")
D = dt.date
_BLANK = ("status", "status_from", "status_until", "left", "transferred", "bonus_base", "bonus_base_from")


def person(**more: Any) -> dict[str, Any]:
    held = {
        "employee_id": "X1",
        "name": "甲",
        "department": "销售部",
        "post": "销售代表",
        "joined": D(2025, 3, 1),
    }
    return dict.fromkeys(_BLANK) | held | more


def one(rules: Rules, *rows: dict[str, Any]) -> Member | None:
    return members(rows, OCTOBER, rules).get("X1")


@pytest.mark.parametrize(
    ("dates", "first", "last", "days"),
    [
        ({}, D(2026, 10, 1), D(2026, 10, 31), 31),
        ({"joined": D(2026, 10, 12)}, D(2026, 10, 12), D(2026, 10, 31), 20),
        ({"left": D(2026, 10, 16)}, D(2026, 10, 1), D(2026, 10, 16), 16),
        ({"joined": D(2026, 10, 31)}, D(2026, 10, 31), D(2026, 10, 31), 1),
    ],
)
def test_days_in_service_are_bounded_by_joining_and_leaving(
    rules: Rules, dates: dict[str, Any], first: dt.date, last: dt.date, days: int
) -> None:
    member = one(rules, person(**dates))
    assert member is not None
    assert (member.first, member.last, member.days) == (first, last, days)


@pytest.mark.parametrize("dates", [{"joined": D(2026, 11, 1)}, {"left": D(2026, 9, 30)}])
def test_who_came_later_or_left_before_is_not_there(rules: Rules, dates: dict[str, Any]) -> None:
    assert one(rules, person(**dates)) is None


def test_the_latest_post_up_to_the_months_end_holds(rules: Rules) -> None:
    rows = [
        person(),
        person(department="客服部", post="客服人员", transferred=D(2026, 10, 20)),
        person(department="市场部", post="市场专员", transferred=D(2026, 11, 1)),
    ]
    member = one(rules, *rows)
    assert member is not None
    assert (member.department, member.post) == ("客服部", "客服人员")


@pytest.mark.parametrize(
    ("status", "since", "until", "held", "appraised"),
    [
        (None, None, None, "在岗", True),
        ("试用", None, None, "试用", True),
        ("产假", None, None, "产假", False),
        ("免考核", D(2026, 10, 1), D(2026, 10, 31), "免考核", False),
        ("病假", None, D(2026, 10, 30), "在岗", True),  # over on the last day
        ("产假", D(2026, 11, 1), None, "在岗", True),  # not begun
    ],
)
def test_a_leave_holds_within_its_dates(
    rules: Rules, status: str | None, since: dt.date | None, until: dt.date | None, held: str, appraised: bool
) -> None:
    member = one(rules, person(status=status, status_from=since, status_until=until))
    assert member is not None
    assert (member.status, member.appraised) == (held, appraised)


@pytest.mark.parametrize(
    ("own", "since", "base"),
    [(None, None, 2_000_00), (2_500_00, None, 2_500_00), (2_500_00, D(2026, 10, 1), 2_500_00), (2_500_00, D(2026, 10, 2), 2_000_00)],
)  # fmt: skip
def test_the_base_is_the_persons_own_or_the_posts(
    rules: Rules, own: int | None, since: dt.date | None, base: int
) -> None:
    member = one(rules, person(bonus_base=own, bonus_base_from=since))
    assert member is not None
    assert member.base == base


def test_a_post_without_a_base_has_none(rules: Rules) -> None:
    member = one(rules, person(post="新岗位"))
    assert member is not None
    assert member.base is None


def _target(version: int | None, sales: int, month: str = "2026-10") -> dict[str, Any]:
    rest = dict.fromkeys(("new_customer_target", "opinion_target", "expense_budget"))
    return {"employee_id": "X1", "month": month, "version": version, "sales_target": sales} | rest


def test_the_newest_version_of_the_months_targets_holds() -> None:
    rows = [_target(2, 200), _target(None, 100), _target(3, 900, "2026-11")]
    assert targets_of(rows, "2026-10") == {"X1": Targets(sales_target=200)}


def test_decisions_are_the_months() -> None:
    said = {"employee_id": "X1", "kpi": "5.1.2.c", "treatment": "剔除", "reason": "培训", "decided_by": "M1"}
    rows = [{"month": month, **said} for month in ("2026-09", "2026-10")]
    assert decisions_of(rows, "2026-10") == {("X1", "5.1.2.c"): Decision("剔除", "培训", "M1")}
    assert decisions_of(rows, "2026-11") == {}


def _roster(rules: Rules, **targets: Targets) -> Roster:
    first, last = OCTOBER.first, OCTOBER.last
    people = {
        who: Member(who, who, "销售部", "销售代表", status, first, last, None)
        for who, status in (("X1", "在岗"), ("X2", "在岗"), ("X3", "产假"), ("X4", "产假"))
    }
    return Roster(OCTOBER, rules, people, targets, {})


def test_a_persons_target_is_the_registers_else_the_rules(rules: Rules) -> None:
    roster = _roster(rules, X1=Targets(sales_target=100_00, new_customer_target=5))
    assert roster.target("X1", "5.1.2.a") == 100_00
    assert roster.target("X2", "5.1.2.a") is None
    assert roster.target("X1", "5.1.2.b") == 5
    assert roster.target("X2", "5.1.2.b") == Fraction(3)  # the sample rule's


def test_a_departments_target_is_the_sum_of_its_peoples(rules: Rules) -> None:
    given = {"X1": Targets(sales_target=100), "X2": Targets(sales_target=50), "X3": Targets(sales_target=7)}
    roster = _roster(rules, **given)
    assert roster.department_target("销售部", "5.1.2.a") == 157
    # 3 of the rule for each of X1, X2 and X3; X4 is on leave without a row.
    assert roster.department_target("销售部", "5.1.2.b") == 9
    assert roster.department_target("客服部", "5.1.2.a") is None
    assert roster.department_target("销售部", "5.1.2.c") is None  # a rate is not added up
