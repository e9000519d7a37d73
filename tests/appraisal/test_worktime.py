"""Working time of whole columns: on every table engine what `mktkit.workdays` says of one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.appraisal.worktime import elapsed_before, workday_numbers
from mktkit.rules import load_rules
from mktkit.workdays import Shift, day_table, working_seconds

FIRST, LAST, HOUR = date(2024, 1, 1), date(2026, 12, 31), 3600
CALENDAR = load_rules(on=date(2026, 10, 1), company=None).calendar
OFFICE = Shift(((time(8, 30), time(12)), (time(13), time(17, 30))), "工作日")


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    count = draw(st.integers(1, 3))
    edges = draw(st.lists(st.integers(0, 86400), min_size=2 * count, max_size=2 * count, unique=True))
    clock = [(datetime(2000, 1, 1) + timedelta(seconds=edge)).time() for edge in sorted(edges)]
    days = draw(st.sampled_from(("工作日", "每天")))
    return Shift(tuple(zip(clock[::2], clock[1::2], strict=True)), cast(Any, days))


def pandas_frame(kind: str) -> Callable[[Mapping[str, list[Any]]], Any]:
    def build(data: Mapping[str, list[Any]]) -> Any:
        frame = pd.DataFrame({name: pd.Series(values) for name, values in data.items()})
        moments = [name for name in data if name.startswith("at")]
        return nw.from_native(frame.astype(dict.fromkeys(moments, f"datetime64[{kind}]")))

    return build


def polars_frame(data: Mapping[str, list[Any]]) -> Any:
    schema = {name: pl.Datetime("us") if name.startswith("at") else pl.Int64() for name in data}
    return nw.from_native(pl.DataFrame(dict(data), schema=schema))


def duckdb_frame(data: Mapping[str, list[Any]]) -> Any:
    # One connection for all: relations of different ones do not join.
    return nw.from_native(CONNECTION.from_df(pandas_frame("us")(data).to_native()))


CONNECTION = duckdb.connect()
ENGINES: dict[str, Callable[[Mapping[str, list[Any]]], Any]] = {
    "pandas us": pandas_frame("us"),
    "pandas ns": pandas_frame("ns"),
    "polars": polars_frame,
    "polars lazy": lambda data: polars_frame(data).lazy(),
    "duckdb": duckdb_frame,
}
every_engine = pytest.mark.parametrize("engine", ENGINES)


def numbered(
    moments: Iterable[datetime | None], other: Iterable[datetime | None] = ()
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"at": list(moments)}
    if other:
        columns["at_end"] = list(other)
    return {"row": list(range(len(columns["at"]))), **columns}


def read(frame: Any, *columns: str) -> list[tuple[int | None, ...]]:
    """Return `columns` as Python values in the order of ``row``."""
    frame = frame.select("row", *columns).sort("row")
    schema = frame.collect_schema()
    assert all(schema[name].is_integer() for name in columns), schema
    if isinstance(native := frame.to_native(), duckdb.DuckDBPyRelation):
        rows: Iterable[tuple[Any, ...]] = native.fetchall()
    else:
        rows = frame.lazy().collect().rows()
    return [tuple(None if pd.isna(value) else int(value) for value in row[1:]) for row in rows]


@every_engine
@given(
    shift=shifts(),
    pairs=st.lists(
        st.tuples(*[st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31, 23, 59))] * 2),
        max_size=8,
    ),
)
@settings(max_examples=25)
def test_expressions_equal_the_scalar_function(
    engine: str, shift: Shift, pairs: list[tuple[datetime | None, datetime | None]]
) -> None:
    build = ENGINES[engine]
    frame = build(
        {"row": list(range(len(pairs))), "at": [a for a, _ in pairs], "at_end": [b for _, b in pairs]}
    )
    days = build(day_table(CALENDAR, shift, FIRST, LAST))
    frame = elapsed_before(elapsed_before(frame, "at", days, shift), "at_end", days, shift)
    found = read(frame, "at_shift_seconds", "at_end_shift_seconds")
    origin = datetime(2024, 1, 1)
    assert found == [
        tuple(None if moment is None else working_seconds(CALENDAR, shift, origin, moment) for moment in pair)
        for pair in pairs
    ]
    for (start, end), (before, after) in zip(pairs, found, strict=True):
        if start and end and before is not None and after is not None:
            elapsed = working_seconds(CALENDAR, shift, start, end)
            assert elapsed == (after - before if end > start else 0)


@every_engine
def test_a_moment_outside_the_table_keeps_its_row_and_is_null(engine: str) -> None:
    days = ENGINES[engine](day_table(CALENDAR, OFFICE, date(2025, 10, 9), date(2025, 10, 10)))
    moments = [datetime(2025, 10, 8, 23, 59), datetime(2025, 10, 9, 8, 31), None, datetime(2025, 10, 11)]
    frame = ENGINES[engine](numbered(moments))
    assert read(elapsed_before(frame, "at", days, OFFICE), "at_shift_seconds") == [
        (None,),
        (60,),
        (None,),
        (None,),
    ]


@every_engine
def test_all_null_and_empty_columns(engine: str) -> None:
    days = ENGINES[engine](day_table(CALENDAR, OFFICE, date(2025, 10, 9), date(2025, 10, 10)))
    for moments in ([None, None], []):
        frame = ENGINES[engine](numbered(moments))
        assert read(elapsed_before(frame, "at", days, OFFICE), "at_shift_seconds") == [(None,)] * len(moments)


@every_engine
def test_workday_numbers_by_hand(engine: str) -> None:
    # Friday 26 September 2025 is 1; Saturday off; Sunday 28 worked is 2; 29 is 3, 30 is 4; 9 October is 5.
    days = ENGINES[engine](day_table(CALENDAR, OFFICE, date(2025, 9, 26), date(2025, 10, 12)))
    moments = [datetime(2025, 9, day, 16) for day in (26, 27, 28, 30)]
    moments += [datetime(2025, 10, day, 9, 30, 0, 999_999) for day in (1, 9)]
    frame = workday_numbers(ENGINES[engine](numbered([*moments, None])), "at", days)
    expected = [(1, 0), (1, 1), (2, 1), (4, 3), (4, 4), (5, 4), (None, None)]
    assert read(frame, "at_workday_number", "at_workdays_before") == expected
    assert set(frame.collect_schema().names()) == {"row", "at", "at_workday_number", "at_workdays_before"}


@every_engine
def test_own_columns_named_like_those_of_the_table_survive(engine: str) -> None:
    days = ENGINES[engine](day_table(CALENDAR, OFFICE, date(2025, 10, 9), date(2025, 10, 10)))
    data = {**numbered([datetime(2025, 10, 10, 8, 30)]), "day": [7], "before": [8], "open": [9]}
    frame = elapsed_before(ENGINES[engine](data), "at", days, OFFICE)
    assert read(frame, "day", "before", "open", "at_shift_seconds") == [(7, 8, 9, 8 * HOUR)]
