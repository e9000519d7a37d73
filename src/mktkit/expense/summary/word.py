"""The summary as a memo that a manager sends upstairs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from mktkit.expense.model import Figures, Summary, group
from mktkit.expense.summary.calc import period_months
from mktkit.expense.summary.charts import budget_against_actual, execution_map, from_budget_to_available
from mktkit.expense.summary.report import (
    execution_text,
    forecast_rows,
    summary_rows,
    tax_rows,
)
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.money import yuan
from mktkit.office.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Table,
    TableColumn,
    table_of,
)
from mktkit.office.word import write_word
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["memo", "write_memo"]


def memo(summary: Summary, rules: Rules, on: dt.date | None = None) -> Document:
    """Return the memo: the figures in words, two tables, three pictures, what to watch.

    Parameters
    ----------
    summary
        The figures.
    rules
        By which they were made.
    on
        Date of the memo; None prints none.

    Notes
    -----
    制度 6.1.2.
    """
    months = period_months(summary, "年初至今")
    by_category = summary_rows(summary, ["category"], months)
    blocks: list[Block] = [
        Paragraph(_opening(summary, group(summary.positions, (), months).get((), Figures()))),
        Heading("一、预算与实际", 2, numbered=False),
        _money_table(by_category, f"{summary.year} 年 1 月至 {int(summary.through[5:])} 月，元，含税"),
        Figure(budget_against_actual(summary)),
        Figure(from_budget_to_available(summary)),
        Heading("二、各部门", 2, numbered=False),
        _money_table(summary_rows(summary, ["department"], months), "按部门，元，含税"),
        Figure(execution_map(summary)),
        Heading("三、要注意的", 2, numbered=False),
        *_watch(summary),
        Heading("四、全年预计", 2, numbered=False),
        _money_table(forecast_rows(summary.forecasts), "推算到年底，元", total=True)
        if summary.forecasts
        else Paragraph("还没有可推算的月份。"),
        Paragraph(
            "按月均：已过月份的实际÷月数×12；按季节：已过月份的实际÷这些月份的季节比重。范围取两者。", "note"
        ),
    ]
    if summary.tax:
        rows = tax_rows(summary)
        blocks += [
            Heading("五、税前扣除提醒", 2, numbered=False),
            table_of(rows, list(rows[0]), note=TAX_NOTE),
        ]
    blocks.append(
        Paragraph(
            f"依据：{rules.cite('6.1.2')}；规则指纹 {summary.fingerprint[:12]}。实际只计台账；已占用为已批准、"
            "台账里还没有的报销单。",
            "note",
        )
    )
    return Document(
        f"{summary.year} 年 {int(summary.through[5:])} 月营销费用执行情况",
        tuple(blocks),
        date=on,
        version=summary.edition,
        notice=SAMPLE_LABEL if summary.sample else "",
        cover=False,
        contents=False,
    )


def _opening(summary: Summary, closed: Figures) -> str:
    told = (
        f"截至 {summary.through}，预算 {yuan(closed.budget)} 元，实际支出 {yuan(closed.actual)} 元，"
        f"执行率 {execution_text(closed.execution)}，"
        f"另有已批准未入账 {yuan(closed.committed)} 元，可用 {yuan(closed.available)} 元。"
    )
    whole = summary.total
    told += f"全年预算 {yuan(whole.budget)} 元，已执行 {execution_text(whole.execution)}。"
    if summary.unused:
        told += f"已过月份没用完 {yuan(summary.unused)} 元，按规则{summary.carry_forward}。"
    return told


def _money_table(rows: list[dict[str, str]], caption: str, *, total: bool = True) -> Table:
    titles = list(rows[0])
    columns = [TableColumn(title, "left" if at == 0 else "right") for at, title in enumerate(titles)]
    return table_of(rows, columns, caption=caption, total=total)


def _watch(summary: Summary) -> list[Block]:
    items = [
        f"{one.level}：{one.department} {one.category}，{one.what}（{one.clause}）" for one in summary.alerts
    ]
    rows, amount = summary.uncategorised
    if rows:
        items.append(f"未归类：{rows} 行，{yuan(amount)} 元，补上归类规则后重算。")
    rows, amount = summary.other_years
    if rows:
        items.append(f"台账里另有 {rows} 行不是 {summary.year} 年的，{yuan(amount)} 元，没有计入。")
    return [Bullets(tuple(items))] if items else [Paragraph("没有达到预警线的科目。")]


def write_memo(
    summary: Summary,
    rules: Rules,
    on: dt.date | None = None,
    *,
    template: Path | Literal["default"] | None = "default",
) -> bytes:
    """Return the memo as a .docx; parameters as of :func:`memo` and :func:`mktkit.office.word.write_word`."""
    return write_word(memo(summary, rules, on), template=template)
