"""From raw sheets to a checked register: header found, cells converted, rows validated, everything reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from mktkit.errors import QUOTED, Finding, closest, fault, notice, show
from mktkit.fields import kinds
from mktkit.messages import translate
from mktkit.registers.files import RawSheet, read_sheets
from mktkit.registers.headers import Header, find_header, missing_columns
from mktkit.registers.model import Column, Register, at_cell
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PAGE_SHEETS", "Table", "read_table"]

_TOTAL_WORDS = ("合计", "总计", "小计", "本页合计", "本月合计", "累计")
#: Sheets of our own templates that hold no rows.
PAGE_SHEETS = ("填写说明", "说明")


@dataclass(frozen=True)
class Table:
    """A register as read.

    Attributes
    ----------
    register
        What it is.
    columns
        field name → values, one a row; None for blank.
    places
        (file, sheet, row as the spreadsheet shows it) of every row.
    findings
        Faults and notices, in the order of the files.
    """

    register: Register
    columns: dict[str, list[Any]]
    places: list[tuple[str, str, int]]
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop a calculation."""
        return tuple(item for item in self.findings if item.level == "fault")

    def __len__(self) -> int:
        return len(self.places)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a pandas frame: one column a field, nullable dtypes, money in 分."""
        import pandas as pd

        return pd.DataFrame(
            {
                one.name: pd.Series(self.columns[one.name], dtype=one.kind_of.dtype)
                for one in self.register.columns
            }
        )


@dataclass
class _Reading:
    """What has been read so far."""

    register: Register
    rules: Rules
    columns: dict[str, list[Any]]
    places: list[tuple[str, str, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: (position, field) of cells already reported, so that a blank left by a fault is not reported again.
    reported: set[tuple[int, str]] = field(default_factory=set)


def read_table(
    register: Register,
    paths: Sequence[tuple[Path, str]],
    rules: Rules,
    mapping: Mapping[str, str] | None = None,
) -> Table:
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
    Table
        With every fault and notice; with faults its rows are not to be used.

    Notes
    -----
    Design §5: a fault names file, sheet, row, column, what stands there and what is wanted.
    """
    reading = _Reading(register, rules, {one.name: [] for one in register.columns})
    for path, name in paths:
        sheets, findings = read_sheets(path, name)
        reading.findings += findings
        if sheets:
            _read_file(reading, sheets, name, mapping or {})
    _validate(reading)
    _check(reading)
    order = {
        place: position
        for position, place in enumerate(dict.fromkeys((file, sheet) for file, sheet, _ in reading.places))
    }
    findings_in_order = sorted(
        reading.findings,
        key=lambda item: (item.level != "fault", order.get((item.file, item.sheet), -1), item.row or 0),
    )
    return Table(register, reading.columns, reading.places, tuple(findings_in_order))


def _read_file(reading: _Reading, sheets: list[RawSheet], name: str, mapping: Mapping[str, str]) -> None:
    """Read every sheet whose header is found; a sheet without one is named, never passed over in silence."""
    content = [
        sheet
        for sheet in sheets
        if sheet.name not in PAGE_SHEETS and any(any(cell != "" for cell in row) for row in sheet.rows)
    ]
    if not content:
        reading.findings.append(fault("文件里没有内容", "应有表头和数据", "换成正确的文件", file=name))
        return
    found = [(sheet, find_header(sheet.rows, reading.register, mapping)) for sheet in content]
    complete = [(sheet, header) for sheet, header in found if header and not header.missing]
    if not complete:
        sheet, header = max(found, key=lambda pair: len(pair[1].positions) if pair[1] else 0)
        reading.findings += missing_columns(reading.register, sheet, header)
        return
    required = sum(column.required for column in reading.register.columns)
    for sheet, header in found:
        if header and header.missing and 2 * len(header.missing) < required:
            # Rows that are plainly meant would be left out.
            reading.findings += missing_columns(reading.register, sheet, header)
        elif header is None or header.missing:
            reading.findings.append(
                notice(
                    f"工作表「{sheet.name}」不是{reading.register.title}，没有读取",
                    "",
                    "若应读取，请补齐表头",
                    file=name,
                    sheet=sheet.name,
                )
            )
        else:
            _read_sheet(reading, sheet, header)


