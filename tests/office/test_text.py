"""Text on its way into files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.office.text import clean, clip, display_width, one_line, wrap


@given(st.text(st.characters()))
def test_whatever_is_cleaned_can_stand_in_xml_and_comes_back(text: str) -> None:
    cleaned = clean(text)
    assert ET.fromstring(f"<t>{escape(cleaned)}</t>".encode()).text == (cleaned or None)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("dirty", "wanted"),
    [
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("软回车\x0b分页\x0c行\u2028段\u2029", "软回车\n分页\n行\n段\n"),
        ("看不见\x00的\x08控\x1b制\x7f符\ufffe\uffff", "看不见的控制符"),
        ("半个\ud83d字", "半个\ufffd字"),
        ("制表\t不动，😀也不动", "制表\t不动，😀也不动"),
    ],
)
def test_the_rule_of_what_is_cleaned(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


@given(st.text(st.sampled_from("销售额，。（）“abc12.5 -")), st.integers(4, 30))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap(text, width).split()) == "".join(text.split())


@given(st.text(st.sampled_from("销售额部门")), st.integers(4, 30))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    assert all(display_width(line) <= width for line in wrap(text, width).split("\n"))


def test_wrapping_starts_no_line_with_a_closing_mark_and_keeps_numbers_whole() -> None:
    assert wrap("完成率达到，目标", 10) == "完成率达到，\n目标"
    assert wrap("总额123,456.78元", 12).split("\n") == ["总额", "123,456.78元"]
    assert wrap("一二三四五六七八", 6, 2) == "一二三\n四五…"


@given(st.text(), st.integers(2, 20))
def test_clipped_text_fits(text: str, width: int) -> None:
    plain = one_line(text)
    assert display_width(clip(plain, width)) <= max(width, 2)
    if display_width(plain) <= width:
        assert clip(plain, width) == plain
