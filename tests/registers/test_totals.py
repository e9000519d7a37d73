"""What a total row is, in a register and in a ledger."""

from __future__ import annotations

import pytest

from mktkit.registers.totals import is_total


@pytest.mark.parametrize(
    "text", ["合计", "总计", "小计", "累计", "本页合计", "本月合计：", " 合 计 ", "总计:", "合\u3000计"]
)
def test_the_words_alone(text: str) -> None:
    assert is_total(text)
    assert is_total(text, labelled=True)


@pytest.mark.parametrize("text", ["办公费小计", "期末余额", "Grand Total", "subtotal:", "TOTAL", "10月累计"])
def test_behind_a_name_only_in_a_ledger(text: str) -> None:
    assert not is_total(text)
    assert is_total(text, labelled=True)


@pytest.mark.parametrize(
    "text",
    ["", "合计数核对", "会计", "总计划", "小计划", "X001", "这一句话很长很长很长很长不是小计的名称合计"],
)
def test_other_texts_are_no_totals(text: str) -> None:
    assert not is_total(text)
    assert not is_total(text, labelled=True)
