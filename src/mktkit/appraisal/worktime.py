"""Working time of whole columns, on any table engine: what `mktkit.workdays` says of one instant (制度 3.4.1, 3.4.2, 5.1.3)."""

from __future__ import annotations

from typing import Literal

import narwhals as nw
from narwhals.typing import FrameT

from mktkit.workdays import Shift

__all__ = ["elapsed_before", "workday_numbers"]


def elapsed_before(frame: FrameT, column: str, days: FrameT, shift: Shift) -> FrameT:
    """Add the shift time that had passed at each moment, so that a difference of two is working time.

    Parameters
    ----------
    frame
        Has `column` (datetime, naive local time, may be null).
    days
        :func:`mktkit.workdays.day_table` with the same `shift`, as a frame of the same engine.

    Returns
    -------
    frame
        With ``{column}_shift_seconds`` (integer, seconds since the table's first day): null where the moment
        is null **or outside the table**. Nothing is lost in silence only if the caller counts the nulls.

    Notes
    -----
    ``end − start`` equals :func:`mktkit.workdays.working_seconds` wherever end ≥ start. It is a left join: no row is lost,
    but lazy engines do not promise their order, and pandas numbers its index anew.

    Examples
    --------
    >>> from datetime import date, datetime, time
    >>> import pandas as pd
    >>> from mktkit.workdays import Calendar, day_table
    >>> plain = Calendar(frozenset(), frozenset(), frozenset({2025}))
    >>> shift = Shift(((time(9), time(17)),), "工作日")
    >>> days = nw.from_native(pd.DataFrame(day_table(plain, shift, date(2025, 3, 7), date(2025, 3, 10))))
    >>> asked = nw.from_native(pd.DataFrame({"asked": [datetime(2025, 3, 8, 12), datetime(2025, 3, 10, 10)]}))
    >>> elapsed_before(asked, "asked", days, shift)["asked_shift_seconds"].to_list()
    [28800, 32400]
    """
    second = _part(column, "hour") * 3600 + _part(column, "minute") * 60 + _part(column, "second")
    inside = nw.sum_horizontal(*((second - start).clip(0, end - start) for start, end in shift.bounds))
    name, opens = f"{column}_shift_seconds", f"_{column}_open"
    joined = _join_days(frame, column, days, {"before": name, "open": opens})
    return joined.with_columns((nw.col(name) + nw.col(opens) * inside).alias(name)).drop(opens)


def workday_numbers(frame: FrameT, column: str, days: FrameT) -> FrameT:
    """Add where each day stands in the count of workdays, so that limits in whole workdays are a comparison.

    Parameters
    ----------
    frame
        Has `column` (date or datetime, may be null).
    days
        :func:`mktkit.workdays.day_table` as a frame of the same engine.

    Returns
    -------
    frame
        With ``{column}_workday_number`` and ``{column}_workdays_before`` (integer; workdays since the table's
        first day, with and without the day itself), null as in :func:`elapsed_before`.

    Notes
    -----
    With a limit of n ≥ 1 workdays, due = number(received) + n. The deadline has passed by the end of day c
    when number(c) ≥ due. What was resolved on day d is late when workdays_before(d) ≥ due; number(d) will not
    do, since the Saturday after a Friday deadline bears the Friday's number.

    Examples
    --------
    >>> from datetime import date, datetime, time
    >>> import pandas as pd
    >>> from mktkit.workdays import Calendar, day_table
    >>> plain = Calendar(frozenset(), frozenset(), frozenset({2025}))
    >>> shift = Shift(((time(9), time(17)),), "工作日")
    >>> days = nw.from_native(pd.DataFrame(day_table(plain, shift, date(2025, 3, 6), date(2025, 3, 10))))
    >>> frame = nw.from_native(pd.DataFrame({"done": [datetime(2025, 3, 7), datetime(2025, 3, 8)]}))
    >>> numbered = workday_numbers(frame, "done", days)
    >>> numbered["done_workday_number"].to_list(), numbered["done_workdays_before"].to_list()
    ([2, 2], [1, 2])
    """
    wanted = ("workday_number", "workdays_before")
    return _join_days(frame, column, days, {name: f"{column}_{name}" for name in wanted})


def _join_days(frame: FrameT, column: str, days: FrameT, names: dict[str, str]) -> FrameT:
    """Left-join the columns `names` of the day table by the day of `column`; a null moment finds no day."""
    key = f"_{column}_day"
    number = _part(column, "year") * 10000 + _part(column, "month") * 100 + _part(column, "day")
    # On pandas a miss would turn plain int64 into float; the nullable kind stays integer.
    table = nw.maybe_convert_dtypes(days).select("day", *names).rename({"day": key, **names})
    return frame.with_columns(number.alias(key)).join(table, on=key, how="left").drop(key)


def _part(column: str, part: Literal["year", "month", "day", "hour", "minute", "second"]) -> nw.Expr:
    """Return a part of a moment as Int64, 0 if null."""
    # In this order: pandas cannot cast a NaN to an integer, and Polars' own hours are Int8, which overflow.
    expression: nw.Expr = getattr(nw.col(column).dt, part)()
    return expression.fill_null(0).cast(nw.Int64)
