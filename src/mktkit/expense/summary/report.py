"""The summary as tables of plain words, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mktkit.expense.ledger.ledger import FileCount, Ledger
from mktkit.expense.model import Figures, Forecast, Summary, group, months_of
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.money import round_half_up, yuan

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BY",
    "PERIODS",
    "alert_rows",
    "count_rows",
    "counts_json",
    "detail_rows",
    "execution_text",
    "figure_cells",
    "forecast_rows",
    "ledger_rows",
    "period_months",
    "reconciliation",
    "refused_rows",
    "summary_csv",
    "summary_rows",
    "tax_rows",
    "to_json",
    "uncategorised_rows",
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


def ledger_rows(
    frame: pd.DataFrame,
    *,
    department: str = "",
    category: str = "",
    months: Iterable[str] | None = None,
    most: int | None = None,
) -> list[dict[str, Any]]:
    """Return the ledger rows behind a figure: where each stands in its file, and what it is."""
    chosen = frame
    if department:
        own = chosen["department"].astype(object)
        chosen = chosen[own.isna() if department == "未写部门" else own == department]
    if category:
        chosen = chosen[chosen["category"].astype(object) == category]
    if months is not None:
        chosen = chosen[chosen["month"].astype(object).isin(list(months))]
    titles = {
        "file": "文件", "sheet": "工作表", "row": "行", "document_id": "单号", "month": "月份",
        "department": "部门", "employee_id": "工号", "category": "预算科目", "item": "细目",
        "vendor": "供应商", "summary": "摘要", "claim_id": "报销单号",
    }  # fmt: skip
    rows = []
    listed: Any = (chosen if most is None else chosen.head(most)).itertuples()
    for one in listed:
        cells = {title: _text(getattr(one, name)) for name, title in titles.items()}
        day = "" if one.spent_on != one.spent_on else f"{one.spent_on:%Y-%m-%d}"
        rows.append({"日期": day} | cells | {"行": int(one.row), "金额": yuan(int(one.amount))})
    return rows


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def count_rows(counts: Sequence[FileCount]) -> list[dict[str, Any]]:
    """Return what became of each file: rows in, used, refused, and the sums that must agree."""
    return [
        {
            "文件": one.file,
            "来源": one.source,
            "数据行": one.rows,
            "采用": one.used,
            "退回": one.refused,
            "空行": one.blank,
            "合计行": one.totals,
            "采用金额": yuan(one.amount_used),
            "退回金额": yuan(one.amount_refused),
            "金额读不出的行": one.unread,
        }
        for one in counts
    ]


def reconciliation(counts: Sequence[FileCount]) -> str:
    """Say that nothing was lost: rows in = used + refused, and the 分 add up.

    Examples
    --------
    >>> reconciliation([FileCount("甲.csv", "通用", 3, 2, 1, 0, 0, 1200, 50, 0)])
    '数据行 3 ＝ 采用 2 ＋ 退回 1；金额 12.50 元 ＝ 采用 12.00 元 ＋ 退回 0.50 元'
    """
    rows, used, refused = (sum(getattr(one, name) for one in counts) for name in ("rows", "used", "refused"))
    taken, back = sum(one.amount_used for one in counts), sum(one.amount_refused for one in counts)
    unread = sum(one.unread for one in counts)
    told = f"数据行 {rows} ＝ 采用 {used} ＋ 退回 {refused}；"
    told += f"金额 {yuan(taken + back)} 元 ＝ 采用 {yuan(taken)} 元 ＋ 退回 {yuan(back)} 元"
    return told + (f"；另有 {unread} 行的金额读不出" if unread else "")


def refused_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return every refused row with its reason."""
    return [
        {key: value for key, value in one.finding.as_row().items() if key != "级别"}
        | {"金额": "" if one.amount is None else yuan(one.amount)}
        for one in ledger.refused
    ]


def uncategorised_rows(ledger: Ledger, most: int | None = None) -> list[dict[str, Any]]:
    """Return what no rule matched, alike rows together, the largest sums first: for writing the next rule."""
    frame = ledger.uncategorised()
    names = ["vendor", "summary", "item", "account", "account_name"]
    texts = frame[names].astype(object)
    keyed = texts.where(texts.notna(), "").assign(amount=frame["amount"], rows=1)
    summed = keyed.groupby(names, sort=True)[["amount", "rows"]].sum().reset_index()
    summed = summed.sort_values("amount", key=lambda column: -column.abs(), kind="stable")
    titles = ("供应商", "摘要", "细目", "会计科目编码", "会计科目名称")
    return [
        dict(zip(titles, one[:5], strict=True)) | {"行数": int(one[6]), "金额": yuan(int(one[5]))}
        for one in (summed if most is None else summed.head(most)).itertuples(index=False)
    ]


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


def counts_json(counts: Sequence[FileCount]) -> list[dict[str, Any]]:
    """Return what each file gave, money in 分, for programs."""
    names = (
        "file",
        "source",
        "rows",
        "used",
        "refused",
        "blank",
        "totals",
        "amount_used",
        "amount_refused",
        "unread",
    )
    return [{name: getattr(one, name) for name in names} for one in counts]


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
