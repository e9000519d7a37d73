"""The summary as tables of plain words, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from mktkit.expense.ledger.model import FileCount
from mktkit.expense.ledger.report import counts_json
from mktkit.expense.model import WHOLE, Figures, Forecast, Summary, group
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.money import round_half_up, yuan

__all__ = [
    "BY",
    "alert_rows",
    "detail_rows",
    "execution_text",
    "figure_cells",
    "forecast_rows",
    "summary_rows",
    "tax_rows",
    "to_json",
]

#: What a summary may be grouped by.
BY = {"category": "预算科目", "department": "部门", "month": "月份", "quarter": "季度"}


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
) -> list[dict[str, str]]:
    """Return one row a group and the total below, in 元, tax-inclusive."""
    wanted = None if months is None else list(months)
    ordered = sorted(summary.positions, key=lambda one: summary.categories.index(one.category))
    grouped = group(ordered if "category" in by else summary.positions, by, wanted)
    rows = [
        {BY[name]: part for name, part in zip(by, key, strict=True)} | figure_cells(figures)
        for key, figures in grouped.items()
    ]
    whole = sum(grouped.values(), Figures())
    head = {BY[name]: WHOLE if at == 0 else "" for at, name in enumerate(by)}
    return [*rows, head | figure_cells(whole)]


def detail_rows(summary: Summary, months: Iterable[str] | None = None) -> list[dict[str, object]]:
    """Return one row a department, category and month."""
    wanted = None if months is None else set(months)
    return [
        {"部门": one.department, "预算科目": one.category, "月份": one.month}
        | figure_cells(one.figures)
        | {"其中结转": yuan(one.carried), "台账行数": one.rows}
        for one in summary.positions
        if wanted is None or one.month in wanted
    ]


def forecast_rows(forecasts: Iterable[Forecast]) -> list[dict[str, str]]:
    """Return the year's end foreseen, with its range and what it rests on."""
    return [
        {
            "预算科目": one.category,
            "全年预算": yuan(one.budget),
            f"已过 {one.months} 个月实际": yuan(one.actual),
            "按月均推算": yuan(one.straight),
            "按季节推算": _or_dash(one.seasonal),
            "范围": f"{yuan(one.low)} 至 {yuan(one.high)}",
            "与预算比": _range_text(one),
        }
        for one in forecasts
    ]


def _range_text(one: Forecast) -> str:
    """Write what part of the budget the year will take."""
    if not one.budget:
        return "—"
    low, high = (execution_text(Fraction(amount * 100, one.budget)) for amount in (one.low, one.high))
    return f"{low} 至 {high}"


def alert_rows(summary: Summary) -> list[dict[str, str]]:
    """Return what the rules want pointed out."""
    titles = {"level": "程度", "department": "部门", "category": "预算科目", "what": "说明", "clause": "条款"}
    return [{title: getattr(one, name) for name, title in titles.items()} for one in summary.alerts]


def _or_dash(fen: int | None) -> str:
    return "—" if fen is None else yuan(fen)


def tax_rows(summary: Summary) -> list[dict[str, str]]:
    """Return the tax reminder."""
    return [
        {
            "费用": one.title,
            "发生额": yuan(one.spent),
            "可扣除": _or_dash(one.allowed),
            "超过": _or_dash(one.excess),
            "怎样算": one.how,
        }
        for one in summary.tax
    ]


def _figures_json(figures: Figures) -> dict[str, object]:
    execution = figures.execution
    return {
        "budget": figures.budget,
        "committed": figures.committed,
        "actual": figures.actual,
        "available": figures.available,
        "execution": None if execution is None else str(execution),
        "variance": figures.variance,
    }


def _counted_json(counted: tuple[int, int]) -> dict[str, int]:
    rows, amount = counted
    return {"rows": rows, "amount": amount}


def _forecast_json(one: Forecast) -> dict[str, object]:
    fields = asdict(one)
    return {"category": fields.pop("category"), "closed_months": fields.pop("months"), **fields}


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
        "forecasts": list(map(_forecast_json, summary.forecasts)),
        "alerts": list(map(asdict, summary.alerts)),
        "tax": list(map(asdict, summary.tax)),
        "tax_note": TAX_NOTE,
        "settled_claims": sorted({one.claim for one in summary.settled}),
        "uncategorised": _counted_json(summary.uncategorised),
        "other_years": _counted_json(summary.other_years),
        "unused_of_closed_months": summary.unused,
        "carry_forward": summary.carry_forward,
        "files": counts_json(counts),
        "edition": summary.edition,
        "fingerprint": summary.fingerprint,
        "sample_values": summary.sample,
    }
