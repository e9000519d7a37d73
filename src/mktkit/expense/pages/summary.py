"""The summary by form: choose, look, go down to the rows, take the files."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from mktkit.errors import FindingsError, MktkitError
from mktkit.expense.claim.store import commitments
from mktkit.expense.ledger.book import kept_files
from mktkit.expense.ledger.report import (
    count_rows,
    ledger_rows,
    reconciliation,
    refused_rows,
    rows_behind,
    uncategorised_rows,
)
from mktkit.expense.model import NO_DEPARTMENT, UNCATEGORISED
from mktkit.expense.summary.calc import Period, period_months, sales_cost
from mktkit.expense.summary.charts import budget_against_actual, execution_map, from_budget_to_available
from mktkit.expense.summary.entry import (
    Summarised,
    example_summary,
    ledger_of,
    read_budget,
    read_budget_rows,
    summarise_ledger,
)
from mktkit.expense.summary.report import (
    BY,
    alert_rows,
    detail_rows,
    execution_text,
    forecast_rows,
    summary_rows,
    tax_rows,
)
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.expense.summary.word import write_memo
from mktkit.expense.summary.workbook import write_workbook
from mktkit.forms import Money, Month, download, entry
from mktkit.forms.files.download import Download
from mktkit.forms.files.upload import Files
from mktkit.money import yuan
from mktkit.office.csv import write_csv
from mktkit.records import open_store
from mktkit.rules import DEPARTMENTS, MARKETING, SAMPLE_LABEL, Rules, load_rules

__all__ = ["SummaryRequest", "summary_request"]

#: More rows than these are not drawn; the .csv has all of them.
_SHOWN = 500


def _departments(rules: Rules) -> list[str]:
    return [*DEPARTMENTS, MARKETING, NO_DEPARTMENT]


def _categories(rules: Rules) -> list[str]:
    return [*rules.expense.categories, UNCATEGORISED]


class SummaryRequest(BaseModel):
    """What is to be summarised."""

    form_name: ClassVar = "summary_form.SummaryRequest"

    through: Month = entry("截至月份", default="2026-10", clause="6.1.2")
    source: Literal["示例", "本机的台账和预算", "拖进来的文件"] = entry(
        "资料", default="示例", help="拖进来的：费用台账，文件名带“费用预算”的当预算表"
    )
    period: Period = entry("看哪一段", default="年初至今")
    by: list[Literal["预算科目", "部门", "月份", "季度"]] = entry(
        "按什么汇总", default=lambda: ["预算科目"], min_length=1
    )
    revenue: Money | None = entry("全年收入", default=None, ge=0, help="只用于税前扣除提醒；留空只看发生额")
    department: str | None = entry("看明细：部门", default=None, choices=_departments)
    category: str | None = entry("看明细：预算科目", default=None, choices=_categories)


def summary_request(request: SummaryRequest, files: Files = dict) -> dict[str, Any]:
    """Summarise what is asked for and return what to show: tables, pictures, rows, files.

    Parameters
    ----------
    request
        What is asked for.
    files
        Gives the files dropped in.

    Examples
    --------
    >>> shown = summary_request(SummaryRequest(period="全年"))
    >>> shown["汇总（元，含税）"][-1]["预算"]
    '2,292,000.00'
    """
    rules = load_rules(on=dt.date.fromisoformat(f"{request.through}-01"))
    try:
        made = _summarised(request, files, rules)
    except FindingsError as problem:
        return {f"{problem.what}": [finding.as_row() for finding in problem.findings]}
    return _figures(request, made) | _rows(request, made) | {"结果文件": _downloads(request.through, made)}


def _figures(request: SummaryRequest, made: Summarised) -> dict[str, Any]:
    summary = made.summary
    names = {title: name for name, title in BY.items()}
    months = period_months(summary, request.period)
    shown: dict[str, Any] = {
        "汇总（元，含税）": summary_rows(summary, [names[one] for one in request.by], months),
        "说明": _told(made, months),
        "预警": alert_rows(summary) or "没有达到预警线的科目。",
        "预算与实际": budget_against_actual(summary, request.period).png,
        "预算用到哪里": from_budget_to_available(summary, request.period).png,
        "各月执行率": execution_map(summary).png,
        "全年预计": forecast_rows(summary.forecasts),
    }
    return shown | ({"税前扣除提醒": tax_rows(summary), "关于税前扣除": TAX_NOTE} if summary.tax else {})


def _rows(request: SummaryRequest, made: Summarised) -> dict[str, Any]:
    """Return the rows behind the figures, as far as they are asked for or to be looked at."""
    shown: dict[str, Any] = {}
    ledger, months = made.ledger, period_months(made.summary, request.period)
    if request.department or request.category:
        behind = rows_behind(ledger.frame, request.department or "", request.category or "", months)
        shown["台账明细"] = ledger_rows(behind.head(_SHOWN)) or "没有这样的行"
    if ledger.refused:
        shown["退回的行（没有计入）"] = refused_rows(ledger.refused[:_SHOWN])
    if made.summary.uncategorised[0]:
        shown["没有归类的"] = uncategorised_rows(ledger, 50)
    return shown | {"读了哪些文件": count_rows(ledger.counts)}


def _downloads(through: str, made: Summarised) -> list[Download]:
    summary, rules, ledger = made.summary, made.rules, made.ledger
    return [
        download(f"费用汇总-{through}.xlsx", partial(write_workbook, summary, rules, ledger)),
        download(f"费用汇报-{through}.docx", partial(write_memo, summary, rules)),
        download(f"费用汇总-{through}.csv", lambda: write_csv(detail_rows(summary))),
        download(f"费用台账明细-{through}.csv", lambda: write_csv(ledger_rows(ledger.frame))),
    ]


def _told(made: Summarised, months: list[str]) -> str:
    """Say what the figures rest on, and what is not in them."""
    summary, rules = made.summary, made.rules
    lines = [
        f"{summary.edition}{f'，{SAMPLE_LABEL}' if summary.sample else ''}；{reconciliation(made.ledger.counts)}。"
    ]
    cost = sales_cost(summary, rules, months)
    lines.append(
        f"销售费用控制率（5.1.2.d，销售部）：实际 {yuan(cost.actual)} 元 ÷ 预算 {yuan(cost.budget)} 元 ＝ {execution_text(cost.execution)}。"
    )
    if summary.unused:
        lines.append(f"已过月份没用完 {yuan(summary.unused)} 元，按规则{summary.carry_forward}。")
    if summary.settled:
        lines.append(f"已入账的报销单 {len({one.claim for one in summary.settled})} 张，不再算已占用。")
    for (rows, amount), words in (
        (summary.uncategorised, "没有归类"),
        (summary.other_years, "不是这一年的，没有计入"),
    ):
        if rows:
            lines.append(f"有 {rows} 行{words}，共 {yuan(amount)} 元。")
    return "\n".join(lines)


def _summarised(request: SummaryRequest, files: Files, rules: Rules) -> Summarised:
    if request.source == "示例":
        return example_summary(rules, request.through, request.revenue)
    own = request.source == "本机的台账和预算"
    if own and not kept_files():
        raise MktkitError(
            "本机还没有导入过台账", "先导入财务系统导出的明细", "在上面拖入文件并导入，或先看示例"
        )
    dropped = {} if own else files()
    tables = [path for name, path in dropped.items() if "费用预算" in name]
    exports = [(path, name) for name, path in dropped.items() if path not in tables]
    with open_store() as store:
        committed = commitments(store)
        budget = [cell for path in tables for cell in read_budget_rows(path, rules)] or read_budget(
            store, int(request.through[:4])
        )
    ledger = ledger_of(exports, rules)
    return summarise_ledger(ledger, budget, committed, rules, request.through, request.revenue)
