"""pydantic's errors in Chinese: every type a model of ours can raise is known, and says what is wanted."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from mktkit.messages import WANTED, translate, wanted

Short = Annotated[str, Field(min_length=2, max_length=4, pattern="^[A-Z]*$")]
Few = Annotated[list[int], Field(min_length=1, max_length=2)]


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


@pytest.mark.parametrize(
    ("wants", "value", "said"),
    [
        (int, "三", "应为整数"),
        (int, 1.5, "应为整数"),
        (int, None, "应为整数"),
        (Annotated[int, Ge(1)], 0, "应不小于 1"),
        (Annotated[int, Gt(0)], 0, "应大于 0"),
        (Annotated[int, Le(5)], 6, "应不大于 5"),
        (Annotated[int, Lt(5)], 5, "应小于 5"),
        (Decimal, "三", "应为数"),
        (Annotated[Decimal, Field(decimal_places=2)], "1.234", "小数最多 2 位"),
        (Decimal, "nan", "应为有限的数"),
        (bool, "也许", "应为 true（是）或 false（否）"),
        (str, 5, "应为文字"),
        (Short, "A", "至少 2 个字"),
        (Short, "ABCDE", "最多 4 个字"),
        (Short, "甲乙", "写法不对"),
        (Literal["销售", "退货"], "换货", "只能写：销售、退货"),
        (Literal["甲", "乙", "丙"], "丁", "只能写：甲、乙、丙"),
        (dt.date, "下周三", "应为日期，如 2026-10-01"),
        (dt.date, None, "应为日期，如 2026-10-01"),
        (dt.datetime, "下周三", "应为日期和时间，如 2026-10-01 09:30"),
        (dt.time, "八点", '应为时刻，如 "08:30"（加引号）'),
        (Few, [], "至少 1 项"),
        (Few, [1, 2, 3], "最多 2 项"),
        (list[int], 5, "应为列表，写成 [甲, 乙]"),
        (tuple[int, ...], 5, "应为列表，写成 [甲, 乙]"),
        (dict[str, int], 5, "应为一组“名称: 值”"),
        (Closed, 5, "应为一组“名称: 值”"),
        (Closed, {}, "这一项必填"),
        (Closed, {"name": "甲", "age": 3}, "没有这一项"),
    ],
)
def test_says_what_is_wanted(wants: Any, value: object, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(wants).validate_python(value)
    assert wanted(caught.value.errors()[0]) == said


def test_a_message_of_our_own_is_passed_on() -> None:
    assert translate("value_error", {"error": ValueError("权重合计应为 100")}) == "权重合计应为 100"


def test_an_unknown_type_still_speaks_chinese() -> None:
    assert translate("no_such_type", {}) == "写法不对"


@pytest.mark.parametrize("kind", WANTED)
def test_no_message_leaks_english(kind: str) -> None:
    context = dict.fromkeys(
        ("gt", "ge", "lt", "le", "min_length", "max_length", "decimal_places", "expected", "error"), "三"
    )
    said = translate(kind, context)
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not re.search(r"[A-Za-z]{3,}", said.replace("true", "").replace("false", ""))


# -- all that pydantic knows -------------------------------------------------------------------------

ALL = {one["type"]: one.get("example_context") or {} for one in list_all_errors()}

#: What a model of ours never meets: arguments of functions, callables, sentinels.
ELSEWHERE = {
    "arguments_type",
    "missing_argument",
    "unexpected_keyword_argument",
    "missing_keyword_only_argument",
    "unexpected_positional_argument",
    "missing_positional_only_argument",
    "multiple_argument_values",
    "callable_type",
    "missing_sentinel_error",
    "ellipsis_error",
    "needs_python_object",
}


def test_every_type_is_translated() -> None:
    assert set(ALL) - set(WANTED) == ELSEWHERE
    assert set(WANTED) <= set(ALL)


@pytest.mark.parametrize("kind", sorted(set(ALL) - ELSEWHERE))
def test_a_message_is_chinese(kind: str) -> None:
    said = translate(kind, ALL[kind])
    assert re.search("[一-鿿]", said)
    # Words of a program (JSON, UUID, true, an address) may stand in it, an English sentence may not.
    assert not re.search("[A-Za-z]{2,} [A-Za-z]{2,}", said), said


def test_the_words_of_a_check_are_said_as_they_are() -> None:
    assert translate("value_error", {"error": ValueError("两项不能同时填")}) == "两项不能同时填"
    assert translate("value_error", {"error": ValueError("bad")}) == "没有通过检查（bad）"
