"""What can be had once: nights, days of allowance, a table with guests, across claims and people; never another's content."""

from __future__ import annotations

from typing import Any

import pytest
from claims import after, claim, found, line

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.model import Claim
from mktkit.rules import Rules

COLLEAGUE = {"person_id": "X002", "name": "示例己"}


def hotel(number: str = "1", first: str = "2026-10-12", last: str = "2026-10-14", **more: Any) -> Any:
    return line("住宿", 700, number, first, until=last, **more)


def said(checked: CheckResult, name: str) -> str:
    return " ".join(one.what for one in checked.findings if one.check == name)


@pytest.mark.parametrize(
    ("earlier", "now", "told"),
    [
        (claim(hotel("9")), claim(hotel()), True),
        # One night of two is the same; the day of leaving is no night.
        (claim(hotel("9", "2026-10-13", "2026-10-14")), claim(hotel()), True),
        (claim(hotel("9", "2026-10-10", "2026-10-12"), departed_on="2026-10-10"), claim(hotel()), False),
        # A colleague's room is another; one that names this person is not.
        (claim(hotel("9"), **COLLEAGUE), claim(hotel()), False),
        (claim(hotel("9", rooms=2, attendees="X002、x001"), **COLLEAGUE), claim(hotel()), True),
        (claim(hotel("9"), **COLLEAGUE), claim(hotel(attendees="X001、Ｘ００２")), True),
    ],
)
def test_a_night_is_once_a_persons(earlier: Claim, now: Claim, told: bool, rules: Rules) -> None:
    checked = check_claim(now, rules, after(("BX-400", earlier)))
    assert ("报销单 BX-400" in said(checked, "night_repeated")) == told
    assert "700" not in said(checked, "night_repeated")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-10-12", "2026-10-14", True),
        ("2026-10-14", "2026-10-16", True),
        ("2026-10-15", "2026-10-16", False),
    ],
)
def test_a_day_of_allowance_is_once_a_persons(first: str, last: str, told: bool, rules: Rules) -> None:
    earlier = claim(line("餐补", 80, day=first, until=last), departed_on=first, returned_on=last)
    for person in ({}, COLLEAGUE):
        checked = check_claim(
            claim(line("餐补", 240, until="2026-10-14"), **person), rules, after(("BX-410", earlier))
        )
        assert ("meal_repeated" in found(checked)) == (told and not person)


@pytest.mark.parametrize(
    ("seller", "day", "person", "told"),
    [
        ("某酒楼", "2026-10-12", {}, True),
        ("某酒楼（园区店）", "2026-10-12", COLLEAGUE, True),
        ("某酒楼", "2026-10-13", {}, False),
        ("另一酒楼", "2026-10-12", COLLEAGUE, False),
        ("", "2026-10-12", {}, False),
    ],
)
def test_one_table_on_one_day_is_told_whoever_pays(
    seller: str, day: str, person: dict[str, str], told: bool, rules: Rules
) -> None:
    dinner = line("业务招待", 600, "9", day, seller=seller)
    checked = check_claim(
        claim(line("业务招待", 600, "1", seller="某酒楼")), rules, after(("BX-413", claim(dinner, **person)))
    )
    words = said(checked, "same_entertaining")
    assert ("报销单 BX-413" in words) == told
    # The person's own sum is theirs to know, a colleague's is not.
    assert ("1,200.00" in words) == (told and not person)


@pytest.mark.parametrize(
    ("rooms", "people", "allowed", "stopped"),
    [
        (3, "X001、X002、0012", 198_000, False),  # 3 × 2 × 350 = 2,100, of which 1,980 were paid
        (1, "X001、X002", 70_000, False),  # a room shared is one room: 2 × 350
        (3, "X001、X002", 198_000, True),
        (2, "", 140_000, True),
    ],
)
def test_lodging_is_rooms_times_nights(
    rooms: int, people: str, allowed: int, stopped: bool, rules: Rules
) -> None:
    one = claim(line("住宿", 1980, "1", until="2026-10-14", rooms=rooms, attendees=people))
    checked = check_claim(one, rules)
    assert (checked.allowed, "rooms" in found(checked)) == (allowed, stopped)


@pytest.mark.parametrize(("used", "allowed"), [(3500, 2500), (6000, 0), (0, 4000)])
def test_a_days_local_transport_counts_earlier_claims(used: int, allowed: int, rules: Rules) -> None:
    """60 a day in a city of the second tier: of 40.00 what is left of it is allowed."""
    earlier = claim(line("市内交通", used / 100, "9")) if used else claim(line("其他", 1, "9"))
    checked = check_claim(claim(line("市内交通", 40, "1")), rules, after(("BX-418", earlier)))
    assert checked.allowed == allowed
    if allowed < 4000:
        assert any("BX-418" in one.want for one in checked.findings)


@pytest.mark.parametrize(
    ("meal", "allowed"), [("早餐", 224_00), ("午餐", 208_00), ("晚餐", 208_00), (None, 240_00)]
)
def test_a_meal_with_guests_is_taken_off_the_days_allowance(
    meal: str | None, allowed: int, rules: Rules
) -> None:
    """3 days of 80 are 240; breakfast is 20 % of a day's 80, lunch and dinner 40 %."""
    one = claim(line("餐补", 240, until="2026-10-14"), line("业务招待", 600, "1", meal=meal))
    checked = check_claim(one, rules)
    assert list(checked.lines["allowed"]) == [allowed, 60_000]
    assert ("hosted_meal" in found(checked)) == (meal is None)


def test_a_meal_that_somebody_else_paid_is_taken_off_too(rules: Rules) -> None:
    dinner = claim(line("业务招待", 600, "9", meal="晚餐", attendees="X001、X002"), **COLLEAGUE)
    checked = check_claim(claim(line("餐补", 240, until="2026-10-14")), rules, after(("BX-1", dinner)))
    assert checked.allowed == 208_00
    back = check_claim(
        claim(line("业务招待", 600, "9", meal="晚餐")),
        rules,
        after(("BX-2", claim(line("餐补", 80, until="2026-10-12")))),
    )
    assert "报销单 BX-2" in said(back, "hosted_meal")


def test_two_small_amounts_in_two_claims_are_one(rules: Rules) -> None:
    earlier = claim(line("业务招待", 600, "9", "2026-10-13", seller="某酒楼"))
    checked = check_claim(claim(line("业务招待", 600, "1", seller="某酒楼")), rules, after(("BX-7", earlier)))
    assert "报销单 BX-7里的合计 1,200.00 元" in said(checked, "split")
