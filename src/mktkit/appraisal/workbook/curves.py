"""评分曲线: the points by which scores, the bonus coefficient and grades are read, and the formulas that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.appraisal.workbook.book import FIRST, MonthBook, head, put_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["COEFFICIENT", "read_curve", "read_grade", "write_curves"]

#: Under this name the curve of the bonus coefficient is found.
COEFFICIENT = "系数"

_COLUMNS = (("条款", 10), ("名称", 26), ("横坐标", 12), ("得分或系数", 12), ("类型", 12))
_KINDS = {"linear": "直线", "step": "阶梯"}


def write_curves(book: MonthBook, sheet: Worksheet) -> None:
    """Write the points of every curve that the result was read from, then the grades."""
    head(book, sheet, "评分曲线", _COLUMNS)
    values = book.rules.appraisal
    used = [(clause, values.kpi[clause]) for clause in book.clauses]
    entries = [
        (clause, clause, book.rules.clause(clause).title, kpi.curve, _KINDS[kpi.kind]) for clause, kpi in used
    ]
    entries.append((COEFFICIENT, "5.3.1", "绩效奖金系数", values.coefficient.curve, _KINDS["linear"]))
    row = FIRST
    for key, clause, title, points, kind in entries:
        book.curves[key] = (row + 1, row + len(points))
        for x, y in points:
            put_row(book, sheet, row, (clause, title, x, y, kind))
            row += 1
    row += 1
    book.grades = (row + 1, row + len(values.grades))
    for offset, grade in enumerate(reversed(values.grades)):
        put_row(book, sheet, row + offset, ("5.3.2", "等级", grade.from_total, grade.name, "起"))


def read_curve(book: MonthBook, key: str, x: str, kind: str = "linear") -> str:
    """Return the formula that reads a curve at the cell `x`."""
    first, last = book.curves[key]
    points = last - first + 1
    xs, ys = f"评分曲线!$C${first}:$C${last}", f"评分曲线!$D${first}:$D${last}"
    low = f"IF({x}<=INDEX({xs},1),INDEX({ys},1),"
    high = f"IF({x}>=INDEX({xs},{points}),INDEX({ys},{points}),"
    at = f"MATCH({x},{xs},1)"
    if kind == "step":
        return f"{low}INDEX({ys},{at}))"
    x0, x1, y0, y1 = (
        f"INDEX({column},{at}{more})" for column, more in ((xs, ""), (xs, "+1"), (ys, ""), (ys, "+1"))
    )
    return f"{low}{high}{y0}+({x}-{x0})*({y1}-{y0})/({x1}-{x0})))"


def read_grade(book: MonthBook, total: str) -> str:
    """Return the formula that reads the grade at the cell `total`."""
    first, last = book.grades
    return f"INDEX(评分曲线!$D${first}:$D${last},MATCH({total},评分曲线!$C${first}:$C${last},1))"
