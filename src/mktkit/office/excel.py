"""Workbooks: one style, text never a formula, A4 when printed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mktkit.office.text import clean, display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = [
    "Property",
    "Styles",
    "column_letter",
    "column_width",
    "new_workbook",
    "print_on_a4",
    "sheet_name",
    "write_cell",
    "write_table",
]

_FONT = "微软雅黑"
_INK = "#1F2A37"
_HEAD = "#1F4E79"
_RULE = "#D5DBE3"

#: Excel's own limits: characters in a cell, digits of a number that survive.
_LONGEST = 32767
_EXACT = 10**15
#: What Excel would take for a formula if somebody typed it.
_FORMULA_LIKE = ("=", "+", "-", "@")

#: Of a format, as XlsxWriter names and takes it.
Property = str | float | bool

#: A style → the same for text that looks like a formula. The second knows neither the first nor its workbook,
#: or every workbook ever written would stay in memory.
_quoted: WeakKeyDictionary[Format, Format] = WeakKeyDictionary()


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[frozenset[tuple[str, Property]], Format] = {}

    def get(self, **properties: Property) -> Format:
        """Return the format with these properties on top of the base."""
        key = frozenset(properties.items())
        if key not in self._made:
            base: dict[str, Property] = {
                "font_name": _FONT,
                "font_size": 10,
                "font_color": _INK,
                "valign": "vcenter",
            }
            made = self._made[key] = self._workbook.add_format(base | properties)
            if "quote_prefix" not in properties:
                _quoted[made] = self.get(**(properties | {"quote_prefix": True}))
        return self._made[key]

    @property
    def title(self) -> Format:
        """A sheet's title."""
        return self.get(bold=True, font_size=15)

    @property
    def note(self) -> Format:
        """Small print."""
        return self.get(font_color="#5B6675", text_wrap=True, valign="top")

    @property
    def head(self) -> Format:
        """A table's header."""
        return self.get(
            bold=True,
            font_color="#FFFFFF",
            bg_color=_HEAD,
            align="center",
            text_wrap=True,
            border=1,
            border_color=_RULE,
        )

    def cell(self, number_format: str = "", **more: Property) -> Format:
        """A table's cell."""
        shape: dict[str, Property] = {"num_format": number_format} if number_format else {}
        return self.get(border=1, border_color=_RULE, **shape, **more)

    @property
    def warning(self) -> Format:
        """What must not be overlooked."""
        return self.get(bold=True, font_color="#9A3412", bg_color="#FFEDD5", text_wrap=True)


@contextmanager
def new_workbook() -> Iterator[tuple[xlsxwriter.Workbook, Styles, BytesIO]]:
    """Open a workbook in memory; strings stay strings, whatever they begin with."""
    import xlsxwriter

    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    # A fixed date, so that the same result is the same file.
    workbook.set_properties({"created": dt.datetime(2000, 1, 1), "company": "mktkit"})
    yield workbook, Styles(workbook), buffer
    workbook.close()


def sheet_name(text: str, used: Sequence[str] = ()) -> str:
    """Return `text` as a valid, unused sheet name of at most 31 characters.

    Examples
    --------
    >>> sheet_name("5.1.2 [销售/部]", ["x"])
    '5.1.2 销售 部'
    """
    plain = (
        " ".join("".join(" " if mark in "[]:*?/\\" else mark for mark in text).split()).strip("'")[:31]
        or "表"
    )
    name, number = plain, 2
    while name.lower() in {one.lower() for one in used}:
        name = f"{plain[: 31 - len(str(number)) - 1]}-{number}"
        number += 1
    return name


