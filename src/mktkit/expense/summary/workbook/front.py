"""The sheet 汇总: the categories until the chosen month, over the rows of 各月, with its charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mktkit.expense.model import WHOLE, Figures, group, months_of
from mktkit.expense.summary.workbook.sheet import (
    MONEY,
    RATE,
    TOP,
    SummaryBook,
    sumproduct,
    write_derived,
    write_head,
    write_titles,
    yuan_of,
)
from mktkit.office.excel import column_letter, print_on_a4, write_cell
from mktkit.office.excel_charts import Area, Series, WaterfallStep, add_chart, add_waterfall

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_front"]

_COLUMNS = (
    ("预算科目", 18), ("预算", 16), ("已占用", 16), ("实际", 16), ("可用", 16), ("执行率", 16), ("偏差", 16),
)  # fmt: skip
_CHART = (760, 320)

#: How far below the totals the waterfall's own table begins.
_TABLE_BELOW = 38


def write_front(book: SummaryBook, sheet: Worksheet) -> None:
    """Write the sheet."""
    summary, styles = book.summary, book.styles
    note = (
        "单位：元，含税。实际只计台账；已占用是已批准、台账里还没有的报销单。改“截至月”，下面的数随之重算。"
    )
    write_head(book, sheet, f"{summary.year} 年营销费用汇总", note, len(_COLUMNS) - 1)
    sheet.write_string(2, 0, "截至月", styles.head)
    sheet.write_number(2, 1, int(summary.through[5:]), styles.cell("0", bg_color="#FFF7E0", bold=True))
    sheet.data_validation(
        2, 1, 2, 1, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12}
    )
    write_titles(book, sheet, _COLUMNS)
    grouped = group(summary.positions, ["category"], months_of(summary.year, summary.through))
    by_category = {category: grouped.get((category,), Figures()) for category in summary.categories}
    for row, (category, figures) in enumerate(by_category.items(), TOP + 1):
        _write_category(book, sheet, row, category, figures)
    below = TOP + 1 + len(by_category)
    write_cell(sheet, below, 0, WHOLE, book.total_style())
    if by_category:
        whole = sum(by_category.values(), Figures())
        _write_total(book, sheet, below, whole)
        _add_columns(book, sheet, below)
        _add_waterfall(book, sheet, below, by_category)
    print_on_a4(sheet, TOP)
    # The table that the waterfall is drawn from stands below it, and is nothing to print.
    sheet.print_area(0, 0, below + _TABLE_BELOW - 1, len(_COLUMNS) - 1)


def _write_category(book: SummaryBook, sheet: Worksheet, row: int, category: str, figures: Figures) -> None:
    money, rate = book.styles.cell(MONEY), book.styles.cell(RATE, align="right")
    months = book.months
    mine = [f"{months.column('B')}=$A{row + 1}", f"{months.column('D')}<=$B$3"]
    write_cell(sheet, row, 0, category, book.styles.cell())
    for at, (letter, fen) in enumerate(
        (("E", figures.budget), ("G", figures.committed), ("H", figures.actual)), 1
    ):
        formula = f"={sumproduct(mine, months.running(letter))}"
        sheet.write_formula(row, at, formula, money, float(yuan_of(fen)))
    write_derived(sheet, (row, 4), figures, "BCD", (money, rate))


def _write_total(book: SummaryBook, sheet: Worksheet, below: int, whole: Figures) -> None:
    bold = book.total_style()
    for column, fen in enumerate((whole.budget, whole.committed, whole.actual), 1):
        letter = column_letter(column)
        formula = f"=SUM({letter}{TOP + 2}:{letter}{below})"
        sheet.write_formula(below, column, formula, bold, float(yuan_of(fen)))
    write_derived(sheet, (below, 4), whole, "BCD", (bold, book.total_style(RATE, align="right")))


def _add_columns(book: SummaryBook, sheet: Worksheet, below: int) -> None:
    def cells(column: int) -> Area:
        return Area("汇总", TOP + 1, column, below - 1, column)

    add_chart(
        book.workbook,
        sheet,
        "column",
        cells(0),
        [Series("预算", cells(1)), Series("实际", cells(3)), Series("已占用", cells(2))],
        title="预算与实际",
        unit="元",
        at=(below + 2, 0),
        number_format="#,##0",
        labels=False,
        size=_CHART,
    )


def _add_waterfall(
    book: SummaryBook, sheet: Worksheet, below: int, by_category: Mapping[str, Figures]
) -> None:
    whole = sum(by_category.values(), Figures())
    steps = [WaterfallStep("预算", yuan_of(whole.budget), f"=$B${below + 1}")]
    steps += [
        WaterfallStep(category, -yuan_of(figures.actual), f"=-$D${row}")
        for row, (category, figures) in enumerate(by_category.items(), TOP + 2)
        if figures.actual
    ]
    if whole.committed:
        steps.append(WaterfallStep("已占用", -yuan_of(whole.committed), f"=-$C${below + 1}"))
    add_waterfall(
        book.workbook,
        sheet,
        book.styles,
        steps,
        table=(below + _TABLE_BELOW, 0),
        title="预算用到哪里",
        total="可用",
        unit="元",
        at=(below + 20, 0),
        size=_CHART,
    )
