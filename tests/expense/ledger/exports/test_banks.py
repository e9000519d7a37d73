"""Statements of a bank: what was paid less what came back of it."""

from __future__ import annotations

import pytest
from ledgers import Reader


@pytest.mark.parametrize(
    "lines",
    [
        [
            "交易日期,摘要,对方户名,支出金额,收入金额,余额",
            "2026-10-01,展位费,云汀会展公司,500.00,,1",
            "2026-10-02,退款,云汀会展公司,,120.00,1",
            "2026-10-03,货款,宏枫商贸公司,,900.00,1",
        ],
        [
            "交易日期,摘要,对方户名,借贷标志,发生额,余额",
            "2026-10-01,展位费,云汀会展公司,借,-500.00,1",
            "2026-10-02,退款,云汀会展公司,贷,120.00,1",
            "2026-10-03,货款,宏枫商贸公司,贷,900.00,1",
        ],
        [
            "交易日期,摘要,对方户名,借贷标志,发生额,余额",
            "2026-10-01,展位费,云汀会展公司,借,500.00,1",
            "2026-10-02,冲正,云汀会展公司,贷,120.00,1",
            "2026-10-03,货款,宏枫商贸公司,贷,900.00,1",
        ],
    ],
)
def test_the_banks_debit_is_what_was_paid(lines: list[str], desk: Reader) -> None:
    ledger = desk.rows(*lines)
    assert ledger.counts[0].kind == "银行明细"
    # 500.00 - 120.00; the customer's 900.00 is income.
    assert int(ledger.frame["amount"].sum()) == 380_00
    assert list(ledger.aside["reason"]) == ["income"]


def test_what_may_be_none_of_it_is_asked_about(desk: Reader) -> None:
    ledger = desk.rows(
        "户名：某某商贸有限公司",
        "交易日期,摘要,对方户名,支出金额,收入金额,余额",
        "2026-10-01,代发工资,代发专户,900.00,,1",
        "2026-10-02,备用金,唐立行,50.00,,1",
        "2026-10-03,划转,某某商贸有限公司,70.00,,1",
        "2026-10-04,实时缴税,国家金库,8.00,,1",
    )
    told = dict(zip(ledger.aside["reason"], ledger.aside["asked"], strict=True))
    assert told == {"wages": True, "petty_cash": True, "own_account": False, "tax_paid": False}
