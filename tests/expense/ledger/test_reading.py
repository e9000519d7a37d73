"""Exports of finance systems read into one ledger: every row used or refused with a reason, the 分 adding up."""

from __future__ import annotations

import csv
import random
from typing import Any

import pytest
from ledgers import GOOD, HEAD, Reader, reasons

from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.report import reconciliation


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_plain_export_is_read_whatever_its_encoding(desk: Reader, encoding: str) -> None:
    ledger = desk.rows(
        "某公司费用明细", "", HEAD, GOOD, "J2,2026/10/9,销售部,高铁,差旅,-80", encoding=encoding
    )
    assert list(ledger.frame["amount"]) == [1200_50, -80_00]
    assert list(ledger.frame["row"]) == [4, 5]
    assert list(ledger.frame["category"].astype(str)) == ["品牌推广费用", "销售费用"]
    assert list(ledger.frame["item"].astype(str)) == ["广告宣传费", "差旅费"]
    assert reconciliation(ledger.counts) == (
        "数据行 2 ＝ 采用 2 ＋ 退回 0；金额 1,120.50 元 ＝ 采用 1,120.50 元 ＋ 退回 0.00 元"
    )


def test_leading_zeros_of_codes_survive(desk: Reader) -> None:
    ledger = desk.rows(
        "凭证号,日期,科目编码,金额,报销单号", "0007,2026-10-08,0660,1,BX1", "7,2026-10-08,660,2,"
    )
    assert list(ledger.frame["document_id"].astype(str)) == ["0007", "7"]
    assert list(ledger.frame["account"].astype(str)) == ["0660", "660"]
    assert ledger.frame["claim_id"].astype(object).where(ledger.frame["claim_id"].notna(), None).tolist() == [
        "BX1",
        None,
    ]


def test_a_file_whose_columns_nobody_named_is_not_read_and_says_what_is_missing(desk: Reader) -> None:
    ledger = desk.rows("When,What,How much", "2026-10-08,x,5")
    assert [one.missing for one in ledger.unmapped] == [("日期", "金额")]
    assert ledger.unmapped[0].samples[0] == ("2026-10-08", "x", "5")
    assert "列名对照" in str(ledger.faults[0])


def test_the_order_of_rows_is_irrelevant(desk: Reader) -> None:
    chance = random.Random(5)
    places, words = ("市场部", "销售部"), ("广告", "差旅", "茶")
    lines = [
        f"J{n},2026-{chance.randint(1, 12):02d}-11,{chance.choice(places)},甲,{chance.choice(words)},{chance.randint(-999, 9999) / 100}"
        for n in range(300)
    ]
    one = desk.rows(HEAD, *lines, name="a.csv")
    chance.shuffle(lines)
    other = desk.rows(HEAD, *lines, name="b.csv")

    def sums(ledger: Ledger) -> dict[Any, int]:
        grouped = ledger.frame.groupby(["department", "category", "month"], observed=True)["amount"].sum()
        return dict(grouped.astype(int).items())

    assert sums(one) == sums(other)


def test_csv_and_workbook_of_the_same_rows_read_alike(desk: Reader) -> None:
    rows = [
        line.split(",") for line in (HEAD, GOOD, "J2,2026-10-09,,,差旅,-3.1", "J3,2026-10-10,销售部,甲,x,七")
    ]
    text = desk.read(desk.csv(*(",".join(row) for row in rows)))
    book = desk.read(desk.book(*rows))
    for name in ("document_id", "amount", "category", "item", "month", "row"):
        assert text.frame[name].astype(str).tolist() == book.frame[name].astype(str).tolist()
    assert [row for row, _ in reasons(text)] == [row for row, _ in reasons(book)]


def test_a_plain_sum_of_the_file_agrees(desk: Reader) -> None:
    chance = random.Random(3)
    lines = [
        f"J{n},2026-10-{n % 28 + 1:02d},市场部,甲,乙,{chance.randint(-(10**7), 10**9) / 100:.2f}"
        for n in range(2000)
    ]
    path = desk.csv(HEAD, *lines)
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = sum(round(float(row["金额"]) * 100) for row in csv.DictReader(file))
    ledger = desk.read(path)
    assert int(ledger.frame["amount"].sum()) == plain
    assert len(ledger.frame) == 2000
