"""How a file writes numbers, days, units: proved by its own cells, or refused."""

from __future__ import annotations

import pytest
from ledgers import Reader, reasons

from mktkit.expense.ledger.report import count_rows, reconciliation


@pytest.mark.parametrize(
    ("cells", "by_hand"),
    [
        (['"13500,00"', '"123,45"'], 13_623_45),
        (['"1.234,50"', '"0,99"', "79"], 1_314_49),
        (['"1.000.000,00-"', '"1.000.000,01"'], 1),
    ],
)
def test_a_decimal_comma_is_read_where_nothing_else_fits(
    cells: list[str], by_hand: int, desk: Reader
) -> None:
    ledger = desk.rows("日期,摘要,金额", *(f"2026-11-0{at},x,{cell}" for at, cell in enumerate(cells, 1)))
    assert int(ledger.frame["amount"].sum()) == by_hand
    assert "逗号作小数点" in "".join(map(str, ledger.findings))


def test_what_could_be_either_is_refused_and_never_counts_as_nothing(desk: Reader) -> None:
    ledger = desk.rows("日期,摘要,金额", '2026-11-01,x,"1.234,56"', "2026-11-02,x,12.50")
    assert list(ledger.frame["amount"]) == [12_50]
    assert [row for row, _ in reasons(ledger)] == [2]
    assert reconciliation(ledger.counts).endswith("另有 1 行的金额读不出，不在其中")
    assert count_rows(ledger.counts)[0]["退回金额"] == "读不出"


@pytest.mark.parametrize(
    ("days", "right"),
    [
        (["05/10/2026", "13/10/2026"], ["2026-10-05", "2026-10-13"]),
        (["10/05/2026", "10/13/2026"], ["2026-10-05", "2026-10-13"]),
        (["05.10.26", "31.10.26"], ["2026-10-05", "2026-10-31"]),
        # Nothing tells: both are refused.
        (["05/10/2026", "06/10/2026"], []),
    ],
)
def test_a_day_beyond_twelve_tells_the_order(days: list[str], right: list[str], desk: Reader) -> None:
    ledger = desk.rows("日期,金额", *(f"{day},1" for day in days))
    assert [f"{day:%Y-%m-%d}" for day in ledger.frame["spent_on"]] == right


@pytest.mark.parametrize(
    ("lines", "by_hand"),
    [
        (["费用表,单位：万元", "日期,金额", "2026-10-01,1.2", "2026-10-02,0.1038"], 13_038_00),
        (["日期,金额（万元）", "2026-10-01,0.5", "2026-10-02,860元", "2026-10-03,0.5万"], 10_860_00),
        (["日期,金额(千元)", "2026-10-01,1.5", "2026-10-02,-0.5"], 1_000_00),
    ],
)
def test_a_unit_is_read_wherever_it_stands(lines: list[str], by_hand: int, desk: Reader) -> None:
    assert int(desk.rows(*lines).frame["amount"].sum()) == by_hand


@pytest.mark.parametrize("period", ["11", "11月", "2026-11期", "202611", "2026.11", "第11期", "2026年11月"])
def test_a_period_is_a_month_however_it_is_written(period: str, desk: Reader) -> None:
    ledger = desk.rows("日期,会计期间,单号,摘要,金额", f"2026-11-01,{period},A1,餐费,10")
    assert list(ledger.frame["month"]) == ["2026-11"]
    assert list(ledger.frame["amount"]) == [10_00]


def test_a_period_that_may_be_two_months_is_refused(desk: Reader) -> None:
    ledger = desk.rows("日期,会计期间,单号,摘要,金额", "2026-11-01,2026.1,A1,餐费,10")
    assert [row for row, _ in reasons(ledger)] == [2]
