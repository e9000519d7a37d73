"""The summary as tables of plain words, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mktkit.expense.ledger.model import FileCount
from mktkit.expense.ledger.report import counts_json
from mktkit.expense.model import Figures, Forecast, Summary, group, months_of
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.money import round_half_up, yuan

if TYPE_CHECKING:
    pass

__all__ = [
    "BY",
    "PERIODS",
    "alert_rows",
    "detail_rows",
    "execution_text",
    "figure_cells",
    "forecast_rows",
    "period_months",
    "summary_csv",
    "summary_rows",
    "tax_rows",
    "to_json",
]

#: What a summary may be grouped by.
BY = {"category": "预算科目", "department": "部门", "month": "月份", "quarter": "季度"}
#: What part of the year is looked at.
PERIODS = ("当月", "本季度", "年初至今", "全年")


def period_months(summary: Summary, period: str) -> list[str]:
    """Return the months of 当月, 本季度, 年初至今 or 全年.

    Raises
    ------
    MktkitError
        None of these.
    """
    from mktkit.errors import MktkitError

    closed = months_of(summary.year, summary.through)
    if period == "当月":
        return closed[-1:]
    if period == "本季度":
        return closed[(len(closed) - 1) // 3 * 3 :]
    if period == "年初至今":
        return closed
    if period == "全年":
        return months_of(summary.year)
    raise MktkitError(f"期间写成了「{period}」", "可写：" + "、".join(PERIODS), "改好后重试")


def execution_text(value: Fraction | None) -> str:
    """Write an execution rate; without a budget there is none.

    Examples
    --------
    >>> execution_text(Fraction(250, 3)), execution_text(None)
    ('83.3%', '—')
    """
    return "—" if value is None else f"{round_half_up(value, 1)}%"


def figure_cells(figures: Figures) -> dict[str, str]:
    """Return the printed figures by title."""
    return {
        "预算": yuan(figures.budget),
        "已占用": yuan(figures.committed),
        "实际": yuan(figures.actual),
        "可用": yuan(figures.available),
        "执行率": execution_text(figures.execution),
        "偏差": yuan(figures.variance),
    }


def summary_rows(
    summary: Summary, by: Sequence[str] = ("category",), months: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return one row a group and the total below, in 元, tax-inclusive."""
    wanted = None if months is None else list(months)
    ordered = sorted(summary.positions, key=lambda one: summary.categories.index(one.category))
    grouped = group(ordered if "category" in by else summary.positions, by, wanted)
    rows = [
        {BY[name]: part for name, part in zip(by, key, strict=True)} | figure_cells(figures)
        for key, figures in grouped.items()
    ]
    whole = sum(grouped.values(), Figures())
    head = {BY[name]: "合计" if at == 0 else "" for at, name in enumerate(by)}
    return [*rows, head | figure_cells(whole)]


def detail_rows(summary: Summary, months: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return one row a department, category and month."""
    wanted = None if months is None else set(months)
    return [
        {"部门": one.department, "预算科目": one.category, "月份": one.month}
        | figure_cells(one.figures)
        | {"其中结转": yuan(one.carried), "台账行数": one.rows}
        for one in summary.positions
        if wanted is None or one.month in wanted
    ]


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def forecast_rows(forecasts: Iterable[Forecast]) -> list[dict[str, Any]]:
    """Return the year's end foreseen, with its range and what it rests on."""
    return [
        {
            "预算科目": one.category,
            "全年预算": yuan(one.budget),
            f"已过 {one.months} 个月实际": yuan(one.actual),
            "按月均推算": yuan(one.straight),
            "按季节推算": "—" if one.seasonal is None else yuan(one.seasonal),
            "范围": f"{yuan(one.low)} 至 {yuan(one.high)}",
            "与预算比": "—"
            if not one.budget
            else f"{execution_text(Fraction(one.low * 100, one.budget))} 至 {execution_text(Fraction(one.high * 100, one.budget))}",
        }
        for one in forecasts
    ]


def alert_rows(summary: Summary) -> list[dict[str, Any]]:
    """Return what the rules want pointed out."""
    return [
        {
            "程度": one.level,
            "部门": one.department,
            "预算科目": one.category,
            "说明": one.what,
            "条款": one.clause,
        }
        for one in summary.alerts
    ]


def tax_rows(summary: Summary) -> list[dict[str, Any]]:
    """Return the tax reminder."""
    return [
        {
            "费用": one.title,
            "发生额": yuan(one.spent),
            "可扣除": "—" if one.allowed is None else yuan(one.allowed),
            "超过": "—" if one.excess is None else yuan(one.excess),
            "怎样算": one.how,
        }
        for one in summary.tax
    ]


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "budget": figures.budget,
        "committed": figures.committed,
        "actual": figures.actual,
        "available": figures.available,
        "execution": None if figures.execution is None else str(figures.execution),
        "variance": figures.variance,
    }


def to_json(summary: Summary, counts: Sequence[FileCount] = ()) -> dict[str, Any]:
    """Return the summary as JSON-ready data, money in 分; the same input gives the same bytes."""
    return {
        "year": summary.year,
        "through": summary.through,
        "unit": "分",
        "total": _figures_json(summary.total),
        "positions": [
            {"department": one.department, "category": one.category, "month": one.month}
            | _figures_json(one.figures)
            | {"carried": one.carried, "rows": one.rows}
            for one in summary.positions
        ],
        "forecasts": [
            {
                "category": one.category,
                "closed_months": one.months,
                "actual": one.actual,
                "budget": one.budget,
                "straight": one.straight,
                "seasonal": one.seasonal,
            }
            for one in summary.forecasts
        ],
        "alerts": [
            {
                "level": one.level,
                "department": one.department,
                "category": one.category,
                "what": one.what,
                "clause": one.clause,
            }
            for one in summary.alerts
        ],
        "tax": [
            {"title": one.title, "spent": one.spent, "allowed": one.allowed, "how": one.how}
            for one in summary.tax
        ],
        "tax_note": TAX_NOTE,
        "settled_claims": sorted({one.claim for one in summary.settled}),
        "uncategorised": {"rows": summary.uncategorised[0], "amount": summary.uncategorised[1]},
        "other_years": {"rows": summary.other_years[0], "amount": summary.other_years[1]},
        "unused_of_closed_months": summary.unused,
        "carry_forward": summary.carry_forward,
        "files": counts_json(counts),
        "edition": summary.edition,
        "fingerprint": summary.fingerprint,
        "sample_values": summary.sample,
    }


def summary_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a .csv that Excel and WPS open in Chinese; text that looks like a formula stays text.

    Examples
    --------
    >>> summary_csv([{"摘要": "=1+1", "金额": "-5.00"}]).decode("utf-8-sig")
    "摘要,金额\\r\\n'=1+1,-5.00\\r\\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows([_safe(cell) for cell in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: Any) -> str:
    shown = _text(cell)
    number = shown.lstrip("-").replace(",", "").replace(".", "", 1).rstrip("%").isdigit()
    plain = shown.replace(",", "") if number else shown
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) and not number else plain
