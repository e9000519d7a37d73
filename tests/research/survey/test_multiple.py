"""Multiple choice by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from mktkit.research.survey.multiple import multiple_choice

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_multiple_choice_by_hand() -> None:
    several = multiple_choice("用过", {"甲": [True, True, False, None], "乙": [True, False, False, None]})
    assert several.n == 3
    assert (several["甲"].text, several["乙"].text) == ("66.7%", "33.3%")
    assert [row[3] for row in several.tables[0].rows] == [Decimal("66.7"), Decimal("33.3")]


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: multiple_choice("题", {}), ["没有选项"]),
        (lambda: multiple_choice("题", {"甲": [True], "乙": [True, False]}), ["不一样长"]),
        (lambda: multiple_choice("题", {"甲": [None]}), ["n = 0"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