def _read_sheet(reading: _Reading, sheet: RawSheet, header: Header) -> None:
    where = {"file": sheet.file, "sheet": sheet.name}
    reading.findings += header.findings(sheet)
    first = header.row + 1
    blanks: list[int] = []
    totals: list[int] = []
    kept: list[int] = []
    width = max(header.positions.values(), default=0) + 1
    used = sorted(header.positions.values())
    leader = used[0]
    broken_rows = {row for row, position in sheet.broken if position in used}
    # What calamine leaves out at the end may be formulas without a result.
    grid = sheet.rows + [[]] * (max(broken_rows, default=-1) + 1 - len(sheet.rows))
    last = len(grid)
    while last > first and last - 1 not in broken_rows and all(cell in ("", None) for cell in grid[last - 1]):
        last -= 1
    for index in range(first, last):
        row = grid[index]
        # Nearly every row begins with a code of its own, which is neither blank nor the word for a total.
        if (
            leader < len(row)
            and type(row[leader]) is str
            and row[leader][:1].isalnum()
            and row[leader].isascii()
        ):
            kept.append(index)
            continue
        cells = [row[position] for position in used if position < len(row)]
        if all(cell == "" or cell is None or (type(cell) is str and not cell.strip()) for cell in cells):
            if index in broken_rows:
                kept.append(index)
            else:
                blanks.append(index + 1)
        elif (
            word := next((cell for cell in cells if type(cell) is str and cell.strip()), None)
        ) and _is_total(word):
            totals.append(index + 1)
        else:
            kept.append(index)
    if blanks:
        reading.findings.append(notice(f"有 {len(blanks)} 行空白，没有计入：{_listed(blanks)}", **where))
    for row_number in totals:
        reading.findings.append(notice("合计行没有计入", "", "登记表里不必写合计", row=row_number, **where))
    if not kept:
        reading.findings.append(notice("表头下面没有数据", "", "没有发生的可以留空", **where))
    reading.findings += _merged_cells(sheet, set(kept), used)
    start = len(reading.places)
    reading.places += [(sheet.file, sheet.name, index + 1) for index in kept]
    rows = [
        grid[index] if len(grid[index]) >= width else grid[index] + [""] * (width - len(grid[index]))
        for index in kept
    ]
    for column in reading.register.columns:
        position = header.positions.get(column.name)
        if position is None:
            reading.columns[column.name] += [None] * len(rows)
            continue
        cells = [row[position] for row in rows]
        _convert(reading, column, cells, start, where)
    back = {index: start + offset for offset, index in enumerate(kept)} if sheet.broken else {}
    at = {position: name for name, position in header.positions.items()}
    for (row_index, column_index), shown in sorted(sheet.broken.items()):
        if row_index in back and column_index in at:
            name = at[column_index]
            reading.reported.add((back[row_index], name))
            reading.findings.append(
                fault(
                    f"这一格是{show(shown)}，没有值",
                    "应为确定的值",
                    "在 Excel 里改好公式并保存，或直接填值",
                    row=row_index + 1,
                    column=reading.register.column(name).title,
                    **where,
                )
            )


def _merged_cells(sheet: RawSheet, kept: set[int], used: Sequence[int]) -> list[Finding]:
    """Say where cells of rows that count are merged: all but the first of them read as blank."""
    found = []
    for (top, left), (bottom, right) in sheet.merged:
        rows = [index for index in range(top, bottom + 1) if index in kept]
        if rows and any(left <= position <= right for position in used):
            found.append(
                fault(
                    "数据区里有合并单元格",
                    "每格各填各的值",
                    "取消合并，并把值填进每一行",
                    file=sheet.file,
                    sheet=sheet.name,
                    row=rows[0] + 1,
                )
            )
    return found


def _is_total(word: str) -> bool:
    return re.sub(r"[\s:：]", "", word) in _TOTAL_WORDS


def _listed(numbers: Sequence[int], most: int = 10) -> str:
    return "第 " + "、".join(map(str, numbers[:most])) + (" 等行" if len(numbers) > most else " 行")


