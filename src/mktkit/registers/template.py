"""The blank workbook of a register: header, drop-downs, notes, an example row that is never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.fields.choice import YES_NO
from mktkit.fields.money import MONEY
from mktkit.fields.number import INTEGER
from mktkit.office.drop_down import DropDowns
from mktkit.office.excel import Styles, new_workbook, print_on_a4, write_table
from mktkit.registers.model import Column, Register
from mktkit.rules import Rules

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_template"]

#: Rows that carry drop-downs and formats.
_ROWS = 2000
_HEADER_ROW = 2

#: Name of the kind → number format and width of its column.
_LAYOUT = {
    "text": ("@", 16),
    "code": ("@", 14),
    "integer": ("0", 10),
    "money": ("#,##0.00", 14),
    "basis_points": ("0%", 10),
    "day": ("yyyy-mm-dd", 12),
    "moment": ("yyyy-mm-dd hh:mm:ss", 20),
    "month": ("@", 10),
    "yes_no": ("@", 8),
    "choice": ("@", 12),
}


def _note(column: Column, rules: Rules) -> str:
    parts = [
        "必填" if column.required else "选填",
        column.kind.title + (f"（{column.unit}）" if column.unit else ""),
    ]
    if column.kind.how:
        parts.append(column.kind.how)
    if choices := column.choices_in(rules):
        parts.append("可填：" + "、".join(choices))
    if column.help:
        parts.append(column.help)
    if column.aliases:
        parts.append("也认：" + "、".join(column.aliases))
    if column.clause:
        parts.append(f"条款 {column.clause}")
    return "\n".join(parts)


def write_template(register: Register, rules: Rules, rows: list[dict[str, object]] | None = None) -> bytes:
    """Return a register's workbook: blank, or filled with `rows`.

    Parameters
    ----------
    register
        Which register.
    rules
        The rules in force; they hold some of the drop-downs.
    rows
        Raw cells by Chinese column title; default none.

    Returns
    -------
    bytes
        An .xlsx: the register's sheet (title and a grey example row above the header, which the reader skips)
        and 填写说明.
    """
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet(register.title)
        drop_downs = DropDowns(workbook)
        sheet.set_row(0, 26)
        sheet.write_string(
            0, 0, f"{register.title}（带 * 的必填；下面灰色一行是示例，不会读取）", styles.title
        )
        for position, column in enumerate(register.columns):
            _head(sheet, styles, position, column, rules)
            _validation(sheet, drop_downs, position, column, rules)
        formats = [styles.get(num_format=_LAYOUT[column.kind.name][0]) for column in register.columns]
        for at, row in enumerate(rows or [], _HEADER_ROW + 1):
            for position, column in enumerate(register.columns):
                _write_raw(sheet, at, position, row.get(column.title), formats[position])
        sheet.freeze_panes(_HEADER_ROW + 1, 1)
        print_on_a4(sheet, _HEADER_ROW)
        _explain(workbook, styles, register, rules)
    return buffer.getvalue()


def _head(sheet: Worksheet, styles: Styles, position: int, column: Column, rules: Rules) -> None:
    """Write a column's width, example, header and note."""
    number_format, width = _LAYOUT[column.kind.name]
    example = styles.get(italic=True, font_color="#8A94A3", bg_color="#F4F6F8")
    optional = styles.get(
        bold=True, bg_color="#DCE6F1", align="center", text_wrap=True, border=1, border_color="#D5DBE3"
    )
    sheet.set_column(position, position, width, styles.get(num_format=number_format))
    sheet.write_string(1, position, column.example, example)
    title, style = (f"{column.title} *", styles.head) if column.required else (column.title, optional)
    sheet.write_string(_HEADER_ROW, position, title, style)
    sheet.write_comment(_HEADER_ROW, position, _note(column, rules), {"x_scale": 2, "y_scale": 1.5})


def _validation(sheet: Worksheet, drop_downs: DropDowns, position: int, column: Column, rules: Rules) -> None:
    area = (_HEADER_ROW + 1, position, _HEADER_ROW + _ROWS, position)
    allowed = ("是", "否") if column.kind is YES_NO else column.choices_in(rules)
    told = column.help or column.kind.how
    tell = {"input_title": column.title[:32], "input_message": told[:255]} if told else {}
    if allowed:
        drop_downs.offer(sheet, area, allowed, at=position, error_title="不在可选范围", **tell)
    elif column.kind is INTEGER:
        bounds = {"minimum": column.low or 0, "maximum": column.high or 999_999_999}
        said = {"error_title": "应为整数", "error_message": "这一列填整数"}
        sheet.data_validation(*area, {"validate": "integer", "criteria": "between", **bounds, **said, **tell})
    elif column.kind is MONEY:
        bounds = {"minimum": -9_999_999_999, "maximum": 9_999_999_999}
        said = {"error_title": "应为金额", "error_message": "只填数，单位元，最多两位小数"}
        sheet.data_validation(*area, {"validate": "decimal", "criteria": "between", **bounds, **said, **tell})


def _write_raw(sheet: Worksheet, row: int, position: int, value: object, style: Format) -> None:
    """Write a cell as a person would have: dates as dates, numbers as numbers, text as text."""
    import datetime as dt
    from decimal import Decimal
    from fractions import Fraction

    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, position, "是" if value else "否", style)
    elif isinstance(value, dt.datetime | dt.date):
        sheet.write_datetime(row, position, value, style)
    elif isinstance(value, int | float | Decimal | Fraction):
        sheet.write_number(row, position, float(value), style)
    else:
        sheet.write_string(row, position, str(value), style)


def _explain(workbook: xlsxwriter.Workbook, styles: Styles, register: Register, rules: Rules) -> None:
    sheet = workbook.add_worksheet("填写说明")
    sheet.write_string(0, 0, f"{register.title} 填写说明", styles.title)
    cited = "；".join(rules.cite(clause) for clause in register.clauses)
    sheet.merge_range(1, 0, 1, 7, f"{register.row.about}{' 依据：' + cited if cited else ''}", styles.note)
    sheet.set_row(1, 60)
    columns = [
        ("列名", 18, ""),
        ("必填", 8, ""),
        ("类型", 10, ""),
        ("单位", 8, ""),
        ("示例", 20, ""),
        ("可填的值", 28, ""),
        ("说明", 44, ""),
        ("条款", 10, ""),
    ]
    write_table(
        sheet,
        styles,
        3,
        columns,
        [
            {
                "列名": column.title,
                "必填": "是" if column.required else "",
                "类型": column.kind.title,
                "单位": column.unit,
                "示例": column.example,
                "可填的值": "、".join(column.choices_in(rules)),
                "说明": "；".join(part for part in (column.help, column.kind.how) if part),
                "条款": column.clause,
            }
            for column in register.columns
        ],
    )
    print_on_a4(sheet, 3)
