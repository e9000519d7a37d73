"""Every kind of field: what is taken, what is converted with a notice, what is refused; from a cell, then as typed.

Cells are as calamine gives them: numbers are floats, dates are dates; a .csv gives text alone.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as held
from hypothesis import strategies as st

from mktkit.fields.choice import PERSON, SEVERAL, YES_NO, one_of
from mktkit.fields.days import DAY, MOMENT, MONTH
from mktkit.fields.kind import Choice, Formatted, Given, Kind, Refused, narrow, with_unit
from mktkit.fields.money import MONEY
from mktkit.fields.number import DECIMAL, INTEGER
from mktkit.fields.percent import BASIS_POINTS, PERCENT
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
    BASIS_POINTS: [(Formatted(0.6, "0%"), 6000), (Formatted(1.0, "0%"), 10000), (Formatted(0.3333, "0.00%"), 3333),
                   (Formatted(0.07, "0%"), 700), (Formatted(1.5, "0%"), 15000), ("60%", 6000), ("33.33%", 3333), ("0.6%", 60)],
    DAY: [(DATE, DATE), (dt.datetime(2026, 3, 5), DATE), ("2026-03-05", DATE), (dt.date(2024, 2, 29), dt.date(2024, 2, 29))],
    MOMENT: [(TIME, TIME), ("2026-03-05 09:30", TIME), ("2026-03-05 09:30:00", TIME), ("2026-03-05T09:30", TIME),
             ("2026-03-05 00:00", dt.datetime(2026, 3, 5))],
    MONTH: [("2026-10", "2026-10"), ("2026-01", "2026-01")],
    YES_NO: [("是", True), ("否", False), (True, True), (False, False)],
    CHANNEL: [("电话", "电话"), (" 电话 ", "电话"), ("终端（直营）", "终端（直营）"), ("A", "A"), ("传真", "传真")],
}

#: Cell, value, words of the notice.
CONVERTED: dict[Kind, list[tuple[Any, Any, str]]] = {
    CODE: [("Ｘ００１", "X001", "X001"), (20261001.0, "20261001", "存成了数字"),
           # Zeros that only the format shows.
           (Formatted(7.0, "000"), "007", "按单元格格式读作 007"), (Formatted(12.0, "0000"), "0012", "0012"),
           (Formatted(12345.0, "000"), "12345", "12345"), (Formatted(7.0, "0.00%"), "7", "存成了数字"),
           # How people and programs keep a code from becoming a number.
           ('="0012"', "0012", "0012"), ("'0012", "0012", "0012"), ("’0012", "0012", "0012"), ('= "A-1"', "A-1", "A-1"),
           # What nobody sees.
           ("X001\u200b", "X001", "看不见的字符"), ("\ufeffX001", "X001", "看不见的字符"), ("X0\u200d01", "X001", "看不见的字符"),
           ("\u00adX001", "X001", "看不见的字符"), ("\u202aX001\u202c", "X001", "看不见的字符")],
    INTEGER: [("1,200", 1200, "1200"), ("１２", 12, "12"), (2.9999999999999996, 3, "3")],
    MONEY: [("￥1,234.50", 123450, "1234.50"), ("¥1,234.50", 123450, "1234.50"), ("1,234", 123400, "1234.00"),
            ("１２３４．５０", 123450, "1234.50"), ("（12.00）", -1200, "-12.00"), ("5元", 500, "5.00"), ("１２", 1200, "12.00"),
            # What a calculation left behind: 1.1 + 2.2, 1078.07 - 1000, and as a program exports them.
            (1.1 + 2.2, 330, "3.30"), (0.1 + 0.2, 30, "0.30"), (1078.07 - 1000, 7807, "78.07"),
            (78.0700000000001, 7807, "78.07"), ("3.3000000000000003", 330, "3.30"), ("78.0700000000001", 7807, "78.07"),
            (12345678901.230001, 1234567890123, "12345678901.23")],
    BASIS_POINTS: [(60.0, 6000, "60.0%"), ("60", 6000, "60%"), ("６０％", 6000, "60%"), (Formatted(0.1 + 0.2, "0%"), 3000, "30%")],
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
    CODE: [(1e15, "存成文本"), (12.5, "存成文本"), (DATE, "变成了日期"), (True, "编号"), ("1.23457E+14", "科学计数"), ('=""', "没有内容")],
    INTEGER: [(2.5, "整数"), ("2.5", "整数"), ("三", "只留数"), ("5个", "只留数"), ("1,2", "只留数"), (True, "数"), (DATE, "数"),
            (INFINITE, "数"), (NAN, "数"), (1e13, "太大"), ("9" * 40, "太大")],
    MONEY: [(0.305, "两位小数"), (0.30001, "ROUND"), ("0.30001", "两位小数"), ("1.234", "两位小数"), ("约一万二", "只写数"), ("1.2万", "只写数"),
            ("12 34", "只写数"), ("12,34", "只写数"), (True, "金额"), (DATE, "金额"), (NAN, "金额"), (INFINITE, "金额"),
            (1e13, "太大"), (1e307, "太大"), ("9" * 30, "太大"), ("-" + "9" * 30, "太大")],
    BASIS_POINTS: [("六成", "数"), (Formatted(0.33333, "0%"), "两位小数"),
                   # 60 % or 0.6 %?  The whole or a hundredth?
                   (0.6, "60%"), (1.0, "60%"),
                   ("0.6", "60%"), ("1", "60%"), ("０.６", "60%"), (Formatted(0.6, "000"), "60%"), ("33.333%", "两位小数"), (True, "数"), ("1/2", "数")],
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


@held(st.integers(-(10**14), 10**14))
def test_every_fen_survives_the_float_of_a_cell(fen: int) -> None:
    assert MONEY.convert([fen / 100]).values == [fen]


@held(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_from_its_serial_number(day: dt.date) -> None:
    # Excel counts days from 1899-12-30.
    assert DAY.convert([float((day - dt.date(1899, 12, 30)).days)]).values == [day]


@held(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)))
def test_every_second_is_read_from_its_serial_number(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    serial = (moment - dt.datetime(1899, 12, 30)).total_seconds() / 86400
    read = MOMENT.convert([serial])
    if moment.time() == dt.time():
        assert read.faults
    else:
        assert read.values == [moment]


@held(
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


# -- as a person types it; the values were worked out by hand ----------------------------------------

GIVEN = Given(dt.date(2026, 3, 5))
PEOPLE = Given(GIVEN.today, (Choice("X001 张三", "X001", ("张三",)), Choice("X002 李四", "X002", ("李四",))))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (MONEY, "1,234.5", 123450),
        (MONEY, "1.2万", 1200000),
        (MONEY, "0.5亿元", 5_000_000_000),
        (MONEY, "￥１２", 1200),
        (MONEY, "(3.05)", -305),
        (DAY, "2026-3-5", dt.date(2026, 3, 5)),
        (DAY, "2026年3月5日", dt.date(2026, 3, 5)),
        (DAY, "20260305", dt.date(2026, 3, 5)),
        (DAY, "3/5", dt.date(2026, 3, 5)),
        (DAY, "12月31日", dt.date(2026, 12, 31)),
        (DAY, "1.9", dt.date(2026, 1, 9)),
        (MONTH, "3月", "2026-03"),
        (MONTH, "11", "2026-11"),
        (MONTH, "2025年7月", "2025-07"),
        (PERCENT, "12.5%", Decimal("12.5")),
        (PERCENT, "0.5", Decimal("0.5")),
        (BASIS_POINTS, "60", 6000),
        (DECIMAL, "１，２３４.５０", Decimal("1234.50")),
        (INTEGER, "1,200", 1200),
        (YES_NO, "√", True),
        (MOMENT, "2026-3-5 9:30", dt.datetime(2026, 3, 5, 9, 30)),
    ],
)
def test_what_is_typed_is_understood(kind: Kind, typed: str, value: Any) -> None:
    assert kind.read(typed, GIVEN) == value


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (MONEY, "十块", "应为金额"),
        (MONEY, "1.234", "两位小数"),
        (MONEY, "0.0000001万", "两位小数"),
        (DAY, "2026-2-30", "真实存在的日期"),
        (DAY, "3/5/2026", "年在前"),
        (MONTH, "13", "应为月份"),
        (DECIMAL, "12元", "应为数"),
        (DECIMAL, "nan", "应为数"),
        (INTEGER, "1.5", "应为整数"),
        (YES_NO, "也许", "应为“是”或“否”"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(kind: Kind, typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        kind.read(typed, GIVEN)


def test_a_person_is_found_by_number_name_or_both() -> None:
    assert {PERSON.read(typed, PEOPLE) for typed in ("X001", "张三", "X001 张三")} == {"X001"}
    with pytest.raises(Refused, match="只能选"):
        PERSON.read("赵六", PEOPLE)
    twins = Given(GIVEN.today, (Choice("A 王", "A", ("王",)), Choice("B 王", "B", ("王",))))
    with pytest.raises(Refused, match="有几个都叫这个"):
        PERSON.read("王", twins)


def test_several_choices_stand_in_one_text_whatever_parts_them() -> None:
    given = Given(GIVEN.today, (Choice("拜访", "v"), Choice("展会、路演", "e")))
    assert SEVERAL.read("展会、路演，拜访", given) == ["e", "v"]
    assert SEVERAL.read(SEVERAL.write(["v", "e"], given), given) == ["v", "e"]
    with pytest.raises(Refused, match="没有「聚餐」"):
        SEVERAL.read("拜访 聚餐", given)


def test_what_was_understood_is_said_beside_the_field() -> None:
    assert MONEY.echo(140950, GIVEN) == "1,409.50 元　人民币壹仟肆佰零玖元伍角整"
    assert MONEY.echo(-5, GIVEN) == "-0.05 元"
    # 2026-03-05 was a Thursday.
    assert DAY.echo(dt.date(2026, 3, 5), GIVEN) == "2026年3月5日　星期四"
    assert MONTH.echo("2026-03", GIVEN) == "2026年3月"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MONEY, -305),
        (MONEY, 123456789),
        (DAY, dt.date(2026, 3, 5)),
        (MOMENT, dt.datetime(2026, 3, 5, 9, 30)),
        (MOMENT, dt.datetime(2026, 3, 5, 9, 30, 7)),
        (MONTH, "2026-03"),
        (PERCENT, Decimal("0.50")),
        (BASIS_POINTS, 3333),
        (DECIMAL, Decimal("1E+3")),
        (INTEGER, -7),
        (YES_NO, True),
        (CODE, "0012"),
    ],
)
def test_what_is_written_is_read_back(kind: Kind, value: Any) -> None:
    assert kind.read(kind.write(value, GIVEN), GIVEN) == value


def test_a_bare_share_is_asked_in_a_cell_and_a_fraction_of_a_percent_where_it_is_typed() -> None:
    # A spreadsheet keeps 60 % as 0.6; a person who types 0.6 beside a % sign means 0.6 %.
    assert BASIS_POINTS.convert([Formatted(0.6, "0%")]).values == [6000]
    assert BASIS_POINTS.convert([0.6]).values == [None]
    assert BASIS_POINTS.read("0.6", GIVEN) == 60
    assert PERCENT.convert([0.6]).values == [Decimal("0.6")]
    assert PERCENT.read("0.6", GIVEN) == Decimal("0.6")
    # With its sign it is the same everywhere.
    assert BASIS_POINTS.convert(["60%"]).values == [BASIS_POINTS.read("60%", GIVEN)] == [6000]
    assert PERCENT.convert(["60%"]).values == [PERCENT.read("60%", GIVEN)] == [Decimal(60)]


def test_a_refusal_carries_what_is_wanted_and_how_to_mend_it() -> None:
    with pytest.raises(Refused) as caught:
        INTEGER.read("三", GIVEN)
    assert (caught.value.want, caught.value.mend) == ("应为数", "去掉文字和单位，只留数")
    assert str(caught.value) == "应为数；去掉文字和单位，只留数"


def test_units_stand_as_they_are_printed() -> None:
    assert (with_unit("60", "%"), with_unit("1.20", "元")) == ("60%", "1.20 元")
    assert narrow("　Ｘ００１ ") == "X001"


@pytest.mark.parametrize(
    ("text", "happened", "day"),
    [
        ("12/28", True, dt.date(2026, 12, 28)),
        ("12月28日", True, dt.date(2026, 12, 28)),
        ("1/5", True, dt.date(2027, 1, 5)),
        ("1/6", True, dt.date(2026, 1, 6)),
        ("12/28", False, dt.date(2027, 12, 28)),
    ],
)
def test_what_has_happened_is_never_of_a_day_to_come(text: str, happened: bool, day: dt.date) -> None:
    given = Given(dt.date(2027, 1, 5), happened=happened)
    assert DAY.read(text, given) == day
    assert f"{day.year}年" in DAY.echo(day, given)


@pytest.mark.parametrize(
    ("text", "month"), [("12月", "2026-12"), ("12", "2026-12"), ("1月", "2027-01"), ("2", "2026-02")]
)
def test_a_month_that_has_happened_is_never_one_to_come(text: str, month: str) -> None:
    assert MONTH.read(text, Given(dt.date(2027, 1, 5), happened=True)) == month
