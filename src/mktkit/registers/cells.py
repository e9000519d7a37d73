"""From the raw cells of a sheet to values: each column by its kind, what was converted and what could not be read."""

from __future__ import annotations

from mktkit.errors import notice, show
from mktkit.fields.choice import one_of
from mktkit.registers.body import Body, listed
from mktkit.registers.headers import Header
from mktkit.registers.model import Column
from mktkit.registers.sheets import RawCell, RawSheet
from mktkit.registers.table import Gathered

__all__ = ["read_cells"]


def read_cells(gathered: Gathered, sheet: RawSheet, header: Header, body: Body) -> None:
    """Add the rows of a sheet to what has been gathered."""
    start = len(gathered.places)
    gathered.places += [(sheet.file, sheet.name, index + 1) for index in body.kept]
    rows = list(body.kept.values())
    for column in gathered.register.columns:
        position = header.positions.get(column.name)
        if position is None:
            gathered.columns[column.name] += [None] * len(rows)
        else:
            _convert(gathered, column, [row[position] for row in rows], start)
    if sheet.broken:
        _report_broken(gathered, sheet, header, {index: start + at for at, index in enumerate(body.kept)})


def _convert(gathered: Gathered, column: Column, cells: list[RawCell], start: int) -> None:
    allowed = column.choices_in(gathered.rules)
    result = (one_of(allowed) if allowed else column.kind).convert(cells)
    gathered.columns[column.name] += result.values
    for at, (want, mend) in result.faults.items():
        gathered.refuse(start + at, column, f"写的是{show(_seen(cells[at]))}", want, mend)
    if result.converted:
        first = next(iter(result.converted))
        file, sheet, _ = gathered.places[start]
        rows = [gathered.places[start + at][2] for at in result.converted]
        example = f"第 {rows[0]} 行{show(_seen(cells[first]))}{result.converted[first]}"
        gathered.findings.append(
            notice(
                f"有 {len(rows)} 格的写法不规范，已换算，如{example}（{listed(rows)}）",
                "",
                "不影响计算",
                file=file,
                sheet=sheet,
                row=rows[0],
                column=column.title,
            )
        )


def _seen(cell: RawCell) -> RawCell:
    """Return a cell as the spreadsheet shows it: calamine gives every number as a float."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _report_broken(gathered: Gathered, sheet: RawSheet, header: Header, positions: dict[int, int]) -> None:
    """Report cells whose formula has no value: they read as blank."""
    names = {position: name for name, position in header.positions.items()}
    for (row, position), shown in sorted(sheet.broken.items()):
        if row in positions and position in names:
            gathered.refuse(
                positions[row],
                gathered.register.column(names[position]),
                f"这一格是{show(shown)}，没有值",
                "应为确定的值",
                "在 Excel 里改好公式并保存，或直接填值",
            )
