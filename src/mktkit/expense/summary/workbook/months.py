"""The sheet 各月: a row a department, category and month; 实际 over the ledger's rows where they are written too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.expense.model import Position
from mktkit.expense.summary.workbook.sheet import (
    MONEY,
    RATE,
    TOP,
    SheetRows,
    SummaryBook,
    sumproduct,
    write_derived,
    write_head,
    write_titles,
    yuan_of,
)
from mktkit.office.excel import column_letter, print_on_a4, write_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_months"]

_COLUMNS = (
    ("部门", 12), ("预算科目", 14), ("月份", 10), ("月", 6), ("预算", 14), ("其中结转", 12), ("已占用", 14), ("实际", 14),
    ("可用", 14), ("执行率", 10), ("偏差", 14), ("台账行数", 10),
)  # fmt: skip


def write_months(book: SummaryBook, sheet: Worksheet, ledger_rows: int) -> None:
    """Write the sheet; over so many rows of 台账, or with values where there are none."""
    last = len(_COLUMNS) - 1
    note = "单位：元，含税。可用＝预算−已占用−实际；偏差＝实际−预算。"
    write_head(book, sheet, f"{book.summary.year} 年各月", note, last)
    write_titles(book, sheet, _COLUMNS)
    ledger = SheetRows("台账", TOP + 2, TOP + 1 + ledger_rows) if ledger_rows else None
    for row, one in enumerate(book.summary.positions, TOP + 1):
        _write_position(book, sheet, row, one, ledger)
    _write_totals(book, sheet)
    sheet.autofilter(TOP, 0, max(TOP + 1, book.below_months - 1), last)
    sheet.freeze_panes(TOP + 1, 0)
    print_on_a4(sheet, TOP)


def _write_position(
    book: SummaryBook, sheet: Worksheet, row: int, one: Position, ledger: SheetRows | None
) -> None:
    styles, figures = book.styles, one.figures
    money, rate = styles.cell(MONEY), styles.cell(RATE, align="right")
    for at, value in enumerate((one.department, one.category, one.month, int(one.month[5:]))):
        write_cell(sheet, row, at, value, styles.cell())
    for at, fen in enumerate((figures.budget, one.carried, figures.committed), 4):
        write_cell(sheet, row, at, yuan_of(fen), money)
    if ledger is None:
        write_cell(sheet, row, 7, yuan_of(figures.actual), money)
    else:
        same = [
            f"{ledger.column(theirs)}={ours}{row + 1}"
            for theirs, ours in (("C", "A"), ("E", "B"), ("B", "D"))
        ]
        formula = f"={sumproduct(same, ledger.column('G'))}"
        sheet.write_formula(row, 7, formula, money, float(yuan_of(figures.actual)))
    write_derived(sheet, (row, 8), figures, "EGH", (money, rate))
    write_cell(sheet, row, 11, one.rows, styles.cell("0"))


def _write_totals(book: SummaryBook, sheet: Worksheet) -> None:
    """Write the sums that follow the filters."""
    whole, below, style = book.summary.total, book.below_months, book.total_style()
    values = {4: whole.budget, 6: whole.committed, 7: whole.actual, 8: whole.available, 10: whole.variance}
    write_cell(sheet, below, 0, "合计（随筛选）", style)
    for column, value in values.items():
        letter = column_letter(column)
        formula = f"=SUBTOTAL(109,{letter}{TOP + 2}:{letter}{below})"
        sheet.write_formula(below, column, formula, style, float(yuan_of(value)))
