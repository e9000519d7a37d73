"""Reading what a person types: the texts are given, the values were worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from mktkit.fields import texts as text
from mktkit.fields.texts import Choice, Given, Refused, Words

GIVEN = Given(dt.date(2026, 3, 5))
KINDS = Given(GIVEN.today, (Choice("X001 张三", "X001", ("张三",)), Choice("X002 李四", "X002", ("李四",))))


@pytest.mark.parametrize(
    ("words", "typed", "value"),
    [
        (text.MONEY, "1,234.5", 123450),
        (text.MONEY, "1.2万", 1200000),
        (text.MONEY, "0.5亿元", 5_000_000_000),
        (text.MONEY, "￥１２", 1200),
        (text.MONEY, "(3.05)", -305),
        (text.DAY, "2026-3-5", dt.date(2026, 3, 5)),
        (text.DAY, "2026年3月5日", dt.date(2026, 3, 5)),
        (text.DAY, "20260305", dt.date(2026, 3, 5)),
        (text.DAY, "3/5", dt.date(2026, 3, 5)),
        (text.DAY, "12月31日", dt.date(2026, 12, 31)),
        (text.DAY, "1.9", dt.date(2026, 1, 9)),
        (text.MONTH, "3月", "2026-03"),
        (text.MONTH, "11", "2026-11"),
        (text.MONTH, "2025年7月", "2025-07"),
        (text.PERCENT, "12.5%", Decimal("12.5")),
        (text.PERCENT, "0.5", Decimal("0.5")),
        (text.HUNDREDTHS, "60", 6000),
        (text.DECIMAL, "１，２３４.５０", Decimal("1234.50")),
        (text.INTEGER, "1,200", 1200),
        (text.YES_NO, "√", True),
        (text.MOMENT, "2026-3-5 9:30", dt.datetime(2026, 3, 5, 9, 30)),
    ],
)
def test_what_is_typed_is_understood(words: Words, typed: str, value: Any) -> None:
    assert words.read(typed, GIVEN) == value


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (text.MONEY, "十块", "应为金额"),
        (text.MONEY, "1.234", "两位小数"),
        (text.MONEY, "0.0000001万", "两位小数"),
        (text.DAY, "2026-2-30", "真实存在的日期"),
        (text.DAY, "3/5/2026", "年在前"),
        (text.MONTH, "13", "应为月份"),
        (text.DECIMAL, "12元", "应为数"),
        (text.DECIMAL, "nan", "应为数"),
        (text.INTEGER, "1.5", "应为整数"),
        (text.YES_NO, "也许", "应为“是”或“否”"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(words: Words, typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        words.read(typed, GIVEN)


def test_a_person_is_found_by_number_name_or_both() -> None:
    assert {text.PERSON.read(typed, KINDS) for typed in ("X001", "张三", "X001 张三")} == {"X001"}
    with pytest.raises(Refused, match="只能选"):
        text.PERSON.read("赵六", KINDS)
    twins = Given(GIVEN.today, (Choice("A 王", "A", ("王",)), Choice("B 王", "B", ("王",))))
    with pytest.raises(Refused, match="有几个都叫这个"):
        text.PERSON.read("王", twins)


def test_several_choices_stand_in_one_text_whatever_parts_them() -> None:
    given = Given(GIVEN.today, (Choice("拜访", "v"), Choice("展会、路演", "e")))
    assert text.SEVERAL.read("展会、路演，拜访", given) == ["e", "v"]
    assert text.SEVERAL.read(text.SEVERAL.write(["v", "e"], given), given) == ["v", "e"]
    with pytest.raises(Refused, match="没有「聚餐」"):
        text.SEVERAL.read("拜访 聚餐", given)


def test_what_was_understood_is_said_beside_the_field() -> None:
    assert text.MONEY.echo(140950, GIVEN) == "1,409.50 元　人民币壹仟肆佰零玖元伍角整"
    assert text.MONEY.echo(-5, GIVEN) == "-0.05 元"
    # 2026-03-05 was a Thursday.
    assert text.DAY.echo(dt.date(2026, 3, 5), GIVEN) == "2026年3月5日　星期四"
    assert text.MONTH.echo("2026-03", GIVEN) == "2026年3月"
