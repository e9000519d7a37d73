"""The header of an export: of two rows, or far down."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize("header", ["PAYMENT DATE,amount", "Payment date,AMOUNT", "payment DATE,Amount *"])
def test_headers_match_whatever_their_case(header: str, desk: Reader) -> None:
    assert list(desk.rows(header, "2026-11-01,5").frame["amount"]) == [5_00]


@pytest.mark.parametrize(
    "header", ["Irrecoverable VAT", "进项税", "红字标志", "币别名称", "收支方向", "FX rate", "Currency code"]
)
def test_a_column_that_could_turn_money_is_never_passed_over(header: str, desk: Reader) -> None:
    ledger = desk.rows(f"日期,摘要,金额,{header}", "2026-11-01,x,5,1")
    assert ledger.frame.empty
    assert [one.unsettled for one in ledger.unmapped] == [(header,)]
    assert header in str(ledger.faults[0])


def test_two_columns_of_money_are_asked_about(desk: Reader) -> None:
    ledger = desk.rows("日期,金额,价税合计", "2026-11-01,5,6")
    assert ledger.unmapped[0].unsettled == ("金额", "价税合计")


def test_of_two_days_the_better_named_is_taken(desk: Reader) -> None:
    ledger = desk.rows("交易时间,交易日,金额", "10:21:00,2026-11-01,5")
    assert [f"{day:%m-%d}" for day in ledger.frame["spent_on"]] == ["11-01"]


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_a_file_is_parted_by_what_most_lines_have(delimiter: str, desk: Reader) -> None:
    cells = (["日期", "单号", "部门", "摘要", "金额"], ["2026-11-01", "A1", "销售部", "餐费", "10"])
    ledger = desk.rows(*map(delimiter.join, cells))
    assert list(ledger.frame["amount"]) == [10_00]
