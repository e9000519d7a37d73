"""From files to a checked register, in this order: sheets, header, rows that count, values of the cells, typed rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mktkit.errors import fault, notice, show
from mktkit.fields.text import text_of
from mktkit.registers.agreed import NOTHING, Agreed
from mktkit.registers.body import Body, data_above, find_body, listed
from mktkit.registers.calculated import calculated_cells
from mktkit.registers.cells import read_cells
from mktkit.registers.files import read_sheets
from mktkit.registers.headers import Header, find_header, likely_header, missing_columns
from mktkit.registers.model import Register
from mktkit.registers.rows import check_rows
from mktkit.registers.sheets import RawSheet
from mktkit.registers.table import Gathered, RegisterTable, Unknown
from mktkit.rules import Rules

__all__ = ["PAGE_SHEETS", "RegisterTable", "read_table"]

#: Sheets of our own templates that hold no rows.
PAGE_SHEETS = ("填写说明", "说明")


def read_table(
    register: Register,
    paths: Sequence[tuple[Path, str]],
    rules: Rules,
    agreed: Agreed = NOTHING,
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
    agreed
        What the company said of its own files.

    Returns
    -------
    RegisterTable
        With every fault and notice; with faults its rows are not to be used.

    Notes
    -----
    Design §5: a fault names file, sheet, row, column, what stands there and what is wanted.
    """
    gathered = Gathered(register, rules, {one.name: [] for one in register.columns}, agreed=agreed)
    for path, name in paths:
        sheets, findings = read_sheets(path, name)
        gathered.findings += findings
        if sheets:
            _read_file(gathered, sheets, path, name)
    check_rows(gathered)
    return gathered.table()


def _read_file(gathered: Gathered, sheets: list[RawSheet], path: Path, name: str) -> None:
    """Read every sheet whose header is found; a sheet without one is named, never passed over in silence."""
    register = gathered.register
    content = [
        sheet
        for sheet in sheets
        if sheet.name not in PAGE_SHEETS and any(any(cell != "" for cell in row) for row in sheet.rows)
    ]
    if not content:
        said = fault("文件里没有内容", "应有表头和数据", "换成正确的文件", file=name, cause="empty_file")
        gathered.findings.append(said)
        return
    found = [(sheet, _header(gathered, sheet)) for sheet in content]
    if not any(header and not header.missing for _, header in found):
        sheet, header = max(found, key=lambda pair: len(pair[1].positions) if pair[1] else 0)
        _miss(gathered, sheet, header)
        return
    read = [(sheet, header) for sheet, header in found if header and not header.missing]
    bodies = {sheet.name: find_body(sheet, header, register) for sheet, header in read}
    filled = _calculate(gathered, path, read, bodies)
    for sheet, header in found:
        if header and not header.missing:
            _read_sheet(gathered, filled.get(sheet.name, sheet), header, bodies[sheet.name])
        elif header and _plainly_meant(register, header):
            _miss(gathered, sheet, header)
        else:
            gathered.findings.append(
                notice(
                    f"工作表「{sheet.name}」不是{register.title}，没有读取",
                    "",
                    "若应读取，请补齐表头",
                    file=name,
                    sheet=sheet.name,
                    cause="other_sheet",
                )
            )


def _header(gathered: Gathered, sheet: RawSheet) -> Header | None:
    agreed = gathered.agreed
    given = {one.title for one in agreed.constants if one.file in sheet.file}
    return find_header(
        sheet.rows, gathered.register, agreed.headers, ignored=agreed.ignored, given=given, units=True
    )


def _miss(gathered: Gathered, sheet: RawSheet, header: Header | None) -> None:
    """Report the columns that are missing, and keep what may be them."""
    gathered.findings += missing_columns(gathered.register, sheet, header)
    if header is None:
        header = likely_header(sheet.rows, gathered.register)
    _keep_unknown(gathered, sheet, header)
    headers = tuple(header.unknown.values())
    said = gathered.agreed.elsewhere
    gathered.unknown += [
        Unknown(sheet.file, column, "", headers=headers, elsewhere=column.title in said)
        for column in header.missing
    ]


def _keep_unknown(gathered: Gathered, sheet: RawSheet, header: Header) -> None:
    """Keep the headers nobody knows, each with some cells below it."""
    below = sheet.rows[header.row + 1 : header.row + 40]
    for position, text in header.unknown.items():
        cells = (row[position] for row in below if position < len(row))
        samples = tuple(dict.fromkeys(text_of(cell) for cell in cells if cell not in ("", None)))
        gathered.unknown.append(Unknown(sheet.file, None, text, samples=samples[:3]))


def _calculate(
    gathered: Gathered, path: Path, read: Sequence[tuple[RawSheet, Header]], bodies: dict[str, Body]
) -> dict[str, RawSheet]:
    """Fill in formulas without a result where they can be calculated; say once a file what became of them."""
    wanted = {
        sheet.name: cells
        for sheet, header in read
        if (
            cells := {
                (row, position)
                for row, position in sheet.uncalculated
                if row in bodies[sheet.name].kept and position in header.positions.values()
            }
        )
    }
    if not wanted:
        return {}
    values = calculated_cells(path, wanted) or {}
    filled = {}
    for sheet, header in read:
        cells = wanted.get(sheet.name, set())
        known = values.get(sheet.name, {})
        for (row, position), value in known.items():
            bodies[sheet.name].kept[row][position] = value
        left = {one: shown for one, shown in sheet.broken.items() if one not in known}
        filled[sheet.name] = replace(sheet, broken=left)
        for some, said in ((cells & known.keys(), notice), (cells - known.keys(), fault)):
            if some:
                rows = listed(sorted({row + 1 for row, _ in some}))
                first = min(some)
                example = f"，如第 {first[0] + 1} 行读作{show(known[first])}" if said is notice else ""
                gathered.findings.append(
                    said(
                        f"有 {len(some)} 格公式还没有算出结果{'，已由 LibreOffice 算出' if said is notice else '，没有值'}{example}（{rows}）",
                        "" if said is notice else "应为算好的值",
                        "核对算得是否正确" if said is notice else "用 Excel 或 WPS 打开这个文件，保存后重试",
                        row=first[0] + 1,
                        column=_common_title(gathered, header, some),
                        cause="uncalculated",
                        **sheet.place,
                    )
                )
    return filled


def _common_title(gathered: Gathered, header: Header, cells: set[tuple[int, int]]) -> str:
    """Return the title of the column in which cells stand, empty where they stand in several."""
    names = {name for name, position in header.positions.items() if position in {at for _, at in cells}}
    return gathered.register.column(names.pop()).title if len(names) == 1 else ""


def _plainly_meant(register: Register, header: Header) -> bool:
    """Whether more than half of what is required stands there, so that rows would be left out that are meant."""
    return 2 * len(header.missing) < sum(column.required for column in register.columns)


def _read_sheet(gathered: Gathered, sheet: RawSheet, header: Header, body: Body) -> None:
    gathered.findings += header.findings(sheet)
    _keep_unknown(gathered, sheet, header)
    gathered.findings += data_above(sheet, header, gathered.register)
    gathered.findings += body.findings(sheet, sorted(header.positions.values()))
    read_cells(gathered, sheet, header, body)
