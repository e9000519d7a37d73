"""What the sheets of the result workbook share: its styles, the head of a sheet, where earlier sheets put things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from mktkit.appraisal.model import AppraisalResult
from mktkit.office.excel import Styles, print_on_a4, write_cell
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["FIRST", "HEADER", "Formula", "MonthBook", "head", "number_of", "put", "put_row"]

#: Row of the titles of every sheet, and the first below it, from 0.
HEADER = 3
FIRST = HEADER + 1


class Formula(NamedTuple):
    """A formula without its sign, and what Python got for it."""

    text: str
    value: float | str


@dataclass
class MonthBook:
    """The workbook as it is written; later sheets refer to earlier ones."""

    workbook: xlsxwriter.Workbook
    styles: Styles
    result: AppraisalResult
    rules: Rules
    #: clause or "系数" → (first row, last row) of its points on 评分曲线, from 1.
    curves: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: Membership or department → (first row, last row) of its KPIs on 明细, from 1.
    details: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: 工号 → row on 汇总; department → row on 部门, from 1.
    totals: dict[str, int] = field(default_factory=dict)
    #: (first row, last row) of the grades on 评分曲线, from 1.
    grades: tuple[int, int] = (0, 0)
    #: (工号, clause) → first of its rows on 逐行去向; (None, clause) → first of all; from 1.
    rows: dict[tuple[str | None, str], int] = field(default_factory=dict)
    #: Last row of 逐行去向, from 1.
    last_row: int = 0
    #: clause → row on 数据去向, from 1.
    lineages: dict[str, int] = field(default_factory=dict)

    @property
    def clauses(self) -> list[str]:
        """The KPIs that stand in the result, each once."""
        kpis = [one.kpis for one in self.result.people] + [one.kpis for one in self.result.departments]
        return list(dict.fromkeys(kpi.clause for listed in kpis for kpi in listed))


def head(book: MonthBook, sheet: Worksheet, title: str, columns: Iterable[tuple[str, int]]) -> None:
    """Write a sheet's title, what it rests on and the titles of its columns."""
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{book.result.period.month} 绩效考核 · {title}", book.styles.title)
    sample = f"　{SAMPLE_LABEL}" if book.result.sample else ""
    sheet.write_string(
        1,
        0,
        f"《营销部门制度规范》第 5 章 · {book.result.edition}{sample}",
        book.styles.get(font_color="#9A3412" if sample else "#5B6675"),
    )
    for position, (name, width) in enumerate(columns):
        sheet.set_column(position, position, width)
        sheet.write_string(HEADER, position, name, book.styles.head)
    sheet.set_row(HEADER, 22)
    sheet.freeze_panes(FIRST, 0)
    print_on_a4(sheet, HEADER)


def put(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write a value, or a formula with its value."""
    if isinstance(value, Formula):
        sheet.write_formula(row, column, f"={value.text}", style, value.value)
    else:
        write_cell(sheet, row, column, value, style)


def put_row(book: MonthBook, sheet: Worksheet, row: int, values: Iterable[object]) -> None:
    """Write plain cells from the first column on."""
    for position, value in enumerate(values):
        write_cell(sheet, row, position, value, book.styles.cell())


def number_of(value: Fraction | None) -> float | None:
    """Return an exact number as Excel holds it."""
    return None if value is None else float(value)
