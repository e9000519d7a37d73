"""A plain list: what is left out, and how the amount comes of its columns."""

from __future__ import annotations

from ledgers import GOOD, HEAD, Reader, reasons


def test_debit_and_credit_are_one_amount(desk: Reader) -> None:
    ledger = desk.rows(
        "日期,摘要,借方金额,贷方金额", "2026-10-08,a,100,", "2026-10-09,b,,30.5", "2026-10-09,c,,"
    )
    assert list(ledger.frame["amount"]) == [100_00, -30_50]
    assert [row for row, _ in reasons(ledger)] == [4]


def test_totals_in_the_middle_and_blank_rows_are_left_out_and_said(desk: Reader) -> None:
    ledger = desk.rows(
        HEAD,
        GOOD,
        "小计,,,,,1200.50",
        ",,,,,",
        "J2,2026-10-09,市场部,甲,乙,5",
        ",,10月合计,,,1205.5",
        "总计：,,,,,1205.5",
    )
    assert int(ledger.frame["amount"].sum()) == 1205_50
    (count,) = ledger.counts
    assert (count.rows, count.blank, count.totals) == (2, 1, 3)
    said = "".join(map(str, ledger.findings))
    assert "第 3、6、7 行" in said
    # A supplier whose name ends like a total is none: its row has a date.
    assert len(desk.rows(HEAD, "J1,2026-10-08,市场部,广告合计,乙,5").frame) == 1
