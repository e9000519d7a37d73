"""Promotion in Excel: the plan with its log, and the evaluation with formulas that can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mktkit.money import round_half_up
from mktkit.office.excel import Styles, new_workbook, print_on_a4, sheet_name, write_cell, write_table
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.model import Evaluation, ExecutionLog, PromotionPlan
from mktkit.promotion.report import channel_rows, kpi_rows, log_rows
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["evaluation_workbook", "plan_workbook"]

_MONEY = "#,##0.00"


def _begin(workbook: Any, styles: Styles, used: list[str], title: str, told: str) -> Any:
    name = sheet_name(title, used)
    used.append(name)
    sheet = workbook.add_worksheet(name)
    sheet.write_string(0, 0, title, styles.title)
    sheet.write_string(1, 0, told, styles.note)
    return sheet


def _table(
    sheet: Any, styles: Styles, top: int, rows: Sequence[dict[str, Any]], totals: Sequence[str] = ()
) -> int:
    columns = [(title, None, _MONEY if title.endswith("（元）") else "") for title in rows[0]]
    below = write_table(sheet, styles, top, columns, rows, freeze=top == 3, totals=totals)
    print_on_a4(sheet, top)
    return below


def plan_workbook(plan: PromotionPlan, rules: Rules, log: ExecutionLog | None = None) -> bytes:
    """Return the channel plan, and the log where there is one, as a workbook; sums are formulas."""
    told = f"依据：{rules.cite('3.2.2')}" + (f"；{SAMPLE_LABEL}" if rules.has_samples else "")
    used: list[str] = []
    with new_workbook() as (workbook, styles, buffer):
        sheet = _begin(workbook, styles, used, "推广渠道计划", f"{plan.number} {plan.name}；{told}")
        rows = [
            row | {"预算（元）": one.budget / 100}
            for row, one in zip(channel_rows(plan, rules), plan.channels, strict=True)
        ]
        _table(sheet, styles, 3, rows, ["预算（元）"])
        if log is not None:
            sheet = _begin(workbook, styles, used, "执行记录", f"{log.plan}；依据：{rules.cite('3.2.3')}")
            spent = sorted(log.entries, key=lambda one: one.day)
            entries = [
                row | {"花费（元）": one.cost / 100} for row, one in zip(log_rows(log), spent, strict=True)
            ]
            _table(sheet, styles, 3, [row | {"日期": str(row["日期"])} for row in entries], ["花费（元）"])
    return buffer.getvalue()


def evaluation_workbook(asked: Evaluation, result: Evaluated, rules: Rules) -> bytes:
    """Return the evaluation as a workbook: the score in formulas, every other figure as it is printed."""
    sample = f"；{SAMPLE_LABEL}" if rules.has_samples else ""
    used: list[str] = []
    with new_workbook() as (workbook, styles, buffer):
        sheet = _begin(
            workbook,
            styles,
            used,
            "活动得分",
            f"{result.campaign['campaign_id']}；{result.score.method}{sample}",
        )
        below = _score(sheet, styles, result, rules)
        _table(sheet, styles, below + 1, kpi_rows(result))
        sheet = _begin(workbook, styles, used, "评估", result.causality)
        rows = [
            {"分析": one.title, "指标": figure.name, "值": figure.text, "方法": one.method}
            for one in result.analyses
            for figure in one.figures
        ]
        _table(sheet, styles, 3, rows)
        sheet = _begin(workbook, styles, used, "说明", f"依据：{rules.cite('3.2.4')}")
        told = [("不能说明什么", result.causality)]
        told += [(f"注意：{one.title}", said) for one in result.analyses for said in one.warnings]
        told += [("经验", asked.worked), ("教训", asked.failed), ("策略怎样调整", asked.next_steps)]
        _table(sheet, styles, 3, [{"项目": title, "内容": text} for title, text in told])
    return buffer.getvalue()


def _score(sheet: Any, styles: Styles, result: Evaluated, rules: Rules) -> int:
    """Write the campaign's score as formulas and return the row below."""
    (table,) = result.score.tables
    titles = [column.title for column in table.columns]
    for position, title in enumerate(titles):
        sheet.write_string(3, position, title, styles.head)
    cap = float(rules.appraisal.campaign.cap) / 100
    for offset, row in enumerate(table.rows, 1):
        name, target, actual, _, weight, points = row
        line = 4 + offset
        for position, value in ((0, name), (1, target), (2, actual), (4, weight)):
            write_cell(sheet, 3 + offset, position, value, styles.cell())
        share = float(round_half_up(Fraction(int(str(actual)), int(str(target))), 6))
        sheet.write_formula(3 + offset, 3, f"=C{line}/B{line}", styles.cell("0.00%"), share)
        formula = f"=E{line}*MIN(D{line},{cap:g})"
        sheet.write_formula(3 + offset, 5, formula, styles.cell("0.00"), float(points))  # type: ignore[arg-type]
    last = 4 + len(table.rows)
    write_cell(sheet, last, 0, "合计", styles.cell(bold=True))
    total = result.score["活动综合得分"].value
    sheet.write_formula(
        last,
        5,
        f"=ROUND(SUM(F5:F{last}),2)",
        styles.cell("0.00", bold=True),
        float(total if total is not None else 0),
    )
    return last + 1
