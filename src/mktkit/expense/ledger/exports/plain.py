"""A plain list: a row an expense, its amount in one column or in debit and credit; totals may stand among the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mktkit.expense.ledger.columns import blank_cells, says_total
from mktkit.expense.ledger.table import ExportTable

__all__ = ["amounts", "left_out"]


def left_out(table: ExportTable) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are blank, and which are totals of others: a total word leads them and no date stands in them."""
    every = [*table.columns.values(), *table.others]
    blank = np.logical_and.reduce([blank_cells(one) for one in every])
    blank[list(table.bad)] = False
    days = table.columns["spent_on"]
    marked = np.logical_or.reduce([says_total(one) for one in every])
    return blank, marked & ~blank & (blank_cells(days) | says_total(days))


def amounts(table: ExportTable, values: Mapping[str, Any]) -> Any:
    """Return the amounts in 分: 借方 less 贷方 where both are kept; NA where neither is filled in."""
    debit, credit = values["amount"], values["credit"]
    if "credit" not in table.columns:
        return debit
    both = debit.fillna(0) - credit.fillna(0)
    both[debit.isna() & credit.isna()] = None
    return both
