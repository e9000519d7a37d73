"""数据分析底稿 (制度 3.1.3): every result in one workbook, so that a report's figures can be traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from mktkit.errors import Finding
from mktkit.office.document import plain
from mktkit.office.excel import Styles, new_workbook, print_on_a4, sheet_name, write_table
from mktkit.research.model import Analysis, Aspect, distinct

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["working_paper"]

#: Title, width and number format of the columns of the first sheet.
_SUMMARY: list[tuple[str, float | None, str]] = [
    ("分析", 30, ""),
    ("名称", 24, ""),
    ("数值", 14, "#,##0.00##"),
    ("单位", 10, ""),
    ("印出的写法", 18, ""),
    ("n", 8, ""),
    ("工作表", 26, ""),
]


def working_paper(
    title: str, analyses: Sequence[Analysis], findings: Sequence[Finding] = (), problems: Sequence[str] = ()
) -> bytes:
    """Return the working paper: a sheet of all figures with their method, a sheet an analysis, one of what was found in the file.

    Parameters
    ----------
    title
        On the first sheet.
    analyses
        In the order of the sheets.
    findings
        What was found in the questionnaire's file.
    problems
        What could not be calculated.

    Notes
    -----
    制度 3.1.3.
    """
    with new_workbook() as (workbook, styles, buffer):
        named: dict[str, Analysis] = {}
        for one in analyses:
            named[sheet_name(one.title, ("数字", "数据问题", *named))] = one
        _summary(workbook, styles, title, named, problems)
        for name, one in named.items():
            _sheet(workbook, styles, name, one)
        sheet = workbook.add_worksheet("数据问题")
        sheet.write_string(0, 0, "问卷文件里发现的问题", styles.title)
        columns = [
            (name, None, "") for name in ("级别", "文件", "工作表", "行", "列", "问题", "要求", "怎么改")
        ]
        write_table(sheet, styles, 2, columns, [finding.as_row() for finding in findings], freeze=True)
        print_on_a4(sheet, 2)
    return buffer.getvalue()


def _summary(
    workbook: xlsxwriter.Workbook,
    styles: Styles,
    title: str,
    named: Mapping[str, Analysis],
    problems: Sequence[str],
) -> None:
    sheet = workbook.add_worksheet("数字")
    sheet.write_string(0, 0, f"{title}：数据分析底稿", styles.title)
    sheet.write_string(1, 0, "报告里的每个数都应能在这里找到。条款 3.1.3", styles.note)
    rows = [
        {
            "分析": one.title,
            "名称": figure.name,
            "数值": figure.value,
            "单位": figure.unit,
            "印出的写法": figure.text,
            "n": one.n,
            "工作表": name,
        }
        for name, one in named.items()
        for figure in one.figures
    ]
    below = write_table(sheet, styles, 3, _SUMMARY, rows, freeze=True, filters=True)
    for offset, problem in enumerate(problems, 1):
        sheet.write_string(below + offset, 0, f"没有计算：{problem}", styles.warning)
    print_on_a4(sheet, 3)


def _sheet(workbook: xlsxwriter.Workbook, styles: Styles, name: str, one: Analysis) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.write_string(0, 0, one.title, styles.title)
    figures = [{"名称": figure.name, "数": figure.text} for figure in one.figures]
    row = write_table(sheet, styles, 2, [("名称", 30, ""), ("数", 18, "")], figures) + 1
    for table in one.tables:
        sheet.write_string(row, 0, table.caption, styles.get(bold=True))
        titles = distinct([column.title for column in table.columns])
        rows = [dict(zip(titles, map(_cell, line), strict=True)) for line in table.rows]
        widths: list[tuple[str, float | None, str]] = [
            (title, 30 if at == 0 else 18 if at == 1 else 14, "") for at, title in enumerate(titles)
        ]
        row = write_table(sheet, styles, row + 1, widths, rows) + 1
        if table.note:
            sheet.write_string(row - 1, 0, table.note, styles.note)
            row += 1
    for aspect, said in one.explanation():
        row += 1
        style = styles.warning if aspect is Aspect.WARNING else styles.get(bold=True)
        sheet.write_string(row, 0, aspect, style)
        sheet.write_string(row, 1, said, styles.get())
    print_on_a4(sheet, 2)


def _cell(value: object) -> object:
    return value if value is None or isinstance(value, int | float | Decimal) else plain(value)  # type: ignore[arg-type]
