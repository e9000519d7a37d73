"""部门 and 汇总: totals, grades, status and why, with a chart of the totals below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mktkit.appraisal.model import DepartmentScore, MembershipScore, PersonScore
from mktkit.appraisal.workbook.book import FIRST, HEADER, Formula, MonthBook, head, put, put_row
from mktkit.appraisal.workbook.curves import read_grade
from mktkit.appraisal.workbook.detail import read_total
from mktkit.office.excel import column_letter, write_cell
from mktkit.office.excel_charts import Area, Series, add_chart

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_departments", "write_summary"]

#: A table of more rows leaves no room for a chart on its page.
_ONE_PAGE = 10

_DEPARTMENTS = (("部门", 12), ("参加考核人数", 13), ("总分", 10), ("等级", 9), ("状态", 10), ("说明", 70))
_SUMMARY = (
    ("名次", 7), ("工号", 10), ("姓名", 14), ("部门", 10), ("岗位", 12), ("总分", 10), ("等级", 9), ("状态", 10), ("说明", 60),
)  # fmt: skip


def write_departments(book: MonthBook, sheet: Worksheet) -> None:
    """Write the departments and keep their rows."""
    head(book, sheet, "部门（全部人员的记录合起来算）", _DEPARTMENTS)
    listed = book.result.departments
    for row, one in enumerate(listed, FIRST):
        write_cell(sheet, row, 0, one.department, book.styles.cell())
        write_cell(sheet, row, 1, one.headcount, book.styles.cell("0"))
        book.totals[one.department] = row + 1
        _outcome(book, sheet, (row, 2), one, read_total(book, one.department))
    _chart(book, sheet, (0, 2), listed)


def write_summary(book: MonthBook, sheet: Worksheet) -> None:
    """Write the people, ranked, and keep their rows."""
    head(book, sheet, "汇总", _SUMMARY)
    listed = book.result.people
    for row, person in enumerate(listed, FIRST):
        put_row(
            book, sheet, row, (person.rank, person.employee_id, person.name, person.department, person.post)
        )
        book.totals[person.employee_id] = row + 1
        _outcome(book, sheet, (row, 5), person, _total_of(book, person))
    if listed:
        sheet.autofilter(HEADER, 0, HEADER + len(listed), len(_SUMMARY) - 1)
    _chart(book, sheet, (2, 5), listed)


def _total_of(book: MonthBook, person: PersonScore) -> str:
    """Return the formula of a person's total: of several stays their totals, weighted by days present."""
    counted = [one for one in person.memberships if one.total is not None]
    if person.total is None:
        return ""
    if len(counted) == 1:
        return _stay_total(book, counted[0])
    weighted = "+".join(f"{_stay_total(book, one)}*{one.present}" for one in counted)
    return f"ROUND(({weighted})/{sum(one.present for one in counted)},2)"


def _stay_total(book: MonthBook, one: MembershipScore) -> str:
    if one.kpis:
        return read_total(book, one.key)
    if book.result.departments:
        cells = "+".join(f"部门!$C${book.totals[each.department]}" for each in book.result.departments)
        return f"ROUND(({cells})/{len(book.result.departments)},2)"
    # One person's sheet of 营销经理 must not carry the departments; the mean stands in the note.
    return str(one.total)


def _outcome(
    book: MonthBook, sheet: Worksheet, at: tuple[int, int], one: PersonScore | DepartmentScore, total: str
) -> None:
    """Write total, grade, status and note from `at` (row, column) on; `total` is the total's formula."""
    styles, (row, column) = book.styles, at
    if one.total is None:
        for offset, text in enumerate(("", "", one.status, one.note)):
            write_cell(sheet, row, column + offset, text, styles.warning if offset >= 2 else styles.cell())
        sheet.set_row(row, 34)
        return
    grade = read_grade(book, f"{column_letter(column)}{row + 1}")
    excluded = any(kpi.state == "exclude" for kpi in one.kpis)
    put(sheet, row, column, Formula(total, float(one.total)), styles.cell("0.00", bold=True))
    put(sheet, row, column + 1, Formula(grade, one.grade), styles.cell())
    write_cell(sheet, row, column + 2, one.status, styles.cell())
    write_cell(sheet, row, column + 3, one.note, styles.warning if excluded else styles.cell(text_wrap=True))


def _chart(
    book: MonthBook,
    sheet: Worksheet,
    columns: tuple[int, int],
    listed: Sequence[PersonScore] | Sequence[DepartmentScore],
) -> None:
    """Draw the totals below the table, as a chart of Excel's own; `columns` are those of names and totals."""
    if sum(one.total is not None for one in listed) < 2:
        return
    last = FIRST + len(listed) - 1
    if len(listed) > _ONE_PAGE:
        # Printed, the chart would be cut in two by the page.
        sheet.print_area(0, 0, last, len(_SUMMARY) - 1)
    names, totals = (Area(sheet.get_name(), FIRST, column, last, column) for column in columns)
    add_chart(
        book.workbook,
        sheet,
        "bar",
        names,
        [Series("总分", totals)],
        title=f"{book.result.period.month} 总分",
        unit="分",
        at=(last + 2, 0),
        alt="总分的条形图",
        number_format="0.00",
        size=(760, min(max(200, 26 * len(listed) + 80), 1500)),
    )
