"""Checks that several registers share."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from mktkit.registers.checks import duplicates, groups, in_order, not_above


def test_a_key_is_blamed_from_its_second_row_on() -> None:
    columns = {"a": ["x", "y", "x", "x"], "b": [1, 1, 1, 2]}
    assert [found.position for found in duplicates(columns, ("a",), "编号")] == [2, 3]
    (found,) = duplicates(columns, ("a", "b"), "编号＋行号")
    assert (found.position, found.field, found.level) == (2, "a", "fault")
    assert "编号＋行号「x＋1」" in found.what
    # The reader says where that row stands.
    assert found.same_as == 0


def test_a_long_key_is_quoted_in_one_bounded_line() -> None:
    key = "长\n" * 1000
    (found,) = duplicates({"a": [key, key]}, ("a",), "编号")
    assert "\n" not in found.what
    assert len(found.what) < 150


def test_a_key_with_a_blank_part_is_no_key() -> None:
    columns = {"a": ["x", "x", None, None], "b": [None, None, 1, 1]}
    assert list(duplicates(columns, ("a", "b"), "编号")) == []
    assert groups(columns, ("a", "b")) == {}


@given(st.lists(st.sampled_from(["x", "y", "z", None])))
def test_as_many_duplicates_as_rows_beyond_the_first_of_each_key(keys: list[str | None]) -> None:
    found = list(duplicates({"a": keys}, ("a",), "编号"))
    known = [key for key in keys if key is not None]
    assert len(found) == len(known) - len(set(known))
    assert sum(map(len, groups({"a": keys}, ("a",)).values())) == len(known)


def test_later_may_be_the_same_day_and_not_before() -> None:
    day = dt.date(2026, 10, 9)
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    columns = {"from": [day, day, day, None, day], "to": [day, after, before, before, None]}
    (found,) = in_order(columns, "from", "to", "起", "止")
    assert (found.position, found.field) == (2, "to")
    assert "止 2026-10-08 早于起 2026-10-09" in found.what


def test_a_part_may_be_the_whole_and_not_more() -> None:
    columns = {"part": [5, 6, None, 0], "whole": [5, 5, 5, None]}
    (found,) = not_above(columns, "part", "whole", "正确", "全部")
    assert (found.position, found.field) == (1, "part")
    assert "正确 6 大于全部 5" in found.what
