"""pydantic's error types in Chinese: what is wanted, by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

__all__ = ["WANTED", "translate", "wanted"]

Context = Mapping[str, Any]

_DAY = "应为日期，如 2026-10-01"
_MOMENT = "应为日期和时间，如 2026-10-01 09:30"
_TIME = '应为时刻，如 "08:30"（加引号）'
_TRUTH = "应为 true（是）或 false（否）"
_LIST = "应为列表，写成 [甲, 乙]"
_GROUP = "应为一组“名称: 值”"
_ADDRESS = "应为完整的网址"
_IDENTITY = "应为通用唯一识别码"


def _choices(context: Context) -> str:
    expected = str(context["expected"]).replace("'", "")
    return "只能写：" + expected.replace(" or ", "、").replace(", ", "、")


def _said(context: Context) -> str:
    """Return what a model's own check says; ours speak Chinese, others' are set apart as a quotation."""
    text = str(context["error"])
    return text if any("\u4e00" <= mark <= "\u9fff" for mark in text) else f"没有通过检查（{text}）"


#: pydantic error type → what was wanted, in Chinese; the context carries the bounds.
WANTED: dict[str, Callable[[Context], str]] = {
    "missing": lambda c: "这一项必填",
    "extra_forbidden": lambda c: "没有这一项",
    "none_required": lambda c: "应留空",
    "value_error": _said,
    "assertion_error": _said,
    "literal_error": _choices,
    "enum": _choices,
    "union_tag_invalid": lambda c: (
        "只能写：" + str(c.get("expected_tags", "…")).replace("'", "").replace(", ", "、")
    ),
    "union_tag_not_found": lambda c: "没有写明是哪一种",
    "frozen_field": lambda c: "这一项不能改",
    "frozen_instance": lambda c: "这一项不能改",
    "string_type": lambda c: "应为文字",
    "string_unicode": lambda c: "应为文字",
    "string_too_short": lambda c: f"至少 {c['min_length']} 个字",
    "string_too_long": lambda c: f"最多 {c['max_length']} 个字",
    "string_pattern_mismatch": lambda c: "写法不对",
    "string_not_ascii": lambda c: "只能用英文字母、数字和半角符号",
    "bool_type": lambda c: _TRUTH,
    "bool_parsing": lambda c: _TRUTH,
    "int_type": lambda c: "应为整数",
    "int_parsing": lambda c: "应为整数",
    "int_parsing_size": lambda c: "数太大",
    "int_from_float": lambda c: "应为整数",
    "float_type": lambda c: "应为数",
    "float_parsing": lambda c: "应为数",
    "decimal_type": lambda c: "应为数",
    "decimal_parsing": lambda c: "应为数",
    "decimal_max_digits": lambda c: f"最多 {c.get('max_digits', '…')} 位数字",
    "decimal_max_places": lambda c: f"小数最多 {c['decimal_places']} 位",
    "decimal_whole_digits": lambda c: f"整数部分最多 {c.get('whole_digits', '…')} 位",
    "fraction_type": lambda c: "应为数",
    "fraction_parsing": lambda c: "应为数",
    "complex_type": lambda c: "应为数",
    "complex_str_parsing": lambda c: "应为数",
    "finite_number": lambda c: "应为有限的数",
    "greater_than": lambda c: f"应大于 {c['gt']}",
    "greater_than_equal": lambda c: f"应不小于 {c['ge']}",
    "less_than": lambda c: f"应小于 {c['lt']}",
    "less_than_equal": lambda c: f"应不大于 {c['le']}",
    "multiple_of": lambda c: f"应为 {c.get('multiple_of', '…')} 的倍数",
    "too_short": lambda c: f"至少 {c['min_length']} 项",
    "too_long": lambda c: f"最多 {c['max_length']} 项",
    "bytes_type": lambda c: "应为文字",
    "bytes_too_short": lambda c: f"至少 {c['min_length']} 字节",
    "bytes_too_long": lambda c: f"最多 {c['max_length']} 字节",
    "bytes_invalid_encoding": lambda c: "文字编码不对",
    **dict.fromkeys(
        (
            "list_type",
            "tuple_type",
            "set_type",
            "frozen_set_type",
            "deque_type",
            "iterable_type",
            "iteration_error",
            "set_item_not_hashable",
            "counter_type",
        ),
        lambda c: _LIST,
    ),
    **dict.fromkeys(
        (
            "dict_type",
            "frozen_dict_type",
            "ordered_dict_type",
            "mapping_type",
            "model_type",
            "model_attributes_type",
            "dataclass_type",
            "dataclass_exact_type",
            "named_tuple_type",
            "get_attribute_error",
            "no_such_attribute",
            "invalid_key",
        ),
        lambda c: _GROUP,
    ),
    "date_type": lambda c: _DAY,
    "date_parsing": lambda c: _DAY,
    "date_from_datetime_parsing": lambda c: _DAY,
    "date_from_datetime_inexact": lambda c: f"{_DAY}，不带时间",
    "date_past": lambda c: "应为今天以前的日期",
    "date_future": lambda c: "应为今天以后的日期",
    "datetime_type": lambda c: _MOMENT,
    "datetime_parsing": lambda c: _MOMENT,
    "datetime_object_invalid": lambda c: _MOMENT,
    "datetime_from_date_parsing": lambda c: _MOMENT,
    "datetime_past": lambda c: "应为已经过去的时间",
    "datetime_future": lambda c: "应为将来的时间",
    "timezone_naive": lambda c: f"{_MOMENT}，不带时区",
    "timezone_aware": lambda c: "应写明时区，如 2026-10-01T09:30+08:00",
    "timezone_offset": lambda c: "时区不对",
    "time_type": lambda c: _TIME,
    "time_parsing": lambda c: _TIME,
    "time_delta_type": lambda c: "应为时长",
    "time_delta_parsing": lambda c: "应为时长",
    "url_type": lambda c: _ADDRESS,
    "url_parsing": lambda c: _ADDRESS,
    "url_syntax_violation": lambda c: _ADDRESS,
    "url_too_long": lambda c: f"最多 {c['max_length']} 个字符",
    "url_scheme": lambda c: f"网址应以 {c.get('expected_schemes', '…')} 开头".replace("'", "").replace(
        " or ", "、"
    ),
    "uuid_type": lambda c: _IDENTITY,
    "uuid_parsing": lambda c: _IDENTITY,
    "uuid_version": lambda c: f"{_IDENTITY}，版本不对",
    "json_invalid": lambda c: "应为结构化的数据",
    "json_type": lambda c: "应为结构化的数据",
    "recursion_loop": lambda c: "内容里套着它自己",
    "recursion_depth_exceeded": lambda c: "层数太多",
    "default_factory_not_called": lambda c: "前面的几项改好后才能算出",
    "is_instance_of": lambda c: "写法不对",
    "is_subclass_of": lambda c: "写法不对",
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
