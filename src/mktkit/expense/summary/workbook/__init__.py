"""The summary as a workbook: every total a live formula over the months, the months over the ledger rows.

Formulas use IF, SUM, SUBTOTAL and SUMPRODUCT alone, and carry the value Python got.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.report import refused_rows, uncategorised_rows
from mktkit.expense.model import Summary
from mktkit.expense.summary.report import alert_rows, forecast_rows, tax_rows
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.expense.summary.workbook.front import write_front
from mktkit.expense.summary.workbook.heat import write_heat
from mktkit.expense.summary.workbook.lists import forecast_note, write_basis, write_ledger, write_list
from mktkit.expense.summary.workbook.months import write_months
from mktkit.expense.summary.workbook.sheet import SummaryBook
from mktkit.office.excel import new_workbook
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LIVE_ROWS", "write_workbook"]

#: With more ledger rows than these the months are values: a workbook that recalculates for minutes helps nobody.
LIVE_ROWS = 20_000


def write_workbook(summary: Summary, rules: Rules, ledger: Ledger | None = None) -> bytes:
    """Return the workbook of a summary.

    Parameters
    ----------
    summary
        The figures.
    rules
        By which they were made.
    ledger
        The rows behind them, written too where there are at most :data:`LIVE_ROWS`.

    Returns
    -------
    bytes
        An .xlsx with the sheets 汇总, 各月, 热力图, 预警, 预测, 税前扣除, 台账, 退回, 未归类, 依据.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    rows = None if ledger is None else _rows_of_year(ledger, summary)
    live = rows is not None and len(rows) <= LIVE_ROWS
    too_long = f"超过 {LIVE_ROWS} 行，没有写进工作簿，见 CSV；“各月”的实际是算好的数"
    with new_workbook() as (workbook, styles, buffer):
        book = SummaryBook(workbook, styles, summary, rules)
        front, months, heat = map(workbook.add_worksheet, ("汇总", "各月", "热力图"))
        write_months(book, months, len(rows) if live and rows is not None else 0)
        write_front(book, front)
        write_heat(book, heat)
        write_list(book, "预警", alert_rows(summary), "没有要提醒的。")
        forecasts = forecast_rows(summary.forecasts)
        write_list(book, "预测", forecasts, "还没有可推算的月份。", forecast_note(summary))
        write_list(book, "税前扣除", tax_rows(summary), "规则关掉了这项提醒。", TAX_NOTE)
        if ledger is not None and rows is not None:
            if live:
                write_ledger(book, rows)
            write_list(book, "退回", refused_rows(ledger.refused), "没有退回的行。")
            write_list(book, "未归类", uncategorised_rows(ledger, 1000), "每一行都归了类。")
        write_basis(book, () if ledger is None else ledger.counts, "" if ledger is None or live else too_long)
    return buffer.getvalue()


def _rows_of_year(ledger: Ledger, summary: Summary) -> pd.DataFrame:
    own = ledger.frame["month"].astype(object).fillna("").str.startswith(f"{summary.year:04d}-")
    return ledger.frame[own]
