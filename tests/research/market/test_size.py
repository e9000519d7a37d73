"""Market size by hand, and what cannot be one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mktkit.research.market.size import Segment, bottom_up, size_gap, top_down
from mktkit.research.model import Analysis

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def value(result: Analysis, name: str) -> float:
    found = result[name].value
    assert found is not None
    return float(found)


def test_sizes_and_the_gap_between_them() -> None:
    # 520,000 · 30 % · 8 %; 3,000 · 25 % · 40 · 3,000 ÷ 10,000.
    above = top_down(520_000, [("华东占比", 30), ("品类占比", 8)])
    below = bottom_up([Segment("甲", 3000, 25, 40, 3000), Segment("乙", 100, 50, 40, 3000)])
    assert (value(above, "市场规模"), value(below, "市场规模")) == (12_480, 9_600)
    gap = size_gap(above, below, 20)
    # (9600 − 12480) ÷ 12480.
    assert gap["相差"].text == "-23.1%"
    assert gap.warnings
    assert not size_gap(above, below, 25).warnings


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: top_down(-1, []), ["负数"]),
        (lambda: top_down(1, [("华东", 103)]), ["「华东」", "103%"]),
        (lambda: bottom_up([]), ["没有填客户群"]),
        (lambda: bottom_up([Segment("甲", 10, 10, 1, -5)]), ["「甲」的单价", "负数"]),
        (lambda: bottom_up([Segment("甲", 1, 1, 1, 1)] * 2), ["两次"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
