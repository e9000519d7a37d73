"""The header of an export: of two rows, or far down."""

from __future__ import annotations

from ledgers import Reader


def test_a_header_of_two_rows(desk: Reader) -> None:
    path = desk.book(
        ["费用明细", None, None, None],
        [None, None, None, None],
        ["日期", "摘要", "本期发生", None],
        [None, None, "借方金额", "贷方金额"],
        ["2026-10-08", "广告投放", 100.5, None],
    )
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [100_50]
    assert list(ledger.frame["row"]) == [5]