def _seen(cell: Any) -> Any:
    """Return a cell as the spreadsheet shows it: calamine gives every number as a float."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _convert(reading: _Reading, column: Column, cells: list[Any], start: int, where: dict[str, str]) -> None:
    allowed = column.choices_in(reading.rules)
    result = (kinds.one_of(allowed) if allowed else column.kind_of).convert(cells)
    reading.columns[column.name] += result.values
    for position, (want, mend) in result.faults.items():
        reading.reported.add((start + position, column.name))
        reading.findings.append(
            fault(
                f"写的是{show(_seen(cells[position]))}",
                want,
                mend or "核对后改正这一格",
                row=reading.places[start + position][2],
                column=column.title,
                **where,
            )
        )
    if result.converted:
        first = next(iter(result.converted))
        rows = [reading.places[start + position][2] for position in result.converted]
        reading.findings.append(
            notice(
                f"有 {len(rows)} 格的写法不规范，已换算，如第 {rows[0]} 行{show(_seen(cells[first]))}{result.converted[first]}（{_listed(rows)}）",
                "",
                "不影响计算",
                row=rows[0],
                column=column.title,
                **where,
            )
        )


def _validate(reading: _Reading) -> None:
    """Let pydantic look at every column by the row model's field: required, choices, ranges."""
    register = reading.register

    def report(position: int, name: str, what: str, want: str, mend: str = "") -> None:
        if (position, name) in reading.reported:
            return
        reading.reported.add((position, name))
        file, sheet, row = reading.places[position]
        mend = mend or "核对后改正这一格"
        reading.findings.append(
            fault(what, want, mend, file=file, sheet=sheet, row=row, column=register.column(name).title)
        )

    for column in register.columns:
        values = reading.columns[column.name]
        try:
            register.validators[column.name].validate_python(values)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=True):
                position = int(detail["loc"][0])
                value = values[position]
                if value is None and column.required:
                    report(position, column.name, "没有填", "这一列必填", "补上这一格")
                else:
                    said = f"写的是{show(_shown(column, value))}"
                    report(position, column.name, said, _wanted(column, detail), _hint(value, column.choices))
    for column in register.columns:
        if column.rule_choices is None:
            continue
        allowed = column.choices_in(reading.rules)
        known = {*allowed, None}
        for position, value in enumerate(reading.columns[column.name]):
            if value not in known:
                report(
                    position,
                    column.name,
                    f"写的是{show(value)}",
                    "只能写：" + "、".join(allowed),
                    _hint(value, allowed),
                )


def _shown(column: Column, value: Any) -> Any:
    if column.kind_of is kinds.MONEY and isinstance(value, int):
        return f"{value / 100:.2f}"
    if column.kind_of is kinds.PERCENT and isinstance(value, int):
        return f"{value / 100:g}%"
    return value


def _wanted(column: Column, detail: Any) -> str:
    context = dict(detail.get("ctx", {}))
    if column.kind_of in (kinds.MONEY, kinds.PERCENT):
        # Bounds are kept in 分 and in hundredths of a percent point; users read 元 and %.
        unit = " 元" if column.kind_of is kinds.MONEY else "%"
        context = {
            key: f"{value / 100:g}{unit}" if isinstance(value, int) else value
            for key, value in context.items()
        }
    return translate(detail["type"], context)


def _hint(value: Any, allowed: Sequence[str]) -> str:
    return "" if value is None else closest(str(value), allowed, written=QUOTED)


_ROW_REFERENCE = re.compile(r"第 \{row:(\d+)\} 行")


def _check(reading: _Reading) -> None:
    """Run the register's own checks across columns and rows."""
    places = reading.places
    for found in reading.register.row.check(reading.columns, reading.rules):
        file, sheet, row = places[found.position]
        if (found.position, found.field) in reading.reported:
            continue
        item = at_cell(found, reading.register, file, sheet, row)
        if "{row:" in item.what:
            item = _with_place(item, places, file, sheet)
        reading.findings.append(item)


def _with_place(item: Finding, places: list[tuple[str, str, int]], file: str, sheet: str) -> Finding:
    def place(match: re.Match[str]) -> str:
        other_file, other_sheet, row = places[int(match[1])]
        if (other_file, other_sheet) == (file, sheet):
            return f"第 {row} 行"
        return f"{other_file}{f'「{other_sheet}」' if other_sheet else ''}第 {row} 行"

    return Finding(
        item.level,
        _ROW_REFERENCE.sub(place, item.what),
        item.want,
        item.mend,
        item.file,
        item.sheet,
        item.row,
        item.column,
    )
