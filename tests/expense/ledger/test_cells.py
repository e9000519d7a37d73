"""Amounts and days as the source writes them, and no other way."""

from __future__ import annotations

import pytest
from ledgers import HEAD, Reader, reasons

from mktkit.expense.ledger.sources import make_source, signature


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ('"(1,200.00)"', -1200_00),
        ("￥12.5", 12_50),
        ("１２", 12_00),
        ("12.50 CR", -12_50),
        ("12.50DR", 12_50),
        ("7.00贷", -7_00),
        ("1 234.56", 1234_56),
        ("  5 ", 5_00),
        ("-0.01", -1),
        ("999999999999.99", 99_999_999_999_999),
    ],
)
def test_amounts_as_people_write_them(desk: Reader, text: str, fen: int) -> None:
    ledger = desk.rows(HEAD, f"J2,2026-10-08,市场部,甲,乙,{text}")
    assert list(ledger.frame["amount"]) == [fen]


def test_dates_are_read_as_the_source_says_and_no_other_way(desk: Reader) -> None:
    path = desk.csv("Date paid,Net", "26-May-11,5", "05/03/2026,6", "2026-03-05,7", name="leeds.csv")
    source = make_source("英国", ["Date paid", "Net"], {"Net": "金额"}, dates="日-月-年")
    ledger = desk.read(path, sources={signature(source.headers): source})
    assert [f"{day:%Y-%m-%d}" for day in ledger.frame["spent_on"]] == ["2011-05-26", "2026-03-05"]
    ((row, words),) = reasons(ledger)
    assert row == 4
    assert "只能有一种写法" in words
