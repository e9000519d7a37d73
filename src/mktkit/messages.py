"""pydantic's error types in Chinese: what is wanted, by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

__all__ = ["WANTED", "translate", "wanted"]

Context = Mapping[str, Any]

#: pydantic error type → what was wanted, in Chinese; the context carries the bounds.
WANTED: dict[str, Callable[[Context], str]] = {
    "missing": lambda c: "这一项必填",
    "extra_forbidden": lambda c: "没有这一项",
    "value_error": lambda c: str(c["error"]),
    "literal_error": lambda c: (
        "只能写：" + str(c["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    ),
    "string_type": lambda c: "应为文字",
    "string_too_short": lambda c: f"至少 {c['min_length']} 个字",
    "string_too_long": lambda c: f"最多 {c['max_length']} 个字",
    "string_pattern_mismatch": lambda c: "写法不对",
    "bool_type": lambda c: "应为 true（是）或 false（否）",
    "bool_parsing": lambda c: "应为 true（是）或 false（否）",
    "int_type": lambda c: "应为整数",
    "int_parsing": lambda c: "应为整数",
    "int_from_float": lambda c: "应为整数",
    "decimal_type": lambda c: "应为数",
    "decimal_parsing": lambda c: "应为数",
    "decimal_max_places": lambda c: f"小数最多 {c['decimal_places']} 位",
    "finite_number": lambda c: "应为有限的数",
    "greater_than": lambda c: f"应大于 {c['gt']}",
    "greater_than_equal": lambda c: f"应不小于 {c['ge']}",
    "less_than": lambda c: f"应小于 {c['lt']}",
    "less_than_equal": lambda c: f"应不大于 {c['le']}",
    "too_short": lambda c: f"至少 {c['min_length']} 项",
    "too_long": lambda c: f"最多 {c['max_length']} 项",
    "list_type": lambda c: "应为列表，写成 [甲, 乙]",
    "tuple_type": lambda c: "应为列表，写成 [甲, 乙]",
    "dict_type": lambda c: "应为一组“名称: 值”",
    "model_type": lambda c: "应为一组“名称: 值”",
    "model_attributes_type": lambda c: "应为一组“名称: 值”",
    "date_type": lambda c: "应为日期，如 2026-10-01",
    "date_from_datetime_parsing": lambda c: "应为日期，如 2026-10-01",
    "date_parsing": lambda c: "应为日期，如 2026-10-01",
    "datetime_type": lambda c: "应为日期和时间，如 2026-10-01 09:30",
    "datetime_parsing": lambda c: "应为日期和时间，如 2026-10-01 09:30",
    "datetime_from_date_parsing": lambda c: "应为日期和时间，如 2026-10-01 09:30",
    "time_type": lambda c: '应为时刻，如 "08:30"（加引号）',
    "time_parsing": lambda c: '应为时刻，如 "08:30"（加引号）',
    "is_instance_of": lambda c: "写法不对",
}


def translate(kind: str, context: Context) -> str:
    """Say in Chinese what was wanted where pydantic found an error of type `kind`.

    Examples
    --------
    >>> translate("greater_than", {"gt": 0})
    '应大于 0'
    """
    said = WANTED.get(kind)
    return said(context) if said else "写法不对"


def wanted(error: ErrorDetails) -> str:
    """Say in Chinese what was wanted where pydantic found `error`.

    Examples
    --------
    >>> from pydantic import TypeAdapter, ValidationError
    >>> try:
    ...     TypeAdapter(int).validate_python("x")
    ... except ValidationError as problem:
    ...     print(wanted(problem.errors()[0]))
    应为整数
    """
    return translate(error["type"], error.get("ctx", {}))
