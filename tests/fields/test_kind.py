"""Every kind of column: what is taken, what is converted with a notice, what is refused.

Cells are as calamine gives them: numbers are floats, dates are dates; a .csv gives text alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.fields.choice import YES_NO, one_of
from mktkit.fields.days import DAY, MOMENT, MONTH
from mktkit.fields.kind import Kind
from mktkit.fields.money import MONEY
from mktkit.fields.number import INTEGER
from mktkit.fields.percent import BASIS_POINTS
from mktkit.fields.text import CODE, TEXT

KINDS = (TEXT, CODE, INTEGER, MONEY, BASIS_POINTS, DAY, MOMENT, MONTH, YES_NO)
CHANNEL = one_of(["电话", "网站留言", "终端（直营）", "A"])

DATE, TIME = dt.date(2026, 3, 5), dt.datetime(2026, 3, 5, 9, 30)
NAN, INFINITE = float("nan"), float("inf")

#: Serial numbers as Excel shows them: 2026-03-05 is 46086, and .375 of a day is nine o'clock.
SERIAL, SERIAL_AT_NINE = 46086.0, 46086.375

# fmt: off
TAKEN: dict[Kind, list[tuple[Any, Any]]] = {
    TEXT: [("甲 乙", "甲 乙"), ("  前后 ", "前后"), ("第一行\n第二行", "第一行\n第二行"), ("=1+1", "=1+1"), ("-", "-"),
           ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("（括号）", "（括号）"),
           (3.0, "3"), (1.5, "1.5"), (True, "TRUE"), (DATE, "2026-03-05"), (TIME, "2026-03-05 09:30:00")],
    CODE: [("X001", "X001"), (" X001 ", "X001"), ("0012", "0012"), ("甲-1", "甲-1"), ("1E3", "1E3"), ("12E", "12E")],
    INTEGER: [(5.0, 5), (5, 5), ("5", 5), ("5.0", 5), (0.0, 0), (-3.0, -3), (" 7 ", 7)],
    MONEY: [(1234.5, 123450), (11300.0, 1130000), (0.0, 0), (-5.0, -500), (12, 1200), ("1234.50", 123450), ("-5", -500),
            # In binary these are not what they seem: 0.29 · 100 is 28.999999999999996.
            (0.29, 29), (1.15, 115), (4.35, 435), (1.005e6, 100500000), (999999999.99, 99999999999)],
    BASIS_POINTS: [(0.6, 6000), (1.0, 10000), (0.3333, 3333), (0.07, 700), ("60%", 6000), ("33.33%", 3333), ("0.6", 6000)],
    DAY: [(DATE, DATE), (dt.datetime(2026, 3, 5), DATE), ("2026-03-05", DATE), (dt.date(2024, 2, 29), dt.date(2024, 2, 29))],
    MOMENT: [(TIME, TIME), ("2026-03-05 09:30", TIME), ("2026-03-05 09:30:00", TIME), ("2026-03-05T09:30", TIME),
             ("2026-03-05 00:00", dt.datetime(2026, 3, 5))],
    MONTH: [("2026-10", "2026-10"), ("2026-01", "2026-01")],
    YES_NO: [("是", True), ("否", False), (True, True), (False, False)],
    CHANNEL: [("电话", "电话"), (" 电话 ", "电话"), ("终端（直营）", "终端（直营）"), ("A", "A"), ("传真", "传真")],
}

#: Cell, value, words of the notice.
CONVERTED: dict[Kind, list[tuple[Any, Any, str]]] = {
    CODE: [("Ｘ００１", "X001", "X001"), (20261001.0, "20261001", "存成了数字")],
    INTEGER: [("1,200", 1200, "1200"), ("１２", 12, "12")],
    MONEY: [("￥1,234.50", 123450, "1234.50"), ("¥1,234.50", 123450, "1234.50"), ("1,234", 123400, "1234.00"),
            ("１２３４．５０", 123450, "1234.50"), ("（12.00）", -1200, "-12.00"), ("5元", 500, "5.00"), ("１２", 1200, "12.00")],
    BASIS_POINTS: [(60.0, 6000, "60.0%"), ("60", 6000, "60%"), ("６０％", 6000, "60%"), ("０.６", 6000, "60%")],
    DAY: [(TIME, DATE, "去掉了时间"), ("2026/3/5", DATE, "2026-03-05"), ("2026.3.5", DATE, "2026-03-05"),
          ("2026年3月5日", DATE, "2026-03-05"), ("2026-3-5", DATE, "2026-03-05"), ("20260305", DATE, "2026-03-05"),
          ("２０２６－０３－０５", DATE, "2026-03-05"), ("２０２６-０３-０５", DATE, "2026-03-05"), ("2026-03-05 09:30", DATE, "2026-03-05"),
          (SERIAL, DATE, "2026-03-05"), (SERIAL_AT_NINE, DATE, "2026-03-05"), (20260305.0, DATE, "2026-03-05")],
    MOMENT: [("2026/3/5 9:30", TIME, "2026-03-05 09:30:00"), ("2026年3月5日 9:30", TIME, "2026-03-05 09:30:00"),
             ("２０２６-０３-０５ ０９:３０", TIME, "2026-03-05 09:30:00"),
             (SERIAL_AT_NINE, dt.datetime(2026, 3, 5, 9), "2026-03-05 09:00:00")],
    MONTH: [("2026年10月", "2026-10", "2026-10"), ("2026/9", "2026-09", "2026-09"), ("2026-9", "2026-09", "2026-09"),
            ("2026.10", "2026-10", "2026-10"), ("2026年9月份", "2026-09", "2026-09"), (202610.0, "2026-10", "2026-10"),
            ("202610", "2026-10", "2026-10"), ("２０２６-１０", "2026-10", "2026-10"), (dt.date(2026, 10, 1), "2026-10", "2026-10")],
    YES_NO: [("Y", True, "是"), ("√", True, "是"), (1.0, True, "是"), ("1", True, "是"), ("有", True, "是"),
             ("n", False, "否"), ("×", False, "否"), (0.0, False, "否"), ("无", False, "否")],
    CHANNEL: [("终端(直营)", "终端（直营）", "终端（直营）"), ("Ａ", "A", "A")],
}

#: Cell, words of what is wanted or how to mend it.
REFUSED: dict[Kind, list[tuple[Any, str]]] = {
    CODE: [(1e15, "存成文本"), (12.5, "存成文本"), (DATE, "变成了日期"), (True, "编号"), ("1.23457E+14", "科学计数")],
    INTEGER: [(2.5, "整数"), ("2.5", "整数"), ("三", "只留数"), ("5个", "只留数"), ("1,2", "只留数"), (True, "数"), (DATE, "数"),
            (INFINITE, "数"), (NAN, "数"), (1e13, "太大"), ("9" * 40, "太大")],
    MONEY: [(0.305, "两位小数"), (0.1 + 0.2, "ROUND"), ("1.234", "两位小数"), ("约一万二", "只写数"), ("1.2万", "只写数"),
            ("12 34", "只写数"), ("12,34", "只写数"), (True, "金额"), (DATE, "金额"), (NAN, "金额"), (INFINITE, "金额"),
            (1e13, "太大"), (1e307, "太大"), ("9" * 30, "太大"), ("-" + "9" * 30, "太大")],
    BASIS_POINTS: [("六成", "数"), (0.33333, "两位小数"), ("33.333%", "两位小数"), (True, "数"), ("1/2", "数")],
    DAY: [("2026-02-31", "真实存在"), ("2026年2月30日", "真实存在"), ("2026-13-01", "真实存在"), ("3/5/2026", "年在前"),
          ("05/03/26", "年在前"), ("下周三", "2026-10-01"), ("2026-3", "2026-10-01"), ("3月5日", "2026-10-01"),
          # A 5 typed into a cell formatted as a date.
          (dt.date(1900, 1, 5), "1990"), (dt.date(2105, 1, 1), "2099"), ("1926-03-05", "1990"), (5.0, "2026-10-01"),
          (dt.time(9, 30), "2026-10-01"), (True, "2026-10-01"), (NAN, "2026-10-01")],
    MOMENT: [(DATE, "几点几分"), ("2026-03-05", "几点几分"), (SERIAL, "几点几分"), ("2026-03-05 25:00", "09:30"),
             ("2026-02-31 09:30", "真实存在"), ("9:30", "09:30"), ("刚才", "09:30"), (dt.datetime(1900, 1, 5, 9), "1990"),
             (dt.time(9, 30), "09:30"), (True, "09:30")],
    MONTH: [("10月", "2026-10"), ("2026-13", "2026-10"), ("2026-00", "2026-10"), ("2026", "2026-10"), ("26-10", "2026-10"),
            ("2026-10-15", "2026-10"), ("1026-10", "2026-10"), (46296.0, "2026-10"),
            # Typed as 2026.10, kept as a number: January or October?
            (2026.1, "2026-10"), ("2026.1", "2026-10")],
    YES_NO: [("也许", "“是”或“否”"), (2.0, "“是”或“否”"), ("-", "“是”或“否”"), (DATE, "“是”或“否”")],
}

#: Error values: of an .xlsx they come as blanks, of a .csv as the words that Excel showed.
ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", " #N/A ", "Err:502"]
# fmt: on


def cases(table: dict[Kind, list[Any]]) -> list[Any]:
    return [
        pytest.param(kind, *(case if isinstance(case, tuple) else (case,)), id=f"{kind.title}-{case[0]!r}")
        for kind, listed in table.items()
        for case in listed
    ]


@pytest.mark.parametrize(("kind", "cell", "value"), cases(TAKEN))
def test_taken_as_it_is(kind: Kind, cell: Any, value: Any) -> None:
    read = kind.convert([cell])
    assert (read.values, read.faults, read.converted) == ([value], {}, {})
    assert type(read.values[0]) is type(value)


@pytest.mark.parametrize(("kind", "cell", "value", "said"), cases(CONVERTED))
def test_converted_and_told(kind: Kind, cell: Any, value: Any, said: str) -> None:
    read = kind.convert([cell])
    assert (read.values, read.faults) == ([value], {})
    assert said in read.converted[0]
    assert type(read.values[0]) is type(value)


@pytest.mark.parametrize(("kind", "cell", "said"), cases(REFUSED))
def test_refused_with_a_way_out(kind: Kind, cell: Any, said: str) -> None:
    read = kind.convert([cell])
    assert (read.values, read.converted) == ([None], {})
    assert said in "".join(read.faults[0])


@pytest.mark.parametrize("kind", [*KINDS, CHANNEL], ids=lambda kind: kind.title)
@pytest.mark.parametrize("word", ERRORS)
def test_an_error_value_is_never_a_value(kind: Kind, word: str) -> None:
    read = kind.convert([word])
    assert read.values == [None]
    assert "错误值" in read.faults[0][0]


@pytest.mark.parametrize("kind", [*KINDS, CHANNEL], ids=lambda kind: kind.title)
@pytest.mark.parametrize("blank", ["", None, "  ", "\u3000", "\n"])
def test_a_blank_is_no_value_and_no_fault(kind: Kind, blank: str | None) -> None:
    read = kind.convert([blank])
    assert (read.values, read.faults, read.converted) == ([None], {}, {})


def test_cells_that_python_holds_equal_are_told_apart() -> None:
    # 1 == 1.0 == True, and a dictionary would keep the first of them for all.
    read = INTEGER.convert([1.0, True, 1, "1", 1.0])
    assert read.values == [1, None, 1, 1, 1]
    assert list(read.faults) == [1]
    assert YES_NO.convert([1.0, True]).converted.keys() == {0}


def test_positions_are_those_of_the_column() -> None:
    read = DAY.convert([DATE, "2026/3/5", "", "坏", DATE, "2026/3/5", "坏"])
    assert read.values == [DATE, DATE, None, None, DATE, DATE, None]
    assert list(read.converted) == [1, 5]
    assert list(read.faults) == [3, 6]


@given(st.integers(-(10**14), 10**14))
def test_every_fen_survives_the_float_of_a_cell(fen: int) -> None:
    assert MONEY.convert([fen / 100]).values == [fen]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_from_its_serial_number(day: dt.date) -> None:
    # Excel counts days from 1899-12-30.
    assert DAY.convert([float((day - dt.date(1899, 12, 30)).days)]).values == [day]


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)))
def test_every_second_is_read_from_its_serial_number(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    serial = (moment - dt.datetime(1899, 12, 30)).total_seconds() / 86400
    read = MOMENT.convert([serial])
    if moment.time() == dt.time():
        assert read.faults
    else:
        assert read.values == [moment]


@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=6), st.floats(), st.booleans(), st.dates(), st.datetimes())
    )
)
def test_no_cell_breaks_a_kind(cells: list[Any]) -> None:
    for kind in (*KINDS, CHANNEL):
        read = kind.convert(cells)
        assert len(read.values) == len(cells)
        assert all(read.values[position] is None for position in read.faults)
        assert not read.faults.keys() & read.converted.keys()
        assert all(want for want, _ in read.faults.values())
