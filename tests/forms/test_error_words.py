"""Every error of pydantic is said in Chinese."""

from __future__ import annotations

import re

import pytest
from pydantic_core._pydantic_core import list_all_errors

from mktkit.messages import WANTED, translate

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
