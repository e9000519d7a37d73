"""Spending files of two cities and of a parliament, as they came: rows in = used + refused, the sums those of plain Python."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from mktkit.expense.ledger.book import import_files
from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.sources import DateStyle, ExportSource, make_source, signature
from mktkit.rules import Rules

pytestmark = pytest.mark.realdata

BRADFORD = {
    "Organisational Unit": "部门",
    "Payment Date": "日期",
    "Amount": "金额",
    "Beneficiary Name": "供应商",
}
LEEDS = {
    "Service label": "部门",
    "Expenditure category": "会计科目名称",
    "Detailed expenditure type": "细目",
    "Detailed expenditure code": "会计科目编码",
    "Date paid": "日期",
    "Transaction number": "单号",
    "Net amount": "金额",
    "Supplier name": "供应商",
}
DEPUTIES = {
    "issue_date": "日期",
    "document_number": "发票号码",
    "document_id": "单号",
    "total_net_value": "金额",
    "subquota_description": "会计科目名称",
    "supplier": "供应商",
    "applicant_id": "工号",
}
FILES: dict[str, tuple[dict[str, str], DateStyle, str]] = {
    "spending-bradford-2016-03.csv": (BRADFORD, "年-月-日", "Amount"),
    "spending-bradford-2016-04.csv": (BRADFORD, "年-月-日", "Amount"),
    "spending-leeds-2011-05.csv": (LEEDS, "日-月-年", "Net amount"),
}


Published = Callable[[str], Path]


def plain(path: Path) -> list[dict[str, str]]:
    """Read a file with nothing but the standard library."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def source_of(path: Path, columns: dict[str, str], dates: DateStyle) -> dict[str, ExportSource]:
    made = make_source(path.name[:40], plain(path)[0], columns, dates=dates)
    return {signature(made.headers): made}


def read(path: Path, rules: Rules) -> Ledger:
    columns, dates, _ = FILES[path.name]
    return read_ledger([(path, path.name)], rules, source_of(path, columns, dates))


@pytest.mark.parametrize("name", FILES)
def test_rows_in_are_rows_used_and_rows_refused_and_the_cents_add_up(
    name: str, rules: Rules, published: Published
) -> None:
    rows, column = plain(published(name)), FILES[name][2]
    ledger = read(published(name), rules)
    (count,) = ledger.counts
    assert count.rows == len(rows) == count.used + count.refused
    assert count.blank == count.totals == 0
    total = sum(Decimal(row[column].replace(",", "")) for row in rows)
    assert count.amount_used + count.amount_refused == total * 100
    assert count.unread == 0
    assert all(one.finding.want for one in ledger.refused)
    negative = sum(Decimal(row[column].replace(",", "")) for row in rows if row[column].startswith("-"))
    assert int(ledger.frame.loc[ledger.frame["amount"] < 0, "amount"].sum()) == negative * 100


@pytest.mark.parametrize("name", FILES)
def test_every_row_keeps_its_amount_and_its_own_words(name: str, rules: Rules, published: Published) -> None:
    columns, _, column = FILES[name]
    vendor = next(own for own, standard in columns.items() if standard == "供应商")
    frame = read(published(name), rules).frame
    rows = plain(published(name))
    for position, amount, who in zip(
        frame["row"], frame["amount"], frame["vendor"].astype(object), strict=True
    ):
        row = rows[position - 2]
        assert amount == Decimal(row[column].replace(",", "")) * 100
        assert (who if isinstance(who, str) else "") == row[vendor].strip()


def test_the_sum_of_every_unit_is_that_of_a_plain_loop(rules: Rules, published: Published) -> None:
    name = "spending-bradford-2016-03.csv"
    sums: Counter[str] = Counter()
    for row in plain(published(name)):
        sums[row["Organisational Unit"].strip()] += int(Decimal(row["Amount"].replace(",", "")) * 100)
    frame = read(published(name), rules).frame
    grouped = frame.groupby(frame["department"].astype(str))["amount"].sum()
    assert {unit: int(amount) for unit, amount in grouped.items()} == dict(sums)


def test_three_files_are_one_ledger_and_twice_is_once(
    rules: Rules, tmp_path: Path, published: Published
) -> None:
    from mktkit.expense.ledger.sources import remember_source

    for name, (columns, dates, _) in FILES.items():
        for source in source_of(published(name), columns, dates).values():
            remember_source(source, tmp_path)
    files = [(published(name), name) for name in FILES]
    first = import_files(files, rules, tmp_path)
    assert sum(one.rows for one in first.counts) == sum(len(plain(published(name))) for name in FILES)
    again = import_files(files, rules, tmp_path)
    assert (again.new, again.again) == ((), tuple(FILES))
    assert again.ledger.frame.equals(first.ledger.frame)


def test_the_claims_of_a_parliament_import_and_every_refusal_is_explained(
    rules: Rules, published: Published
) -> None:
    name = "claims-deputies-sample.csv"
    rows = plain(published(name))
    ledger = read_ledger([(published(name), name)], rules, source_of(published(name), DEPUTIES, "年-月-日"))
    (count,) = ledger.counts
    assert count.rows == len(rows) == count.used + count.refused

    def cents(text: str) -> Decimal | None:
        try:
            value = Decimal(text) * 100
        except InvalidOperation:
            return None
        return value if value == value.to_integral_value() else None

    # A row is refused where a plain reading finds no day or no amount in whole cents, and nowhere else.
    wrong = {
        number
        for number, row in enumerate(rows, 2)
        if not row["issue_date"].strip() or cents(row["total_net_value"]) is None
    }
    assert {one.finding.row for one in ledger.refused} == wrong
    known = [cents(row["total_net_value"]) for row in rows]
    assert count.amount_used + count.amount_refused == sum(one for one in known if one is not None)
