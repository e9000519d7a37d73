"""Published data sets read as registers through a header mapping: nothing is lost, every fault stands where it is.

The files are read as they are; what must come out is worked out here from Python's own csv module.
"""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.registers import REGISTERS, RegisterTable, read_table
from mktkit.registers.agreed import Agreed
from mktkit.rules import Rules

pytestmark = pytest.mark.realdata

#: Whether a cell that is not blank is one that must be refused.
Bad = Callable[[str], bool]


def never(cell: str) -> bool:
    return False


def no_iso_day(cell: str) -> bool:
    try:
        dt.datetime.fromisoformat(cell)
    except ValueError:
        return True
    return False


def always(cell: str) -> bool:
    return True


def no_money(cell: str) -> bool:
    return -int(Decimal(cell).as_tuple().exponent) > 2


@dataclass(frozen=True)
class Case:
    """A file read as a register: own header → (title, which of its cells must be refused)."""

    file: str
    register: str
    columns: dict[str, tuple[str, Bad]]
    #: Optional columns: blank is no fault.
    optional: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.file


CASES = [
    # Customers of a shop: how often and how much they bought; weeks where a day should stand.
    Case(
        "cdnow-customers.csv",
        "receipts",
        {
            "ID": ("回款单号", never),
            "x": ("订单号", never),
            "t_x": ("到账日期", always),
            "zbar": ("金额", no_money),
            "T": ("方式", always),
        },
    ),
    # Payments of a city council; the beneficiary, taken as a key, repeats.
    *(
        Case(
            f"spending-bradford-2016-{month}.csv",
            "opinions",
            {
                "Beneficiary Name": ("意见号", never),
                "Payment Date": ("日期", no_iso_day),
                "Organisational Unit": ("收集工号", never),
                "Amount": ("原文", never),
            },
        )
        for month in ("03", "04")
    ),
    # Days as 26-May-11, and R or C where a way of payment should stand.
    Case(
        "spending-leeds-2011-05.csv",
        "receipts",
        {
            "Transaction number": ("回款单号", never),
            "Detailed expenditure code": ("订单号", never),
            "Date paid": ("到账日期", always),
            "Net amount": ("金额", no_money),
            "Capital or revenue": ("方式", always),
        },
    ),
    # Days with the day first, which cannot be told from the month first; several rows a ticket; ? for blank.
    Case(
        "service-incidents.csv",
        "complaints",
        {
            "number": ("投诉号", never),
            "opened_at": ("受理时间", always),
            "opened_by": ("受理工号", never),
            "resolved_at": ("办结时间", always),
        },
        ("办结时间",),
    ),
    # Every claim has the number 0; days are written with a time; some cells are blank.
    Case(
        "claims-deputies-sample.csv",
        "receipts",
        {
            "document_number": ("回款单号", never),
            "cnpj_cpf": ("订单号", never),
            "issue_date": ("到账日期", no_iso_day),
            "document_value": ("金额", no_money),
            "party": ("方式", always),
        },
    ),
]


@pytest.fixture(scope="module", params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture(scope="module")
def rows(case: Case, published: Callable[[str], Path]) -> list[dict[str, str]]:
    """The rows as Python's csv module reads them."""
    with published(case.file).open(encoding="utf-8-sig", newline="") as stream:
        header, *rest = csv.reader(stream)
    return [dict(zip(header, row, strict=True)) for row in rest]


@pytest.fixture(scope="module")
def table(case: Case, rules: Rules, published: Callable[[str], Path]) -> RegisterTable:
    agreed = Agreed(headers={own: title for own, (title, _) in case.columns.items()})
    path = published(case.file)
    return read_table(REGISTERS[case.register], [(path, path.name)], rules, agreed)


def field(case: Case, title: str) -> str:
    return next(column.name for column in REGISTERS[case.register].columns if column.title == title)


def key(case: Case) -> str:
    """The own header of the register's key."""
    title = REGISTERS[case.register].key[0].title
    return next(own for own, (mapped, _) in case.columns.items() if mapped == title)


def code(text: str) -> str:
    """A code as it is kept: trimmed, in one width."""
    return unicodedata.normalize("NFKC", text).strip()


def places(case: Case, rows: Iterable[dict[str, str]]) -> set[tuple[int, str]]:
    """Where a fault must stand, by the plain rules of this module."""
    found: set[tuple[int, str]] = set()
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        for own, (title, bad) in case.columns.items():
            cell = row[own].strip()
            if bad(cell) if cell else title not in case.optional:
                found.add((number, title))
        name = code(row[key(case)])
        if name in seen:
            found.add((number, case.columns[key(case)][0]))
        if name:
            seen.add(name)
    return found


def test_every_row_is_there_under_its_own_number(
    case: Case, rows: list[dict[str, str]], table: RegisterTable
) -> None:
    assert len(table) == len(rows)
    assert [row for _, _, row in table.places] == list(range(2, len(rows) + 2))
    kept = table.columns[field(case, case.columns[key(case)][0])]
    assert [name or "" for name in kept] == [code(row[key(case)]) for row in rows]


def test_faults_stand_exactly_where_a_plain_reading_finds_them(
    case: Case, rows: list[dict[str, str]], table: RegisterTable
) -> None:
    assert {(fault.row, fault.column) for fault in table.faults} == places(case, rows)


def test_a_fault_quotes_the_cell_and_says_what_to_do(
    case: Case, rows: list[dict[str, str]], table: RegisterTable
) -> None:
    owns = {title: own for own, (title, _) in case.columns.items()}
    for fault in table.faults:
        assert fault.file == case.file
        assert fault.want
        assert fault.mend
        assert fault.row is not None
        cell = " ".join(rows[fault.row - 2][owns[fault.column]].split())
        # A long one is quoted from its beginning.
        assert (code(cell)[:30] in fault.what) if cell else ("没有填" in fault.what)


def test_a_value_that_is_no_fault_is_the_cell(
    case: Case, rows: list[dict[str, str]], table: RegisterTable
) -> None:
    refused = places(case, rows)
    for own, (title, _) in case.columns.items():
        column = REGISTERS[case.register].column(field(case, title))
        for number, (row, value) in enumerate(zip(rows, table.columns[column.name], strict=True), 2):
            cell = row[own].strip()
            if not cell or ((number, title) in refused and column.kind.title not in ("编号", "选项")):
                assert value is None
            elif column.kind.title == "金额":
                assert value == Decimal(cell) * 100
            elif column.kind.title == "日期":
                assert value == dt.datetime.fromisoformat(cell).date()
            elif column.kind.title == "编号":
                assert value == code(cell)
            else:
                assert value == cell


def test_columns_nobody_mapped_are_named(
    case: Case, rows: list[dict[str, str]], table: RegisterTable
) -> None:
    unknown = [own for own in rows[0] if own not in case.columns]
    said = [finding.what for finding in table.findings if "没有用到的列" in finding.what]
    assert len(said) == bool(unknown)
    for own in unknown:
        assert own in said[0]
