"""From the raw cells of a sheet to values: each column by its kind, what was converted and what could not be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from mktkit.errors import Finding, Where, notice, show
from mktkit.fields.choice import one_of
from mktkit.fields.days import DAY, MOMENT, since_1904
from mktkit.fields.kind import Formatted, Kind, narrow
from mktkit.fields.money import MONEY, MONEY_UNITS, money_in
from mktkit.fields.number import INTEGER
from mktkit.fields.percent import BASIS_POINTS, SHARE_UNITS, share_in
from mktkit.fields.text import CODE
from mktkit.money import yuan
from mktkit.registers.agreed import BLANK
from mktkit.registers.body import Body, listed
from mktkit.registers.headers import Header
from mktkit.registers.model import Column
from mktkit.registers.sheets import RawSheet
from mktkit.registers.table import Gathered

__all__ = ["read_cells"]


#: How a blank is written where nothing is to be said.
_DASHES = re.compile(r"[-—–_]{1,6}|/|\(空\)")
#: Kinds of which such a mark may be a value.
_WORDS = ("text", "long_text", "code", "choice", "yes_no")


def read_cells(gathered: Gathered, sheet: RawSheet, header: Header, body: Body) -> None:
    """Add the rows of a sheet to what has been gathered."""
    start = len(gathered.places)
    gathered.places += [(sheet.file, sheet.name, index + 1) for index in body.kept]
    gathered.positions[sheet.file, sheet.name] = dict(header.positions)
    rows = list(body.kept.values())
    for column in gathered.register.columns:
        position = header.positions.get(column.name)
        if position is None:
            _fill(gathered, column, sheet, len(rows))
            continue
        cells: list[object] = [row[position] for row in rows]
        kind = _kind_of(gathered, column, header)
        _convert(
            gathered,
            column,
            kind,
            _meant(gathered, column, _dressed(kind, cells, sheet, body, position), start),
            start,
        )
        if column.name in header.units:
            _tell_unit(gathered, column, header.units[column.name], cells, start)
    if sheet.broken:
        _report_broken(gathered, sheet, header, {index: start + at for at, index in enumerate(body.kept)})


def _fill(gathered: Gathered, column: Column, sheet: RawSheet, rows: int) -> None:
    """Give a column that is not there what is agreed to hold for the whole file."""
    constant = gathered.agreed.constant(column.title, sheet.file)
    value = None
    if constant is not None and constant != BLANK and rows:
        allowed = column.choices_in(gathered.rules)
        value = (one_of(allowed) if allowed else column.kind).convert([constant]).values[0]
        said = f"「{column.title}」按《列名对照》整列读作{show(constant)}"
        gathered.findings.append(notice(said, column=column.title, cause="constant", **sheet.place))
    gathered.columns[column.name] += [value] * rows


def _kind_of(gathered: Gathered, column: Column, header: Header) -> Kind:
    """Return how the cells of a column are read: by its choices, and in the unit they are in."""
    if allowed := column.choices_in(gathered.rules):
        return one_of(allowed)
    unit = header.units.get(column.name) or gathered.agreed.units.get(column.title, "")
    if column.kind is MONEY and unit in MONEY_UNITS:
        return money_in(unit)
    if column.kind is BASIS_POINTS and unit in SHARE_UNITS:
        return share_in(unit)
    return column.kind


def _dressed(kind: Kind, cells: list[object], sheet: RawSheet, body: Body, position: int) -> list[object]:
    """Return cells with what the workbook says of them beside their value: number format, beginning of time."""
    if sheet.is_1904 and kind in (DAY, MOMENT):
        cells = [since_1904(cell) for cell in cells]
    wanted = float if kind.name in (CODE.name, BASIS_POINTS.name) else dt.date if kind is MOMENT else None
    if wanted is None or not any(type(cell) is wanted for cell in cells):
        return cells
    formats = sheet.formats.of_column(position)
    if not formats:
        return cells
    return [_with_format(cell, formats.get(index, "")) for cell, index in zip(cells, body.kept, strict=True)]


def _with_format(cell: object, code: str) -> object:
    """Return a cell as its number format shows it, where that says more than its value."""
    if not code:
        return cell
    if isinstance(cell, float):
        return Formatted(cell, code)
    if type(cell) is dt.date and "h" in code.lower():
        # calamine leaves the time out where it is midnight.
        return dt.datetime.combine(cell, dt.time())
    return cell


def _meant(gathered: Gathered, column: Column, cells: list[object], start: int) -> list[object]:
    """Return cells with the company's own values replaced by what is agreed that they mean."""
    agreed = gathered.agreed
    known = agreed.values.get(column.title, {})
    people = agreed.people if column.person else {}
    dashed = not column.required and column.kind.name not in _WORDS
    if not known and not people and not dashed and not (column.unit and column.kind is INTEGER):
        return cells
    replaced: dict[str, list[int]] = {}
    found: dict[object, str | None] = {}
    for cell in {cell for cell in cells if isinstance(cell, str | int | float)}:
        text = narrow(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell))
        meant = known.get(text, people.get(text))
        if meant is None and column.unit and column.kind is INTEGER and text.endswith(column.unit):
            meant = text.removesuffix(column.unit)
        if meant is None and dashed and _DASHES.fullmatch(text):
            meant = BLANK
        if meant is not None:
            found[cell] = None if meant == BLANK else meant
    if not found:
        return cells
    for at, stood in enumerate(cells):
        if isinstance(stood, str | int | float) and stood in found:
            replaced.setdefault(f"{show(stood)}读作{show(found[stood])}", []).append(at)
    file, sheet, row = gathered.places[start + next(iter(replaced.values()))[0]]
    told = "、".join(f"{said} {len(rows)} 格" for said, rows in list(replaced.items())[:6])
    more = f"等 {len(replaced)} 种" if len(replaced) > 6 else ""
    where: Where = {"file": file, "sheet": sheet, "row": row, "column": column.title, "cause": "meant"}
    gathered.findings.append(notice(f"按约定的写法换算：{told}{more}", "", "不影响计算", **where))
    return [found.get(cell, cell) if isinstance(cell, str | int | float) else cell for cell in cells]


