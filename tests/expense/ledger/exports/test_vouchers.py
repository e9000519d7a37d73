"""A ledger by voucher: accounts of expense alone, whatever the system writes them like."""

from __future__ import annotations

import pytest
from ledgers import Reader

HEAD = "凭证日期,凭证字,凭证号,摘要,科目代码,科目名称,借方金额,贷方金额"


@pytest.mark.parametrize(
    ("lines", "by_hand"),
    [
        # 1,200 + 5,000; the tax, the bank and what is closed to 4103 are none.
        (
            [
                "2026-03-05,记,1,差旅,660102,销售费用_差旅费,1200.00,",
                "2026-03-05,记,1,差旅,1002,银行存款,,1200.00",
                "2026-03-09,记,2,广告,660101,销售费用_广告费,5000.00,",
                "2026-03-09,记,2,广告,22210101,应交税费_进项税额,300.00,",
                "2026-03-09,记,2,广告,1002,银行存款,,5300.00",
                "2026-03-31,记,9,结转本期损益,660102,销售费用_差旅费,,1200.00",
                "2026-03-31,记,9,结转本期损益,660101,销售费用_广告费,,5000.00",
                "2026-03-31,记,9,结转本期损益,4103,本年利润,6200.00,",
            ],
            620_000,
        ),
        # The old charts; a summary that says nothing of closing: its other side on 3131 does.
        (
            [
                "2026-03-05,记,1,打车,5501.02,营业费用,80.00,",
                "2026-03-05,记,1,打车,1001,现金,,80.00",
                "2026-03-31,转,1,月末,5501.02,营业费用,,80.00",
                "2026-03-31,转,1,月末,3131,本年利润,80.00,",
            ],
            80_00,
        ),
        # No codes at all: names; a red row and one on the credit side reduce it: 500 - 120 - 30.
        (
            [
                "2026-03-05,记,1,会务,,销售费用-会务费,500.00,",
                "2026-03-05,记,1,会务,,银行存款,,500.00",
                "2026-03-06,记,2,红冲,,销售费用-会务费,-120.00,",
                "2026-03-06,记,2,红冲,,银行存款,,-120.00",
                "2026-03-07,记,3,退费,,销售费用-会务费,,30.00",
                "2026-03-07,记,3,退费,,银行存款,30.00,",
            ],
            350_00,
        ),
        # Lines of one voucher below its first, and what its month sums up.
        (
            [
                "2026-03-05,记,1,茶,5601001,销售费用_招待费,10.00,",
                ",,,水,5601001,销售费用_招待费,5.00,",
                ",,,付,1001,库存现金,,15.00",
                "2026-03-31,,,本月合计,5601001,销售费用_招待费,15.00,15.00",
            ],
            15_00,
        ),
    ],
)
def test_only_expense_counts(lines: list[str], by_hand: int, desk: Reader) -> None:
    ledger = desk.rows(HEAD, *lines)
    assert ledger.counts[0].kind == "凭证账"
    assert int(ledger.frame["amount"].sum()) == by_hand
    assert not ledger.refused


def test_accounts_of_which_none_is_known_are_asked(desk: Reader) -> None:
    ledger = desk.rows(
        "日期,凭证号,科目编码,借方,贷方", "2026-03-05,1,710001,5,", "2026-03-05,1,100,,5", "2026-03-06,2,710001,6,", "2026-03-06,2,100,,6"
    )  # fmt: skip
    assert ledger.frame.empty
    assert [one.missing for one in ledger.unmapped] == [("费用科目",)]
    assert "「710001」" in str(ledger.faults[0])


def test_debits_that_are_not_credits_are_told(desk: Reader) -> None:
    ledger = desk.rows(HEAD, "2026-03-05,记,1,茶,6601,销售费用,10,", "2026-03-05,记,1,茶,1001,现金,,9")
    assert "相差 1.00 元" in "".join(map(str, ledger.findings))
