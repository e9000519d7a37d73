"""A sub-ledger: balances and closings are none of its rows, and a direction gives the sign."""

from __future__ import annotations

import pytest
from ledgers import Reader, reasons


@pytest.mark.parametrize(
    "lines",
    [
        # Dated as the system dates them.
        ["2026-11-30,,结转本期损益,,1200.00", "2026-11-30,,本月合计,1200.00,1200.00", "2026-11-30,,本年累计,9800.00,9800.00", "2026-11-01,,期初余额,5000.00,"],
        ["2026-11-30,记-90,期间损益结转,,1200.00", "2026-11-30,,承前页,7,", "2026-11-30,,过次页,8,", ",,年初余额,1,"],
        ["2026-11-30,记-90,结转损益,,1200.00", "2026-11-30,,本期合计,1200.00,1200.00", "2026-11-30,,上年结转,3,"],
    ],
)  # fmt: skip
def test_balances_and_closings_are_left_out_though_dated(lines: list[str], desk: Reader) -> None:
    ledger = desk.rows("日期,凭证号,摘要,借方,贷方", "2026-11-05,记-12,张三报销差旅费,1200.00,", *lines)
    assert ledger.counts[0].kind == "明细账"
    assert list(ledger.frame["amount"]) == [1200_00]
    assert set(ledger.aside["row"]) == set(range(3, 3 + len(lines)))


@pytest.mark.parametrize(
    ("debit", "credit"), [("借", "贷"), ("借方", "贷方"), ("D", "C"), ("S", "H"), ("dr", "cr")]
)
def test_a_direction_gives_the_sign(debit: str, credit: str, desk: Reader) -> None:
    ledger = desk.rows(
        "日期,单号,摘要,方向,金额", f"2026-11-01,A1,广告,{debit},100", f"2026-11-02,A2,广告退款,{credit},40"
    )
    assert int(ledger.frame["amount"].sum()) == 60_00


def test_a_direction_that_says_neither_is_refused(desk: Reader) -> None:
    ledger = desk.rows("日期,单号,摘要,方向,金额", "2026-11-01,A1,广告,借,100", "2026-11-02,A2,x,,40")
    assert list(ledger.frame["amount"]) == [100_00]
    ((row, said),) = reasons(ledger)
    assert row == 3
    assert "应写借或贷" in said
    assert ledger.refused[0].amount is None