def _convert(gathered: Gathered, column: Column, kind: Kind, cells: list[object], start: int) -> None:
    result = kind.convert(cells)
    gathered.columns[column.name] += result.values
    for at, (want, mend) in result.faults.items():
        seen = _seen(cells[at])
        said = f"写的是{show(seen)}"
        gathered.refuse(start + at, column, said, want, mend, cause="unreadable", value=seen)
    if result.converted:
        gathered.findings.append(_converted(gathered, column, cells, result.converted, start))


def _converted(
    gathered: Gathered, column: Column, cells: list[object], converted: Mapping[int, str], start: int
) -> Finding:
    first = next(iter(converted))
    file, sheet, _ = gathered.places[start]
    rows = [gathered.places[start + at][2] for at in converted]
    example = f"第 {rows[0]} 行{show(_seen(cells[first]))}{converted[first]}"
    return notice(
        f"有 {len(rows)} 格的写法不规范，已换算，如{example}（{listed(rows)}）",
        "",
        "不影响计算",
        file=file,
        sheet=sheet,
        row=rows[0],
        column=column.title,
        cause="converted",
    )


def _tell_unit(gathered: Gathered, column: Column, unit: str, cells: list[object], start: int) -> None:
    """Say that amounts were converted from the unit that the sheet names."""
    for at, cell in enumerate(cells):
        value = gathered.columns[column.name][start + at]
        if value is not None:
            file, sheet, row = gathered.places[start + at]
            said = f"单位是{unit}，已换算成元，如第 {row} 行{show(_seen(cell))}读作 {yuan(value)} 元"
            where: Where = {"file": file, "sheet": sheet, "row": row, "column": column.title, "cause": "unit"}
            gathered.findings.append(notice(said, "", "若不对，请改正表上写的单位", **where))
            return


def _seen(cell: object) -> object:
    """Return a cell as the spreadsheet shows it: calamine gives every number as a float."""
    if isinstance(cell, Formatted):
        return f"{cell.number * 100:.15g}%" if "%" in cell.format else _seen(cell.number)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _report_broken(gathered: Gathered, sheet: RawSheet, header: Header, positions: dict[int, int]) -> None:
    """Report cells whose formula has no value: they read as blank."""
    names = {position: name for name, position in header.positions.items()}
    for (row, position), shown in sorted(sheet.broken.items()):
        if row in positions and position in names:
            column = gathered.register.column(names[position])
            if (row, position) in sheet.uncalculated:
                # Said once for the whole sheet.
                gathered.reported.add((positions[row], column.name))
                continue
            gathered.refuse(
                positions[row],
                column,
                f"这一格是{show(shown)}，没有值",
                "应为确定的值",
                "在 Excel 里改好公式并保存，或直接填值",
                cause="error_value",
                value=shown,
            )
