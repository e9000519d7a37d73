"""Money and rounding, held against decimal's own ROUND_HALF_UP and against amounts as people write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.money import parse_yuan, round_half_up, to_fen, yuan

# -- rounding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exact", "digits", "printed"),
    [
        # Python's round gives 2.67, 1.0, 2 and 0 for these.
        ("2.675", 2, "2.68"),
        ("1.005", 2, "1.01"),
        ("2.5", 0, "3"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-2.675", 2, "-2.68"),
        ("0.004999", 2, "0.00"),
        ("-0.004", 2, "0.00"),
        ("1/3", 2, "0.33"),
        ("2/3", 2, "0.67"),
        ("100", 2, "100.00"),
        ("98.765", 1, "98.8"),
    ],
)
def test_rounds_half_away_from_zero(exact: str, digits: int, printed: str) -> None:
    assert str(round_half_up(Fraction(exact), digits)) == printed


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_agrees_with_decimal(number: Decimal, digits: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert round_half_up(Fraction(number), digits) == expected


@given(st.fractions(-(10**6), 10**6), st.integers(0, 4))
def test_is_never_off_by_more_than_half_a_unit(number: Fraction, digits: int) -> None:
    assert abs(Fraction(round_half_up(number, digits)) - number) <= Fraction(1, 2 * 10**digits)


def test_fen_are_whole() -> None:
    assert to_fen(Fraction(1, 2)) == 1
    assert to_fen(Fraction(-1, 2)) == -1
    assert to_fen(Fraction(149, 100)) == 1
    assert type(to_fen(Fraction(7, 3))) is int


# -- amounts as people write them ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("12", 12_00),
        ("1234.5", 1234_50),
        ("1234.50", 1234_50),
        ("1,234.50", 1234_50),
        ("1,234,567.89", 1234567_89),
        ("￥1,234.50", 1234_50),
        ("¥ 1,234.50", 1234_50),
        ("1234.50元", 1234_50),
        ("1,234.50 元", 1234_50),
        ("１，２３４．５０", 1234_50),
        ("-0.05", -5),
        ("−12", -12_00),
        ("－12", -12_00),
        ("-¥12", -12_00),
        ("¥-12", -12_00),
        ("(12.00)", -12_00),
        ("（12.00）", -12_00),
        ("（￥12.00元）", -12_00),
        ("+12", 12_00),
        ("  12  ", 12_00),
    ],
)
def test_reads_an_amount(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "￥",
        "()",
        "约一万二",
        "1.2万",
        "一百元",
        "12,34",
        "1,2345",
        "1,234,5",
        "12 34",
        "12¥34",
        "12元34",
        "1.2.3",
        "--1",
        "(-1)",
        "1e3",
        "nan",
        "1-2",
        "USD 12",
        ".5",
        "5.",
    ],
)
def test_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="不是金额"):
        parse_yuan(text)


@pytest.mark.parametrize("text", ["0.001", "12.345", "0.005"])
def test_refuses_less_than_a_fen(text: str) -> None:
    with pytest.raises(ValueError, match="超过两位"):
        parse_yuan(text)


def test_a_trailing_zero_is_no_third_decimal() -> None:
    assert parse_yuan("12.340") == 12_34


def test_no_digit_is_lost_in_a_long_number() -> None:
    assert parse_yuan("123456789012345678901234567890.12") == 12345678901234567890123456789012


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123450, "1,234.50"), (-100000000, "-1,000,000.00")],
)
def test_writes_an_amount(fen: int, text: str) -> None:
    assert yuan(fen) == text


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
