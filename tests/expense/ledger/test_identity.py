"""A row of two exports counts once."""

from __future__ import annotations

from pathlib import Path

from ledgers import GOOD, HEAD, Reader, adds_up

from mktkit.expense.ledger.book import import_files


def test_rows_of_an_overlapping_export_count_once(desk: Reader, tmp_path: Path) -> None:
    nameless = ",2026-10-08,市场部,甲,乙,5"
    september = desk.csv(HEAD, GOOD, nameless, name="9月.csv")
    both = desk.csv(HEAD, GOOD, nameless, "J9,2026-10-09,市场部,甲,乙,7", name="9-10月.csv")
    import_files([(september, september.name)], desk.rules, tmp_path)
    done = import_files([(both, both.name)], desk.rules, tmp_path, "只加新的")
    assert sorted(done.ledger.frame["amount"]) == [5_00, 7_00, 1200_50]
    (count,) = done.counts
    assert (count.rows, count.used, count.left_out, count.refused) == (3, 1, 2, 0)
    assert set(done.aside["reason"]) == {"booked"}
    adds_up(done.ledger)
