"""The sheet 热力图: execution by category and month, coloured around exactly the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.expense.model import Figures, group, months_of
from mktkit.expense.summary.workbook.sheet import RATE, TOP, SummaryBook, sumproduct, write_head
from mktkit.office.excel import column_letter, print_on_a4, write_cell
from mktkit.office.excel_charts import Area, colour_scale

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_heat"]


def write_heat(book: SummaryBook, sheet: Worksheet) -> None:
    """Write the sheet."""
    summary, styles = book.summary, book.styles
    note = "实际÷预算。颜色：蓝＝低于预算，白＝正好，橙＝超过。"
    write_head(book, sheet, f"{summary.year} 年各月执行率", note, 12)
    sheet.write_string(TOP, 0, "预算科目", styles.head)
    sheet.set_column(0, 0, 18)
    closed, categories = months_of(summary.year, summary.through), summary.categories
    grouped = group(summary.positions, ["category", "month"], closed)
    head = styles.get(
        bold=True, font_color="#FFFFFF", bg_color="#1F4E79", align="center", border=1, num_format='0"月"'
    )
    for at, month in enumerate(closed, 1):
        sheet.write_number(TOP, at, int(month[5:]), head)
        for row, category in enumerate(categories, TOP + 1):
            write_cell(sheet, row, 0, category, styles.cell())
            _write_execution(book, sheet, row, at, grouped.get((category, month), Figures()))
    if categories:
        colour_scale(sheet, Area("热力图", TOP + 1, 1, TOP + len(categories), len(closed)), centre=1)
    print_on_a4(sheet, TOP)


def _write_execution(book: SummaryBook, sheet: Worksheet, row: int, at: int, figures: Figures) -> None:
    months = book.months
    mine = [f"{months.column('B')}=$A{row + 1}", f"{months.column('D')}={column_letter(at)}${TOP + 1}"]
    actual, budget = (sumproduct(mine, months.column(letter)) for letter in ("H", "E"))
    value = "—" if figures.execution is None else float(figures.execution / 100)
    formula = f'=IF({budget}=0,"—",{actual}/{budget})'
    sheet.write_formula(row, at, formula, book.styles.cell(RATE, align="center"), value)
