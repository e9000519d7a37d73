"""The rows of an export: each one used, or refused with its reason."""

from __future__ import annotations

import pytest
from ledgers import GOOD, HEAD, Reader, adds_up, reasons


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("J2,2026-10-08,市场部,甲,乙,", "没有填金额"),
        ("J2,,市场部,甲,乙,5", "没有填日期"),
        ("J2,05/03/2026,市场部,甲,乙,5", "分不清月和日"),
        ("J2,2026-02-31,市场部,甲,乙,5", "真实存在的日期"),
        ('J2,2026-10-08,市场部,甲,乙,"1.234,56"', "千分位反了"),
        ("J2,2026-10-08,市场部,甲,乙,$100", "外币"),
        ("J2,2026-10-08,市场部,甲,乙,100 USD", "外币"),
        ("J2,2026-10-08,市场部,甲,乙,一百", "应为金额"),
        ("J2,2026-10-08,市场部,甲,乙,12.345", "最多两位小数"),
        ("J2,2026-10-08,市场部,甲,乙,1,234.56", "多出格子"),
        ("J2,2026-10-08,市场部,甲,乙,1e5", "应为金额"),
        ("J2,2026-10-08,市场部,甲,乙,2000000000000", "一万亿"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_words_and_the_rest_is_used(
    desk: Reader, cells: str, said: str
) -> None:
    ledger = desk.rows(HEAD, GOOD, cells, GOOD.replace("J1", "J3"))
    assert list(ledger.frame["document_id"]) == ["J1", "J3"]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert said in words
    adds_up(ledger)


def test_a_category_that_no_longer_exists_is_refused(desk: Reader) -> None:
    ledger = desk.rows("日期,预算科目,金额", "2026-10-08,销售费用,1", "2026-10-08,会务费,2")
    assert list(ledger.frame["category"].astype(str)) == ["销售费用"]
    ((_, words),) = reasons(ledger)
    assert "「会务费」不在规则里" in words


def test_net_and_tax_make_the_amount(desk: Reader) -> None:
    # 130.84 + 9.16 = 140.00, a published invoice at 7 %.
    ledger = desk.rows(
        "日期,不含税金额,税额,价税合计", "2026-10-08,130.84,9.16,140.00", "2026-10-08,130.84,9.15,140.00"
    )
    assert list(ledger.frame["amount"]) == [140_00]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert "130.84 加税额 9.15 不等于金额 140.00" in words


def test_currencies_are_converted_by_the_rate_of_their_row(desk: Reader) -> None:
    ledger = desk.rows(
        "日期,币种,汇率,金额",
        "2026-10-08,USD,7.1234,100.05",
        "2026-10-08,,,1",
        "2026-10-08,EUR,,1",
        "2026-10-08,CNY,,2",
    )
    # 100.05 × 7.1234 = 712.69617, rounded to 712.70.
    assert list(ledger.frame["amount"]) == [712_70, 1_00, 2_00]
    ((row, words),) = reasons(ledger)
    assert row == 4
    assert "汇率" in words
