"""Workdays and service shifts, held against the notices, hand arithmetic and an independent calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import chinese_calendar  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit import rules
from mktkit.errors import MktkitError
from mktkit.rules import load_rules
from mktkit.rules.yamlfile import read_yaml
from mktkit.workdays import (
    Calendar,
    Shift,
    day_table,
    deadline,
    working_seconds,
)

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
HOUR, MINUTE, DAY = 3600, 60, timedelta(days=1)


def days_of(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


RULES_FOLDER = Path(rules.__file__).parent
NOTICES: dict[str, dict[str, Any]] = read_yaml(RULES_FOLDER / "holidays.yaml").data
BLOCKS = [(year, block) for year, notice in NOTICES.items() for block in notice["days"]]
CALENDAR = load_rules(on=date(2026, 10, 1), company=None).calendar
OFFICE = Shift(((time(8, 30), time(12)), (time(13), time(17, 30))), "工作日")
ALWAYS = Shift(((time(), time()),), "每天")


# -- holidays.yaml ---------------------------------------------------------------------------------


def test_every_day_agrees_with_an_independent_calendar() -> None:
    ours = {day: CALENDAR.is_workday(day) for day in days_of(FIRST, LAST)}
    assert ours == {day: chinese_calendar.is_workday(day) for day in days_of(FIRST, LAST)}


def test_each_year_cites_its_notice_and_names_every_holiday() -> None:
    numbers = {
        "2024": "国办发明电〔2023〕7号",
        "2025": "国办发明电〔2024〕12号",
        "2026": "国办发明电〔2025〕7号",
    }
    assert NOTICES.keys() == numbers.keys()
    for year, number in numbers.items():
        assert number in NOTICES[year]["source"]
        names = {name for block in NOTICES[year]["days"] for name in block["name"].split("、")}
        assert names == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}


@pytest.mark.parametrize(("year", "block"), BLOCKS)
def test_a_block_lies_in_its_year_and_makes_up_on_weekends(year: str, block: dict[str, Any]) -> None:
    assert block.keys() == {"name", "from", "to", "workdays"}
    assert block["from"] <= block["to"]
    assert {day.year for day in (block["from"], block["to"], *block["workdays"])} == {int(year)}
    assert all(day.weekday() >= 5 for day in block["workdays"])


# -- workdays, by hand -----------------------------------------------------------------------------


def test_national_day_2025() -> None:
    # Off 1–8 October; Sunday 28 September and Saturday 11 October are worked.
    tuesday = date(2025, 9, 30)
    assert [CALENDAR.add_workdays(tuesday, n) for n in range(5)] == [
        tuesday,
        date(2025, 10, 9),
        date(2025, 10, 10),
        date(2025, 10, 11),
        date(2025, 10, 13),
    ]
    assert CALENDAR.workdays_between(date(2025, 9, 28), date(2025, 10, 12)) == 6  # 28 29 30 | 9 10 11
    assert CALENDAR.workdays_between(date(2025, 10, 1), date(2025, 10, 31)) == 18  # 9 10 11, 3 weeks of 5


def test_spring_festival_2026() -> None:
    # Off 15–23 February; the Saturdays 14 and 28 are worked.
    assert CALENDAR.add_workdays(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CALENDAR.add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert CALENDAR.add_workdays(date(2026, 2, 27), 1) == date(2026, 2, 28)
    assert CALENDAR.workdays_between(date(2026, 2, 1), date(2026, 2, 28)) == 16  # 5 + 5 + 1 + 5


def test_a_datetime_counts_as_its_day() -> None:
    noon = datetime(2025, 10, 1, 12)
    assert not CALENDAR.is_workday(noon)
    assert CALENDAR.add_workdays(noon, 1) == date(2025, 10, 9)
    assert type(CALENDAR.add_workdays(noon, 0)) is date
    assert CALENDAR.workdays_between(noon, datetime(2025, 10, 9, 23)) == 1


def test_no_days_between_when_last_is_before_first() -> None:
    assert CALENDAR.workdays_between(date(2025, 3, 5), date(2025, 3, 4)) == 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_workday(date(2027, 1, 1)),
        lambda: CALENDAR.add_workdays(date(2026, 12, 31), 3),
        lambda: CALENDAR.workdays_between(date(2026, 12, 1), date(2027, 1, 31)),
        lambda: deadline(CALENDAR, OFFICE, datetime(2026, 12, 31, 17), 2 * HOUR),
        lambda: working_seconds(CALENDAR, OFFICE, datetime(2026, 12, 31), datetime(2027, 1, 1, 9)),
        lambda: day_table(CALENDAR, OFFICE, FIRST, date(2027, 3, 31)),
    ],
)
def test_a_missing_year_is_named_with_the_way_to_add_it(ask: Callable[[], object]) -> None:
    with pytest.raises(MktkitError) as caught:
        ask()
    assert str(caught.value) == (
        "放假调休表 holidays.yaml：没有 2027 年的放假安排，不知道 2027-01-01 是不是工作日；"
        "应有国务院办公厅公布的 2027 年放假调休日期；"
        "请照国务院办公厅的通知，把 2027 年写进公司文件夹的放假调休.xlsx（日期、安排两列）或 holidays.yaml 后重试。"
    )


def test_a_known_day_of_an_unknown_year_is_still_refused() -> None:
    # A notice may name days in the December before; that does not make the whole year known.
    calendar = Calendar(frozenset({date(2018, 12, 31)}), frozenset({date(2018, 12, 29)}), frozenset({2019}))
    with pytest.raises(MktkitError, match="没有 2018 年的放假安排"):
        calendar.is_workday(date(2018, 12, 31))


def test_a_day_both_off_and_worked_is_refused() -> None:
    day = frozenset({date(2025, 5, 1)})
    with pytest.raises(MktkitError, match="2025-05-01 既写成放假，又写成调休上班"):
        Calendar(day, day, frozenset({2025}))


def test_wrong_amounts_are_refused_in_chinese() -> None:
    with pytest.raises(MktkitError, match="工作日数写成了 -1"):
        CALENDAR.add_workdays(FIRST, -1)
    with pytest.raises(MktkitError, match="时限写成了 -1 秒"):
        deadline(CALENDAR, OFFICE, datetime(2025, 3, 7), -1)
    with pytest.raises(MktkitError, match="前后颠倒"):
        day_table(CALENDAR, OFFICE, LAST, FIRST)


# -- shifts, by hand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        # Friday: 30 minutes left, 90 more from Monday 08:30.
        ("2025-03-07 17:00", 2 * HOUR, "2025-03-10 10:00"),
        # This Friday is followed by a worked Sunday.
        ("2025-09-26 17:00", 2 * HOUR, "2025-09-28 10:00"),
        ("2025-09-30 17:00", 2 * HOUR, "2025-10-09 10:00"),
        # Over the lunch break, and through the night.
        ("2025-03-05 11:50", 20 * MINUTE, "2025-03-05 13:10"),
        ("2025-03-05 20:00", 5 * MINUTE, "2025-03-06 08:35"),
        # A limit used up at closing time ends there, not at the next opening.
        ("2025-03-05 11:00", HOUR, "2025-03-05 12:00"),
        ("2025-03-05 17:00", 30 * MINUTE, "2025-03-05 17:30"),
        # 8 hours a day: a whole day, from a morning before opening.
        ("2025-03-05 07:00", 8 * HOUR, "2025-03-05 17:30"),
        ("2025-03-05 07:00", 8 * HOUR + 1, "2025-03-06 08:30:01"),
        ("2025-03-08 03:00", 0, "2025-03-08 03:00"),
    ],
)
def test_deadline_by_hand(start: str, seconds: int, end: str) -> None:
    begin, finish = datetime.fromisoformat(start), datetime.fromisoformat(end)
    assert deadline(CALENDAR, OFFICE, begin, seconds) == finish
    assert working_seconds(CALENDAR, OFFICE, begin, finish) == seconds


def test_working_seconds_by_hand() -> None:
    # 30 September 17:00 to 9 October 09:15: 30 minutes and 45 minutes, the holiday counts for nothing.
    start, end = datetime(2025, 9, 30, 17), datetime(2025, 10, 9, 9, 15)
    assert working_seconds(CALENDAR, OFFICE, start, end) == 75 * MINUTE
    assert working_seconds(CALENDAR, OFFICE, end, start) == 0
    # Monday to Friday, 8 hours each.
    assert working_seconds(CALENDAR, OFFICE, datetime(2025, 3, 3), datetime(2025, 3, 8)) == 40 * HOUR


def test_a_round_the_clock_shift_needs_no_calendar() -> None:
    start, end = datetime(2025, 10, 1, 22), datetime(2027, 1, 2, 1)
    assert working_seconds(CALENDAR, ALWAYS, start, end) == (end - start).total_seconds()
    assert deadline(CALENDAR, ALWAYS, start, 2 * HOUR) == datetime(2025, 10, 2)
    assert deadline(CALENDAR, ALWAYS, start, 3 * HOUR) == datetime(2025, 10, 2, 1)


@pytest.mark.parametrize(
    ("spans", "days", "message"),
    [
        ((), "每天", "没有写上班时段"),
        (((time(9), time(17)),), "周末", "上班日写成了「周末」；应为「工作日」或「每天」"),
        (((time(17), time(9)),), "每天", "时段 17:00–09:00 的结束不晚于开始"),
        (((time(9), time(9)),), "每天", "时段 09:00–09:00 的结束不晚于开始"),
        (((time(8), time(12)), (time(11), time(17))), "每天", "时段 11:00–17:00 与前一段重叠或先后颠倒"),
        (((time(13), time(17)), (time(8), time(12))), "每天", "时段 08:00–12:00 与前一段重叠或先后颠倒"),
        (((time(9, 0, 0, 1), time(17)),), "每天", "时段 09:00–17:00 写到了秒以下"),
    ],
)
def test_a_wrong_shift_is_refused_in_chinese(spans: Any, days: Any, message: str) -> None:
    with pytest.raises(MktkitError, match="^客服班次：" + message):
        Shift(spans, days)


def test_touching_spans_and_midnight_are_allowed() -> None:
    assert Shift(((time(8), time(12)), (time(12), time(13)), (time(22), time())), "每天").seconds == 7 * HOUR


# -- what must always hold -------------------------------------------------------------------------

a_day = st.dates(FIRST, date(2026, 6, 30))
# Up to mid-2026, so that a limit counted from there does not leave the known years.
a_moment = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    count = draw(st.integers(1, 3))
    edges = draw(st.lists(st.integers(0, 86400), min_size=2 * count, max_size=2 * count, unique=True))
    clock = [(datetime(2000, 1, 1) + timedelta(seconds=edge)).time() for edge in sorted(edges)]
    days = draw(st.sampled_from(("工作日", "每天")))
    return Shift(tuple(zip(clock[::2], clock[1::2], strict=True)), cast(Any, days))


@given(a_day, st.integers(1, 60))
def test_add_workdays_lands_on_the_nth_workday(day: date, n: int) -> None:
    end = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(day + DAY, end) == n
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(day, n - 1), 1) == end


@given(shifts(), st.lists(a_moment, min_size=3, max_size=3).map(sorted))
def test_working_seconds_add_up(shift: Shift, moments: list[datetime]) -> None:
    start, middle, end = moments
    parts = [working_seconds(CALENDAR, shift, *pair) for pair in ((start, middle), (middle, end))]
    assert sum(parts) == working_seconds(CALENDAR, shift, start, end)


@given(shifts(), a_moment, st.integers(1, 30 * HOUR))
def test_deadline_is_the_inverse_of_working_seconds(shift: Shift, start: datetime, seconds: int) -> None:
    seconds = min(seconds, 60 * shift.seconds)  # a shift of a few seconds a day would need years
    end = deadline(CALENDAR, shift, start, seconds)
    assert working_seconds(CALENDAR, shift, start, end) == seconds
    assert working_seconds(CALENDAR, shift, start, end - timedelta(seconds=1)) == seconds - 1


@cache
def open_minutes() -> list[int]:
    """Count, minute by minute, the office time from 26 September to 12 October 2025."""
    counts, start = [0], datetime(2025, 9, 26)
    for number in range(17 * 24 * 60):
        moment = start + timedelta(minutes=number)
        clock = f"{moment:%H:%M}"
        works = "08:30" <= clock < "12:00" or "13:00" <= clock < "17:30"
        counts.append(counts[-1] + (works and chinese_calendar.is_workday(moment.date())))
    return counts


@given(st.lists(st.integers(0, 17 * 24 * 60), min_size=2, max_size=2).map(sorted))
def test_working_seconds_equal_a_count_of_minutes(numbers: list[int]) -> None:
    start, end = (datetime(2025, 9, 26) + timedelta(minutes=number) for number in numbers)
    expected = open_minutes()[numbers[1]] - open_minutes()[numbers[0]]
    assert working_seconds(CALENDAR, OFFICE, start, end) == expected * MINUTE


@given(a_day, st.integers(1, 10), st.integers(0, 30))
def test_workday_numbers_say_late_and_due_as_add_workdays_does(received: date, n: int, later: int) -> None:
    day = received + DAY * later
    table = day_table(CALENDAR, OFFICE, received, day)
    due = table["workday_number"][0] + n
    assert (table["workday_number"][-1] >= due) == (CALENDAR.add_workdays(received, n) <= day)
    assert (table["workdays_before"][-1] >= due) == (CALENDAR.add_workdays(received, n) < day)
