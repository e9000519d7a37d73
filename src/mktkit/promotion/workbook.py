"""Promotion in Excel: the plan with its log, and the evaluation with formulas that can be followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.money import round_half_up
from mktkit.office.excel import Styles, new_workbook, print_on_a4, sheet_name, write_cell, write_table
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.document import by_day, channel_rows, log_rows
from mktkit.promotion.model import Evaluation, ExecutionLog, PromotionPlan
from mktkit.promotion.report import kpi_rows
from mktkit.research.model import Analysis
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

__all__ = ["evaluation_workbook", "plan_workbook"]

_MONEY = "#,##0.00"


class _Sheets:
    """The sheets of one workbook: title and source on top, tables below."""

    def __init__(self, workbook: xlsxwriter.Workbook, styles: Styles) -> None:
        self._workbook, self.styles, self._used = workbook, styles, list[str]()

    def begin(self, title: str, told: str) -> Worksheet:
        self._used.append(sheet_name(title, self._used))
        sheet = self._workbook.add_worksheet(self._used[-1])
        sheet.write_string(0, 0, title, self.styles.title)
        sheet.write_string(1, 0, told, self.styles.note)
        return sheet

    def table(
        self, sheet: Worksheet, rows: Sequence[Mapping[str, object]], totals: Sequence[str] = (), top: int = 3
    ) -> None:
        columns = [(title, None, _MONEY if title.endswith("（元）") else "") for title in rows[0]]
        write_table(sheet, self.styles, top, columns, rows, freeze=top == 3, totals=totals)
        print_on_a4(sheet, top)


def plan_workbook(plan: PromotionPlan, rules: Rules, log: ExecutionLog | None = None) -> bytes:
    """Return the channel plan, and the log where there is one, as a workbook; sums are formulas."""
    told = f"依据：{rules.cite('3.2.2')}" + (f"；{SAMPLE_LABEL}" if rules.has_samples else "")
    with new_workbook() as (workbook, styles, buffer):
        sheets = _Sheets(workbook, styles)
        sheet = sheets.begin("推广渠道计划", f"{plan.number} {plan.name}；{told}")
        rows = [
            row | {"预算（元）": one.budget / 100}
            for row, one in zip(channel_rows(plan, rules), plan.channels, strict=True)
        ]
        sheets.table(sheet, rows, ["预算（元）"])
        if log is not None:
            sheet = sheets.begin("执行记录", f"{log.plan}；依据：{rules.cite('3.2.3')}")
            entries = [
                row | {"日期": str(one.day), "花费（元）": one.cost / 100}
                for row, one in zip(log_rows(log), by_day(log), strict=True)
            ]
            sheets.table(sheet, entries, ["花费（元）"])
    return buffer.getvalue()


def evaluation_workbook(asked: Evaluation, result: Evaluated, rules: Rules) -> bytes:
    """Return the evaluation as a workbook: the score in formulas, every other figure as it is printed."""
    sample = f"；{SAMPLE_LABEL}" if rules.has_samples else ""
    with new_workbook() as (workbook, styles, buffer):
        sheets = _Sheets(workbook, styles)
        sheet = sheets.begin("活动得分", f"{result.campaign.id}；{result.score.method}{sample}")
        below = _write_score(sheet, styles, result.score, float(rules.appraisal.campaign.cap) / 100)
        sheets.table(sheet, kpi_rows(result), top=below + 1)
        figures = [
            {"分析": one.title, "指标": figure.name, "值": figure.text, "方法": one.method}
            for one in result.analyses
            for figure in one.figures
        ]
        sheets.table(sheets.begin("评估", result.causality), figures)
        told = [("不能说明什么", result.causality)]
        told += [(f"注意：{one.title}", said) for one in result.analyses for said in one.warnings]
        told += [("经验", asked.worked), ("教训", asked.failed), ("策略怎样调整", asked.next_steps)]
        sheet = sheets.begin("说明", f"依据：{rules.cite('3.2.4')}")
        sheets.table(sheet, [{"项目": title, "内容": text} for title, text in told])
    return buffer.getvalue()


def _write_score(sheet: Worksheet, styles: Styles, score: Analysis, cap: float) -> int:
    """Write the campaign's score as formulas and return the row below."""
    (table,) = score.tables
    for position, column in enumerate(table.columns):
        sheet.write_string(3, position, column.title, styles.head)
    for row, (name, target, actual, _, weight, points) in enumerate(table.rows, 4):
        for position, value in ((0, name), (1, target), (2, actual), (4, weight)):
            write_cell(sheet, row, position, value, styles.cell())
        share = float(round_half_up(Fraction(int(str(actual)), int(str(target))), 6))
        sheet.write_formula(row, 3, f"=C{row + 1}/B{row + 1}", styles.cell("0.00%"), share)
        formula = f"=E{row + 1}*MIN(D{row + 1},{cap:g})"
        sheet.write_formula(row, 5, formula, styles.cell("0.00"), float(str(points)))
    last = 4 + len(table.rows)
    write_cell(sheet, last, 0, "合计", styles.cell(bold=True))
    total = float(score["活动综合得分"].printed)
    sheet.write_formula(last, 5, f"=ROUND(SUM(F5:F{last}),2)", styles.cell("0.00", bold=True), total)
    return last + 1
