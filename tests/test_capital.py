"""大写 against the examples of 《正确填写票据和结算凭证的基本规定》 (中国人民银行《支付结算办法》附一), and read back."""

from __future__ import annotations

import random

import pytest

from mktkit.money import capital, parse_capital, parse_yuan, yuan

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
