"""The ledger in words: what no rule matched, what was refused."""

from __future__ import annotations

from ledgers import GOOD, HEAD, Reader

from mktkit.expense.ledger.report import refused_rows, uncategorised_rows
from mktkit.office.csv import write_csv


def test_what_no_rule_matches_is_listed_largest_first(desk: Reader) -> None:
    ledger = desk.rows(HEAD, GOOD, "J2,2026-10-08,市场部,甲,办公用品,5", "J3,2026-10-08,市场部,甲,办公用品,6",
                       "J4,2026-10-08,市场部,乙,绿植,-50")  # fmt: skip
    rows = uncategorised_rows(ledger)
    assert [(row["供应商"], row["行数"], row["金额"]) for row in rows] == [
        ("乙", 1, "-50.00"),
        ("甲", 2, "11.00"),
    ]


def test_refused_rows_and_csv_keep_text_as_text(desk: Reader) -> None:
    ledger = desk.rows(HEAD, '=cmd,2026-10-08,市场部,甲,"=HYPERLINK(1)",x')
    (row,) = refused_rows(ledger.refused)
    assert row["行"] == 2
    text = write_csv([{"摘要": "=1+1", "金额": "-5.00", "备注": "@x"}]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,-5.00,'@x"
