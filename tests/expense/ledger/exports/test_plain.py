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


def test_an_amount_without_tax_gets_its_tax(desk: Reader) -> None:
    # 100 + 6; 200 + 12 beside it; a gross one stays; a train ticket without tax at all; 100 alone cannot be told.
    head = "日期,金额,不含税金额,税额,含税否"
    ledger = desk.rows(
        head, "2026-11-01,100,,6,否", "2026-11-02,,200,12,否", "2026-11-03,50,,,是", "2026-11-04,73.50,0,0,是", "2026-11-05,100,,,否"
    )  # fmt: skip
    assert list(ledger.frame["amount"]) == [106_00, 212_00, 50_00, 73_50]
    ((row, said),) = reasons(ledger)
    assert row == 6
    assert "税额" in said
    assert ledger.refused[0].amount is None


def test_the_book_currency_is_never_multiplied(desk: Reader) -> None:
    for head, line in (
        ("日期,摘要,币种,汇率,原币金额,本币金额", "2026-10-11,广告,USD,7.10,100,710"),
        ("日期,摘要,币别,汇率,外币金额,金额", "2026-10-11,广告,美元,7.10,100,710"),
        ("日期,摘要,币种,汇率,本位币金额", "2026-10-11,广告,USD,7.10,710"),
    ):
        assert list(desk.rows(head, line).frame["amount"]) == [710_00]


def test_an_invoice_number_that_cannot_be_read_never_costs_the_expense(desk: Reader) -> None:
    for number in ("2.5E+13", "2.531700000001E+19", "1E+07"):
        ledger = desk.rows("日期,发票号码,金额", f"2026-11-01,{number},12.50", "2026-11-02,25317000,1")
        assert list(ledger.frame["amount"]) == [12_50, 1_00]
        assert f"读不全，如「{number}」" in "".join(map(str, ledger.findings))
