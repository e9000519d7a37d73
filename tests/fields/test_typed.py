"""Reading what a person types: the texts are given, the values were worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from mktkit.fields.choice import PERSON, SEVERAL, YES_NO
from mktkit.fields.days import DAY, MOMENT, MONTH
from mktkit.fields.kind import Choice, Given, Kind, Refused
from mktkit.fields.money import MONEY
from mktkit.fields.number import DECIMAL, INTEGER
from mktkit.fields.percent import BASIS_POINTS, PERCENT

GIVEN = Given(dt.date(2026, 3, 5))
KINDS = Given(GIVEN.today, (Choice("X001 张三", "X001", ("张三",)), Choice("X002 李四", "X002", ("李四",))))


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
    assert {PERSON.read(typed, KINDS) for typed in ("X001", "张三", "X001 张三")} == {"X001"}
    with pytest.raises(Refused, match="只能选"):
        PERSON.read("赵六", KINDS)
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