def column_letter(position: int) -> str:
    """Return a column as Excel names it, counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(position))


def column_width(title: str, values: Iterable[object], number_format: str = "", *, most: float = 60) -> float:
    """Return a column's width in characters, from what it holds; a Chinese character takes two.

    Parameters
    ----------
    title
        Its header; of a longer one half is enough, for it wraps.
    values
        Its cells.
    number_format
        As Excel will show its numbers.
    most
        Wider text wraps.

    Examples
    --------
    >>> column_width("客户名称", ["华东大区重点客户"]), column_width("金额", [1234567.5], "#,##0.00")
    (18.0, 14.0)
    """
    shown = [display_width(_shown(value, number_format)) for value in values]
    head = display_width(title)
    return float(min(max([*shown, head if head <= 12 else head / 2, 4]) + 2, most))


def _shown(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool):
        decimals = len(number_format.partition(".")[2].rstrip("%")) if number_format else 0
        scaled = float(value) * (100 if number_format.endswith("%") else 1)
        mark = "%" if number_format.endswith("%") else ""
        return f"{scaled:,.{decimals}f}{mark}" if number_format else str(value)
    return clean(str(value))


def write_table(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    columns: Sequence[tuple[str, float | None, str]],
    rows: Sequence[Mapping[str, object]],
    *,
    freeze: bool = False,
    filters: bool = False,
    totals: Collection[str] = (),
) -> int:
    """Write a table and return the index of the row below it.

    Parameters
    ----------
    sheet
        Where.
    top
        Row of the header, from 0.
    columns
        (title, width in characters, number format) of each column; the width None comes from the content.
    rows
        Values by title; text is written as text, whatever it begins with.
    freeze, filters
        Keep the header in sight; give it filter buttons.
    totals
        Columns that are summed below, by a formula that follows the filters.
    """
    for position, (title, width, number_format) in enumerate(columns):
        sheet.write_string(top, position, title, styles.head)
        if width is None:
            width = column_width(title, [row.get(title) for row in rows], number_format)
        sheet.set_column(position, position, width)
    for at, row in enumerate(rows, top + 1):
        for position, (title, _, number_format) in enumerate(columns):
            style = styles.cell(number_format, text_wrap=not number_format)
            write_cell(sheet, at, position, row.get(title), style)
    if freeze:
        sheet.freeze_panes(top + 1, 0)
    if filters and rows:
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
    below = top + len(rows) + 1
    if not totals or not rows:
        return below
    for position, (title, _, number_format) in enumerate(columns):
        style = styles.cell(number_format, bold=True, bg_color="#E8EEF5")
        if title in totals:
            letter = column_letter(position)
            formula = f"=SUBTOTAL(109,{letter}{top + 2}:{letter}{below})"
            sheet.write_formula(below, position, formula, style, _sum(row.get(title) for row in rows))
        else:
            write_cell(sheet, below, position, "合计" if position == 0 else None, style)
    return below + 1


def _sum(values: Iterable[object]) -> float:
    numbers = (Fraction(str(one)) for one in values if isinstance(one, int | float | Decimal | Fraction))
    return float(sum(numbers))


def write_cell(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write one value by its type; text never becomes a formula, a link or a number.

    Dates become dates where the style's number format is one, else text; a whole number too long for Excel's 15 digits
    (a card, an order) and what is no number at all (NaN) are written as text or left blank, never wrongly.
    """
    if value is None or value == "" or value != value:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", style)
    elif isinstance(value, int) and abs(value) >= _EXACT:
        sheet.write_string(row, column, str(value), style)
    elif isinstance(value, int | float | Decimal | Fraction) and math.isfinite(value):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, dt.date) and "yy" in style.num_format:
        sheet.write_datetime(row, column, value, style)
    else:
        text = clean(str(value))
        if len(text) > _LONGEST:
            told = f"…（Excel 一格最多 {_LONGEST} 字，原文 {len(text)} 字）"
            text = text[: _LONGEST - len(told)] + told
        if text.startswith(_FORMULA_LIKE):
            style = _quoted.get(style, style)
        sheet.write_string(row, column, text, style)


def print_on_a4(sheet: Worksheet, header_row: int, landscape: bool = True) -> None:
    """Lay a sheet out for A4: one page wide, the header repeated, page numbers."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
