"""Rows of an export that are none of its own: blank ones, sums of others, repeated headers, notes at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mktkit.expense.ledger.columns import blank_cells, passing, says_total
from mktkit.expense.ledger.finance import AMOUNTS
from mktkit.expense.ledger.table import ExportTable
from mktkit.expense.ledger.words import is_balance, is_note

__all__ = ["blank_and_totals", "notes_of"]

#: What a row of its own names at least one of.
_NAMED = ("document_id", "summary", "account", "account_name", "vendor", "department", "category", "item")
#: More rows than these without day and amount are no notes.
_MOST_NOTES = 10_000


def blank_and_totals(table: ExportTable, values: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are blank, and which repeat others as a sum or balance.

    A total word leads a total and no date stands in it; a balance is told by its summary, dated or not.  The second
    line of a total has a sum and nothing that names it.
    """
    every = [*table.columns.values(), *table.others]
    blank = np.logical_and.reduce([blank_cells(one) for one in every])
    blank[list(table.bad)] = False
    days = table.columns["spent_on"]
    marked = np.logical_or.reduce([says_total(one) for one in every])
    totals = marked & ~blank & (blank_cells(days) | says_total(days))
    totals |= passing(values["summary"], is_balance) & ~blank
    if totals.any():
        named = [~blank_cells(table.columns[name]) for name in _NAMED if name in table.columns]
        nameless = ~np.logical_or.reduce([*named, ~blank_cells(days)]) & ~blank
        follows = np.append(False, totals[:-1])
        totals |= nameless & follows
    return blank, totals


def notes_of(table: ExportTable, values: Mapping[str, Any], own: np.ndarray) -> np.ndarray:
    """Return the rows of `own` that have neither day nor amount and are notes, or repeat what stands above the table."""
    notes = np.zeros(len(table), dtype=bool)
    amounts = [np.asarray(values[name].isna(), dtype=bool) for name in AMOUNTS if name in table.columns]
    unread = values["spent_on"].isna().to_numpy(dtype=bool)
    candidates = np.flatnonzero(np.logical_and.reduce([own, unread, *amounts]))
    if len(candidates) > _MOST_NOTES:
        return notes
    above = {text for row in table.above for text in row}
    for at in candidates.tolist():
        cells = table.cells(at)
        notes[at] = at not in table.bad and (above.issuperset(cells) or is_note(cells))
    return notes
