"""What is wrong in files, to be mended in a spreadsheet: a list of all of it, and each file back with its cells marked."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mktkit.errors import LEVEL_TITLES, Finding
from mktkit.office.excel import column_letter, new_workbook, print_on_a4, write_table
from mktkit.registers.files import read_sheets
from mktkit.registers.formats import format_of
from mktkit.registers.sheets import Unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]  # brings no types
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]  # brings no types

__all__ = ["CellOf", "findings_workbook", "marked_copies", "marked_copy", "marked_name"]

#: Gives (row, column) from 0 of the cell that a finding is about, None where it is about none.
CellOf = Callable[[Finding], tuple[int, int] | None]

_MARK = "FFFFC7CE"
_COLUMNS = [
    ("序号", 6, "0"),
    ("级别", 6, ""),
    ("文件", 26, ""),
    ("工作表", 14, ""),
    ("单元格", 10, ""),
    ("列名", 14, ""),
    ("写的是", 22, ""),
    ("问题", 36, ""),
    ("要求", 36, ""),
    ("怎么改", 40, ""),
]


def marked_name(file: str) -> str:
    """Return what the marked copy of a file is called.

    Examples
    --------
    >>> marked_name("十月/销售台账.csv")
    '销售台账-待改.xlsx'
    """
    return f"{PurePosixPath(file).stem}-待改.xlsx"


def findings_workbook(findings: Sequence[Finding], cell_of: CellOf) -> bytes:
    """Return the whole list as an .xlsx; each cell is a link into the marked copy beside it.

    Parameters
    ----------
    findings
        Faults and notices.
    cell_of
        Where each stands.
    """
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("要改的")
        sheet.write_string(0, 0, "登记表里要改的", styles.title)
        sheet.write_string(1, 0, "点“单元格”打开标出的那一份，在那里改好，再放回原来的文件夹", styles.note)
        cells = [_address(cell_of(one)) for one in findings]
        rows = [
            {
                "序号": number,
                "级别": LEVEL_TITLES[one.level],
                "文件": one.file,
                "工作表": one.sheet,
                "单元格": cell or (f"第 {one.row} 行" if one.row else ""),
                "列名": one.column,
                "写的是": one.value,
                "问题": one.what,
                "要求": one.want,
                "怎么改": one.mend,
            }
            for number, (one, cell) in enumerate(zip(findings, cells, strict=True), 1)
        ]
        write_table(sheet, styles, 3, _COLUMNS, rows)
        link = styles.cell(font_color="#1F4E79", underline=1)
        for at, (one, cell) in enumerate(zip(findings, cells, strict=True), 4):
            if cell and one.level == "fault":
                title = (one.sheet or "Sheet1").replace("'", "''")
                sheet.write_url(at, 4, f"external:{marked_name(one.file)}#'{title}'!{cell}", link, cell)
        print_on_a4(sheet, 3)
    return buffer.getvalue()


def _address(cell: tuple[int, int] | None) -> str:
    return "" if cell is None else f"{column_letter(cell[1])}{cell[0] + 1}"


def marked_copies(
    files: Mapping[str, Path], findings: Iterable[Finding], cell_of: CellOf
) -> dict[str, bytes]:
    """Return name → content of a marked copy of every file in which a cell is wrong.

    Parameters
    ----------
    files
        What messages call a file → where it is.
    findings
        Faults are marked, notices are not.
    cell_of
        Where each stands.
    """
    wrong: dict[str, list[Finding]] = {}
    for one in findings:
        if one.level == "fault" and one.file in files and one.row is not None:
            wrong.setdefault(one.file, []).append(one)
    return {marked_name(file): marked_copy(files[file], found, cell_of) for file, found in wrong.items()}


def marked_copy(path: Path, findings: Iterable[Finding], cell_of: CellOf) -> bytes:
    """Return a copy of a file as .xlsx in which the cells of findings are coloured and say what is wanted.

    Parameters
    ----------
    path
        An .xlsx keeps its formulas, formats and other sheets; of any other file the values are copied.
    findings
        What is wrong in it; one about a whole row marks the row's first cell.
    cell_of
        Where each stands.
    """
    from openpyxl.comments import Comment  # type: ignore[import-untyped]  # brings no types
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]  # brings no types

    book = _book_of(path)
    said: dict[tuple[str, int, int], list[str]] = {}
    for one in findings:
        if one.row is None:
            continue
        row, position = cell_of(one) or (one.row - 1, 0)
        said.setdefault((one.sheet, row, position), []).append(
            "\n".join(part for part in (one.what, one.want, one.mend) if part)
        )
    fill = PatternFill("solid", start_color=_MARK, end_color=_MARK)
    for (title, row, position), words in said.items():
        sheet = _sheet_of(book, title)
        cell = sheet.cell(row + 1, position + 1)
        cell.fill = fill
        earlier = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(earlier + "\n".join(words), "检查", height=140, width=300)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_of(book: Workbook, title: str) -> Worksheet:
    found: Worksheet = book[title] if title in book.sheetnames else book.worksheets[0]
    return found


def _book_of(path: Path) -> Workbook:
    """Open an .xlsx as it is; put the values of any other file into a new one."""
    import openpyxl

    try:
        is_xlsx = format_of(path) == "xlsx"
    except (Unreadable, OSError):
        is_xlsx = False
    if is_xlsx:
        with path.open("rb") as stream:
            return openpyxl.load_workbook(stream)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets, _ = read_sheets(path, path.name)
    for one in sheets:
        sheet = book.create_sheet(one.name or "Sheet1")
        for at, row in enumerate(one.rows, 1):
            for position, value in enumerate(row, 1):
                if value not in ("", None):
                    _put(sheet, at, position, value)
    if not book.worksheets:
        book.create_sheet("Sheet1")
    return book


def _put(sheet: Worksheet, row: int, position: int, value: object) -> None:
    """Write a value so that it reads as before: texts stay texts, whatever they begin with."""
    if not isinstance(value, str):
        sheet.cell(row, position, value)
        if type(value) is dt.datetime:
            sheet.cell(row, position).number_format = "yyyy-mm-dd hh:mm:ss"
        return
    cell = sheet.cell(row, position)
    cell.value = "".join(mark for mark in value if mark >= " " or mark in "\n\t")
    cell.data_type = "s"
    cell.number_format = "@"
