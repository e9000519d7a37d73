"""Who is in a month: memberships and days present, pay day by day, targets and decisions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal.history import histories
from mktkit.appraisal.model import Pay, Period
from mktkit.appraisal.roster import Decision, Member, Roster, Targets, decisions_of, members, targets_of
from mktkit.rules import Rules, load_rules

OCTOBER = Period.of("2026-10")
D = dt.date
_BLANK = ("status", "status_from", "status_until", "left", "transferred", "bonus_base", "bonus_base_from")
SERVICE = {"department": "客服部", "post": "客服人员", "transferred": D(2026, 10, 20)}


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
    return members(histories(rows), OCTOBER, rules).get("X1")


def there(rules: Rules, *rows: dict[str, Any]) -> Member:
    found = one(rules, *rows)
    assert found is not None
    return found


def company(tmp_path: Path, text: str) -> Rules:
    folder = tmp_path / "company"
    folder.mkdir()
    edition = f"- from: 2026-01-01\n  note: 试\n  values:\n    {text}\n"
    (folder / "appraisal.yaml").write_text(edition, encoding="utf-8")
    return load_rules(on=D(2026, 10, 1), company=folder)


@pytest.mark.parametrize(
    ("dates", "first", "last", "days"),
    [
        ({}, D(2026, 10, 1), D(2026, 10, 31), 31),
        ({"joined": D(2026, 10, 12)}, D(2026, 10, 12), D(2026, 10, 31), 20),
        ({"left": D(2026, 10, 16)}, D(2026, 10, 1), D(2026, 10, 16), 16),
        ({"joined": D(2026, 10, 31)}, D(2026, 10, 31), D(2026, 10, 31), 1),
    ],
)
def test_a_membership_is_bounded_by_joining_and_leaving(
    rules: Rules, dates: dict[str, Any], first: dt.date, last: dt.date, days: int
) -> None:
    (stay,) = there(rules, person(**dates)).memberships
    assert (stay.first, stay.last, stay.days, stay.present) == (first, last, days, days)


@pytest.mark.parametrize("dates", [{"joined": D(2026, 11, 1)}, {"left": D(2026, 9, 30)}])
def test_who_came_later_or_left_before_is_not_there(rules: Rules, dates: dict[str, Any]) -> None:
    assert one(rules, person(**dates)) is None


def test_a_transfer_makes_two_memberships(rules: Rules) -> None:
    member = there(rules, person(), person(**SERVICE))
    assert [(stay.department, stay.days, stay.key) for stay in member.memberships] == [
        ("销售部", 19, "X1"),
        ("客服部", 12, "X1"),
    ]
    assert (member.department, member.post, member.days) == ("客服部", "客服人员", 31)


def test_a_second_stay_in_the_same_department_has_a_key_of_its_own(rules: Rules) -> None:
    member = there(rules, person(left=D(2026, 10, 12)), person(joined=D(2026, 10, 20)))
    assert [(stay.key, stay.employee_id, stay.days) for stay in member.memberships] == [
        ("X1", "X1", 12),
        ("X1 #2", "X1", 12),
    ]


@pytest.mark.parametrize(
    ("status", "since", "until", "present", "paid"),
    [
        (None, None, None, 31, 31),
        ("试用", None, None, 31, 31),
        ("产假", None, None, 0, 31),  # takes no day from the bonus
        ("免考核", D(2026, 10, 1), D(2026, 10, 31), 0, 0),
        ("病假", D(2026, 10, 2), D(2026, 10, 30), 2, 2),
        ("产假", D(2026, 7, 1), D(2026, 10, 20), 11, 31),
        ("病假", D(2026, 10, 30), None, 29, 29),
        ("事假", D(2026, 10, 10), D(2026, 10, 10), 30, 30),
        ("产假", D(2026, 11, 1), None, 31, 31),  # not begun
    ],
)
def test_leave_takes_its_days_out(
    rules: Rules, status: str | None, since: dt.date | None, until: dt.date | None, present: int, paid: int
) -> None:
    member = there(rules, person(status=status, status_from=since, status_until=until))
    assert [stay.days for stay in member.memberships] == [31]
    assert (member.days, sum(pay.days for pay in member.pay)) == (present, paid)
    assert len(member.scored(rules)) == (present >= 10)


def test_what_a_leave_does_is_a_rule(tmp_path: Path) -> None:
    rules = company(tmp_path, "5.2: {leave: {病假: {days_present: 不扣, bonus_days: 不扣}}, min_days: 31}")
    member = there(rules, person(status="病假", status_from=D(2026, 10, 2), status_until=D(2026, 10, 30)))
    assert (member.days, sum(pay.days for pay in member.pay), len(member.scored(rules))) == (31, 31, 1)


@pytest.mark.parametrize(
    ("rows", "pay"),
    [
        ([person()], [Pay("销售代表", 2000_00, 31)]),
        ([person(bonus_base=2500_00)], [Pay("销售代表", 2500_00, 31)]),
        # A raise on the 16th: 15 days at the old base, 16 at the new.
        (
            [person(bonus_base=2500_00), person(bonus_base=3000_00, bonus_base_from=D(2026, 10, 16))],
            [Pay("销售代表", 2500_00, 15), Pay("销售代表", 3000_00, 16)],
        ),
        # The post's base until a first one of her own.
        (
            [person(), person(bonus_base=3000_00, bonus_base_from=D(2026, 10, 31))],
            [Pay("销售代表", 2000_00, 30), Pay("销售代表", 3000_00, 1)],
        ),
        # A transfer on the 20th: 19 days at one post's base, 12 at the other's.
        ([person(), person(**SERVICE)], [Pay("销售代表", 2000_00, 19), Pay("客服人员", 1200_00, 12)]),
        ([person(post="新岗位")], [Pay("新岗位", None, 31)]),
    ],
)
def test_each_day_is_paid_at_its_own_base(rules: Rules, rows: list[dict[str, Any]], pay: list[Pay]) -> None:
    assert list(there(rules, *rows).pay) == pay


def _target(version: int | None, sales: int, month: str = "2026-10") -> dict[str, Any]:
    rest = dict.fromkeys(("new_customer_target", "opinion_target", "expense_budget", "basis"))
    return {"employee_id": "X1", "month": month, "version": version, "sales_target": sales} | rest


def test_the_newest_version_of_the_months_targets_holds() -> None:
    rows = [_target(2, 200), _target(None, 100), _target(3, 900, "2026-11")]
    assert targets_of(rows, "2026-10") == {"X1": Targets(sales_target=200)}


def test_decisions_are_the_months() -> None:
    said = {"employee_id": "X1", "kpi": "5.1.2.c", "treatment": "剔除", "reason": "培训", "decided_by": "M1"}
    rows = [{"month": month, **said} for month in ("2026-09", "2026-10")]
    rows.append({"month": "2026-10", **said, "treatment": "不计入部门", "decided_by": "G1"})
    assert decisions_of(rows, "2026-10") == {("X1", "5.1.2.c"): Decision("剔除", "培训", "M1")}
    assert decisions_of(rows, "2026-10", apart=True) == {
        ("X1", "5.1.2.c"): Decision("不计入部门", "培训", "G1")
    }
    assert decisions_of(rows, "2026-11") == {}


def _roster(rules: Rules, *rows: dict[str, Any], **targets: Targets) -> Roster:
    known = histories(rows)
    return Roster(OCTOBER, rules, members(known, OCTOBER, rules), targets, {}, {}, known)


def _targets_of(roster: Roster, clause: str, who: str = "X1") -> list[Fraction | None]:
    return [roster.target(stay, clause) for stay in roster.people[who].memberships]


def test_a_persons_target_is_the_registers_else_the_rules(rules: Rules) -> None:
    roster = _roster(rules, person(), X1=Targets(sales_target=100_00, new_customer_target=5))
    assert _targets_of(roster, "5.1.2.a") == [100_00]
    assert _targets_of(roster, "5.1.2.b") == [5]
    bare = _roster(rules, person())
    assert _targets_of(bare, "5.1.2.a") == [None]
    assert _targets_of(bare, "5.1.2.b") == [3]  # the sample rule's


@pytest.mark.parametrize(
    ("basis", "own", "department"),
    [("整月", Fraction(1000 * 19, 31), Fraction(1000 * 19, 31)), ("在岗期间", 1000, 1000)],
)
def test_a_target_of_the_whole_month_is_cut_by_days(
    rules: Rules, basis: str, own: Fraction, department: Fraction
) -> None:
    roster = _roster(rules, person(), person(**SERVICE), X1=Targets(sales_target=1000, basis=basis))
    assert _targets_of(roster, "5.1.2.a")[0] == own
    assert roster.department_target("销售部", "5.1.2.a") == department
    # The rule's own 10 opinions of a month are of the 12 days in service.
    assert _targets_of(roster, "5.1.3.d")[1] == Fraction(10 * 12, 31)


def test_leave_cuts_the_persons_target_and_not_the_departments(rules: Rules) -> None:
    away = person(status="病假", status_from=D(2026, 10, 12), status_until=D(2026, 10, 20))
    roster = _roster(rules, away, X1=Targets(sales_target=31_00, basis="整月"))
    assert _targets_of(roster, "5.1.2.a") == [22_00]  # 9 of 31 days are taken out
    assert roster.department_target("销售部", "5.1.2.a") == 31_00


def test_a_target_of_the_days_in_service_is_parted_over_two_stays(rules: Rules) -> None:
    rows = [person(left=D(2026, 10, 10)), person(joined=D(2026, 10, 17))]  # 10 and 15 days
    roster = _roster(rules, *rows, X1=Targets(sales_target=100, basis="在岗期间"))
    assert _targets_of(roster, "5.1.2.a") == [40, 60]
    assert roster.department_target("销售部", "5.1.2.a") == 100


def test_a_company_may_leave_targets_uncut(tmp_path: Path) -> None:
    rules = company(tmp_path, "5.2: {partial_target: 不折算}")
    roster = _roster(rules, person(joined=D(2026, 10, 12)), X1=Targets(sales_target=31_00, basis="整月"))
    assert _targets_of(roster, "5.1.2.a") == [31_00]


def test_a_departments_target_is_of_all_its_people(rules: Rules) -> None:
    rows = [person(), person(employee_id="X2"), person(employee_id="X3", status="产假")]
    given = {"X1": Targets(sales_target=100), "X2": Targets(sales_target=50), "X3": Targets(sales_target=7)}
    roster = _roster(rules, *rows, **given)
    assert roster.department_target("销售部", "5.1.2.a") == 157
    assert roster.department_target("销售部", "5.1.2.a", {"X2"}) == 107
    assert roster.department_target("销售部", "5.1.2.b") == 9  # the rule's 3 for each, on leave or not
    assert roster.department_target("客服部", "5.1.2.a") is None
    assert roster.department_target("销售部", "5.1.2.c") is None  # a rate is not added up


def test_stays_of_any_time_lead_to_the_membership_that_their_rows_count_for(rules: Rules) -> None:
    gone = person(employee_id="X2", left=D(2026, 9, 30))
    roster = _roster(
        rules,
        person(),
        person(**SERVICE),
        gone,
        person(employee_id="X3", left=D(2026, 9, 30)),
        person(employee_id="X3", joined=D(2026, 10, 9)),
    )
    assert [(stay.employee_id, stay.key, stay.last) for stay in roster.stays_in("销售部")] == [
        ("X1", "X1", D(2026, 10, 19)),
        ("X2", "X2 #0", D(2026, 9, 30)),
        ("X3", "X3", D(2026, 9, 30)),
        ("X3", "X3", D.max),
    ]
    assert roster.department_on("X1", D(2026, 10, 20)) == "客服部"
    assert roster.department_on("X2", D(2026, 10, 1)) is None
