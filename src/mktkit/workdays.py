"""Workdays and service shifts: what "3 个工作日" and "2 小时（按客服班次）" mean (制度 3.4.1, 3.4.2, 5.1.3).

Pure: the holidays come in as data, "now" is an argument. Each question can be asked of one instant here, or of a whole
column on any table engine through a small day table (:func:`day_table`, `mktkit.appraisal.worktime`). Moments are naive
local time and count by whole seconds; a fraction of a second is cut off, alike in both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from mktkit.errors import MktkitError, show

__all__ = [
    "Calendar",
    "Shift",
    "UnknownYear",
    "day_table",
    "deadline",
    "working_seconds",
]

ShiftDays = Literal["工作日", "每天"]

_DAY = timedelta(days=1)
_DAY_SECONDS = 24 * 60 * 60
_TABLE = "放假调休表 holidays.yaml"
_AGAIN = "请改正后重试"


class UnknownYear(MktkitError):
    """A day of a year whose holidays are not known: never guessed, and only what asks for it stops."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"没有 {day.year} 年的放假安排，不知道 {day} 是不是工作日",
            f"应有国务院办公厅公布的 {day.year} 年放假调休日期",
            f"请照国务院办公厅的通知，把 {day.year} 年写进公司文件夹的放假调休.xlsx（日期、安排两列）或 holidays.yaml 后重试",
            where=_TABLE,
        )


@dataclass(frozen=True)
class Calendar:
    """Which days are workdays: Monday to Friday, but for `holidays`, and `makeups` (调休上班).

    Attributes
    ----------
    holidays, makeups
        Days off, and weekend days worked, as the State Council's notices give them.
    years
        Years whose notice is known; a day of any other year is refused, never guessed.

    Raises
    ------
    MktkitError
        If a day is both off and worked; from the methods, if a day's year is not in `years`.

    Examples
    --------
    >>> known = Calendar(frozenset({date(2025, 6, 2)}), frozenset({date(2025, 9, 28)}), frozenset({2025}))
    >>> known.is_workday(date(2025, 6, 2)), known.is_workday(date(2025, 9, 28))
    (False, True)
    >>> known.add_workdays(date(2025, 5, 30), 1), known.workdays_between(date(2025, 5, 30), date(2025, 6, 3))
    (datetime.date(2025, 6, 3), 2)
    """

    holidays: frozenset[date]
    makeups: frozenset[date]
    years: frozenset[int]

    def __post_init__(self) -> None:
        if both := sorted(self.holidays & self.makeups):
            what = "、".join(map(str, both)) + " 既写成放假，又写成调休上班"
            raise MktkitError(what, "同一天只能是其中一种", "请照放假通知改正", where=_TABLE)

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is worked."""
        # A datetime is a date to Python, yet equals none: it would slip through the holidays.
        day = day.date() if isinstance(day, datetime) else day
        if day.year not in self.years:
            raise UnknownYear(day)
        return day in self.makeups or (day.weekday() < 5 and day not in self.holidays)

    def add_workdays(self, day: date, n: int) -> date:
        """Return the `n`-th workday after `day`; `day` itself when `n` is 0, worked or not."""
        if n < 0:
            raise MktkitError(f"工作日数写成了 {n}", "应为 0 或更大的整数", _AGAIN)
        day = day.date() if isinstance(day, datetime) else day
        self.is_workday(day)
        while n:
            day += _DAY
            n -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Return the number of workdays from `first` to `last`, both included; 0 if `last` is earlier."""
        return sum(map(self.is_workday, _each_day(first, last)))


@dataclass(frozen=True)
class Shift:
    """The hours in which service answers (客服班次), e.g. 08:30–12:00 and 13:00–17:30 on workdays.

    Attributes
    ----------
    spans
        From–to pairs in order; 00:00 as an end is midnight, that is 24:00.
    days
        ``"工作日"`` or ``"每天"``.

    Raises
    ------
    MktkitError
        If there is no span, a span ends before it starts, two overlap or stand out of order, a time has a
        fraction of a second, or `days` is another word.

    Examples
    --------
    >>> Shift(((time(8, 30), time(12)), (time(13), time(17, 30))), "工作日").seconds
    28800
    """

    spans: tuple[tuple[time, time], ...]
    days: ShiftDays

    def __post_init__(self) -> None:
        for what, want in self._problems():
            raise MktkitError(what, want, _AGAIN, where="客服班次")

    def _problems(self) -> Iterator[tuple[str, str]]:
        if self.days not in get_args(ShiftDays):
            yield f"上班日写成了{show(self.days)}", "应为「工作日」或「每天」"
        if not self.spans:
            yield "没有写上班时段", "至少要有一段，如 08:30–12:00"
        previous = 0
        for (start, end), (opening, closing) in zip(self.spans, self.bounds, strict=True):
            text = f"时段 {start:%H:%M}–{end:%H:%M}"
            if start.microsecond or end.microsecond:
                yield f"{text} 写到了秒以下", "最细写到秒"
            if closing <= opening:
                yield f"{text} 的结束不晚于开始", "结束应晚于开始；跨夜的分两段写：00:00–06:00、22:00–00:00"
            if opening < previous:
                yield f"{text} 与前一段重叠或先后颠倒", "各段应从早到晚、互不重叠"
            previous = closing

    @property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """The spans in seconds of the day."""
        return tuple((_second(start), _second(end) or _DAY_SECONDS) for start, end in self.spans)

    @property
    def seconds(self) -> int:
        """Shift time of one day, in seconds."""
        return self.elapsed(_DAY_SECONDS)

    def elapsed(self, second: int) -> int:
        """Return the shift time, in seconds, that has passed at `second` of a day that is open."""
        return sum(min(max(second - opening, 0), closing - opening) for opening, closing in self.bounds)

    def is_open(self, calendar: Calendar, day: date) -> bool:
        """Return whether the shift works on `day`; "每天" needs no calendar."""
        return self.days == "每天" or calendar.is_workday(day)


