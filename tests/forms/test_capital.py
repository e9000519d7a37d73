"""大写 against amounts written out by hand (after the examples of 《支付结算办法》附一)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.money import capital, parse_yuan, yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1,409.50", "壹仟肆佰零玖元伍角整"),
        ("6,007.14", "陆仟零柒元壹角肆分"),
        ("107,000.53", "壹拾万柒仟元零伍角叁分"),
        ("1,680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("16,409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0.00", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("10.00", "壹拾元整"),
        ("10,001.00", "壹万零壹元整"),
        ("100,000,001.00", "壹亿零壹元整"),
        ("10,000,000,000.00", "壹佰亿元整"),
        ("1,000,000,000,000.00", "壹万亿元整"),
    ],
)
def test_capital(amount: str, words: str) -> None:
    assert capital(parse_yuan(amount)) == f"人民币{words}"


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_capital_refuses_what_no_cheque_holds(fen: int) -> None:
    with pytest.raises(ValueError, match="大写"):
        capital(fen)


def _value(words: str) -> int:
    """Read 大写 back, by summing digit times unit: another way than it was written."""
    digits = {mark: at for at, mark in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    fen = total = section = digit = 0
    for mark in words.removeprefix("人民币").removesuffix("整"):
        if mark in digits:
            digit = digits[mark]
        elif mark in units:
            section, digit = section + digit * units[mark], 0
        elif mark == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif mark == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif mark == "元":
            fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[mark], 0
    return fen


@given(st.integers(0, 10**18 - 1))
def test_capital_reads_back(fen: int) -> None:
    assert _value(capital(fen)) == fen
    assert "零零" not in capital(fen)


@given(st.integers(-(10**20), 10**20))
def test_an_amount_of_any_size_reads_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


def test_large_units_only_where_asked_for() -> None:
    assert parse_yuan("1.2345万", large_units=True) == 1234500
    with pytest.raises(ValueError, match="不是金额"):
        parse_yuan("1.2万")
