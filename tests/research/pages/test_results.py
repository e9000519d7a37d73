"""What could not be calculated stands first."""

from __future__ import annotations

from mktkit.research.pages.results import analyses_shown


def test_what_was_not_calculated_is_listed_line_by_line() -> None:
    problems = ["市场份额：一家企业也没有。", "信度：只有 1 题。"]
    shown = analyses_shown("x", [], problems)
    assert shown["没有计算"].splitlines() == problems
