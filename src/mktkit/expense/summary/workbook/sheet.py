"""What the sheets of the summary share: their head, the figures as formulas, the rows that formulas read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.expense.model import Figures, Summary
from mktkit.office.excel import Styles
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = [
    "MONEY",
    "RATE",
    "TOP",
    "SheetRows",
    "SummaryBook",
    "sumproduct",
    "write_derived",
    "write_head",
    "write_titles",
    "yuan_of",
]

MONEY = "#,##0.00"
RATE = "0.0%"
#: Row of every table's header, from 0.
TOP = 4


def yuan_of(fen: int) -> Fraction:
    """Return an amount in 分 as a number of 元."""
    return Fraction(fen, 100)


@dataclass(frozen=True)
class SheetRows:
    """Rows of a sheet that formulas read, numbered as Excel shows them."""

    sheet: str
    first: int
    last: int

    def column(self, letter: str) -> str:
        """Return one column of them, held fast."""
        return self.running(f"${letter}")

    def running(self, letter: str) -> str:
        """Return one column of them, which moves along when the formula is copied to the right."""
        return f"{self.sheet}!{letter}${self.first}:{letter}${self.last}"


def sumproduct(conditions: Sequence[str], amounts: str) -> str:
    """Return what sums the amounts of rows that fulfil all conditions.

    Examples
    --------
    >>> sumproduct(["A1:A9=B1", "C1:C9<=3"], "D1:D9")
    'SUMPRODUCT((A1:A9=B1)*(C1:C9<=3)*D1:D9)'
    """
    return f"SUMPRODUCT({''.join(f'({one})*' for one in conditions)}{amounts})"


@dataclass(frozen=True)
class SummaryBook:
    """The workbook of a summary while it is written."""

    workbook: xlsxwriter.Workbook
    styles: Styles
    summary: Summary
    rules: Rules

    @property
    def below_months(self) -> int:
        """Row below the table of 各月, from 0."""
        return TOP + 1 + len(self.summary.positions)

    @property
    def months(self) -> SheetRows:
        """The rows of 各月, for formulas; one where there are none, for Excel knows no empty range."""
        return SheetRows("各月", TOP + 2, max(TOP + 2, self.below_months))

    def total_style(self, number_format: str = MONEY, **more: str) -> Format:
        """Return how a sum below a table looks."""
        return self.styles.cell(number_format, bold=True, bg_color="#E8EEF5", **more)


def write_head(book: SummaryBook, sheet: Worksheet, title: str, note: str, width: int) -> None:
    """Write title and note above a table of so many columns and one."""
    sheet.write_string(0, 0, title, book.styles.title)
    sheet.set_row(0, 26)
    if book.summary.sample:
        note = f"{note}　含{SAMPLE_LABEL}"
    sheet.merge_range(1, 0, 1, width, "", book.styles.note)
    sheet.write_string(1, 0, note, book.styles.note)
    sheet.set_row(1, 32)


def write_titles(book: SummaryBook, sheet: Worksheet, columns: Sequence[tuple[str, float]]) -> None:
    """Write a table's header: title and width of each column."""
    for at, (title, width) in enumerate(columns):
        sheet.write_string(TOP, at, title, book.styles.head)
        sheet.set_column(at, at, width)


def write_derived(
    sheet: Worksheet, place: tuple[int, int], figures: Figures, sources: str, styles: tuple[Format, Format]
) -> None:
    """Write 可用, 执行率 and 偏差 from a column on, as formulas over the row's 预算, 已占用 and 实际.

    Parameters
    ----------
    sheet, place
        Where; row and column from 0.
    figures
        The values they must have.
    sources
        The letters of the three columns.
    styles
        Of money and of a rate.
    """
    (row, at), (money, rate) = place, styles
    budget, committed, actual = (f"{letter}{row + 1}" for letter in sources)
    execution = "—" if figures.execution is None else float(figures.execution / 100)
    available, variance = float(yuan_of(figures.available)), float(yuan_of(figures.variance))
    sheet.write_formula(row, at, f"={budget}-{committed}-{actual}", money, available)
    sheet.write_formula(row, at + 1, f'=IF({budget}=0,"—",{actual}/{budget})', rate, execution)
    sheet.write_formula(row, at + 2, f"={actual}-{budget}", money, variance)
