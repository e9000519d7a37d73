"""Money and rounding, held against decimal's own ROUND_HALF_UP, amounts as people write them and the rules for cheques."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktkit.money import TooManyDecimals, capital, parse_capital, parse_yuan, round_half_up, to_fen, yuan

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
    with pytest.raises(TooManyDecimals, match="超过两位"):
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


# -- 大写, against 《正确填写票据和结算凭证的基本规定》 (中国人民银行《支付结算办法》附一) ------------------


#: The annex's own examples: amount, every form it prints, and the form with 整 after 角 that accountants write.
ANNEX = [
    ("1,409.50", "人民币壹仟肆佰零玖元伍角整", ["人民币壹仟肆佰零玖元伍角"]),
    ("6,007.14", "人民币陆仟零柒元壹角肆分", []),
    ("1,680.32", "人民币壹仟陆佰捌拾元零叁角贰分", ["人民币壹仟陆佰捌拾元叁角贰分"]),
    ("107,000.53", "人民币壹拾万柒仟元零伍角叁分", ["人民币壹拾万零柒仟元伍角叁分"]),
    ("16,409.02", "人民币壹万陆仟肆佰零玖元零贰分", []),
    ("325.04", "人民币叁佰贰拾伍元零肆分", []),
]


@pytest.mark.parametrize(("amount", "written", "others"), ANNEX)
def test_the_examples_of_the_annex(amount: str, written: str, others: list[str]) -> None:
    fen = parse_yuan(amount)
    assert capital(fen) == written
    assert {parse_capital(text) for text in (written, *others)} == {fen}


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("人民币零元整", "0.00"),
        ("零元正", "0.00"),
        ("人民币壹佰圓正", "100.00"),
        ("人民币壹佰圆整", "100.00"),
        ("伍圆伍角", "5.50"),
        ("貳萬陸仟元整", "26,000.00"),
        ("壹億零壹元整", "100,000,001.00"),
        ("人民币玖万亿元整", "9,000,000,000,000.00"),
        ("人民币壹万贰仟亿元整", "1,200,000,000,000.00"),
        ("伍角", "0.50"),
        ("零元伍角整", "0.50"),
        ("零元零伍分", "0.05"),
        (" 人民币 肆分 ", "0.04"),
        ("壹拾元叁分", None),  # 角位是 0 而分位不是 0: 零 must be written
        ("壹仟伍元整", None),  # 零 is missing
        ("壹仟零零伍元整", None),
        ("壹拾元", None),  # 整 is missing after 元
        ("伍分整", None),
        ("拾元整", None),
        ("壹拾", None),
        ("一十元整", None),
        ("壹元贰元整", None),
        ("", None),
        ("人民币", None),
        ("负壹元整", None),
        ("12.00", None),
    ],
)
def test_reads_what_the_annex_allows_and_nothing_else(words: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(ValueError, match="大写金额"):
            parse_capital(words)
    else:
        assert yuan(parse_capital(words)) == amount


def test_a_hundred_thousand_amounts_read_back() -> None:
    amounts = random.Random(20261123)
    for _ in range(100_000):
        # Spread over the lengths, else nearly every amount would have eighteen digits.
        fen = amounts.randrange(10 ** amounts.randint(1, 18))
        words = capital(fen)
        assert parse_capital(words) == fen
        assert words.startswith("人民币")
        assert "零零" not in words


# -- 大写, against amounts written out by hand -------------------------------------------------------


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
