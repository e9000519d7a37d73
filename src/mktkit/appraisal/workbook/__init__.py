"""The result workbook: 汇总, 部门, 明细 with live formulas, 奖金, 数据去向, 逐行去向, 数据问题, 评分曲线, 依据.

Every computed cell is a formula over cells of this workbook, with the value Python got as its cached value, so that a
score clicked in Excel or WPS shows how it came about.  Formulas round where Python rounds and use INDEX, MATCH, IF,
ROUND and SUMPRODUCT alone.
"""

from __future__ import annotations

from mktkit.appraisal.model import AppraisalResult
from mktkit.appraisal.workbook.basis import write_basis, write_problems
from mktkit.appraisal.workbook.bonus import write_bonus
from mktkit.appraisal.workbook.book import MonthBook
from mktkit.appraisal.workbook.curves import write_curves
from mktkit.appraisal.workbook.detail import write_detail
from mktkit.appraisal.workbook.lineage import ROWS, write_lineage, write_rows
from mktkit.appraisal.workbook.totals import write_departments, write_summary
from mktkit.office.excel import new_workbook
from mktkit.rules import Rules

__all__ = ["write_workbook"]


def write_workbook(result: AppraisalResult, rules: Rules, *, bonus: bool = True) -> bytes:
    """Return the result as an .xlsx.

    Parameters
    ----------
    result
        A scored month; of one person after :func:`mktkit.appraisal.report.only_person`.
    rules
        The rules it was scored by.
    bonus
        False leaves the bonus sheet out, for a copy that is shown around.

    Returns
    -------
    bytes
    """
    with new_workbook() as (workbook, styles, buffer):
        book = MonthBook(workbook, styles, result, rules)
        # Excel shows sheets in the order they are added; 汇总 comes first though it is written from the others.
        summary = workbook.add_worksheet("汇总")
        departments = workbook.add_worksheet("部门") if result.departments else None
        detail = workbook.add_worksheet("明细")
        money = workbook.add_worksheet("奖金") if bonus else None
        lineage = workbook.add_worksheet("数据去向")
        rows = workbook.add_worksheet(ROWS)
        problems = workbook.add_worksheet("数据问题")
        curves = workbook.add_worksheet("评分曲线")
        write_curves(book, curves)
        write_rows(book, rows)
        write_lineage(book, lineage)
        write_detail(book, detail)
        if departments is not None:
            write_departments(book, departments)
        write_summary(book, summary)
        if money is not None:
            write_bonus(book, money)
        write_problems(book, problems)
        write_basis(book, workbook.add_worksheet("依据"))
        summary.activate()
    return buffer.getvalue()