def working_seconds(calendar: Calendar, shift: Shift, start: datetime, end: datetime) -> int:
    """Return the shift time, in seconds, between two instants; 0 if `end` is not after `start`.

    Raises
    ------
    MktkitError
        If a day in between lies in a year that `calendar` does not know.

    Examples
    --------
    >>> plain = Calendar(frozenset(), frozenset(), frozenset({2025}))
    >>> shift = Shift(((time(8, 30), time(12)), (time(13), time(17, 30))), "工作日")
    >>> working_seconds(plain, shift, datetime(2025, 3, 7, 17, 0), datetime(2025, 3, 10, 9, 0))
    3600
    """
    if end <= start:
        return 0
    whole = sum(shift.is_open(calendar, day) for day in _each_day(start, end - _DAY)) * shift.seconds
    return whole + _since_opening(calendar, shift, end) - _since_opening(calendar, shift, start)


def deadline(calendar: Calendar, shift: Shift, start: datetime, seconds: int) -> datetime:
    """Return the first instant at which `seconds` of shift time have passed since `start`.

    Raises
    ------
    MktkitError
        If `seconds` is negative, or a day on the way lies in a year that `calendar` does not know.

    Examples
    --------
    >>> plain = Calendar(frozenset(), frozenset(), frozenset({2025}))
    >>> shift = Shift(((time(8, 30), time(12)), (time(13), time(17, 30))), "工作日")
    >>> deadline(plain, shift, datetime(2025, 3, 7, 17, 0), 2 * 60 * 60).isoformat(" ")
    '2025-03-10 10:00:00'
    """
    if seconds < 0:
        raise MktkitError(f"时限写成了 {seconds} 秒", "应为 0 或更大的整数", _AGAIN)
    if seconds == 0:
        return start
    left = seconds + _since_opening(calendar, shift, start)
    midnight = datetime.combine(start.date(), time())
    while left > (today := shift.seconds * shift.is_open(calendar, midnight)):
        left -= today
        midnight += _DAY
    for opening, closing in shift.bounds:
        if left <= closing - opening:
            break
        left -= closing - opening
    return midnight + timedelta(seconds=opening + left)


def day_table(calendar: Calendar, shift: Shift, first: date, last: date) -> dict[str, list[int]]:
    """Return one row a day from `first` to `last`, to be made a frame of the engine in use.

    Returns
    -------
    dict
        Integer columns ``day`` (year·10000 + month·100 + day: the one key that joins alike everywhere),
        ``before`` (shift seconds from `first` up to the day, not in it), ``open`` (1 if the shift works),
        ``workdays_before`` and ``workday_number`` (workdays from `first`, without and with the day itself).

    Raises
    ------
    MktkitError
        If `last` is before `first`, or a day lies in a year that `calendar` does not know.

    Examples
    --------
    >>> plain = Calendar(frozenset(), frozenset(), frozenset({2025}))
    >>> shift = Shift(((time(9), time(17)),), "工作日")
    >>> day_table(plain, shift, date(2025, 3, 7), date(2025, 3, 10))["before"]
    [0, 28800, 28800, 28800]
    """
    if last < first:
        raise MktkitError(f"日期从 {first} 到 {last}，前后颠倒", "截止日不应早于起始日", _AGAIN)
    table: dict[str, list[int]] = {
        name: [] for name in ("day", "before", "open", "workdays_before", "workday_number")
    }
    before = workdays = 0
    for day in _each_day(first, last):
        works, opens = calendar.is_workday(day), shift.is_open(calendar, day)
        row = (day.year * 10000 + day.month * 100 + day.day, before, int(opens), workdays, workdays + works)
        for column, value in zip(table.values(), row, strict=True):
            column.append(value)
        before += shift.seconds * opens
        workdays += works
    return table


def _each_day(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _second(moment: time | datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _since_opening(calendar: Calendar, shift: Shift, moment: datetime) -> int:
    return shift.elapsed(_second(moment)) if shift.is_open(calendar, moment) else 0
