"""A person's history from the rows of 人员: posts, leaves, bases and rehires, and what the rows leave open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mktkit.appraisal.history import Flaw, History, ServiceDay, histories

D = dt.date
_BLANK = ("status", "status_from", "status_until", "left", "transferred", "bonus_base", "bonus_base_from")


def row(**more: Any) -> dict[str, Any]:
    held = {
        "employee_id": "X1",
        "name": "甲",
        "department": "销售部",
        "post": "销售代表",
        "joined": D(2025, 3, 1),
    }
    return dict.fromkeys(_BLANK) | held | more


def of(*rows: dict[str, Any]) -> History:
    return histories(rows)["X1"]


def on(history: History, *date: int) -> ServiceDay | None:
    return history.on(D(*date))


SERVICE = {"department": "客服部", "post": "客服人员"}


def test_one_row_is_one_stay_without_an_end() -> None:
    one = of(row())
    assert one.stays == (("销售部", D(2025, 3, 1), D.max),)
    assert on(one, 2025, 2, 28) is None
    assert on(one, 2026, 10, 1) == ServiceDay(D(2026, 10, 1), "销售部", "销售代表", "", None)


@pytest.mark.parametrize(
    "joined", [D(2025, 3, 1), D(2026, 10, 20)]
)  # 到岗日期 repeated, or the day of the transfer
def test_a_transfer_ends_the_old_post_the_day_before(joined: dt.date) -> None:
    one = of(row(), row(transferred=D(2026, 10, 20), joined=joined, **SERVICE))
    assert one.stays == (("销售部", D(2025, 3, 1), D(2026, 10, 19)), ("客服部", D(2026, 10, 20), D.max))
    assert not one.flaws


def test_a_leave_ends_with_the_employment() -> None:
    off = {"status": "病假", "status_from": D(2026, 5, 1)}
    for until in (None, D(2026, 12, 31)):
        one = of(
            row(left=D(2026, 6, 30), status_until=until, **off), row(joined=D(2026, 9, 1), status="在岗")
        )
        assert [(leave.first, leave.last) for leave in one.leaves] == [(D(2026, 5, 1), D(2026, 6, 30))]
        assert on(one, 2026, 10, 5) == ServiceDay(D(2026, 10, 5), "销售部", "销售代表", "", None)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rows_does_not_matter(order: int) -> None:
    rows = [row(), row(transferred=D(2026, 10, 20), **SERVICE), row(transferred=D(2026, 11, 5))]
    assert [stay[1] for stay in of(*rows[::order]).stays] == [D(2025, 3, 1), D(2026, 10, 20), D(2026, 11, 5)]


def test_another_post_in_the_department_does_not_divide_the_stay() -> None:
    one = of(row(), row(post="客户经理", transferred=D(2026, 10, 20)))
    assert len(one.postings) == 2
    assert one.stays == (("销售部", D(2025, 3, 1), D.max),)


def test_a_row_that_was_closed_before_a_later_joining_is_a_rehire() -> None:
    one = of(row(left=D(2026, 10, 5)), row(joined=D(2026, 10, 21)))
    assert one.stays == (("销售部", D(2025, 3, 1), D(2026, 10, 5)), ("销售部", D(2026, 10, 21), D.max))
    assert on(one, 2026, 10, 6) is None
    # Back on the very next day there was no break.
    assert of(row(left=D(2026, 10, 5)), row(joined=D(2026, 10, 6))).stays == (
        ("销售部", D(2025, 3, 1), D.max),
    )


@pytest.mark.parametrize(
    ("rows", "flaw"),
    [
        (
            [row(transferred=D(2026, 11, 1))],
            Flaw(0, "posting", "transferred", D(2025, 3, 1), D(2026, 10, 31)),
        ),
        (
            [row(bonus_base=3000_00, bonus_base_from=D(2026, 10, 16))],
            Flaw(0, "base", "bonus_base_from", D(2025, 3, 1), D(2026, 10, 15)),
        ),
        (
            [row(), row(status_from=D(2026, 10, 1), **SERVICE)],
            Flaw(1, "conflict", "post", D(2025, 3, 1), D.max),
        ),
        (
            [row(left=D(2026, 10, 25)), row(transferred=D(2026, 10, 20), **SERVICE)],
            Flaw(0, "conflict", "left", D(2025, 3, 1), D.max),
        ),
        (
            [row(bonus_base=1_00), row(bonus_base=2_00, status_from=D(2026, 10, 1))],
            Flaw(1, "conflict", "bonus_base", D(2025, 3, 1), D.max),
        ),
    ],
)
def test_what_the_rows_leave_open_or_say_twice(rows: list[dict[str, Any]], flaw: Flaw) -> None:
    assert of(*rows).flaws == (flaw,)


def test_a_raise_holds_from_its_day_and_the_old_base_before() -> None:
    one = of(row(bonus_base=2500_00), row(bonus_base=3000_00, bonus_base_from=D(2026, 10, 16)))
    assert [day.base for day in map(one.on, (D(2026, 10, 15), D(2026, 10, 16))) if day] == [2500_00, 3000_00]


def test_a_row_for_a_leave_need_not_repeat_the_base() -> None:
    one = of(
        row(bonus_base=2500_00), row(status="病假", status_from=D(2026, 10, 2), status_until=D(2026, 10, 30))
    )
    held = [on(one, 2026, 10, day) for day in (1, 2, 30, 31)]
    assert [(day.leave, day.base) for day in held if day] == [
        ("", 2500_00),
        ("病假", 2500_00),
        ("病假", 2500_00),
        ("", 2500_00),
    ]
    assert not one.flaws


def test_a_leave_without_an_end_lasts_until_the_next_status() -> None:
    one = of(row(status="产假", status_from=D(2026, 7, 1)), row(status="在岗", status_from=D(2026, 10, 21)))
    assert [day.leave for day in (on(one, 2026, 10, 20), on(one, 2026, 10, 21)) if day] == ["产假", ""]
    endless = of(row(status="产假"))
    assert [day.leave for day in (on(endless, 2025, 3, 1), on(endless, 2030, 1, 1)) if day] == [
        "产假",
        "产假",
    ]


def test_a_person_who_left_stays_left_whatever_the_status() -> None:
    one = of(row(status="离职", left=D(2026, 10, 16)))
    assert on(one, 2026, 10, 16) == ServiceDay(D(2026, 10, 16), "销售部", "销售代表", "", None)
    assert on(one, 2026, 10, 17) is None
