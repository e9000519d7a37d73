"""A sheet of a workbook, and any .csv with a difficulty, as a table of an export."""

from __future__ import annotations

from typing import Any

from mktkit.expense.ledger.header import TitledColumns
from mktkit.expense.ledger.table import QUOTE, TOO_MANY, ExportTable
from mktkit.registers.sheets import RawSheet

__all__ = ["table_of_sheet"]


def table_of_sheet(sheet: RawSheet, titled: TitledColumns) -> ExportTable:
    """Return what stands below the header of a sheet."""
    import pandas as pd

    first = titled.header.row + 1
    positions, headers = titled.header.positions, titled.texts
    width = max(len(headers), max(positions.values()) + 1)
    last = max([len(sheet.rows), *(row + 1 for row, _ in sheet.broken)])
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows[first:]]
    rows += [[""] * width for _ in range(last - first - len(rows))]
    if (parts := titled.parts) is not None:
        for row in rows:
            row[parts.month], row[parts.day] = parts.joined(row[parts.month], row[parts.day]), ""

    def column(position: int) -> pd.Series[Any]:
        return pd.Series([row[position] for row in rows], dtype=object)

    used = set(positions.values())
    bad = _bad_rows(sheet, first, used)
    bad |= {
        at: (TOO_MANY, QUOTE)
        for at, cells in enumerate(rows)
        if any(str(cell).strip() for cell in cells[width:])
    }
    return ExportTable(
        sheet.file,
        sheet.name,
        first + 1,
        {name: column(position) for name, position in positions.items()},
        tuple(column(position) for position in range(len(headers)) if position not in used),
        bad,
        titled.source,
        headers,
        titled.above,
    )


def _bad_rows(sheet: RawSheet, first: int, used: set[int]) -> dict[int, tuple[str, str]]:
    """Return the data rows, from 0, with an error value or a merged cell in a column that is used."""
    bad = {
        row - first: (f"有一格是 {shown}，没有值", "改好公式并保存，或直接填值")
        for (row, position), shown in sheet.broken.items()
        if row >= first and position in used
    }
    for (top, left), (bottom, right) in sheet.merged:
        if bottom > top and any(left <= position <= right for position in used):
            merged = range(max(top, first) - first, bottom + 1 - first)
            bad |= dict.fromkeys(merged, ("数据区里有合并单元格", "取消合并，并把值填进每一行"))
    return bad
