"""Plain .csv files keep their rows' numbers."""

from __future__ import annotations

from ledgers import HEAD, Reader, reasons


def test_a_quoted_line_break_keeps_row_numbers(desk: Reader) -> None:
    ledger = desk.rows(
        HEAD,
        'J1,2026-10-08,市场部,"甲\n公司",广告,1',
        "J2,2026-10-09,市场部,甲,广告,x",
        "J3,2026-10-09,市场部,甲,广告,2",
    )
    assert [row for row, _ in reasons(ledger)] == [3]
