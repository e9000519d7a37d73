"""From files to a checked register, in this order: sheets, header, rows that count, values of the cells, typed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mktkit.errors import fault, notice
from mktkit.registers.body import find_body
from mktkit.registers.cells import read_cells
from mktkit.registers.files import read_sheets
from mktkit.registers.headers import Header, find_header, missing_columns
from mktkit.registers.model import Register
from mktkit.registers.rows import check_rows
from mktkit.registers.sheets import RawSheet
from mktkit.registers.table import Gathered, RegisterTable
from mktkit.rules import Rules

__all__ = ["PAGE_SHEETS", "RegisterTable", "read_table"]

#: Sheets of our own templates that hold no rows.
PAGE_SHEETS = ("填写说明", "说明")


def read_table(
    register: Register,
    paths: Sequence[tuple[Path, str]],
    rules: Rules,
    mapping: Mapping[str, str] | None = None,
) -> RegisterTable:
    """Read and check one register from one or several files.

    Parameters
    ----------
    register
        What is read.
    paths
        Files and the names that messages call them.
    rules
        The rules in force; they hold some of the choices.
    mapping
        Header of the company's own → standard header.

    Returns
    -------
    RegisterTable
        With every fault and notice; with faults its rows are not to be used.

    Notes
    -----
    Design §5: a fault names file, sheet, row, column, what stands there and what is wanted.
    """
    gathered = Gathered(register, rules, {one.name: [] for one in register.columns})
    for path, name in paths:
        sheets, findings = read_sheets(path, name)
        gathered.findings += findings
        if sheets:
            _read_file(gathered, sheets, name, mapping or {})
    check_rows(gathered)
    return gathered.table()


def _read_file(gathered: Gathered, sheets: list[RawSheet], name: str, mapping: Mapping[str, str]) -> None:
    """Read every sheet whose header is found; a sheet without one is named, never passed over in silence."""
    register = gathered.register
    content = [
        sheet
        for sheet in sheets
        if sheet.name not in PAGE_SHEETS and any(any(cell != "" for cell in row) for row in sheet.rows)
    ]
    if not content:
        gathered.findings.append(fault("文件里没有内容", "应有表头和数据", "换成正确的文件", file=name))
        return
    found = [(sheet, find_header(sheet.rows, register, mapping)) for sheet in content]
    if not any(header and not header.missing for _, header in found):
        sheet, header = max(found, key=lambda pair: len(pair[1].positions) if pair[1] else 0)
        gathered.findings += missing_columns(register, sheet, header)
        return
    for sheet, header in found:
        if header and not header.missing:
            _read_sheet(gathered, sheet, header)
        elif header and _plainly_meant(register, header):
            gathered.findings += missing_columns(register, sheet, header)
        else:
            gathered.findings.append(
                notice(
                    f"工作表「{sheet.name}」不是{register.title}，没有读取",
                    "",
                    "若应读取，请补齐表头",
                    file=name,
                    sheet=sheet.name,
                )
            )


def _plainly_meant(register: Register, header: Header) -> bool:
    """Whether more than half of what is required stands there, so that rows would be left out that are meant."""
    return 2 * len(header.missing) < sum(column.required for column in register.columns)


def _read_sheet(gathered: Gathered, sheet: RawSheet, header: Header) -> None:
    body = find_body(sheet, header)
    gathered.findings += header.findings(sheet)
    gathered.findings += body.findings(sheet, sorted(header.positions.values()))
    read_cells(gathered, sheet, header, body)
