"""明细: one row a KPI of every person and department, each score a formula over what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.appraisal.model import KpiScore
from mktkit.appraisal.workbook.book import FIRST, HEADER, Formula, MonthBook, head, number_of, put
from mktkit.appraisal.workbook.curves import read_curve
from mktkit.appraisal.workbook.lineage import ROWS
from mktkit.office.excel import column_letter

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["read_total", "write_detail"]

#: What stands in 分子, 实际 and 目标 depends on the KPI's unit.
_AMOUNT = "amount"
_COLUMNS = (
    ("部门", 9, ""), ("工号", 9, ""), ("姓名", 13, ""), ("条款", 9, ""), ("指标", 22, ""), ("分子", 13, _AMOUNT), ("分母", 10, "0.####"),
    ("倍数", 7, ""), ("实际", 13, _AMOUNT), ("目标", 13, _AMOUNT), ("单位", 8, ""), ("完成率（%）", 11, "0.00"), ("曲线读数", 11, "0.00"),
    ("得分", 9, "0.00"), ("权重", 8, "0.##"), ("计入权重", 9, "0.##"), ("权重×得分", 11, "0.00##"), ("依据行数", 9, "0"), ("说明", 60, ""),
)  # fmt: skip
_AT = {title: position for position, (title, _, _) in enumerate(_COLUMNS)}
#: Formulas over what was measured; blank, without a number's format, where nothing was.
_COMPUTED = ("实际", "完成率（%）", "曲线读数")
_NOTE: dict[str, str | int] = {
    "bold": True,
    "font_color": "#9A3412",
    "bg_color": "#FFEDD5",
    "text_wrap": True,
    "border": 1,
}


def write_detail(book: MonthBook, sheet: Worksheet) -> None:
    """Write the sheet and keep where each person's and department's rows are."""
    head(book, sheet, "明细（点任一得分可看公式）", ((title, width) for title, width, _ in _COLUMNS))
    row = FIRST
    for key, who, kpis in _blocks(book):
        if kpis:
            book.details[key] = (row + 1, row + len(kpis))
        for kpi in kpis:
            _write(book, sheet, row, who, kpi)
            row += 1
    sheet.autofilter(HEADER, 0, max(row - 1, HEADER), len(_COLUMNS) - 1)
    sheet.freeze_panes(FIRST, _AT["分子"])


def _blocks(book: MonthBook) -> Iterator[tuple[str, tuple[str, str, str], tuple[KpiScore, ...]]]:
    for person in book.result.people:
        for stay in person.memberships:
            yield stay.key, (stay.department, person.employee_id, person.name), stay.kpis
    for one in book.result.departments:
        yield one.department, (one.department, "", "（部门合计）"), one.kpis


def _write(book: MonthBook, sheet: Worksheet, row: int, who: tuple[str, str, str], kpi: KpiScore) -> None:
    cells = dict(zip(("部门", "工号", "姓名"), who, strict=True)) | _cells(book, row, kpi)
    for title, position in _AT.items():
        put(sheet, row, position, cells[title], _style(book, title, kpi, blank=cells[title] is None))
    if kpi.note:
        sheet.set_row(row, 34)
    _link(book, sheet, (row, _AT["依据行数"]), kpi, who[1])


def _link(book: MonthBook, sheet: Worksheet, at: tuple[int, int], kpi: KpiScore, who: str) -> None:
    """Let the number of rows lead to the first of them; what counts for the whole stands under nobody's 工号."""
    line = book.rows.get((who or None, kpi.clause), book.rows.get((None, kpi.clause)))
    if kpi.rows and line is not None:
        style = book.styles.cell("0", font_color="#1D4ED8", underline=1)
        sheet.write_url(*at, f"internal:'{ROWS}'!A{line}", style, tip="看用到的行")
        sheet.write_number(*at, kpi.rows, style)


def _style(book: MonthBook, title: str, kpi: KpiScore, *, blank: bool) -> Format:
    if title == "说明" and kpi.note:
        return book.styles.get(**_NOTE)
    if blank and title in _COMPUTED:
        return book.styles.cell()
    shown = _COLUMNS[_AT[title]][2]
    if shown == _AMOUNT:
        shown = "#,##0.00" if kpi.unit == "元" else "0.####"
    return book.styles.cell(shown)


def _cells(book: MonthBook, row: int, kpi: KpiScore) -> dict[str, object]:
    """Return the cells of a KPI by title; what was measured is computed, what was settled is written."""
    at = {title: f"{column_letter(position)}{row + 1}" for title, position in _AT.items()}
    rule = book.rules.appraisal.kpi[kpi.clause]

    def amount(value: Fraction | None) -> float | None:
        return number_of(value if value is None or kpi.unit != "元" else value / 100)

    def computed(text: str, value: float | None) -> Formula | None:
        return Formula(text, value) if kpi.state == "measured" and value is not None else None

    read = read_curve(book, kpi.clause, at["曲线读数"], rule.kind)
    counts = f'IF({at["得分"]}="",0,'
    return {
        "条款": kpi.clause,
        "指标": kpi.title,
        "分子": amount(kpi.numerator),
        "分母": number_of(kpi.denominator),
        "倍数": kpi.scale,
        "实际": computed(f"{at['分子']}*{at['倍数']}/{at['分母']}", amount(kpi.actual)),
        "目标": amount(kpi.target),
        "单位": kpi.unit,
        "完成率（%）": computed(f"{at['实际']}*100/{at['目标']}", number_of(kpi.attainment)),
        "曲线读数": computed(
            at["完成率（%）"] if rule.reads == "attainment" else at["实际"], number_of(kpi.read_at)
        ),
        "得分": computed(f"ROUND({read},2)", None if kpi.score is None else float(kpi.score)) or kpi.score,
        "权重": kpi.weight,
        "计入权重": Formula(f"{counts}{at['权重']})", float(kpi.counted_weight)),
        "权重×得分": Formula(f"{counts}{at['权重']}*{at['得分']})", float(kpi.weighted)),
        "依据行数": kpi.rows,
        "说明": kpi.note,
    }


def read_total(book: MonthBook, key: str) -> str:
    """Return the formula of the total of a membership or a department."""
    first, last = book.details[key]
    weights, scores = (
        f"明细!${column_letter(_AT[title])}${first}:${column_letter(_AT[title])}${last}"
        for title in ("计入权重", "权重×得分")
    )
    return f"ROUND(SUMPRODUCT({scores})/SUMPRODUCT({weights}),2)"
