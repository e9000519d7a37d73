"""An export as a file: the tables it holds, those whose columns somebody has to name, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mktkit.errors import Finding, FindingsError, fault, notice
from mktkit.expense.ledger.from_csv import plain_csv
from mktkit.expense.ledger.from_sheet import table_of_sheet
from mktkit.expense.ledger.header import find_columns
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import ExportSource
from mktkit.expense.ledger.table import ExportTable, Tables
from mktkit.registers.files import read_sheets
from mktkit.registers.reading import PAGE_SHEETS
from mktkit.registers.sheets import RawSheet

__all__ = ["headers_of", "question_of", "read_tables"]


def read_tables(path: Path, name: str, sources: Mapping[str, ExportSource]) -> Tables:
    """Read the tables of a file.

    Parameters
    ----------
    path, name
        The file, and what messages call it.
    sources
        Remembered sources by signature.
    """
    if path.suffix.lower() == ".csv":
        plain = plain_csv(path, name, sources)
        if plain is not None:
            return plain
    sheets, findings = read_sheets(path, name)
    tables: list[ExportTable] = []
    unmapped: list[Unmapped] = []
    for sheet in filter(_counts, sheets):
        found = find_columns(sheet.rows, sources)
        if isinstance(found, Unmapped):
            unmapped.append(replace(found, file=name, sheet=sheet.name))
        else:
            findings += found.header.findings(sheet)
            tables.append(table_of_sheet(sheet, found))
    if tables:
        # Beside a ledger, notes and pivot tables are no ledger; one that half is was meant.
        findings += [_not_read(one) for one in unmapped if len(one.missing) == 2]
        unmapped = [one for one in unmapped if len(one.missing) < 2]
    elif sheets and not unmapped:
        findings.append(fault("文件里没有内容", "应有表头和数据", "换成正确的文件", file=name))
    return Tables(tuple(tables), tuple(unmapped), tuple(findings))


def _counts(sheet: RawSheet) -> bool:
    """Return whether a sheet holds anything that could be a ledger."""
    return sheet.name not in PAGE_SHEETS and any(cell not in ("", None) for row in sheet.rows for cell in row)


def _not_read(one: Unmapped) -> Finding:
    what = f"工作表「{one.sheet}」没有日期和金额，没有读取"
    return notice(what, "", "若应读取，请补齐表头", file=one.file, sheet=one.sheet)


def headers_of(path: Path, name: str) -> tuple[str, ...]:
    """Return the header row of a file's first table, for the mapping form.

    Raises
    ------
    FindingsError
        The file cannot be read.
    """
    found = read_tables(path, name, {})
    headers = [*(one.headers for one in found.tables), *(one.headers for one in found.unmapped)]
    if headers:
        return headers[0]
    raise FindingsError([one for one in found.findings if one.level == "fault"], "文件读不出来")


def question_of(path: Path, name: str, sources: Mapping[str, ExportSource]) -> Unmapped:
    """Return the first table of a file as what its columns may be asked about, whether they are known or not.

    Raises
    ------
    FindingsError
        The file cannot be read.
    """
    found = read_tables(path, name, sources)
    asked = [Unmapped(one.file, one.sheet, one.headers, (), ()) for one in found.tables]
    for one in (*found.unmapped, *asked):
        return one
    raise FindingsError([one for one in found.findings if one.level == "fault"], "文件读不出来")
